//! Calls from one object to another: each command with its arguments, its reply and the name of the
//! object it goes to, in one place.
//!
//! A call is a POST with a JSON body to the object's own, private address; nothing outside can
//! reach it, since every path from outside ends in [`crate::frontend`].

use crate::auth::{Secret, SecretName};
use crate::error::{ApiError, ApiResult};
use crate::site_bundle::{ArticleFile, BundleError};
use baton_shared::briefing::Earlier;
use baton_shared::customer::Person;
use baton_shared::entry::AgentCard;
use baton_shared::id::{AgentId, Epoch, MessageId, Seq, SiteId, ThreadId};
use baton_shared::protocol::desk::AgentRole;
use baton_shared::thread::log::{BotReply, Who};
use baton_shared::thread::ownership::Ownership;
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use worker::{Env, Headers, Method, Request, RequestInit, Response, Stub};

/// A command and its reply.
pub trait Call: Serialize + DeserializeOwned {
    /// What comes back.
    type Reply: Serialize + DeserializeOwned;
    /// Its name on the wire.
    const NAME: &'static str;
}

macro_rules! call {
    ($name:ident, $wire:literal => $reply:ty) => {
        impl Call for $name {
            type Reply = $reply;
            const NAME: &'static str = $wire;
        }
    };
}

mod events;
mod floor;
mod roster;

pub use events::{ReadDead, Replay};
pub use floor::{ApplyFacts, Assign, ReadPlace, Release, TellPlace, TryHandoff};
pub use roster::{EditAgent, Edited, Placed, ReadRoster, ReadRows};

/// To the desk: the site as compiled, unless the caller has that version. Goes through
/// [`read_site`], since what comes back is not JSON.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadSite {
    /// The version the caller has.
    pub have: Option<u64>,
    /// The caller can't read what it was given: the site is to be compiled anew.
    pub unreadable: bool,
}

impl ReadSite {
    /// Its name on the wire.
    pub const NAME: &'static str = "read-site";
}

/// The site, as far as the caller needs it.
#[derive(Debug)]
pub enum SiteReply {
    /// Nothing was ever pushed.
    Unknown,
    /// The caller has the newest.
    Unchanged,
    /// The newest.
    Newest(CompiledSite),
}

/// A site as [`crate::compiled`] writes it.
#[derive(Debug)]
pub struct CompiledSite {
    /// Grows by one with every push.
    pub version: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// To the desk: a new version of the site.
#[derive(Debug, Serialize, Deserialize)]
pub struct PushSite {
    /// The site that is pushed.
    pub site: SiteId,
    /// `site.toml`.
    pub settings: String,
    /// The knowledge.
    pub articles: Vec<ArticleFile>,
}
call!(PushSite, "push-site" => Result<Pushed, Vec<BundleError>>);

/// What a push did.
#[derive(Debug, Serialize, Deserialize)]
pub struct Pushed {
    /// The site.
    pub site: SiteId,
    /// Its new version.
    pub version: u64,
    /// Articles in it.
    pub articles: usize,
    /// Sections in them.
    pub sections: usize,
}

/// To the desk: keep a secret of the site, or forget it. False when nothing was ever pushed.
#[derive(Debug, Serialize, Deserialize)]
pub struct SetSecret {
    /// What it is for.
    pub name: SecretName,
    /// None to forget it.
    pub value: Option<Secret>,
}
call!(SetSecret, "set-secret" => bool);

/// To the desk: a secret of the site, for whoever signs or presents it. No route outside leads here.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadSecret {
    /// What it is for.
    pub name: SecretName,
}
call!(ReadSecret, "read-secret" => Option<Secret>);

/// To the desk: a person comes with a thread; the one they go on in. None when the thread is
/// somebody else's and the person has none: then with a fresh one.
#[derive(Debug, Serialize, Deserialize)]
pub struct ClaimThread {
    /// The site's id of them.
    pub person: String,
    /// The thread they would go on in.
    pub thread: ThreadId,
    /// Whether nobody has written in it.
    pub empty: bool,
}
call!(ClaimThread, "claim-thread" => Option<ThreadId>);

/// To the desk: the other threads of the person whose thread this is, newest first.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadEarlier {
    /// The thread.
    pub thread: ThreadId,
}
call!(ReadEarlier, "read-earlier" => Vec<Earlier>);

