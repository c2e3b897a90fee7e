//! Plain HTTP: requests to one origin, answers whole. A status is an answer, not an error.

use crate::Result;
use crate::error::{Error, Problem};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::time::Duration;
use ureq::http::{HeaderMap, Request};
use ureq::{Agent, Proxy};

/// The longest an answer may take.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Requests to one origin.
#[derive(Debug, Clone)]
pub struct Http {
    origin: String,
    agent: Agent,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Where it came from.
    pub url: String,
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, as it came.
    pub body: Vec<u8>,
}

impl Http {
    /// For `origin`, such as `http://127.0.0.1:8787`. No proxy stands before this machine itself.
    pub fn new(origin: impl Into<String>) -> Self {
        let origin = origin.into().trim_end_matches('/').to_owned();
        let here = origin.starts_with("http://127.0.0.1") || origin.starts_with("http://localhost");
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(TIMEOUT))
            .proxy(if here { None } else { Proxy::try_from_env() })
            .build()
            .into();
        Self { origin, agent }
    }

    /// The origin.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Gets `path`.
    pub fn get(&self, path: &str) -> Result<Reply> {
        self.send("GET", path, &[], None)
    }

    /// Sends a request with `headers` and, if given, a JSON body.
    pub fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&Value>,
    ) -> Result<Reply> {
        let url = format!("{}{path}", self.origin);
        let failed = |detail: String| Error::NoAnswer { url: url.clone(), detail };
        let mut request = Request::builder().method(method).uri(&url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = match body {
            Some(body) => request
                .header("content-type", "application/json")
                .body(body.to_string())
                .map_err(|error| failed(error.to_string()))
                .map(|request| self.agent.run(request))?,
            None => request
                .body(())
                .map_err(|error| failed(error.to_string()))
                .map(|request| self.agent.run(request))?,
        };
        let mut response = response.map_err(|error| failed(error.to_string()))?;
        let body = response.body_mut().read_to_vec().map_err(|error| failed(error.to_string()))?;
        let status = response.status().as_u16();
        Ok(Reply { status, headers: response.headers().clone(), body, url })
    }
}

impl Reply {
    /// The body as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value, if there is one and it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body of a successful answer; anything else is an error.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        if !(200..300).contains(&self.status) {
            return Err(self.refused());
        }
        serde_json::from_slice(&self.body).map_err(|error| Error::Shape {
            of: self.url.clone(),
            detail: format!("{error} in {}", self.text()),
        })
    }

    /// The answer as an error, with the code and message of its body.
    pub fn refused(&self) -> Error {
        let body: Value = serde_json::from_slice(&self.body).unwrap_or_default();
        let field = |name: &str| body["error"][name].as_str().map(str::to_owned);
        Error::Refused {
            url: self.url.clone(),
            status: self.status,
            code: field("code").unwrap_or_default(),
            message: field("message").unwrap_or_else(|| self.text()),
            problems: Vec::<Problem>::deserialize(&body["error"]["problems"]).unwrap_or_default(),
        }
    }
}
