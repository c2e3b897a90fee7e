//! The console's buttons: those with words, and small ones that are a line drawing. The drawings
//! themselves are the style sheet's.

use baton_widget::element::{Element, el};

/// A line drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// An arrow back.
    Back,
    /// A bell.
    Bell,
    /// A page of lines.
    Briefing,
    /// A cross.
    Close,
    /// A person, and a plus.
    Invite,
    /// A keyboard.
    Keys,
    /// A door, and the way out.
    Leave,
    /// A speaker that is silent.
    Silent,
    /// A speaker.
    Sound,
}

impl Icon {
    /// Its name in the style sheet.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Back => "back",
            Self::Bell => "bell",
            Self::Briefing => "briefing",
            Self::Close => "close",
            Self::Invite => "invite",
            Self::Keys => "keys",
            Self::Leave => "leave",
            Self::Silent => "silent",
            Self::Sound => "sound",
        }
    }
}

/// A small button that is a drawing, with `name` for those who don't see it.
pub fn tool(name: &str, icon: Icon, act: impl FnMut() + 'static) -> Element {
    el("button")
        .attr("type", "button")
        .class("tool")
        .attr("data-icon", icon.name())
        .attr("title", name)
        .attr("aria-label", name)
        .click(act)
}

/// A button with words on it; `class` tells how much it matters.
pub fn action(class: &str, words: &str, act: impl FnMut() + 'static) -> Element {
    el("button").attr("type", "button").class(class).child(words).click(act)
}
