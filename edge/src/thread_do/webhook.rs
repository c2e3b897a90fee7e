//! The turn of the site's own bot: its question sent and signed, its reply taken whenever it comes, and
//! what follows when none does. What decides is in [`crate::bot::webhook`].
//!
//! While a request is on its way the object is awake and remembers it. While it waits, for another
//! attempt or for the reply, the delivery is kept and the alarm is set: an object that was put to sleep
//! goes on where it stopped. A question whose request was interrupted is asked again at the next hello.

use super::Thread;
use super::answering::{BOT_SEES, Work};
use crate::auth::{SecretName, random_token};
use crate::bot::Question;
use crate::bot::webhook::{Asking, Delivery, MAX_REPLY_BYTES, Outcome, Reply, ReplyError, Step};
use crate::compiled::LiveSite;
use crate::error::{ApiError, ApiResult};
use crate::internal::{self, ReadSecret, Replied, TakeReply};
use crate::now;
use crate::sql::thread::SqlStore;
use crate::webhook::{Key, request};
use baton_shared::context::{Fields, Told};
use baton_shared::entry::Author;
use baton_shared::id::{MessageId, Seq, ThreadId};
use baton_shared::protocol::Down;
use baton_shared::site::{Otherwise, WebhookSettings};
use baton_shared::thread::log::{BotFailure, BotReply, BotTurn, Effect};
use baton_shared::thread::ownership::Owner;
use baton_shared::thread::store::LogStore;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;
use worker::{AbortController, Delay, Fetch, Response};

/// Entries before a question that are searched for facts; the newest of them are sent along.
const LOOK_BACK: u64 = 100;

/// What a turn comes to, and which turn: another may have been under way already.
type Ended = (BotTurn, Result<BotReply, BotFailure>);

/// Why a request brought nothing.
enum Failure {
    /// It may go better another time, or not; the delivery knows.
    Sending(Outcome),
    /// What came is no reply, or there is no secret to sign with.
    Final,
}

impl From<worker::Error> for Failure {
    fn from(_: worker::Error) -> Self {
        Self::Sending(Outcome::Unreachable)
    }
}

impl From<ReplyError> for Failure {
    fn from(error: ReplyError) -> Self {
        worker::console_warn!("the site's own bot: {error}");
        Self::Final
    }
}

impl Thread {
    /// Puts `turn` to the site's own bot, or goes on with the turn that it has already. None while it
    /// is waited for.
    pub(super) async fn ask_webhook(
        &self,
        site: &LiveSite,
        webhook: &WebhookSettings,
        turn: BotTurn,
    ) -> Option<Ended> {
        let ended = match self.go_on(site, webhook, turn.clone()).await {
            Ok(None) => return None,
            // Forgotten in the event that writes down what came of it.
            Ok(Some(ended)) => {
                self.with_log(|log| Ok(log.store().forget_delivery()?)).map(|()| ended)
            }
            Err(error) => Err(error),
        };
        Some(ended.unwrap_or_else(|error| {
            self.fail(&error);
            (turn, Err(BotFailure))
        }))
    }

    async fn go_on(
        &self,
        site: &LiveSite,
        webhook: &WebhookSettings,
        turn: BotTurn,
    ) -> ApiResult<Option<Ended>> {
        let (turn, mut delivery) = self.begin(webhook, turn)?;
        if delivery.step(now()) == Step::Send {
            let sent = self.one_request(site, webhook, &turn, &delivery).await;
            self.writing.take();
            let outcome = match sent {
                Ok(Some(reply)) => return Ok(Some((turn, Ok(reply)))),
                Ok(None) => Outcome::Status(200),
                Err(Failure::Sending(outcome)) => outcome,
                Err(Failure::Final) => return self.otherwise(site, webhook, turn).map(Some),
            };
            delivery = delivery.came_to(outcome, now());
        }
        if delivery.step(now()) == Step::GiveUp {
            return self.otherwise(site, webhook, turn).map(Some);
        }
        if !self.wait_for(&turn, &delivery)? {
            // It is settled: the reply came by itself, or a human has the thread. The log knows.
            return Ok(Some((turn, Err(BotFailure))));
        }
        // The delivery is kept in the same event, so whatever comes during this wait finds it.
        self.set_alarm().await?;
        Ok(None)
    }

    /// The site's own bot gives no reply.
    fn otherwise(
        &self,
        site: &LiveSite,
        webhook: &WebhookSettings,
        turn: BotTurn,
    ) -> ApiResult<Ended> {
        let reply = match webhook.otherwise {
            Otherwise::HandOff => Err(BotFailure),
            Otherwise::BuiltIn => {
                let before = |store: &SqlStore| store.entries_before(turn.reply_to, BOT_SEES);
                let recent = self.with_log(|log| Ok(before(log.store())?))?;
                let question = Question { text: &turn.question, recent: &recent };
                Ok(BotReply::Answer(site.bot.reply(&question)))
            }
        };
        Ok((turn, reply))
    }