/// To the desk: a one-time sign-in for an agent, new or known by name.
#[derive(Debug, Serialize, Deserialize)]
pub struct Invite {
    /// The name customers will see.
    pub name: String,
    /// What they may do.
    pub role: AgentRole,
    /// The invite's fingerprint; the secret itself stays with the caller.
    pub fingerprint: String,
}
call!(Invite, "invite" => Option<AgentId>);

/// To the desk: use an invite, begin a session.
#[derive(Debug, Serialize, Deserialize)]
pub struct SignIn {
    /// The invite's fingerprint.
    pub invite: String,
    /// The new session's fingerprint.
    pub session: String,
}
call!(SignIn, "sign-in" => Option<SignedIn>);

/// To the desk: whose session is this?
#[derive(Debug, Serialize, Deserialize)]
pub struct CheckSession {
    /// The session's fingerprint.
    pub session: String,
}
call!(CheckSession, "check-session" => Option<SignedIn>);

/// To the desk: end a session.
#[derive(Debug, Serialize, Deserialize)]
pub struct SignOut {
    /// The session's fingerprint.
    pub session: String,
}
call!(SignOut, "sign-out" => ());

/// A signed-in agent.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SignedIn {
    /// Who.
    pub agent: AgentCard,
    /// What they may do.
    pub role: AgentRole,
}

/// To a thread: has nobody written in it?
#[derive(Debug, Serialize, Deserialize)]
pub struct IsEmpty {}
call!(IsEmpty, "is-empty" => bool);

/// To a thread: the site says that its customer is this person. False when it is another's.
#[derive(Debug, Serialize, Deserialize)]
pub struct Identify {
    /// The thread's site, for an object that nobody has connected to.
    pub site: SiteId,
    /// The thread.
    pub thread: ThreadId,
    /// Who they are.
    pub person: Person,
}
call!(Identify, "identify" => bool);

/// To a thread: its site's own bot replies to a question. Checked by then: who says it, and its form.
#[derive(Debug, Serialize, Deserialize)]
pub struct TakeReply {
    /// The message's id, the same when it is sent again.
    pub id: MessageId,
    /// The epoch the question was asked under.
    pub epoch: Epoch,
    /// The question's entry.
    pub reply_to: Seq,
    /// What the bot says.
    pub reply: BotReply,
}
call!(TakeReply, "take-reply" => Replied);

/// What became of a reply.
#[derive(Debug, Serialize, Deserialize)]
pub enum Replied {
    /// Entries, from this one on.
    Became(Seq),
    /// Nothing: the question is answered, or the bot's turn is over.
    Stale(Ownership),
    /// Nothing: nobody has ever come to this thread.
    UnknownThread,
}

/// To a thread: what it has cost.
#[derive(Debug, Serialize, Deserialize)]
pub struct ReadCost {}
call!(ReadCost, "read-cost" => Cost);

/// What a thread has written since it was loaded, counted from the SQL cursors.
#[derive(Debug, Default, Clone, Copy, Serialize, Deserialize)]
pub struct Cost {
    /// Entries appended.
    pub messages: u64,
    /// Rows written for them.
    pub rows_written: u64,
    /// Rows written for anything else: state, outbox.
    pub other_rows: u64,
}

/// To a thread: append entries without clients, for measuring long threads.
#[derive(Debug, Serialize, Deserialize)]
pub struct Fill {
    /// How many.
    pub entries: u32,
}
call!(Fill, "fill" => u64);

/// Who opens a socket to a thread. Made by the frontend after it checked; travels in a header.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ThreadPeer {
    /// The thread's site.
    pub site: SiteId,
    /// The thread.
    pub thread: ThreadId,
    /// Who it is; agents by card.
    pub agent: Option<AgentCard>,
    /// The site's id of the person a customer's token is for.
    pub person: Option<String>,
    /// Where a customer has reached this edge.
    pub origin: Option<String>,
    /// The protocol version spoken on this socket.
    pub version: u16,
}

impl ThreadPeer {
    /// The log's view of it.
    pub fn who(&self) -> Who {
        self.agent.clone().map_or(Who::Customer, Who::Agent)
    }
}

/// Who opens a socket to a desk.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DeskPeer {
    /// The site.
    pub site: SiteId,
    /// The agent, as the desk itself named them.
    pub who: SignedIn,
    /// The session's fingerprint, to close the socket when it ends.
    pub session: String,
    /// The protocol version spoken on this socket.
    pub version: u16,
}

/// The header that a compiled site's version travels in.
const VERSION_HEADER: &str = "x-baton-version";

