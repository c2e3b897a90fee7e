//! Files the browser gets as they are: the loader, the panel's page, the console's page, scripts,
//! styles and WebAssembly.
//!
//! Cloudflare's asset service knows types and compression by itself. Plain workerd serves a bare
//! folder, so types are set here and a `.br` sibling, made by the build, is picked when the client
//! accepts it.

use crate::error::{ApiError, ApiResult};
use baton_shared::site::SiteCard;
use worker::url::Position;
use worker::{EncodeBody, Env, Headers, Method, Request, RequestInit, Response};

/// What `panel.html` holds where the site's card belongs.
const CARD_MARK: &str = "__BATON_SITE__";

/// The loader's address on other people's pages, and the file that the build makes of it.
const LOADER: (&str, &str) = ("/widget.js", "/pkg/widget.js");

/// The content type of a file, by its name's ending. A name without a known ending is not served:
/// that keeps folder listings and build leftovers in.
fn content_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        _ => return None,
    })
}

/// The file at the request's path. Anyone may load it: the loader runs on other people's pages.
pub async fn serve(request: &Request, env: &Env) -> ApiResult<Response> {
    let asked = request.path();
    let path = if asked == LOADER.0 { LOADER.1 } else { &asked };
    let kind = content_type(path).ok_or(ApiError::NotFound)?;
    let accepts = request.headers().get("accept-encoding")?.unwrap_or_default();
    let headers = Headers::new();
    headers.set("content-type", kind)?;
    headers.set("x-content-type-options", "nosniff")?;
    headers.set("cross-origin-resource-policy", "cross-origin")?;
    headers.set("access-control-allow-origin", "*")?;
    let versioned = request.url()?.query().is_some_and(|query| query.starts_with("v="));
    let lasting = if versioned { "public, max-age=31536000, immutable" } else { "no-cache" };
    headers.set("cache-control", lasting)?;
    if accepts.split(',').any(|coding| coding.trim().starts_with("br")) {
        let file = fetch(env, &format!("{path}.br")).await?;
        if file.status_code() == 200 {
            headers.set("content-encoding", "br")?;
            headers.set("vary", "accept-encoding")?;
            return Ok(file.with_headers(headers).with_encode_body(EncodeBody::Manual));
        }
    }
    let file = fetch(env, path).await?;
    if file.status_code() == 200 { Ok(file.with_headers(headers)) } else { Err(ApiError::NotFound) }
}

/// The panel's page for one site, embeddable by that site's pages alone.
pub async fn panel(request: &Request, env: &Env, card: &SiteCard) -> ApiResult<Response> {
    let page = fetch(env, "/panel.html").await?.text().await?;
    let json = serde_json::to_string(card).map_err(worker::Error::from)?;
    let page = page.replace(CARD_MARK, &escape_attribute(&json));
    let ancestors =
        if card.origins.is_empty() { "'none'".to_owned() } else { card.origins.join(" ") };
    page_response(request, &page, &ancestors)
}

/// The panel's page for a site that does not exist: it tells whoever embedded it, and begins nothing.
pub async fn panel_without_site(request: &Request, env: &Env) -> ApiResult<Response> {
    let page = fetch(env, "/panel.html").await?.text().await?;
    Ok(page_response(request, &page.replace(CARD_MARK, ""), "*")?.with_status(404))
}

/// The console's page; nobody may embed it.
pub async fn console(request: &Request, env: &Env) -> ApiResult<Response> {
    let page = fetch(env, "/agent.html").await?.text().await?;
    page_response(request, &page, "'none'")
}

fn page_response(request: &Request, page: &str, ancestors: &str) -> ApiResult<Response> {
    let url = request.url()?;
    let host = &url[Position::BeforeHost..Position::AfterPort];
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; base-uri 'none'; \
         form-action 'none'; frame-ancestors {ancestors}"
    );
    let response = Response::from_html(page)?;
    let headers = response.headers();
    headers.set("content-security-policy", &policy)?;
    headers.set("cache-control", "no-cache")?;
    headers.set("x-content-type-options", "nosniff")?;
    headers.set("referrer-policy", "no-referrer")?;
    Ok(response)
}

async fn fetch(env: &Env, path: &str) -> ApiResult<Response> {
    let mut init = RequestInit::new();
    init.with_method(Method::Get);
    let request = Request::new_with_init(&format!("https://assets{path}"), &init)?;
    Ok(env.assets("ASSETS")?.fetch_request(request).await?)
}

fn escape_attribute(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_known_kinds_are_served() {
        assert_eq!(content_type("/pkg/customer_bg.wasm"), Some("application/wasm"));
        assert_eq!(content_type("/pkg"), None);
        assert_eq!(content_type("/pkg/customer.js.map"), None);
    }

    #[test]
    fn a_site_name_can_not_leave_its_attribute() {
        assert_eq!(escape_attribute("a\"><b>&'"), "a&quot;&gt;&lt;b&gt;&amp;&#39;");
    }
}
