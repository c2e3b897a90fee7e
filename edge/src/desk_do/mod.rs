//! A site's Durable Object: a shell around its settings and secrets, its inbox, and the [`Router`].
//!
//! The inbox is a projection of the threads' facts (invariant 7): the desk decides nothing about who
//! owns a thread. Presence is who has a socket open, and is lost with it (invariant 9); the router is
//! made anew from the rows whenever the object wakes.

mod floor;
mod opening;
mod posting;
mod staffing;

use crate::auth::random_token;
use crate::compiled;
use crate::desk::{self, Router, Settled};
use crate::error::{ApiError, ApiResult};
use crate::internal::{
    self, ApplyFacts, Call, CheckSession, ClaimThread, CompiledSite, DeskPeer, EditAgent, Invite,
    PushSite, Pushed, ReadDead, ReadEarlier, ReadPlace, ReadRoster, ReadRows, ReadSecret, ReadSite,
    Replay, SetSecret, SignIn, SignOut, SignedIn, SiteReply, TryHandoff,
};
use crate::site_bundle::{BundleError, SiteBundle};
use crate::sql::desk::DeskStore;
use crate::{auth, now, site_cache, sockets};
use baton_shared::briefing::Earlier;
use baton_shared::entry::AgentCard;
use baton_shared::id::{AgentId, Millis, SiteId, ThreadId};
use baton_shared::protocol::desk::{DeskDown, DeskUp, Explanation};
use baton_shared::protocol::{MAX_FRAME_BYTES, QueuePlace, Refusal, VERSION, decode, encode};
use posting::Outlet;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use worker::{
    DurableObject, Env, Request, Response, State, WebSocket, WebSocketIncomingMessage,
    durable_object, wasm_bindgen,
};

/// How many other threads of a person a briefing lists.
const EARLIER_SHOWN: u32 = 6;

/// What a console's socket remembers.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Attachment {
    peer: DeskPeer,
    greeted: bool,
    #[serde(default)]
    away: bool,
}

#[durable_object]
pub struct DeskDo {
    desk: Rc<Desk>,
}

