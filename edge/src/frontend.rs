//! The Worker's front: finds the route, checks who calls and from where, and passes on to an object.
//! Nothing reaches an object before its token, session or origin has been checked.

use crate::auth::{
    self, AgentClaim, Secret, SecretName, VisitorClaim, fingerprint, random_token, same,
};
use crate::bot::webhook::MAX_REPLY_BYTES;
use crate::error::{ApiError, ApiResult};
use crate::internal::{
    self, CheckSession, DeskPeer, EditAgent, Edited, Fill, Invite, PushSite, ReadCost, ReadDead,
    ReadRoster, ReadRows, Replay, SetSecret, SignIn, SignOut, SignedIn, ThreadPeer, TryHandoff,
};
use crate::session::{self, misconfigured};
use crate::site_bundle::ArticleFile;
use crate::webhook::{ID, SIGNATURE, Signed, TIMESTAMP};
use crate::{config, now, replies, site_cache, static_files};
use baton_shared::id::{AgentId, SiteId, ThreadId};
use baton_shared::protocol::desk::AgentRole;
use baton_shared::protocol::{TOKEN_SUBPROTOCOL, negotiate};
use baton_shared::site::SiteCard;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::json;
use worker::url::Position;
use worker::{Env, Method, Request, Response};

/// Most bytes of a pushed site.
const MAX_SITE_BYTES: usize = 20 * 1024 * 1024;
/// Most bytes of a list of events: every dead letter by its id.
const MAX_REPLAY_BYTES: usize = 64 * 1024;
/// Most bytes of any other body.
const MAX_BODY_BYTES: usize = 16 * 1024;

/// Answers a request from outside.
pub async fn handle(request: Request, env: &Env) -> worker::Result<Response> {
    let upgrade = is_upgrade(&request);
    let offered = request.headers().get("sec-websocket-protocol")?.unwrap_or_default();
    let call = Incoming { request, env };
    match call.route().await {
        Ok(response) => Ok(response),
        Err(error) if upgrade => error.refuse_socket(&offered),
        Err(error) => error.response(),
    }
}

struct Incoming<'a> {
    request: Request,
    env: &'a Env,
}

