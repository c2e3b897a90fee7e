//! A thread's Durable Object: a shell. Frames go into [`ThreadLog`], its effects come out as sends,
//! a question to the bot, and facts for the desk.
//!
//! It keeps no truth in memory (invariant 9): the log is opened from SQLite when an event finds it
//! closed, and dropped when the database fails. Invariant 5 rests on the runtime's output gate:
//! nothing sent after a write leaves before that write is on disk.

use crate::bot::{Bot, Question};
use crate::error::{ApiError, ApiResult};
use crate::internal::{self, ApplyFacts, Call, Fill, ReadCost, ReadPlace, TellPlace, ThreadPeer};
use crate::sockets;
use crate::sql::thread::{Identity, SqlStore};
use crate::{config, now, site_cache};
use baton_shared::entry::{Answer, Author, Block, Body, Entry, Source, Span};
use baton_shared::id::{Confidence, Seq};
use baton_shared::protocol::{Down, Refusal, decode_up, encode};
use baton_shared::thread::log::{BotFailure, BotTurn, Effect, Peer, ThreadLog};
use baton_shared::thread::ownership::Owner;
use baton_shared::thread::store::LogStore;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use worker::{
    Delay, DurableObject, Env, Request, Response, State, WebSocket, WebSocketIncomingMessage,
    durable_object, wasm_bindgen,
};

/// When undelivered facts are tried again, in milliseconds.
const REDELIVER_MS: u64 = 5_000;

/// Facts delivered to the desk at once.
const FACTS_AT_ONCE: u32 = 20;

/// Entries the bot sees beside the question.
const BOT_SEES: u64 = 12;

/// What a socket remembers.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Attachment {
    peer: ThreadPeer,
    greeted: bool,
}

#[durable_object]
pub struct ThreadDo {
    thread: Rc<Thread>,
}

impl DurableObject for ThreadDo {
    fn new(state: State, env: Env) -> Self {
        sockets::answer_pings(&state);
        let (log, audience) = (RefCell::new(None), RefCell::new(None));
        let (answering, delivering) = (Cell::new(false), Cell::new(false));
        Self { thread: Rc::new(Thread { state, env, log, audience, answering, delivering }) }
    }

