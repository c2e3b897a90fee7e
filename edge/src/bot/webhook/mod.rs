//! The site's own bot, reached by webhook: what it is sent, what its replies may say, and what follows
//! when it is silent. How both sides sign is in [`crate::webhook`].
//!
//! Everything that decides, and no IO. Both directions follow the [Standard Webhooks] convention. A
//! reply is the owner's own word, so its content is shown as it is; its form is checked, since whatever
//! it says ends in customers' browsers.
//!
//! [Standard Webhooks]: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

mod delivery;
mod event;
mod reply;

pub use delivery::{Delivery, Outcome, Step};
pub use event::Asking;
pub use reply::{MAX_REPLY_BYTES, Reply, ReplyError};