impl Incoming<'_> {
    async fn route(self) -> ApiResult<Response> {
        let path = self.request.path();
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let method = self.request.method();
        match (&segments[..], method) {
            (["health"], Method::Get) => Ok(Response::from_json(&json!({ "ok": true }))?),
            (["panel"], Method::Get) => self.panel().await,
            (["console"], Method::Get) => static_files::console(&self.request, self.env).await,
            (["v1", "sites", site], Method::Put) => self.push(&parse(site)?).await,
            (["v1", "sites", site, "session"], Method::Post) => self.visit(&parse(site)?).await,
            (["v1", "sites", site, "socket"], Method::Get) => {
                self.customer_socket(&parse(site)?).await
            }
            (["v1", "sites", site, "threads", thread, "replies"], Method::Post) => {
                self.take_reply(&parse(site)?, &parse_thread(thread)?).await
            }
            (["v1", "sites", site, "desk", "explain"], Method::Post) => {
                self.try_handoff(&parse(site)?).await
            }
            (["v1", "sites", site, "events", "dead"], Method::Get) => {
                self.dead_letters(&parse(site)?).await
            }
            (["v1", "sites", site, "events", "replay"], Method::Post) => {
                self.replay(&parse(site)?).await
            }
            (["v1", "sites", site, "agents"], Method::Get) => self.roster(&parse(site)?).await,
            (["v1", "sites", site, "agents", agent], Method::Put) => {
                self.edit_agent(&parse(site)?, agent, true).await
            }
            (["v1", "sites", site, "agents", agent], Method::Delete) => {
                self.edit_agent(&parse(site)?, agent, false).await
            }
            (["v1", "admin", "desks", site, "rows"], Method::Get) => self.rows(&parse(site)?).await,
            (["v1", "sites", site, "invites"], Method::Post) => self.invite(&parse(site)?).await,
            (["v1", "sites", site, "secrets", name], Method::Put) => {
                self.set_secret(&parse(site)?, name).await
            }
            (["v1", "sites", site, "secrets", name], Method::Delete) => {
                self.remove_secret(&parse(site)?, name).await
            }
            (["v1", "agent"], Method::Get) => self.who_am_i().await,
            (["v1", "agent", "session"], Method::Post) => self.sign_in().await,
            (["v1", "agent", "session"], Method::Delete) => self.sign_out().await,
            (["v1", "desk", "socket"], Method::Get) => self.desk_socket().await,
            (["v1", "threads", thread, "socket"], Method::Get) => {
                self.agent_socket(parse_thread(thread)?).await
            }
            (["v1", "admin", "threads", site, thread, "cost"], Method::Get) => {
                self.cost(&parse(site)?, &parse_thread(thread)?).await
            }
            (["v1", "admin", "threads", site, thread, "fill"], Method::Post) => {
                self.fill(&parse(site)?, &parse_thread(thread)?).await
            }
            (["v1", ..], _) => Err(ApiError::NotFound),
            (_, Method::Get | Method::Head) => static_files::serve(&self.request, self.env).await,
            _ => Err(ApiError::MethodNotAllowed),
        }
    }

    async fn panel(self) -> ApiResult<Response> {
        let url = self.request.url()?;
        let site = url.query_pairs().find(|(key, _)| key == "site").map(|(_, value)| value);
        match self.card(site.as_deref().unwrap_or_default()).await {
            Ok(card) => static_files::panel(&self.request, self.env, &card).await,
            Err(ApiError::UnknownSite) => {
                static_files::panel_without_site(&self.request, self.env).await
            }
            Err(error) => Err(error),
        }
    }

    async fn card(&self, site: &str) -> ApiResult<SiteCard> {
        Ok(site_cache::site(self.env, &parse(site)?).await?.settings.card())
    }

    async fn push(mut self, site: &SiteId) -> ApiResult<Response> {
        self.require_admin()?;
        let Push { settings, articles } = self.body(MAX_SITE_BYTES).await?;
        let push = PushSite { site: site.clone(), settings, articles };
        let desk = internal::desk(self.env, site)?;
        let pushed = internal::call(&desk, &push).await?.map_err(ApiError::BadBundle)?;
        site_cache::forget(site);
        Ok(Response::from_json(&pushed)?)
    }

    /// A visitor comes, or comes back.
    async fn visit(mut self, site: &SiteId) -> ApiResult<Response> {
        self.require_own_origin()?;
        let ask = self.body(MAX_BODY_BYTES).await?;
        Ok(Response::from_json(&session::open(self.env, site, ask, now()).await?)?)
    }

    async fn customer_socket(self, site: &SiteId) -> ApiResult<Response> {
        self.require_upgrade()?;
        self.require_own_origin()?;
        let offered = self.header("sec-websocket-protocol")?;
        let version = negotiate(offered.split(',')).ok_or(ApiError::UnknownVersion)?;
        let token = offered
            .split(',')
            .find_map(|name| name.trim().strip_prefix(TOKEN_SUBPROTOCOL))
            .ok_or(ApiError::BadToken)?;
        let claim = VisitorClaim::open(&config::signing_secret(self.env)?, token, site, now())
            .map_err(misconfigured)?
            .ok_or(ApiError::BadToken)?;
        let object = internal::thread(self.env, site, &claim.thread)?;
        let VisitorClaim { site, thread, person, .. } = claim;
        let origin = Some(self.header("origin")?);
        let peer = ThreadPeer { site, thread, agent: None, person, origin, version };
        internal::connect(&object, &peer).await
    }

    /// The site's own bot replies by itself. No origin is asked for: it comes from a server, and signs.
    async fn take_reply(mut self, site: &SiteId, thread: &ThreadId) -> ApiResult<Response> {
        let signed = Signed {
            id: self.header(ID)?,
            timestamp: self.header(TIMESTAMP)?,
            signature: self.header(SIGNATURE)?,
        };
        let body = self.text(MAX_REPLY_BYTES).await?;
        let seq = replies::take(self.env, site, thread, &signed, &body, now()).await?;
        Ok(Response::from_json(&json!({ "seq": seq }))?)
    }

    /// Where a handoff would go, without there being one.
    async fn try_handoff(mut self, site: &SiteId) -> ApiResult<Response> {
        self.require_lead_or_admin(site).await?;
        let call: TryHandoff = self.body(MAX_BODY_BYTES).await?;
        let explanation = internal::call(&internal::desk(self.env, site)?, &call).await?;
        Ok(Response::from_json(&explanation)?)
    }

    /// The events that the owner's systems did not take.
    async fn dead_letters(self, site: &SiteId) -> ApiResult<Response> {
        self.require_admin()?;
        let dead = internal::call(&internal::desk(self.env, site)?, &ReadDead {}).await?;
        Ok(Response::from_json(&json!({ "dead": dead.ok_or(ApiError::UnknownSite)? }))?)
    }

    /// Sends them again: those that are named, all when none is.
    async fn replay(mut self, site: &SiteId) -> ApiResult<Response> {
        self.require_admin()?;
        let text = self.text(MAX_REPLAY_BYTES).await?;
        let call = if text.is_empty() { Replay::default() } else { read(&text)? };
        let replayed = internal::call(&internal::desk(self.env, site)?, &call).await?;
        Ok(Response::from_json(&json!({ "replayed": replayed.ok_or(ApiError::UnknownSite)? }))?)
    }

    async fn invite(mut self, site: &SiteId) -> ApiResult<Response> {
        self.require_lead_or_admin(site).await?;
        let Ask { name, role } = self.body(MAX_BODY_BYTES).await?;
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > 60 {
            return Err(ApiError::BadRequest("a name has 1 to 60 characters".to_owned()));
        }
        let secret = random_token().map_err(misconfigured)?;
        let invite = Invite { name, role, fingerprint: fingerprint(&secret) };
        internal::call(&internal::desk(self.env, site)?, &invite)
            .await?
            .ok_or(ApiError::UnknownSite)?;
        Ok(Response::from_json(&json!({ "link": format!("/console#invite={site}.{secret}") }))?)
    }

    async fn roster(self, site: &SiteId) -> ApiResult<Response> {
        self.require_lead_or_admin(site).await?;
        let desk = internal::desk(self.env, site)?;
        let agents = internal::call(&desk, &ReadRoster {}).await?.ok_or(ApiError::UnknownSite)?;
        Ok(Response::from_json(&json!({ "agents": agents }))?)
    }

    /// What an agent can take from now on: as the body says, or as `site.toml` does again.
    async fn edit_agent(mut self, site: &SiteId, agent: &str, sets: bool) -> ApiResult<Response> {
        self.require_lead_or_admin(site).await?;
        let agent = AgentId::parse(agent).map_err(|_| ApiError::UnknownAgent)?;
        let takes = if sets { Some(self.body(MAX_BODY_BYTES).await?) } else { None };
        let desk = internal::desk(self.env, site)?;
        match internal::call(&desk, &EditAgent { agent, takes }).await? {
            Edited::Done(placed) => Ok(Response::from_json(&placed)?),
            Edited::Unknown => Err(ApiError::UnknownAgent),
            Edited::Mistaken(why) => Err(ApiError::BadRequest(why)),
        }
    }

    async fn rows(self, site: &SiteId) -> ApiResult<Response> {
        self.require_admin()?;
        let rows = internal::call(&internal::desk(self.env, site)?, &ReadRows {}).await?;
        Ok(Response::from_json(&json!({ "rows_written": rows }))?)
    }

    async fn set_secret(mut self, site: &SiteId, name: &str) -> ApiResult<Response> {
        self.require_admin()?;
        let name = SecretName::parse(name).map_err(ApiError::BadSecret)?;
        let Entrust { value } = self.body(MAX_BODY_BYTES).await?;
        let secret = Secret::new(name, value).map_err(ApiError::BadSecret)?;
        self.keep_secret(site, SetSecret { name, value: Some(secret) }).await
    }

    async fn remove_secret(self, site: &SiteId, name: &str) -> ApiResult<Response> {
        self.require_admin()?;
        let name = SecretName::parse(name).map_err(ApiError::BadSecret)?;
        self.keep_secret(site, SetSecret { name, value: None }).await
    }

    async fn keep_secret(&self, site: &SiteId, call: SetSecret) -> ApiResult<Response> {
        if !internal::call(&internal::desk(self.env, site)?, &call).await? {
            return Err(ApiError::UnknownSite);
        }
        let (name, set) = (call.name, call.value.is_some());
        Ok(Response::from_json(&json!({ "site": site, "name": name, "set": set }))?)
    }

    async fn sign_in(mut self) -> ApiResult<Response> {
        self.require_own_origin()?;
        let Use { invite } = self.body(MAX_BODY_BYTES).await?;
        let (site, invite) = invite.split_once('.').ok_or(ApiError::BadInvite)?;
        let site = SiteId::parse(site).map_err(|_| ApiError::BadInvite)?;
        let session = random_token().map_err(misconfigured)?;
        let call = SignIn { invite: fingerprint(invite), session: fingerprint(&session) };
        let who = internal::call(&internal::desk(self.env, &site)?, &call)
            .await?
            .ok_or(ApiError::BadInvite)?;
        let claim = AgentClaim::new(site.clone(), who.agent.id.clone(), session, now());
        let cookie = claim.seal(&config::signing_secret(self.env)?).map_err(misconfigured)?;
        let secure = self.header("origin")?.starts_with("https://");
        let response = signed_in(&site, &who)?;
        response.headers().set("set-cookie", &auth::set_cookie(&cookie, secure))?;
        Ok(response)
    }

    async fn who_am_i(self) -> ApiResult<Response> {
        let (claim, who) = self.agent().await?;
        signed_in(&claim.site, &who)
    }

    async fn sign_out(self) -> ApiResult<Response> {
        self.require_own_origin()?;
        if let Some(claim) = self.claim()? {
            let desk = internal::desk(self.env, &claim.site)?;
            internal::call(&desk, &SignOut { session: fingerprint(&claim.session) }).await?;
        }
        let response = Response::from_json(&json!({ "signed_out": true }))?;
        response.headers().set("set-cookie", &auth::clear_cookie())?;
        Ok(response)
    }

    async fn desk_socket(self) -> ApiResult<Response> {
        let (claim, who, version) = self.agent_for_socket().await?;
        let desk = internal::desk(self.env, &claim.site)?;
        let session = fingerprint(&claim.session);
        internal::connect(&desk, &DeskPeer { site: claim.site, who, session, version }).await
    }

    async fn agent_socket(self, thread: ThreadId) -> ApiResult<Response> {
        let (claim, who, version) = self.agent_for_socket().await?;
        let object = internal::thread(self.env, &claim.site, &thread)?;
        let (site, agent) = (claim.site, Some(who.agent));
        let peer = ThreadPeer { site, thread, agent, person: None, origin: None, version };
        internal::connect(&object, &peer).await
    }

    async fn cost(self, site: &SiteId, thread: &ThreadId) -> ApiResult<Response> {
        self.require_admin()?;
        let cost = internal::call(&internal::thread(self.env, site, thread)?, &ReadCost {}).await?;
        Ok(Response::from_json(&cost)?)
    }

    async fn fill(mut self, site: &SiteId, thread: &ThreadId) -> ApiResult<Response> {
        self.require_admin()?;
        let fill: Fill = self.body(MAX_BODY_BYTES).await?;
        let head = internal::call(&internal::thread(self.env, site, thread)?, &fill).await?;
        Ok(Response::from_json(&json!({ "head": head }))?)
    }

    /// The agent behind an upgrade, with a protocol version in common.
    async fn agent_for_socket(&self) -> ApiResult<(AgentClaim, SignedIn, u16)> {
        self.require_upgrade()?;
        self.require_own_origin()?;
        let offered = self.header("sec-websocket-protocol")?;
        let version = negotiate(offered.split(',')).ok_or(ApiError::UnknownVersion)?;
        let (claim, who) = self.agent().await?;
        Ok((claim, who, version))
    }

    /// The signed-in agent: the cookie is ours, and its session has not ended.
    async fn agent(&self) -> ApiResult<(AgentClaim, SignedIn)> {
        let claim = self.claim()?.ok_or(ApiError::SignedOut)?;
        let desk = internal::desk(self.env, &claim.site)?;
        let check = CheckSession { session: fingerprint(&claim.session) };
        let who = internal::call(&desk, &check).await?.ok_or(ApiError::SignedOut)?;
        Ok((claim, who))
    }

    fn claim(&self) -> ApiResult<Option<AgentClaim>> {
        let cookies = self.header("cookie")?;
        let Some(cookie) = auth::read_cookie(&cookies) else { return Ok(None) };
        AgentClaim::open(&config::signing_secret(self.env)?, cookie, now()).map_err(misconfigured)
    }

    /// A lead of the site from the console, or whoever has the admin token.
    async fn require_lead_or_admin(&self, site: &SiteId) -> ApiResult<()> {
        if !self.header("authorization")?.is_empty() {
            return self.require_admin();
        }
        self.require_own_origin()?;
        let (claim, who) = self.agent().await?;
        let leads = claim.site == *site && who.role == AgentRole::Lead;
        if leads { Ok(()) } else { Err(ApiError::WrongRole) }
    }

    fn require_admin(&self) -> ApiResult<()> {
        let token = config::admin_token(self.env)?;
        let given = self.header("authorization")?;
        let given = given.strip_prefix("Bearer ").unwrap_or_default();
        if token.len() >= 16 && same(given, &token) { Ok(()) } else { Err(ApiError::BadAdminToken) }
    }

    /// Only Baton's own pages call these routes: the panel in its frame, the console. Which page may
    /// hold the frame is the panel's `frame-ancestors`. The scheme is the browser's to say: behind a
    /// proxy that ends TLS, the request itself comes over plain HTTP.
    fn require_own_origin(&self) -> ApiResult<()> {
        let origin = self.header("origin")?;
        let from = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
        let url = self.request.url()?;
        let own = &url[Position::BeforeHost..Position::AfterPort];
        if from == Some(own) { Ok(()) } else { Err(ApiError::ForbiddenOrigin) }
    }

    fn require_upgrade(&self) -> ApiResult<()> {
        if is_upgrade(&self.request) { Ok(()) } else { Err(ApiError::UpgradeRequired) }
    }

    fn header(&self, name: &str) -> ApiResult<String> {
        Ok(self.request.headers().get(name)?.unwrap_or_default())
    }

    async fn body<T: DeserializeOwned>(&mut self, limit: usize) -> ApiResult<T> {
        read(&self.text(limit).await?)
    }

    async fn text(&mut self, limit: usize) -> ApiResult<String> {
        let announced = self.header("content-length")?.parse().unwrap_or(0);
        if announced > limit {
            return Err(ApiError::TooLarge { limit });
        }
        let text = self.request.text().await?;
        if text.len() > limit {
            return Err(ApiError::TooLarge { limit });
        }
        Ok(text)
    }
}