    async fn fetch(&self, request: Request) -> worker::Result<Response> {
        self.thread.route(request).await.or_else(|error| error.response())
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> worker::Result<()> {
        self.thread.receive(&socket, &message);
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        _code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> worker::Result<()> {
        self.thread.left(&socket);
        // The other half of the closing handshake; a socket that is already gone needs none.
        let _gone = socket.close::<&str>(Some(1000), None);
        Ok(())
    }

    async fn websocket_error(
        &self,
        socket: WebSocket,
        _error: worker::Error,
    ) -> worker::Result<()> {
        self.thread.left(&socket);
        Ok(())
    }

    async fn alarm(&self) -> worker::Result<Response> {
        Rc::clone(&self.thread).deliver_facts().await;
        Response::empty()
    }
}

type Audience = Rc<[(WebSocket, Attachment)]>;

struct Thread {
    state: State,
    env: Env,
    log: RefCell<Option<ThreadLog<SqlStore>>>,
    /// Who is connected, as their sockets remember it; read from them again after every change.
    audience: RefCell<Option<Audience>>,
    /// One answer at a time; another question that came meanwhile is asked after it.
    answering: Cell<bool>,
    delivering: Cell<bool>,
}

impl Thread {
    async fn route(self: &Rc<Self>, mut request: Request) -> ApiResult<Response> {
        let path = request.path();
        match path.trim_start_matches('/') {
            "socket" => self.connect(internal::peer(&request)?).await,
            TellPlace::NAME => {
                internal::answer(&mut request, async |TellPlace { place }| {
                    self.broadcast(&Down::Queue(place), |_| true);
                    Ok(())
                })
                .await
            }
            ReadCost::NAME => {
                internal::answer(&mut request, async |ReadCost {}| {
                    self.with_log(|log| Ok(log.store().cost()))
                })
                .await
            }
            Fill::NAME => {
                internal::answer(&mut request, async |Fill { entries }| self.fill(entries)).await
            }
            _ => Err(ApiError::NotFound),
        }
    }

    async fn connect(self: &Rc<Self>, peer: ThreadPeer) -> ApiResult<Response> {
        // Nothing of this thread has been read yet, so whatever happens during the wait is seen.
        let card = site_cache::site(&self.env, &peer.site).await?.settings.card();
        let identity = Identity { site: peer.site.clone(), thread: peer.thread.clone(), card };
        let store = SqlStore::open(self.state.storage().sql())?;
        let known = store.identity()?;
        if peer.agent.is_some() && known.is_none() {
            return Err(ApiError::UnknownThread);
        }
        if known.as_ref() != Some(&identity) {
            store.save_identity(&identity)?;
            if let Some(log) = self.log.borrow_mut().as_mut() {
                log.configure(identity.card);
            }
        }
        self.audience_changed();
        Ok(sockets::accept(&self.state, &Attachment { peer, greeted: false })?)
    }

    fn receive(self: &Rc<Self>, socket: &WebSocket, message: &WebSocketIncomingMessage) {
        let Some(attachment) = self.attachment(socket) else { return };
        let frame = match message {
            WebSocketIncomingMessage::String(text) => decode_up(text).map_err(Refusal::from),
            WebSocketIncomingMessage::Binary(_) => {
                Err(Refusal::Malformed { detail: "frames are text".to_owned() })
            }
        };
        let up = match frame {
            Ok(up) => up,
            Err(refusal) => return sockets::send(socket, &Down::Refused(refusal)),
        };
        let from = Peer { who: attachment.peer.who(), greeted: attachment.greeted };
        match self.with_log(|log| Ok(log.handle(&from, up, now())?)) {
            Ok(effects) => self.perform(Some(socket), effects),
            Err(error) => self.fail(&error),
        }
    }

    /// Runs `act` on the log, opening it first where it is closed. A failing database closes it
    /// again, so that nothing half done stays in memory.
    fn with_log<T>(
        &self,
        act: impl FnOnce(&mut ThreadLog<SqlStore>) -> ApiResult<T>,
    ) -> ApiResult<T> {
        let mut slot = self.log.borrow_mut();
        let mut log = match slot.take() {
            Some(log) => log,
            None => self.open()?,
        };
        let outcome = act(&mut log);
        if outcome.is_ok() {
            *slot = Some(log);
        }
        outcome
    }

    /// The database failed in the middle of an event. The object is given up with whatever the event
    /// had written; its clients connect again, to a fresh one, and find out what was stored.
    fn fail(&self, error: &ApiError) {
        worker::console_error!("thread failed: {error:?}");
        if let Err(error) = sockets::abort(&self.state, "the thread's database failed") {
            worker::console_error!("thread not given up: {error}");
        }
    }

    fn open(&self) -> ApiResult<ThreadLog<SqlStore>> {
        let store = SqlStore::open(self.state.storage().sql())?;
        let identity = store.identity()?.ok_or(ApiError::NotFound)?;
        Ok(ThreadLog::open(identity.thread, identity.card, store)?)
    }

    fn perform(self: &Rc<Self>, from: Option<&WebSocket>, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Reply(down) => {
                    let waiting = matches!(&down, Down::Welcome(welcome) if welcome.ownership.owner == Owner::Queue);
                    if let Some(socket) = from {
                        sockets::send(socket, &down);
                    }
                    if waiting {
                        self.spawn(Self::ask_place);
                    }
                }
                Effect::Subscribe => {
                    subscribe(from);
                    self.audience_changed();
                }
                Effect::Broadcast(down) => self.broadcast(&down, |_| true),
                Effect::BroadcastOthers(down) => self.send(&down, |socket, _| {
                    from.is_none_or(|from| from.as_ref() != socket.as_ref())
                }),
                Effect::TellAgents(down) => self.broadcast(&down, |peer| peer.agent.is_some()),
                Effect::AskBot(turn) => self.ask_bot(turn),
                Effect::DeliverFacts => self.spawn(Self::deliver_facts),
            }
        }
    }

    fn broadcast(&self, down: &Down, to: impl Fn(&ThreadPeer) -> bool) {
        self.send(down, |_, peer| to(peer));
    }

    fn send(&self, down: &Down, to: impl Fn(&WebSocket, &ThreadPeer) -> bool) {
        let text = encode(down);
        for (socket, attachment) in self.audience().iter() {
            if attachment.greeted && to(socket, &attachment.peer) {
                sockets::send_text(socket, &text);
            }
        }
    }

    fn audience(&self) -> Audience {
        let read = || {
            let sockets = self.state.get_websockets().into_iter();
            let known = |socket| Some((sockets::attachment(&socket)?, socket));
            sockets.filter_map(known).map(|(attachment, socket)| (socket, attachment)).collect()
        };
        Rc::clone(self.audience.borrow_mut().get_or_insert_with(read))
    }

    fn attachment(&self, of: &WebSocket) -> Option<Attachment> {
        let audience = self.audience();
        let known = audience.iter().find(|(socket, _)| socket.as_ref() == of.as_ref());
        known.map(|(_, attachment)| attachment.clone()).or_else(|| sockets::attachment(of))
    }

    fn audience_changed(&self) {
        self.audience.borrow_mut().take();
    }

    fn left(self: &Rc<Self>, socket: &WebSocket) {
        self.audience_changed();
        let Some(attachment) = sockets::attachment::<Attachment>(socket) else { return };
        let author = attachment.peer.agent.map_or(Author::Customer, Author::Agent);
        let ended = Down::Typing { author, on: false };
        self.perform(Some(socket), vec![Effect::BroadcastOthers(ended)]);
    }

