//! JSON text to a tree of borrowed values. No recursion deeper than [`MAX_DEPTH`], no panic on any
//! input.

use std::borrow::Cow;

/// Deeper than any message of the protocol nests.
const MAX_DEPTH: u8 = 32;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Json<'a> {
    /// `null`, or a number that no field of the protocol has: negative, fractional, too large.
    Other,
    Bool(bool),
    Number(u64),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// Reads `text`, all of it.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut parser = Parser { text, at: 0 };
        let value = parser.value(MAX_DEPTH)?;
        parser.space();
        (parser.at == text.len()).then_some(value)
    }

    /// The field `name` of an object.
    pub(super) fn field(&self, name: &str) -> Option<&Self> {
        let Self::Object(fields) = self else { return None };
        fields.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// A string.
    pub(super) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// A whole number.
    pub(super) fn number(&self) -> Option<u64> {
        if let Self::Number(number) = self { Some(*number) } else { None }
    }

    /// `true` or `false`.
    pub(super) fn bool(&self) -> Option<bool> {
        if let Self::Bool(bool) = self { Some(*bool) } else { None }
    }

    /// The items of a list.
    pub(super) fn items(&self) -> Option<&[Self]> {
        if let Self::List(items) = self { Some(items) } else { None }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes `byte`, if it is next.
    fn take(&mut self, byte: u8) -> Option<()> {
        self.space();
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn value(&mut self, depth: u8) -> Option<Json<'a>> {
        let deeper = depth.checked_sub(1)?;
        self.space();
        match self.peek()? {
            b'"' => self.string().map(Json::Text),
            b'{' => self.object(deeper),
            b'[' => self.list(deeper),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Other),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Option<Json<'a>> {
        self.text.get(self.at..)?.starts_with(word).then(|| {
            self.at += word.len();
            value
        })
    }

    fn number(&mut self) -> Option<Json<'a>> {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E')) {
            self.at += 1;
        }
        let digits = self.text.get(start..self.at).filter(|digits| !digits.is_empty())?;
        Some(digits.parse().map_or(Json::Other, Json::Number))
    }

    fn list(&mut self, depth: u8) -> Option<Json<'a>> {
        self.take(b'[')?;
        let mut items = Vec::new();
        if self.take(b']').is_none() {
            loop {
                items.push(self.value(depth)?);
                if self.take(b',').is_none() {
                    self.take(b']')?;
                    break;
                }
            }
        }
        Some(Json::List(items))
    }

    fn object(&mut self, depth: u8) -> Option<Json<'a>> {
        self.take(b'{')?;
        let mut fields = Vec::new();
        if self.take(b'}').is_none() {
            loop {
                self.space();
                let name = self.string()?;
                self.take(b':')?;
                fields.push((name, self.value(depth)?));
                if self.take(b',').is_none() {
                    self.take(b'}')?;
                    break;
                }
            }
        }
        Some(Json::Object(fields))
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        self.take(b'"')?;
        let mut start = self.at;
        let mut unescaped: Option<String> = None;
        loop {
            match self.peek()? {
                b'"' => {
                    let rest = self.text.get(start..self.at)?;
                    self.at += 1;
                    return Some(match unescaped {
                        None => Cow::Borrowed(rest),
                        Some(text) => Cow::Owned(text + rest),
                    });
                }
                b'\\' => {
                    let text = unescaped.get_or_insert_default();
                    text.push_str(self.text.get(start..self.at)?);
                    self.at += 1;
                    let escaped = self.escape()?;
                    unescaped.get_or_insert_default().push(escaped);
                    start = self.at;
                }
                _ => self.at += 1,
            }
        }
    }

    /// What stands after a backslash.
    fn escape(&mut self) -> Option<char> {
        let escape = self.peek()?;
        self.at += 1;
        Some(match escape {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let high = self.hex()?;
                if !(0xD800..0xDC00).contains(&high) {
                    return char::from_u32(high);
                }
                self.word("\\u", Json::Other)?;
                let low = self.hex()?.checked_sub(0xDC00)?;
                return char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + low);
            }
            b'"' | b'\\' | b'/' => char::from(escape),
            _ => return None,
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_read_as_json_means_them() {
        let text = r#" "a\n\"\\\/\u00e9\ud83d\ude00z" "#;
        assert_eq!(Json::parse(text), Some(Json::Text("a\n\"\\/é😀z".into())));
    }

    #[test]
    fn what_is_no_json_is_nothing() {
        let deep = "[".repeat(100_000);
        for text in ["", "{", "[1,]", "{\"a\"}", "tru", "\"", "\"\\", "\"\\u12", "1 2", "-", &deep]
        {
            let read = Json::parse(text);
            assert!(matches!(read, None | Some(Json::Other)), "{text:.10} {read:?}");
        }
        assert_eq!(Json::parse("\"\\ud83d\\u0041\""), None);
    }

    #[test]
    fn numbers_of_other_kinds_are_taken_and_ignored() {
        let read = Json::parse("[-1, 1.5, 7, 1e3]");
        assert_eq!(
            read,
            Some(Json::List(vec![Json::Other, Json::Other, Json::Number(7), Json::Other]))
        );
    }
}
