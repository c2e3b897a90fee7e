//! The demo shop: somebody else's site that has pasted the tag. It lives on an origin of its own
//! and sends a strict content security policy, as a careful owner's site would; what it allows is
//! exactly what the embed instructions ask for.

use crate::workspace;
use anyhow::{Context, Result, bail};
use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use baton_tests::Error;
use std::fs;
use std::net::TcpListener;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

/// Stands in the shop's pages for Baton's origin.
const BATON: &str = "__BATON__";

/// Serves `demo/shop` on `port`, or a free one for 0, until the process ends; returns the origin.
pub fn start(port: u16, baton: &str) -> Result<String> {
    let folder = workspace::path("demo/shop");
    if !folder.join("index.html").exists() {
        bail!("{} has no index.html", workspace::shown(&folder));
    }
    let Ok(listener) = TcpListener::bind(("127.0.0.1", port)) else {
        return Err(Error::PortTaken { port }.into());
    };
    listener.set_nonblocking(true).context("opening the shop")?;
    let port = listener.local_addr().context("opening the shop")?.port();
    let shop = Shop { folder, baton: baton.to_owned() };
    let router = Router::new().fallback(get(answer)).with_state(Arc::new(shop));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
    thread::spawn(move || {
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, router).await
        })
    });
    Ok(format!("http://127.0.0.1:{port}"))
}

struct Shop {
    folder: PathBuf,
    baton: String,
}

async fn answer(State(shop): State<Arc<Shop>>, uri: Uri) -> Response {
    let Some(file) = shop.file(uri.path()) else {
        return (StatusCode::NOT_FOUND, "Not found").into_response();
    };
    let Ok(mut body) = fs::read(&file) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    if file.extension().is_some_and(|extension| extension == "html") {
        body = String::from_utf8_lossy(&body).replace(BATON, &shop.baton).into_bytes();
    }
    let content_type = content_type(&file).to_owned();
    let headers = [(CONTENT_TYPE, content_type), (CONTENT_SECURITY_POLICY, shop.policy())];
    (headers, body).into_response()
}

impl Shop {
    /// The file for a URL's path, if it is below the folder.
    fn file(&self, path: &str) -> Option<PathBuf> {
        let path = path.trim_start_matches('/');
        let path = Path::new(if path.is_empty() { "index.html" } else { path });
        let inside = path.components().all(|part| matches!(part, Component::Normal(_)));
        let file = self.folder.join(path);
        (inside && file.is_file()).then_some(file)
    }

    fn policy(&self) -> String {
        let baton = &self.baton;
        format!(
            "default-src 'self'; script-src 'self' {baton}; frame-src {baton}; style-src 'self'; \
             img-src 'self' data:; connect-src 'self'"
        )
    }
}

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_shop_are_served() {
        let folder = std::env::temp_dir().join(format!("baton-shop-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("index.html"), "<p>").unwrap();
        let shop = Shop { folder: folder.clone(), baton: String::new() };
        assert_eq!(shop.file("/"), Some(folder.join("index.html")));
        assert_eq!(shop.file("/../secret"), None);
        assert_eq!(shop.file("//etc/passwd"), None);
        assert_eq!(shop.file("/missing.html"), None);
        fs::remove_dir_all(folder).unwrap();
    }
}
