//! A briefing from its frame. Consoles alone read these, so the derived reader may weigh what it
//! weighs: no customer loads it.

use baton_shared::briefing::Briefing;
use serde::Deserialize;
use serde_json::Value;

/// The briefing in `frame`; none when that is another frame.
pub fn read(frame: &str) -> Option<Briefing> {
    let frame: Value = serde_json::from_str(frame).ok()?;
    (frame.get("t")? == "briefing").then(|| Briefing::deserialize(frame).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use baton_shared::briefing::{About, Line};
    use baton_shared::id::Seq;
    use baton_shared::protocol::{Down, encode};

    #[test]
    fn what_the_edge_writes_is_read() {
        let line = Line { about: About::Who, text: "Anna".to_owned(), entries: vec![Seq(1)] };
        let sent = Briefing { head: Seq(4), summary: vec![line], ..Briefing::default() };
        let frame = encode(&Down::Briefing(Box::new(sent.clone())));
        assert_eq!(read(&frame), Some(sent));
    }

    #[test]
    fn other_frames_are_no_briefings() {
        for frame in
            ["", "pong", "{}", "{\"t\":\"later\"}", "[]", "{\"t\":\"briefing\",\"head\":\"x\"}"]
        {
            assert_eq!(read(frame), None, "{frame}");
        }
    }
}
