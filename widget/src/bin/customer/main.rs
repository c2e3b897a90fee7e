//! The customer's panel: a thread in a frame on somebody else's page.
//!
//! Takes over what `boot.js` has begun (session, socket, hello), draws what the page already shows
//! and goes on from there. Owns the frame's words, the greeting, the pass and the link to the page
//! around it; the thread itself is the library's.

mod banner;
mod choices;
mod clicks;
mod early;
mod greeting;
mod header;
mod host;
mod panel;
mod pass;
mod unread;
mod wait;
mod words;

fn main() {
    if let Some(early) = early::Early::take() {
        panel::open(early);
    }
}
