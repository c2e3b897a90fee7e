//! The demo shop: somebody else's site that has pasted the tag. It lives on an origin of its own
//! and sends a strict content security policy, as a careful owner's site would; what it allows is
//! exactly what the embed instructions ask for.

use crate::workspace;
use anyhow::{Result, bail};
use baton_tests::Error;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use tiny_http::{Header, Method, Request, Response, Server};

/// Stands in the shop's pages for Baton's origin.
const BATON: &str = "__BATON__";

/// Requests answered at once: a browser that takes its time holds up nobody else.
const THREADS: usize = 8;

/// Serves `demo/shop` on `port`, or a free one for 0, until the process ends; returns the origin.
pub fn start(port: u16, baton: &str) -> Result<String> {
    let folder = workspace::path("demo/shop");
    if !folder.join("index.html").exists() {
        bail!("{} has no index.html", workspace::shown(&folder));
    }
    let Ok(server) = Server::http(("127.0.0.1", port)) else {
        return Err(Error::PortTaken { port }.into());
    };
    let port = server.server_addr().to_ip().map_or(port, |address| address.port());
    let shop = Arc::new((server, Shop { folder, baton: baton.to_owned() }));
    for _ in 0..THREADS {
        let shop = Arc::clone(&shop);
        thread::spawn(move || {
            let (server, shop) = &*shop;
            for request in server.incoming_requests() {
                // A visitor who left early is no reason to stop.
                let _ = shop.answer(request);
            }
        });
    }
    Ok(format!("http://127.0.0.1:{port}"))
}

struct Shop {
    folder: PathBuf,
    baton: String,
}

impl Shop {
    fn answer(&self, request: Request) -> std::io::Result<()> {
        if !matches!(request.method(), Method::Get | Method::Head) {
            return request.respond(Response::empty(405));
        }
        let Some(file) = self.file(request.url()) else {
            return request.respond(Response::from_string("Not found").with_status_code(404));
        };
        let mut body = fs::read(&file)?;
        if file.extension().is_some_and(|extension| extension == "html") {
            body = String::from_utf8_lossy(&body).replace(BATON, &self.baton).into_bytes();
        }
        let mut response = Response::from_data(body);
        let headers =
            [("content-type", content_type(&file)), ("content-security-policy", &self.policy())];
        for (name, value) in headers {
            if let Ok(header) = Header::from_bytes(name, value) {
                response.add_header(header);
            }
        }
        request.respond(response)
    }

    /// The file for a URL's path, if it is below the folder.
    fn file(&self, url: &str) -> Option<PathBuf> {
        let path = url.split(['?', '#']).next()?.trim_start_matches('/');
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
        assert_eq!(shop.file("/?a=1"), Some(folder.join("index.html")));
        assert_eq!(shop.file("/../secret"), None);
        assert_eq!(shop.file("//etc/passwd"), None);
        assert_eq!(shop.file("/missing.html"), None);
        fs::remove_dir_all(folder).unwrap();
    }
}