#[derive(Deserialize)]
struct Push {
    settings: String,
    articles: Vec<ArticleFile>,
}

#[derive(Deserialize)]
struct Entrust {
    value: String,
}

#[derive(Deserialize)]
struct Ask {
    name: String,
    role: AgentRole,
}

#[derive(Deserialize)]
struct Use {
    invite: String,
}

fn is_upgrade(request: &Request) -> bool {
    let upgrade = request.headers().get("upgrade").ok().flatten();
    upgrade.is_some_and(|upgrade| upgrade.eq_ignore_ascii_case("websocket"))
}

fn signed_in(site: &SiteId, who: &SignedIn) -> ApiResult<Response> {
    Ok(Response::from_json(&json!({ "agent": who.agent, "role": who.role, "site": site }))?)
}

fn read<T: DeserializeOwned>(text: &str) -> ApiResult<T> {
    serde_json::from_str(text).map_err(|error| ApiError::BadRequest(error.to_string()))
}

fn parse(site: &str) -> ApiResult<SiteId> {
    SiteId::parse(site).map_err(|_| ApiError::UnknownSite)
}

fn parse_thread(thread: &str) -> ApiResult<ThreadId> {
    ThreadId::parse(thread).map_err(|error| ApiError::BadRequest(error.to_string()))
}