/// The header a peer travels in, base 64 of its JSON since names are not ASCII.
const PEER_HEADER: &str = "x-baton-peer";

/// The desk of `site`.
pub fn desk(env: &Env, site: &SiteId) -> worker::Result<Stub> {
    env.durable_object("DESKS")?.get_by_name(site.as_str())
}

/// The object of `thread`.
pub fn thread(env: &Env, site: &SiteId, thread: &ThreadId) -> worker::Result<Stub> {
    env.durable_object("THREADS")?.get_by_name(&format!("{site}/{thread}"))
}

/// Calls an object.
pub async fn call<C: Call>(to: &Stub, call: &C) -> ApiResult<C::Reply> {
    let mut response = post(to, C::NAME, call).await?;
    match response.status_code() {
        200 => Ok(response.json().await?),
        status => Err(failed(C::NAME, status)),
    }
}

/// Asks the desk for the site.
pub async fn read_site(desk: &Stub, call: &ReadSite) -> ApiResult<SiteReply> {
    let mut response = post(desk, ReadSite::NAME, call).await?;
    match response.status_code() {
        200 => {
            let version = response.headers().get(VERSION_HEADER)?.unwrap_or_default();
            let version = version.parse().map_err(|_| failed(ReadSite::NAME, 200))?;
            Ok(SiteReply::Newest(CompiledSite { version, bytes: response.bytes().await? }))
        }
        304 => Ok(SiteReply::Unchanged),
        404 => Ok(SiteReply::Unknown),
        status => Err(failed(ReadSite::NAME, status)),
    }
}

async fn post(to: &Stub, name: &str, call: &impl Serialize) -> ApiResult<Response> {
    let body = serde_json::to_string(call).map_err(worker::Error::from)?;
    let mut init = RequestInit::new();
    init.with_method(Method::Post).with_body(Some(body.into()));
    let request = Request::new_with_init(&format!("https://object/{name}"), &init)?;
    Ok(to.fetch_with_request(request).await?)
}

fn failed(name: &str, status: u16) -> ApiError {
    ApiError::Internal(worker::Error::RustError(format!("{name} failed with {status}")))
}

/// Passes a WebSocket upgrade on to an object, with who it comes from.
pub async fn connect<P: Serialize>(to: &Stub, peer: &P) -> ApiResult<Response> {
    let json = serde_json::to_vec(peer).map_err(worker::Error::from)?;
    let headers = Headers::new();
    headers.set("upgrade", "websocket")?;
    headers.set(PEER_HEADER, &BASE64URL_NOPAD.encode(&json))?;
    let mut init = RequestInit::new();
    init.with_method(Method::Get).with_headers(headers);
    let request = Request::new_with_init("https://object/socket", &init)?;
    let response = to.fetch_with_request(request).await?;
    match response.status_code() {
        101 => Ok(response),
        401 => Err(ApiError::BadToken),
        404 => Err(ApiError::UnknownThread),
        status => {
            let failure = format!("a socket was refused with {status}");
            Err(ApiError::Internal(worker::Error::RustError(failure)))
        }
    }
}

/// Who an upgrade comes from.
pub fn peer<P: DeserializeOwned>(request: &Request) -> ApiResult<P> {
    let header = request.headers().get(PEER_HEADER)?.unwrap_or_default();
    let json = BASE64URL_NOPAD
        .decode(header.as_bytes())
        .map_err(|_| ApiError::BadRequest("no peer".to_owned()))?;
    serde_json::from_slice(&json).map_err(|_| ApiError::BadRequest("no peer".to_owned()))
}

/// Answers a call of type `C`.
pub async fn answer<C: Call>(
    request: &mut Request,
    act: impl AsyncFnOnce(C) -> ApiResult<C::Reply>,
) -> ApiResult<Response> {
    let call: C = request.json().await?;
    let reply = act(call).await?;
    Ok(Response::from_json(&reply)?)
}

/// Answers [`ReadSite`].
pub async fn answer_site(
    request: &mut Request,
    act: impl FnOnce(ReadSite) -> ApiResult<SiteReply>,
) -> ApiResult<Response> {
    Ok(match act(request.json().await?)? {
        SiteReply::Unknown => Response::empty()?.with_status(404),
        SiteReply::Unchanged => Response::empty()?.with_status(304),
        SiteReply::Newest(CompiledSite { version, bytes }) => {
            let response = Response::from_bytes(bytes)?;
            response.headers().set(VERSION_HEADER, &version.to_string())?;
            response
        }
    })
}
