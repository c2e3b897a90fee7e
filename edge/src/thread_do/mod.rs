//! A thread's Durable Object: a shell. Frames go into [`ThreadLog`], its effects come out as sends,
//! a question to the bot, and facts for the desk.
//!
//! It keeps no truth in memory (invariant 9): the log is opened from SQLite when an event finds it
//! closed, and dropped when the database fails. Invariant 5 rests on the runtime's output gate:
//! nothing sent after a write leaves before that write is on disk.

mod alarm;
mod answering;
mod belonging;
mod briefing;
mod model;
mod telling;
mod webhook;

use crate::briefing::Case;
use crate::error::{ApiError, ApiResult};
use crate::internal::{
    self, Assign, Call, Fill, Identify, IsEmpty, ReadCost, Release, TakeReply, TellPlace,
    ThreadPeer,
};
use crate::sockets;
use crate::sql::thread::SqlStore;
use crate::{config, now};
use answering::Work;
use baton_shared::entry::{Answer, Author, Block, Body, Entry, Source, Span};
use baton_shared::id::{Confidence, Seq};
use baton_shared::protocol::{Down, Refusal, decode_up, encode};
use baton_shared::thread::log::{Effect, Peer, ThreadLog};
use baton_shared::thread::store::LogStore;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use worker::{
    AbortController, DurableObject, Env, Request, Response, State, WebSocket,
    WebSocketIncomingMessage, durable_object, wasm_bindgen,
};

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
        let thread = Thread {
            state,
            env,
            log,
            audience,
            work: Cell::default(),
            delivering: Cell::new(false),
            facts_wait: Cell::new(false),
            unhurried: Cell::new(false),
            writing: RefCell::new(None),
            briefing: Cell::new(false),
            case: RefCell::new(None),
        };
        Self { thread: Rc::new(thread) }
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
        Rc::clone(&self.thread).ring().await;
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
    work: Cell<Work>,
    delivering: Cell<bool>,
    /// Facts wait for the answer that is being made.
    facts_wait: Cell<bool>,
    /// The answer takes long enough for anything else to go first.
    unhurried: Cell<bool>,
    /// The request for the answer that is being written.
    writing: RefCell<Option<AbortController>>,
    /// Changes are being gathered for a briefing.
    briefing: Cell<bool>,
    /// The thread as it was read for the agents who watch.
    case: RefCell<Option<Case>>,
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
            IsEmpty::NAME => {
                internal::answer(&mut request, async |IsEmpty {}| self.is_empty()).await
            }
            Identify::NAME => {
                internal::answer(&mut request, async |call| self.identify(call).await).await
            }
            Assign::NAME => internal::answer(&mut request, async |call| self.assign(call)).await,
            Release::NAME => internal::answer(&mut request, async |call| self.release(call)).await,
            TakeReply::NAME => {
                internal::answer(&mut request, async |call| self.take_reply(call)).await
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
        let known = SqlStore::open(self.state.storage().sql())?.identity()?.is_some();
        if peer.agent.is_some() && !known {
            return Err(ApiError::UnknownThread);
        }
        self.learn(&peer.site, &peer.thread, peer.origin.as_deref()).await?;
        self.check_belongs(&peer)?;
        self.audience_changed();
        let version = peer.version;
        Ok(sockets::accept(&self.state, &Attachment { peer, greeted: false }, version)?)
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
        let arrived = effects.contains(&Effect::Subscribe);
        let entries = |effect: &Effect| matches!(effect, Effect::Broadcast(Down::Entries { .. }));
        let news = effects.iter().any(entries);
        for effect in effects {
            match effect {
                Effect::Reply(down) => {
                    let waiting =
                        matches!(&down, Down::Welcome(welcome) if welcome.ownership.owner.waits());
                    if let Some(socket) = from {
                        let older =
                            self.attachment(socket).and_then(|it| down.in_version(it.peer.version));
                        sockets::send(socket, older.as_ref().unwrap_or(&down));
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
        if news {
            self.stop_writing();
        }
        if news || arrived {
            self.brief_agents(arrived);
        }
    }

    fn broadcast(&self, down: &Down, to: impl Fn(&ThreadPeer) -> bool) {
        self.send(down, |_, peer| to(peer));
    }

    fn send(&self, down: &Down, to: impl Fn(&WebSocket, &ThreadPeer) -> bool) {
        let text = encode(down);
        for (socket, attachment) in self.audience().iter() {
            if attachment.greeted && to(socket, &attachment.peer) {
                match down.in_version(attachment.peer.version) {
                    None => sockets::send_text(socket, &text),
                    Some(older) => sockets::send(socket, &older),
                }
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
        self.close_case();
        let Some(attachment) = sockets::attachment::<Attachment>(socket) else { return };
        let author = attachment.peer.agent.map_or(Author::Customer, Author::Agent);
        let ended = Down::Typing { author, on: false };
        self.perform(Some(socket), vec![Effect::BroadcastOthers(ended)]);
    }

    fn spawn<F: Future<Output = ()> + 'static>(self: &Rc<Self>, task: impl FnOnce(Rc<Self>) -> F) {
        self.state.wait_until(task(Rc::clone(self)));
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
            unfinished: false,
            captured: Vec::new(),
        }),
    )
}
