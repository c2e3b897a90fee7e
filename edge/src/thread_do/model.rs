//! The language model's turn: the request, its reply shown while it grows, and what follows an error.
//! What a reply is worth is decided in [`crate::bot::language_model`].

use super::Thread;
use crate::auth::{SecretName, random_token};
use crate::bot::Question;
use crate::bot::language_model::{Ask, Field, ModelError, Next, Outcome, next};
use crate::compiled::LiveSite;
use crate::internal::{self, ReadSecret};
use baton_shared::context::{Captured, Fields};
use baton_shared::entry::Answer;
use baton_shared::id::Seq;
use baton_shared::thread::log::{BotReply, BotStopped, BotTurn, Effect};
use baton_shared::thread::ownership::Owner;
use baton_shared::trigger::Evidence;
use futures_util::StreamExt;
use futures_util::future::{Either, select};
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;
use worker::{AbortController, Delay, Fetch, Headers, Method, Request, RequestInit};

/// Letters and digits of the word that gives away a reply which repeats its instructions.
const CANARY: usize = 16;

/// Why a request brought nothing.
enum Failure {
    /// The model or its server.
    Model(ModelError),
    /// A human has the thread: nobody waits for this any more.
    Stopped,
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        Self::Model(error)
    }
}

impl From<BotStopped> for Failure {
    fn from(BotStopped: BotStopped) -> Self {
        Self::Stopped
    }
}

impl Thread {
    /// What the model makes of `turn`; none when the built-in bot should answer: there is no model,
    /// it failed for good, or its answer isn't sure enough.
    pub(super) async fn ask_model(
        &self,
        site: &LiveSite,
        turn: &BotTurn,
        question: Question<'_>,
    ) -> Option<BotReply> {
        let canary = random_token().ok()?;
        let fields = Fields::new(&site.settings.facts);
        let fields: Vec<Field<'_>> =
            fields.iter().map(|it| Field { name: it.name(), label: it.label() }).collect();
        let ask = Ask::new(&site.settings, &site.bot, question, &fields, &canary[..CANARY])?;
        let key = self.model_key(site).await;
        for attempt in 1.. {
            let mut shown = 0;
            match self.one_reply(site, &ask, &key, attempt, turn, &mut shown).await {
                Ok(outcome) => return reply(outcome, site, turn),
                // The log holds back whatever is said now.
                Err(Failure::Stopped) => return None,
                Err(Failure::Model(error)) => {
                    worker::console_warn!("language model: {error}");
                    match next(error, attempt, shown > 0) {
                        Next::BuiltIn => return None,
                        Next::Retry { after_ms } => {
                            Delay::from(Duration::from_millis(after_ms.into())).await;
                        }
                    }
                }
            }
        }
        None
    }

    /// Ends a reply that is being written or waited for, if the bot may write no more.
    pub(super) fn stop_writing(self: &Rc<Self>) {
        let passed = self.with_log(|log| Ok(log.ownership().owner != Owner::Bot));
        if passed.unwrap_or(true) {
            if let Some(request) = self.writing.borrow_mut().take() {
                request.abort();
            }
            self.stop_waiting();
        }
    }

    /// The key of the site's model; empty for a server that wants none.
    async fn model_key(&self, site: &LiveSite) -> String {
        let read = async {
            let desk = internal::desk(&self.env, &site.settings.id)?;
            internal::call(&desk, &ReadSecret { name: SecretName::LanguageModel }).await
        };
        match read.await {
            Ok(key) => key.map(|key| key.expose().to_owned()).unwrap_or_default(),
            Err(error) => {
                worker::console_error!("no key for the language model: {error:?}");
                String::new()
            }
        }
    }

