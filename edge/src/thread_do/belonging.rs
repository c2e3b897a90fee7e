//! Which thread of which site an object is, and whose: a thread that belongs to a person is open to
//! that person alone.

use super::{Attachment, Thread};
use crate::error::{ApiError, ApiResult};
use crate::internal::{Identify, ThreadPeer};
use crate::sql::thread::{Identity, SqlStore};
use crate::{now, site_cache};
use baton_shared::id::{Seq, SiteId, ThreadId};
use baton_shared::thread::store::LogStore;
use std::rc::Rc;

impl Thread {
    /// Learns which thread it is, and its site's newest settings.
    ///
    /// `origin` is where its customer has reached this edge.
    pub(super) async fn learn(
        &self,
        site: &SiteId,
        thread: &ThreadId,
        origin: Option<&str>,
    ) -> ApiResult<()> {
        // Nothing of this thread has been read yet, so whatever happens during the wait is seen.
        let card = site_cache::site(&self.env, site).await?.settings.card();
        let store = SqlStore::open(self.state.storage().sql())?;
        let known = store.identity()?;
        let before = known.as_ref().and_then(|known| known.origin.clone());
        let origin = origin.map(str::to_owned).or(before);
        let identity = Identity { site: site.clone(), thread: thread.clone(), card, origin };
        if known.as_ref() != Some(&identity) {
            store.save_identity(&identity)?;
            if let Some(log) = self.log.borrow_mut().as_mut() {
                log.configure(identity.card);
            }
            self.case.borrow_mut().take();
        }
        Ok(())
    }

    /// Whether nobody has written in it.
    pub(super) fn is_empty(&self) -> ApiResult<bool> {
        Ok(SqlStore::open(self.state.storage().sql())?.head()? == Seq(0))
    }

    /// The site says who the customer is. False when the thread is another person's already.
    pub(super) async fn identify(self: &Rc<Self>, call: Identify) -> ApiResult<bool> {
        let Identify { site, thread, person } = call;
        self.learn(&site, &thread, None).await?;
        let id = person.id.clone();
        let effects = self.with_log(|log| {
            let theirs = log.person().is_none_or(|known| known.id == person.id);
            Ok(if theirs { Some(log.identified(person, now())?) } else { None })
        })?;
        let Some(effects) = effects else { return Ok(false) };
        self.part(&id);
        self.perform(None, effects);
        Ok(true)
    }

    /// Refuses a customer who comes as somebody else than the thread belongs to.
    pub(super) fn check_belongs(&self, peer: &ThreadPeer) -> ApiResult<()> {
        let owner = self.with_log(|log| Ok(log.person().map(|person| person.id.clone())))?;
        let theirs = owner.is_none() || owner == peer.person;
        if peer.agent.is_some() || theirs { Ok(()) } else { Err(ApiError::BadToken) }
    }

    /// Closes the sockets of customers who have not come as `person`. They may come again: a panel
    /// that has the person's token by then goes on, any other is refused.
    fn part(&self, person: &str) {
        let others = |attachment: &Attachment| {
            let peer = &attachment.peer;
            peer.agent.is_none() && peer.person.as_deref() != Some(person)
        };
        for (socket, _) in self.audience().iter().filter(|(_, attachment)| others(attachment)) {
            let _gone = socket.close(Some(1000), Some("the customer has signed in"));
        }
        self.audience_changed();
    }
}
