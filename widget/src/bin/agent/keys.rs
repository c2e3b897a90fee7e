//! The keyboard: which key asks for what. Pure; what is then done is the console's.

/// What a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The next thread in the inbox.
    Next,
    /// The one before.
    Previous,
    /// Open the thread that the inbox points at.
    Open,
    /// Accept the thread, or step in.
    Accept,
    /// Write.
    Reply,
    /// Give the thread back to the assistant.
    HandBack,
    /// Give it back as resolved.
    Resolve,
    /// Pass the thread on.
    Transfer,
    /// Accept what I am asked to take.
    AcceptOffer,
    /// Don't take it.
    Decline,
    /// Show or hide the briefing.
    Briefing,
    /// Show the list of keys.
    Keys,
    /// Leave what is open.
    Leave,
}

/// The list of keys, as shown.
pub const LIST: [(&str, &str); 13] = [
    ("J or ↓", "Next conversation"),
    ("K or ↑", "Previous conversation"),
    ("Enter", "Open it"),
    ("A", "Accept, or step in"),
    ("R", "Reply"),
    ("Y", "Accept what you are asked to take"),
    ("N", "Decline it"),
    ("Shift+T", "Pass on to somebody else"),
    ("Shift+H", "Hand back to the assistant"),
    ("Shift+E", "Resolve"),
    ("B", "Briefing, on a narrow screen"),
    ("Esc", "Leave the reply, close what is open"),
    ("?", "This list"),
];

/// Where a key was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a field: letters are text.
    Field,
    /// On a button or a link: Enter is its own.
    Control,
    /// Anywhere else.
    Page,
}

/// What `key`, pressed in `place`, asks for. `key` is the browser's name of it.
pub fn command(key: &str, place: Place) -> Option<Command> {
    let command = match key {
        "j" | "ArrowDown" => Command::Next,
        "k" | "ArrowUp" => Command::Previous,
        "Enter" => Command::Open,
        "a" => Command::Accept,
        "r" => Command::Reply,
        "T" => Command::Transfer,
        "y" => Command::AcceptOffer,
        "n" => Command::Decline,
        "H" => Command::HandBack,
        "E" => Command::Resolve,
        "b" => Command::Briefing,
        "?" => Command::Keys,
        "Escape" => Command::Leave,
        _ => return None,
    };
    match (place, command) {
        (_, Command::Leave) => Some(command),
        (Place::Field, _) | (Place::Control, Command::Open) => None,
        _ => Some(command),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_a_field_are_text() {
        for key in ["j", "a", "E", "?", "Enter", "ArrowDown"] {
            assert_eq!(command(key, Place::Field), None, "{key}");
        }
        assert_eq!(command("Escape", Place::Field), Some(Command::Leave));
        assert_eq!(command("Enter", Place::Control), None);
        assert_eq!(command("a", Place::Control), Some(Command::Accept));
    }
}
