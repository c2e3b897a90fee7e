//! What some models write before their reply, between `<think>` and `</think>`: taken out, since it is
//! not meant for anyone.

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Reads the words of one reply.
#[derive(Debug, Default)]
pub(super) struct Thought {
    state: State,
    /// Words of which it isn't known yet what they are.
    pending: String,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Beginning,
    Thinking,
    Reply,
}

impl Thought {
    /// The words of the reply in `words`, the next that the model wrote.
    pub fn reply(&mut self, words: &str) -> String {
        if self.state == State::Reply {
            return words.to_owned();
        }
        self.pending.push_str(words);
        if self.state == State::Beginning {
            let begun = self.pending.trim_start();
            if begun.starts_with(OPEN) {
                self.state = State::Thinking;
            } else if !OPEN.starts_with(begun) {
                self.state = State::Reply;
                return std::mem::take(&mut self.pending);
            }
        }
        if self.state == State::Thinking
            && let Some(end) = self.pending.find(CLOSE)
        {
            self.state = State::Reply;
            return std::mem::take(&mut self.pending).split_off(end + CLOSE.len());
        }
        String::new()
    }

    /// What is left when nothing more comes. A thought that never ended is no reply.
    pub fn end(&mut self) -> String {
        let pending = std::mem::take(&mut self.pending);
        if self.state == State::Beginning { pending } else { String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(words: &[&str]) -> String {
        let mut thought = Thought::default();
        let mut reply: String = words.iter().map(|words| thought.reply(words)).collect();
        reply.push_str(&thought.end());
        reply
    }

    #[test]
    fn a_thought_is_taken_out_however_it_comes() {
        assert_eq!(reply(&["<think>hm</think>Yes."]), "Yes.");
        assert_eq!(reply(&["\n<th", "ink>h", "m</thi", "nk>\nYes."]), "\nYes.");
        assert_eq!(reply(&["Yes. ", "<think>"]), "Yes. <think>");
        assert_eq!(reply(&["<", "b"]), "<b");
        assert_eq!(reply(&["<thi"]), "<thi");
        assert_eq!(reply(&["<think>never ends"]), "");
    }
}