    fn spawn<F: Future<Output = ()> + 'static>(self: &Rc<Self>, task: impl FnOnce(Rc<Self>) -> F) {
        self.state.wait_until(task(Rc::clone(self)));
    }

    fn ask_bot(self: &Rc<Self>, turn: BotTurn) {
        if !self.answering.replace(true) {
            self.broadcast(&Down::Typing { author: Author::Bot, on: true }, |_| true);
            self.spawn(|thread| thread.answer(turn));
        }
    }

    /// Waits for the bot. The owner may change meanwhile; the log then holds the answer back, since
    /// it carries the epoch it was asked under (invariant 6).
    async fn answer(self: Rc<Self>, turn: BotTurn) {
        let reply = self.reply_to(&turn).await;
        self.answering.set(false);
        match self.with_log(|log| Ok(log.bot_replied(&turn, reply, now())?)) {
            Ok(effects) => self.perform(None, effects),
            Err(error) => self.fail(&error),
        }
    }

    async fn reply_to(&self, turn: &BotTurn) -> Result<Answer, BotFailure> {
        let (site, recent) = self
            .with_log(|log| {
                let before = log.store().entries_before(turn.reply_to, BOT_SEES)?;
                let identity = log.store().identity()?.ok_or(ApiError::NotFound)?;
                Ok((identity.site, before))
            })
            .map_err(|_| BotFailure)?;
        let site = site_cache::site(&self.env, &site).await.map_err(|_| BotFailure)?;
        Delay::from(Duration::from_millis(site.settings.bot.pause_ms.into())).await;
        let question = Question { text: &turn.question, recent: &recent };
        site.bot.answer(&question).await
    }

    /// Brings the outbox to the desk, in order, until it is empty (invariant 8). The alarm is set
    /// before anything else, in the transaction that wrote the facts, so a crash only delays them.
    async fn deliver_facts(self: Rc<Self>) {
        if self.delivering.replace(true) {
            return;
        }
        let storage = self.state.storage();
        let delay = Duration::from_millis(REDELIVER_MS);
        let outcome = match storage.set_alarm(delay).await {
            Ok(()) => self.empty_outbox().await,
            Err(error) => Err(error.into()),
        };
        self.delivering.set(false);
        match outcome {
            // Nothing was added since the outbox was seen empty: there is no wait in between.
            Ok(()) => {
                let _harmless = storage.delete_alarm().await;
            }
            Err(error) => worker::console_error!("facts wait for the next alarm: {error:?}"),
        }
    }

    async fn empty_outbox(&self) -> ApiResult<()> {
        loop {
            let (identity, facts) = self.with_log(|log| {
                let identity = log.store().identity()?.ok_or(ApiError::NotFound)?;
                Ok((identity, log.store().undelivered(FACTS_AT_ONCE)?))
            })?;
            let Some(last) = facts.last().map(|fact| fact.n) else { return Ok(()) };
            let Identity { site, thread, .. } = identity;
            let desk = internal::desk(&self.env, &site)?;
            internal::call(&desk, &ApplyFacts { site, thread, facts }).await?;
            self.with_log(|log| Ok(log.store().delivered(last)?))?;
        }
    }

    async fn ask_place(self: Rc<Self>) {
        let place = async {
            let identity =
                self.with_log(|log| log.store().identity()?.ok_or(ApiError::NotFound))?;
            let desk = internal::desk(&self.env, &identity.site)?;
            internal::call(&desk, &ReadPlace { thread: identity.thread }).await
        };
        match place.await {
            Ok(Some(place)) => self.broadcast(&Down::Queue(place), |_| true),
            // The desk has not heard of the handoff yet; it tells the place when it has.
            Ok(None) => {}
            Err(error) => worker::console_error!("no place in the queue: {error:?}"),
        }
    }

    /// Appends questions with their answers, for measuring long threads.
    fn fill(&self, entries: u32) -> ApiResult<u64> {
        if !config::is_bench(&self.env) {
            return Err(ApiError::NotFound);
        }
        let head = self.with_log(|log| {
            let (head, epoch) = (log.head().0, log.ownership().epoch);
            for seq in head + 1..=head + u64::from(entries) {
                let (author, body) = sample(seq);
                let entry = Entry { seq: Seq(seq), at: now(), epoch, author, id: None, body };
                log.store_mut().append(&entry)?;
            }
            Ok(head + u64::from(entries))
        })?;
        // Reopened by the next event, with the new end.
        self.log.borrow_mut().take();
        Ok(head)
    }
}

fn subscribe(from: Option<&WebSocket>) {
    let Some(socket) = from else { return };
    let Some(mut attachment) = sockets::attachment::<Attachment>(socket) else { return };
    if !attachment.greeted {
        attachment.greeted = true;
        // A socket that can't remember has been closed; nothing is sent to it.
        let _gone = sockets::attach(socket, &attachment);
    }
}

/// A made-up entry of a long conversation: odd ones ask, even ones answer.
fn sample(seq: u64) -> (Author, Body) {
    let text = format!("Entry {seq} of a long conversation.");
    if seq % 2 == 1 {
        return (Author::Customer, Body::text(text));
    }
    let blocks = vec![Block::Paragraph { spans: vec![Span::plain(text)] }];
    let source = Source { title: "A sample".to_owned(), href: "/".to_owned() };
    let (reply_to, sources) = (Seq(seq - 1), vec![source]);
    (
        Author::Bot,
        Body::Answer(Answer {
            reply_to,
            blocks,
            sources,
            confidence: Confidence::FULL,
            offer: false,
            choices: Vec::new(),
        }),
    )
}