    /// A reply that came by itself. One that has come before gets the first outcome.
    pub(super) fn take_reply(self: &Rc<Self>, call: TakeReply) -> ApiResult<Replied> {
        let TakeReply { id, epoch, reply_to, reply } = call;
        if SqlStore::open(self.state.storage().sql())?.identity()?.is_none() {
            return Ok(Replied::UnknownThread);
        }
        let taken = self.with_log(|log| {
            if let Some(seq) = log.store().reply(&id)? {
                return Ok(Err(Replied::Became(seq)));
            }
            let Some(turn) = log.open_turn(epoch, reply_to)? else {
                let now = log.ownership().clone();
                let withheld = Down::Withheld { epoch, reply_to };
                let late = now.owner != Owner::Bot;
                let effects = late.then_some(Effect::TellAgents(withheld));
                return Ok(Ok((effects.into_iter().collect(), Replied::Stale(now))));
            };
            let effects = log.bot_replied(&turn, Ok(reply), now())?;
            let Some(seq) = first_entry(&effects) else {
                return Ok(Err(Replied::Stale(log.ownership().clone())));
            };
            log.store().save_reply(&id, seq)?;
            if log.store().delivery()?.is_some_and(|delivery| delivery.is_of(&turn)) {
                log.store().forget_delivery()?;
            }
            Ok(Ok((effects, Replied::Became(seq))))
        });
        let (effects, replied): (Vec<Effect>, _) = match taken {
            Ok(Ok(taken)) => taken,
            Ok(Err(replied)) => return Ok(replied),
            Err(error) => {
                self.fail(&error);
                return Err(error);
            }
        };
        if let Replied::Became(_) = replied {
            self.no_longer_wait();
        }
        self.perform(None, effects);
        Ok(replied)
    }

    /// The alarm has rung: sends again what is due, gives up what took too long, forgets what is
    /// settled.
    pub(super) fn take_up_delivery(self: &Rc<Self>) {
        if self.work.get() == Work::Asking {
            return;
        }
        let due = self.with_log(|log| {
            let Some(delivery) = log.store().delivery()? else { return Ok(None) };
            let (epoch, reply_to) = delivery.turn();
            let turn = log.open_turn(epoch, reply_to)?;
            if turn.is_none() {
                log.store().forget_delivery()?;
            }
            Ok(turn.filter(|_| delivery.due() <= now()))
        });
        match due {
            Ok(Some(turn)) => {
                self.work.set(Work::Asking);
                self.spawn(|thread| thread.answer(turn));
            }
            Ok(None) => {}
            Err(error) => worker::console_error!("nothing is known of a delivery: {error:?}"),
        }
    }

    /// A human has the thread: the bot's reply is not waited for any more.
    pub(super) fn stop_waiting(self: &Rc<Self>) {
        if self.work.get() != Work::Waiting {
            return;
        }
        match self.with_log(|log| Ok(log.store().forget_delivery()?)) {
            Ok(()) => {
                self.no_longer_wait();
                self.broadcast(&Down::Typing { author: Author::Bot, on: false }, |_| true);
            }
            Err(error) => self.fail(&error),
        }
    }

    /// What was waited for is settled, and its delivery forgotten.
    fn no_longer_wait(self: &Rc<Self>) {
        match self.work.get() {
            Work::Waiting => {
                self.work.set(Work::Idle);
                self.spawn(|thread| async move {
                    if let Err(error) = thread.set_alarm().await {
                        worker::console_warn!("an alarm rings in vain: {error:?}");
                    }
                });
            }
            // The bot replied before it answered the request. Whoever made that finds the turn settled.
            Work::Asking => {
                if let Some(request) = self.writing.borrow_mut().take() {
                    request.abort();
                }
            }
            Work::Idle => {}
        }
    }

    /// The delivery that is under way, with its turn; else a new one, of `turn`.
    fn begin(&self, webhook: &WebhookSettings, turn: BotTurn) -> ApiResult<(BotTurn, Delivery)> {
        let kept = self.with_log(|log| {
            let Some(delivery) = log.store().delivery()? else { return Ok(None) };
            let (epoch, reply_to) = delivery.turn();
            let open = log.open_turn(epoch, reply_to)?;
            if delivery.step(now()) == Step::Send && open.is_some() {
                // So that the alarm doesn't ring for what is being sent.
                log.store().save_delivery(&delivery.clone().sending())?;
            }
            Ok(open.map(|turn| (turn, delivery)))
        })?;
        if let Some(kept) = kept {
            return Ok(kept);
        }
        let delivery = Delivery::new(fresh_id()?, &turn, now(), webhook.timeout_ms);
        Ok((turn, delivery))
    }

