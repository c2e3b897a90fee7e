//! A signed message as a request. Sending it, and for how long, is the caller's business.

use super::{ID, SIGNATURE, Signed, TIMESTAMP};
use worker::{Headers, Method, Request, RequestInit, RequestRedirect, Result};

/// A POST of `body`, JSON, under the headers it was `signed` with.
pub fn request(url: &str, signed: &Signed, body: &str) -> Result<Request> {
    let headers = Headers::new();
    headers.set("content-type", "application/json")?;
    headers.set("accept", "application/json")?;
    for (name, value) in
        [(ID, &signed.id), (TIMESTAMP, &signed.timestamp), (SIGNATURE, &signed.signature)]
    {
        headers.set(name, value)?;
    }
    let mut init = RequestInit::new();
    // What is signed for one address is not passed on to another.
    init.with_redirect(RequestRedirect::Manual);
    init.with_method(Method::Post).with_headers(headers).with_body(Some(body.into()));
    Request::new_with_init(url, &init)
}