impl DurableObject for DeskDo {
    fn new(state: State, env: Env) -> Self {
        sockets::answer_pings(&state);
        let (router, rings) = (RefCell::default(), Cell::default());
        let (opened, outlet, posting) = (Cell::default(), RefCell::default(), Cell::default());
        let rows = Cell::default();
        Self { desk: Rc::new(Desk { state, env, router, opened, rings, outlet, posting, rows }) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        self.desk.route(request).await.or_else(|error| error.response())
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> worker::Result<()> {
        self.desk.receive(&socket, &message);
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        _code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> worker::Result<()> {
        self.desk.left(&socket);
        // The other half of the closing handshake; a socket that is already gone needs none.
        let _gone = socket.close::<&str>(Some(1000), None);
        Ok(())
    }

    async fn websocket_error(
        &self,
        socket: WebSocket,
        _error: worker::Error,
    ) -> worker::Result<()> {
        self.desk.left(&socket);
        Ok(())
    }

    async fn alarm(&self) -> worker::Result<Response> {
        self.desk.ring();
        Response::empty()
    }
}

struct Desk {
    state: State,
    env: Env,
    /// The desk's mind, as it follows from the rows and the sockets; none until it is needed.
    router: RefCell<Option<Router>>,
    /// Whether the tables are there.
    opened: Cell<bool>,
    /// When the alarm rings, as far as this object has set it.
    rings: Cell<Option<Millis>>,
    /// What the settings say of events; none until it is needed.
    outlet: RefCell<Option<Rc<Outlet>>>,
    /// Events are being posted.
    posting: Cell<bool>,
    /// Rows written for threads and waits.
    rows: Cell<u64>,
}

impl Desk {
    async fn route(self: &Rc<Self>, mut request: Request) -> ApiResult<Response> {
        let path = request.path();
        let request = &mut request;
        match path.trim_start_matches('/') {
            "socket" => self.connect(&internal::peer(request)?),
            ReadSite::NAME => internal::answer_site(request, |call| self.read_site(&call)).await,
            PushSite::NAME => internal::answer(request, async |call| self.push_site(&call)).await,
            SetSecret::NAME => internal::answer(request, async |call| self.set_secret(&call)).await,
            ReadSecret::NAME => {
                internal::answer(request, async |ReadSecret { name }| {
                    Ok(self.store()?.secret(name)?)
                })
                .await
            }
            ClaimThread::NAME => {
                internal::answer(request, async |call| self.claim_thread(&call)).await
            }
            Invite::NAME => internal::answer(request, async |call| self.invite(&call)).await,
            SignIn::NAME => internal::answer(request, async |call| self.sign_in(&call)).await,
            CheckSession::NAME => {
                internal::answer(request, async |CheckSession { session }| {
                    Ok(self.store()?.session(&session, now())?)
                })
                .await
            }
            SignOut::NAME => {
                internal::answer(request, async |SignOut { session }| self.sign_out(&session)).await
            }
            ApplyFacts::NAME => {
                internal::answer(request, async |call| self.apply_facts(&call)).await
            }
            ReadEarlier::NAME => {
                internal::answer(request, async |ReadEarlier { thread }| self.earlier(&thread))
                    .await
            }
            ReadPlace::NAME => {
                internal::answer(request, async |ReadPlace { site, thread }| {
                    self.place(&site, &thread)
                })
                .await
            }
            TryHandoff::NAME => {
                internal::answer(request, async |call| self.try_handoff(&call)).await
            }
            ReadRoster::NAME => {
                internal::answer(request, async |ReadRoster {}| self.roster()).await
            }
            EditAgent::NAME => internal::answer(request, async |call| self.edit_agent(call)).await,
            ReadRows::NAME => {
                internal::answer(request, async |ReadRows {}| Ok(self.rows.get())).await
            }
            ReadDead::NAME => {
                internal::answer(request, async |ReadDead {}| self.dead_letters()).await
            }
            Replay::NAME => internal::answer(request, async |call| self.replay(&call)).await,
            _ => Err(ApiError::NotFound),
        }
    }

    fn store(&self) -> ApiResult<DeskStore> {
        let sql = self.state.storage().sql();
        Ok(if self.opened.replace(true) { DeskStore::over(sql) } else { DeskStore::open(sql)? })
    }

    fn read_site(&self, call: &ReadSite) -> ApiResult<SiteReply> {
        let store = self.store()?;
        let Some(version) = store.version()? else { return Ok(SiteReply::Unknown) };
        if call.have == Some(version) {
            return Ok(SiteReply::Unchanged);
        }
        let mut bytes = store.compiled()?;
        if call.unreadable || !compiled::is_current(&bytes) {
            bytes = Self::compile_anew(&store)?;
        }
        Ok(SiteReply::Newest(CompiledSite { version, bytes }))
    }

    /// The site from its sources, for an upgraded Baton that reads another format than its predecessor
    /// wrote.
    fn compile_anew(store: &DeskStore) -> ApiResult<Vec<u8>> {
        let SiteBundle { settings, articles } = store.site()?.ok_or(ApiError::UnknownSite)?;
        let site = SiteBundle::parse(&settings, &articles).map_err(ApiError::BadBundle)?;
        let bytes = compiled::compile(&site).map_err(worker::Error::from)?;
        store.save_compiled(&bytes)?;
        Ok(bytes)
    }

    fn push_site(self: &Rc<Self>, push: &PushSite) -> ApiResult<Result<Pushed, Vec<BundleError>>> {
        let site = match SiteBundle::parse(&push.settings, &push.articles) {
            Ok(site) => site,
            Err(problems) => return Ok(Err(problems)),
        };
        if site.settings.id != push.site {
            let reason = format!("the id is \"{}\", pushed to \"{}\"", site.settings.id, push.site);
            return Ok(Err(vec![BundleError { file: "site.toml".to_owned(), line: 1, reason }]));
        }
        let compiled = compiled::compile(&site).map_err(worker::Error::from)?;
        let saved = self.store()?.save_site(push, &compiled);
        if saved.is_err() {
            // Given up with whatever the push had written: all of it is stored, or nothing.
            sockets::abort(&self.state, "the desk's database failed")?;
        }
        let version = saved?;
        site_cache::forget(&push.site);
        self.reopen(&push.site)?;
        let (articles, sections) = (push.articles.len(), site.knowledge.section_count());
        Ok(Ok(Pushed { site: push.site.clone(), version, articles, sections }))
    }

    fn set_secret(&self, SetSecret { name, value }: &SetSecret) -> ApiResult<bool> {
        let store = self.store()?;
        if store.version()?.is_none() {
            return Ok(false);
        }
        store.set_secret(*name, value.as_ref())?;
        Ok(true)
    }

    fn claim_thread(&self, call: &ClaimThread) -> ApiResult<Option<ThreadId>> {
        let ClaimThread { person, thread, empty } = call;
        let store = self.store()?;
        let theirs = store.thread_person(thread)?.map(|owner| owner == *person);
        let newest = store.newest_thread(person)?;
        let claim = desk::Claim { asked: thread, empty: *empty };
        Ok(match desk::settle(claim, desk::Known { theirs, newest: newest.as_ref() }) {
            Settled::GoOn(thread) => Some(thread),
            Settled::Becomes(thread) => {
                store.claim_thread(&thread, person)?;
                Some(thread)
            }
            Settled::Taken => None,
        })
    }

    fn earlier(&self, thread: &ThreadId) -> ApiResult<Vec<Earlier>> {
        let store = self.store()?;
        let Some(person) = store.thread_person(thread)? else { return Ok(Vec::new()) };
        let rows = store.threads_of(&person, EARLIER_SHOWN)?;
        let others = rows.iter().filter(|row| row.item.thread != *thread);
        Ok(others.map(|row| desk::earlier(&row.item)).collect())
    }

    fn invite(self: &Rc<Self>, invite: &Invite) -> ApiResult<Option<AgentId>> {
        let store = self.store()?;
        if store.version()?.is_none() {
            return Ok(None);
        }
        let fresh = random_token().map_err(|error| worker::Error::RustError(error.to_string()))?;
        let fresh = AgentId::parse(&fresh[..16])
            .map_err(|error| worker::Error::RustError(error.to_string()))?;
        let agent = store.agent(fresh, &invite.name, invite.role)?;
        store.add_invite(&invite.fingerprint, &agent, now())?;
        self.hired(&agent)?;
        Ok(Some(agent))
    }

    fn sign_in(&self, call: &SignIn) -> ApiResult<Option<SignedIn>> {
        let (store, now) = (self.store()?, now());
        let who = store.use_invite(&call.invite, now)?;
        if let Some(who) = &who {
            store.add_session(&call.session, &who.agent.id, now.plus(auth::SESSION_LASTS_MS))?;
        }
        Ok(who)
    }

    fn sign_out(self: &Rc<Self>, session: &str) -> ApiResult<()> {
        self.store()?.end_session(session)?;
        for (socket, attachment) in self.consoles() {
            if attachment.peer.session == session {
                let _gone = socket.close(Some(Refusal::BadToken.close_code()), Some("signed out"));
            }
        }
        Ok(())
    }

    fn connect(&self, peer: &DeskPeer) -> ApiResult<Response> {
        let attachment = Attachment { peer: peer.clone(), greeted: false, away: false };
        Ok(sockets::accept(&self.state, &attachment, peer.version)?)
    }

    fn receive(self: &Rc<Self>, socket: &WebSocket, message: &WebSocketIncomingMessage) {
        let Some(attachment) = sockets::attachment::<Attachment>(socket) else { return };
        let frame = match message {
            WebSocketIncomingMessage::String(text) if text.len() <= MAX_FRAME_BYTES => {
                decode::<DeskUp>(text).map_err(Refusal::from)
            }
            WebSocketIncomingMessage::String(_) => {
                Err(Refusal::TooLarge { limit: u32::try_from(MAX_FRAME_BYTES).unwrap_or(u32::MAX) })
            }
            WebSocketIncomingMessage::Binary(_) => {
                Err(Refusal::Malformed { detail: "frames are text".to_owned() })
            }
        };
        let outcome = match frame {
            Ok(DeskUp::Hello) => self.welcome(socket, attachment),
            Ok(_) if !attachment.greeted => {
                sockets::send(socket, &DeskDown::Refused(Refusal::HelloFirst));
                return;
            }
            Ok(DeskUp::Decline { thread }) => self.declined(&attachment, &thread),
            Ok(DeskUp::Away { away }) => self.went_away(socket, attachment, away),
            Ok(DeskUp::Explain { thread }) => self.explain(socket, thread),
            Err(refusal) => {
                sockets::send(socket, &DeskDown::Refused(refusal));
                return;
            }
        };
        if let Err(error) = outcome {
            worker::console_error!("desk failed: {error:?}");
            sockets::send(socket, &DeskDown::Refused(Refusal::Unavailable));
        }
    }

    fn welcome(self: &Rc<Self>, socket: &WebSocket, mut attachment: Attachment) -> ApiResult<()> {
        let store = self.store()?;
        let settings = store.settings()?.ok_or(ApiError::UnknownSite)?;
        let settings = SiteBundle::parse(&settings, &[]).map_err(ApiError::BadBundle)?.settings;
        let SignedIn { agent: you, role } = attachment.peer.who.clone();
        let arrived = !self.online().contains(&you);
        attachment.greeted = true;
        sockets::attach(socket, &attachment)?;
        let site = attachment.peer.site.clone();
        // Before the welcome, so that what is offered at once is in it.
        self.presence_changed(&you.id)?;
        let inbox =
            store.inbox()?.into_iter().map(|item| self.dressed(item)).collect::<Result<_, _>>()?;
        let (roster, offers) = self.with_router(|router| {
            let roster = router.colleagues();
            (roster, router.offers(&you.id))
        })?;
        let welcome = DeskDown::Welcome {
            version: VERSION,
            you,
            role,
            site: settings.card(),
            inbox,
            online: self.online(),
            roster,
            offers,
            away_after: settings.desk.away_after_min,
            now: now(),
        };
        sockets::send(socket, &welcome);
        if arrived {
            self.broadcast(&DeskDown::Online { online: self.online() });
        }
        self.perform(&site)
    }

    /// A console's socket is gone.
    fn left(self: &Rc<Self>, socket: &WebSocket) {
        let Some(mut attachment) = sockets::attachment::<Attachment>(socket) else { return };
        attachment.greeted = false;
        // A closed socket may be listed for a moment longer; forgotten, it no longer counts.
        let _gone = sockets::attach(socket, &attachment);
        let DeskPeer { who, site, .. } = &attachment.peer;
        if !self.online().contains(&who.agent) {
            self.broadcast(&DeskDown::Online { online: self.online() });
        }
        let told = self.presence_changed(&who.agent.id).and_then(|()| self.perform(site));
        if let Err(error) = told {
            worker::console_error!("presence not told: {error:?}");
        }
    }

    fn consoles(&self) -> impl Iterator<Item = (WebSocket, Attachment)> {
        let sockets = self.state.get_websockets().into_iter();
        sockets.filter_map(|socket| {
            sockets::attachment(&socket).map(|attachment| (socket, attachment))
        })
    }

    fn online(&self) -> Vec<AgentCard> {
        let mut online: Vec<AgentCard> = Vec::new();
        for (_, attachment) in self.consoles().filter(|(_, attachment)| attachment.greeted) {
            let agent = attachment.peer.who.agent;
            if !online.iter().any(|known| known.id == agent.id) {
                online.push(agent);
            }
        }
        online.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        online
    }

    fn broadcast(&self, down: &DeskDown) {
        let text = encode(down);
        for (socket, _) in self.consoles().filter(|(_, attachment)| attachment.greeted) {
            sockets::send_text(&socket, &text);
        }
    }

    fn apply_facts(self: &Rc<Self>, call: &ApplyFacts) -> ApiResult<()> {
        let store = self.store()?;
        let before = store.thread(&call.thread)?;
        let mut row = before.clone();
        for fact in &call.facts {
            if let Some(mut next) = desk::apply(row.as_ref(), &call.thread, fact) {
                self.hear(&store, fact, &mut next)?;
                self.note_event(&store, &call.site, fact, &next)?;
                row = Some(next);
            }
        }
        if let Some(row) = row.filter(|row| before.as_ref() != Some(row)) {
            self.keep(&store, row)?;
        }
        self.perform(&call.site)
    }

    fn place(self: &Rc<Self>, site: &SiteId, thread: &ThreadId) -> ApiResult<Option<QueuePlace>> {
        let place = self.with_router(|router| router.place(thread, now()))?;
        self.perform(site)?;
        Ok(place)
    }

    fn try_handoff(&self, call: &TryHandoff) -> ApiResult<Explanation> {
        let TryHandoff { matter, target, step } = call;
        self.with_router(|router| router.try_out(matter, target.as_ref(), *step, now()))
    }
}