    async fn one_reply(
        &self,
        site: &LiveSite,
        ask: &Ask<'_>,
        key: &str,
        attempt: u32,
        turn: &BotTurn,
        shown: &mut usize,
    ) -> Result<Outcome, Failure> {
        let request = request(ask, key, attempt).map_err(|_| ModelError::Network)?;
        let model = site.settings.bot.language_model.as_ref();
        let patience = Duration::from_millis(model.map_or(0, |it| it.timeout_ms).into());
        let mut timeout = pin!(Delay::from(patience));
        let controller = AbortController::default();
        let signal = controller.signal();
        self.writing.replace(Some(controller));

        let fetch = Fetch::Request(request);
        let fetch = pin!(fetch.send_with_signal(&signal));
        let mut response = match select(fetch, &mut timeout).await {
            Either::Left((Ok(response), _)) => response,
            Either::Left((Err(_), _)) => return Err(self.broken(turn, ModelError::Network)),
            Either::Right(_) => return Err(self.given_up()),
        };
        let kind = response.headers().get("content-type").ok().flatten();
        let mut reply = ask.reply(response.status_code(), kind.as_deref())?;
        let mut stream = response.stream().map_err(|_| ModelError::Network)?;
        loop {
            let chunk = match select(stream.next(), &mut timeout).await {
                Either::Left((Some(Ok(chunk)), _)) => chunk,
                Either::Left((Some(Err(_)), _)) => {
                    return Err(self.broken(turn, ModelError::BrokenStream));
                }
                Either::Left((None, _)) => break,
                Either::Right(_) => return Err(self.given_up()),
            };
            reply.feed(&chunk)?;
            if let Some(more) = reply.words().get(*shown..).filter(|more| !more.is_empty()) {
                *shown += more.len();
                self.show(turn, more)?;
            }
        }
        self.writing.take();
        Ok(reply.finish()?)
    }

    /// Shows `more` of the answer to `turn`, if the bot may still write.
    fn show(&self, turn: &BotTurn, more: &str) -> Result<(), Failure> {
        let written = self.with_log(|log| Ok(log.bot_writes(turn, more)));
        let effect = written.map_err(|_| Failure::Stopped)??;
        if let Effect::Broadcast(down) = effect {
            self.broadcast(&down, |_| true);
        }
        Ok(())
    }

    /// What a request that ended early means: a human took over, or it broke.
    fn broken(&self, turn: &BotTurn, error: ModelError) -> Failure {
        self.writing.take();
        let owned = self.with_log(|log| Ok(log.ownership().check_bot(turn.epoch).is_ok()));
        if owned.unwrap_or(false) { Failure::Model(error) } else { Failure::Stopped }
    }

    /// The model has taken too long.
    fn given_up(&self) -> Failure {
        if let Some(request) = self.writing.take() {
            request.abort();
        }
        Failure::Model(ModelError::Timeout)
    }
}

fn request(ask: &Ask<'_>, key: &str, attempt: u32) -> worker::Result<Request> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("accept", "text/event-stream")?;
    if !key.is_empty() {
        headers.set("authorization", &format!("Bearer {key}"))?;
    }
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_headers(headers);
    init.with_body(Some(ask.body(attempt).into()));
    Request::new_with_init(&ask.url(), &init)
}

/// The reply that `outcome` comes to; none when it is less sure than the site asks for.
fn reply(outcome: Outcome, site: &LiveSite, turn: &BotTurn) -> Option<BotReply> {
    match outcome {
        Outcome::Answer { blocks, sources, confidence, captured } => {
            let captured = captured.iter().filter_map(|fact| located(fact, turn)).collect();
            let answer =
                Answer { sources, confidence, captured, ..Answer::of(turn.reply_to, blocks) };
            (confidence >= site.settings.bot.threshold).then_some(BotReply::Answer(answer))
        }
        Outcome::HandOff { reason, .. } => Some(BotReply::HandOff { note: reason, said: None }),
    }
}

/// A detail that the model noted, if the customer said it in so many words.
fn located((field, value): &(String, String), turn: &BotTurn) -> Option<Captured> {
    let start = turn.question.find(value.as_str())?;
    let place = |at| u32::try_from(at).ok();
    let (start, end) = (place(start)?, place(start + value.len())?);
    let seq: Seq = turn.reply_to;
    Some(Captured {
        field: field.clone(),
        value: value.clone(),
        evidence: Evidence { seq, start, end },
    })
}