    /// Keeps `delivery`, if `turn` is still the bot's. False when it isn't.
    fn wait_for(&self, turn: &BotTurn, delivery: &Delivery) -> ApiResult<bool> {
        let open = self.with_log(|log| {
            let open = log.open_turn(turn.epoch, turn.reply_to)?.is_some();
            if open {
                log.store().save_delivery(delivery)?;
            }
            Ok(open)
        })?;
        if open {
            self.work.set(Work::Waiting);
        }
        Ok(open)
    }

    /// Sends the question once. None when the reply is to come by itself.
    async fn one_request(
        &self,
        site: &LiveSite,
        webhook: &WebhookSettings,
        turn: &BotTurn,
        delivery: &Delivery,
    ) -> Result<Option<BotReply>, Failure> {
        let patience = Duration::from_millis(delivery.patience_ms(now()));
        let mut timeout = pin!(Delay::from(patience));
        let Some(key) = self.webhook_key(site).await? else {
            worker::console_error!("the site's own bot has no secret, or one that is no key");
            return Err(Failure::Final);
        };
        let (thread, body) = self.event(site, turn).map_err(|error| {
            worker::console_error!("no question for the site's own bot: {error:?}");
            Failure::Final
        })?;
        let signed = key.sign(delivery.id(), now(), &body);
        let request = request(&webhook.url, &signed, &body)?;
        let controller = AbortController::default();
        let signal = controller.signal();
        self.writing.replace(Some(controller));

        let exchange = async {
            let mut response = Fetch::Request(request).send_with_signal(&signal).await?;
            let status = response.status_code();
            if !(200..300).contains(&status) {
                worker::console_warn!("the site's own bot answered {status}");
                return Err(Failure::Sending(Outcome::Status(status)));
            }
            let kind = response.headers().get("content-type").ok().flatten();
            let body = read(&mut response).await?;
            let reply = Reply::at_once(kind.as_deref(), &body, &thread, turn)?;
            Ok(reply.map(|reply| reply.reply))
        };
        match select(pin!(exchange), &mut timeout).await {
            Either::Left((end, _)) => end,
            // Its time is up, and the delivery knows.
            Either::Right(_) => {
                if let Some(request) = self.writing.take() {
                    request.abort();
                }
                Err(Failure::Sending(Outcome::Unreachable))
            }
        }
    }

    async fn webhook_key(&self, site: &LiveSite) -> Result<Option<Key>, Failure> {
        let desk = internal::desk(&self.env, &site.settings.id)?;
        let read = ReadSecret { name: SecretName::Webhook };
        let secret = internal::call(&desk, &read).await.map_err(|error| {
            worker::console_error!("no secret for the site's own bot: {error:?}");
            Failure::Sending(Outcome::Unreachable)
        })?;
        Ok(secret.and_then(|secret| Key::new(secret.expose())))
    }

    /// What is sent, and the thread it is about.
    fn event(&self, site: &LiveSite, turn: &BotTurn) -> ApiResult<(ThreadId, String)> {
        self.with_log(|log| {
            let identity = log.store().identity()?.ok_or(ApiError::NotFound)?;
            let mut entries = log.store().entries_before(turn.reply_to.next(), LOOK_BACK)?;
            let told = Told::by(&Fields::new(&site.settings.facts), &entries);
            entries.retain(|entry| entry.seq < turn.reply_to);
            let asking = Asking {
                site: &identity.site,
                thread: &identity.thread,
                turn,
                before: &entries,
                person: log.person(),
                facts: &told.facts,
                origin: identity.origin.as_deref(),
            };
            let body = asking.body();
            Ok((identity.thread, body))
        })
    }
}

fn first_entry(effects: &[Effect]) -> Option<Seq> {
    effects.iter().find_map(|effect| match effect {
        Effect::Broadcast(Down::Entries { entries }) => entries.first().map(|entry| entry.seq),
        _ => None,
    })
}

/// 128 random bits.
fn fresh_id() -> ApiResult<MessageId> {
    let unable = |error: String| ApiError::Internal(worker::Error::RustError(error));
    let mut id = random_token().map_err(|error| unable(error.to_string()))?;
    id.truncate(32);
    MessageId::parse(format!("msg_{id}")).map_err(|error| unable(error.to_string()))
}

/// The body, if it isn't longer than a reply may be.
async fn read(response: &mut Response) -> Result<String, Failure> {
    let mut body = Vec::new();
    // An answer without a body has no stream.
    let Ok(mut stream) = response.stream() else { return Ok(String::new()) };
    while let Some(chunk) = stream.next().await {
        body.extend_from_slice(&chunk?);
        if body.len() > MAX_REPLY_BYTES {
            return Err(ReplyError::TooLong("body", MAX_REPLY_BYTES).into());
        }
    }
    Ok(String::from_utf8_lossy(&body).into_owned())
}
