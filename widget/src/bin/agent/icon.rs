//! Small line drawings on a 20 × 20 grid. Decorative: what they stand on has a name.

use leptos::prelude::*;

/// A cross.
pub const CLOSE: &str = "M5.5 5.5l9 9m0-9l-9 9";
/// An arrow back.
pub const BACK: &str = "M12 4.5L6.5 10l5.5 5.5";
/// A speaker.
pub const SOUND: &str = "M4 8v4h2.5L10 15V5L6.5 8zM13 7.5a3.5 3.5 0 010 5M15.2 5.5a6.5 6.5 0 010 9";
/// A speaker that is silent.
pub const SILENT: &str = "M4 8v4h2.5L10 15V5L6.5 8zM13 8l4 4m0-4l-4 4";
/// A bell.
pub const BELL: &str =
    "M5 13.5h10c-1-1.2-1.3-2.5-1.3-4.5a3.7 3.7 0 00-7.4 0c0 2-.3 3.3-1.3 4.5zM8.5 16h3";
/// A person, and a plus.
pub const INVITE: &str = "M8.5 9.5a3 3 0 100-6 3 3 0 000 6zM3 16.5c.4-3 2.5-4.5 5.5-4.5 1 0 1.9.2 2.7.5M14.5 11v5m-2.5-2.5h5";
/// A keyboard.
pub const KEYS: &str = "M3 5.5h14v9H3zM6 8.5h.01M9 8.5h.01M12 8.5h.01M14.5 8.5h.01M7 11.5h6";
/// A door, and the way out.
pub const LEAVE: &str = "M8 16.5H4.5v-13H8M8 10h8.5m-3-3l3 3-3 3";
/// A page of lines.
pub const BRIEFING: &str = "M5 3.5h10v13H5zM8 7.5h4M8 10.5h4M8 13.5h2";

/// The drawing `path`.
pub fn icon(path: &'static str) -> AnyView {
    view! {
        <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
            <path d=path />
        </svg>
    }
    .into_any()
}
