//! Frames to the edge and stored messages, to JSON.

use baton_shared::customer::Visit;
use baton_shared::entry::{Outcome, Target};
use baton_shared::id::{Epoch, MessageId, Seq};
use baton_shared::protocol::{Message, Sensed, Up};
use baton_shared::thread::outbox::{Action, Pending};

/// A frame for the edge.
pub fn write_up(up: &Up) -> String {
    let mut out = Writer::default();
    match up {
        Up::Hello { after } => {
            out.open("t", "hello");
            if let Some(after) = after {
                out.number("after", after.0);
            }
        }
        Up::Send { id, after, epoch, message, sensed } => {
            out.open("t", "send").write(id, *after);
            out.say(message, *epoch, sensed.as_ref(), true);
        }
        Up::Typing { on } => {
            out.open("t", "typing").flag("on", *on);
        }
        Up::Page { before, limit } => {
            out.open("t", "page").number("before", before.0).number("limit", u64::from(*limit));
        }
        Up::Take { id, after, epoch } => {
            out.open("t", "take").write(id, *after).number("epoch", epoch.0);
        }
        Up::HandBack { id, after, epoch, outcome } => {
            out.open("t", "hand_back").write(id, *after).number("epoch", epoch.0);
            out.text("outcome", outcome_name(*outcome));
        }
        Up::Transfer { id, after, epoch, target, note } => {
            out.open("t", "transfer").write(id, *after).number("epoch", epoch.0);
            out.pass_on(target, note);
        }
    }
    out.end()
}

/// A message for the browser's storage.
pub fn write_pending(pending: &Pending) -> String {
    let mut out = Writer::default();
    out.text("id", pending.id.as_str()).number("at", pending.at.0);
    out.number("after", pending.after.0).name("action");
    match &pending.action {
        Action::Say { message, epoch, sensed } => {
            out.open("do", "say").say(message, *epoch, sensed.as_ref(), false);
        }
        Action::Take { epoch } => {
            out.open("do", "take").number("epoch", epoch.0);
        }
        Action::HandBack { epoch, outcome } => {
            out.open("do", "hand_back").number("epoch", epoch.0);
            out.text("outcome", outcome_name(*outcome));
        }
        Action::Transfer { epoch, target, note } => {
            out.open("do", "transfer").number("epoch", epoch.0).pass_on(target, note);
        }
    }
    out.close();
    out.end()
}

const fn outcome_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Resolved => "resolved",
        Outcome::Returned => "returned",
    }
}

/// Writes objects, field by field. A field after another is set off by the comma it finds missing.
#[derive(Default)]
pub(super) struct Writer(String);

impl Writer {
    fn name(&mut self, name: &str) -> &mut Self {
        let start = self.0.is_empty() || self.0.ends_with(':');
        self.0.push_str(if start { "{\"" } else { ",\"" });
        self.0.push_str(name);
        self.0.push_str("\":");
        self
    }

    fn raw(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name).0.push_str(value);
        self
    }

    pub(super) fn flag(&mut self, name: &str, on: bool) -> &mut Self {
        self.raw(name, if on { "true" } else { "false" })
    }

    fn number(&mut self, name: &str, value: u64) -> &mut Self {
        self.raw(name, &value.to_string())
    }

    pub(super) fn text(&mut self, name: &str, value: &str) -> &mut Self {
        self.name(name).quote(value);
        self
    }

    /// Begins an object with the field that tells its kind.
    fn open(&mut self, tag: &str, kind: &str) -> &mut Self {
        self.text(tag, kind)
    }

    fn close(&mut self) {
        self.0.push('}');
    }

    pub(super) fn end(mut self) -> String {
        self.close();
        self.0
    }

    fn write(&mut self, id: &MessageId, after: Seq) -> &mut Self {
        self.text("id", id.as_str()).number("after", after.0)
    }

    fn pass_on(&mut self, target: &Target, note: &str) {
        self.name("target");
        match target {
            Target::Agent { id } => self.open("to", "agent").text("id", id.as_str()),
            Target::Skill { name } => self.open("to", "skill").text("name", name),
            Target::Lead => self.open("to", "lead"),
        }
        .close();
        if !note.is_empty() {
            self.text("note", note);
        }
    }

    /// A message on the wire has its epoch before it; a stored one has it after.
    fn say(
        &mut self,
        message: &Message,
        epoch: Option<Epoch>,
        sensed: Option<&Sensed>,
        epoch_first: bool,
    ) {
        let epoch_now = |out: &mut Self, now: bool| {
            if let (Some(epoch), true) = (epoch, now) {
                out.number("epoch", epoch.0);
            }
        };
        epoch_now(self, epoch_first);
        self.name("message");
        match message {
            Message::Text { text, behaviour, visit } => {
                self.open("type", "text").text("text", text);
                if !behaviour.is_empty() {
                    self.name("behaviour").list(behaviour.iter().map(|seen| seen.name()));
                }
                if let Some(visit) = visit {
                    self.visit(visit);
                }
                self.close();
            }
            Message::PersonRequested => self.open("type", "person_requested").close(),
            Message::Rated { answer, helped } => {
                self.open("type", "rated").number("answer", answer.0).flag("helped", *helped);
                self.close();
            }
            Message::Skipped { asked } => {
                self.open("type", "skipped").number("asked", asked.0).close();
            }
            Message::CancelWait => self.open("type", "cancel_wait").close(),
            Message::WantHelp => self.open("type", "want_help").close(),
            Message::LeaveAddress { email } => {
                self.open("type", "leave_address").text("email", email).close();
            }
            Message::Survey { ended, score } => {
                self.open("type", "survey").number("ended", ended.0);
                self.number("score", u64::from(*score)).close();
            }
        }
        epoch_now(self, !epoch_first);
        if let Some(Sensed { decision, kinds }) = sensed {
            self.name("sensed").open("decision", decision.name()).name("kinds");
            self.list(kinds.iter().map(|kind| kind.name()));
            self.close();
        }
    }

    fn visit(&mut self, visit: &Visit) {
        let Visit { page, title, referrer, language, time_zone, device, claims } = visit;
        // Never left out: it opens the object.
        self.name("visit").text("page", page);
        let said = [
            ("title", title),
            ("referrer", referrer),
            ("language", language),
            ("time_zone", time_zone),
            ("device", device),
        ];
        for (name, value) in said.into_iter().filter(|(_, value)| !value.is_empty()) {
            self.text(name, value);
        }
        if !claims.is_empty() {
            self.name("claims").0.push('[');
            for (at, claim) in claims.iter().enumerate() {
                self.0.push_str(if at > 0 { ",{\"name\":" } else { "{\"name\":" });
                self.quote(&claim.name);
                self.text("value", &claim.value).close();
            }
            self.0.push(']');
        }
        self.close();
    }

    fn list(&mut self, names: impl Iterator<Item = &'static str>) {
        self.0.push('[');
        for (at, name) in names.enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.quote(name);
        }
        self.0.push(']');
    }

    fn quote(&mut self, text: &str) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        self.0.push('"');
        for character in text.chars() {
            let escaped = match character {
                '"' | '\\' => character,
                '\n' => 'n',
                '\r' => 'r',
                '\t' => 't',
                '\u{8}' => 'b',
                '\u{c}' => 'f',
                control if control < ' ' => {
                    self.0.push_str(if control < '\u{10}' { "\\u000" } else { "\\u001" });
                    self.0.push(char::from(HEX[control as usize & 15]));
                    continue;
                }
                plain => {
                    self.0.push(plain);
                    continue;
                }
            };
            self.0.push('\\');
            self.0.push(escaped);
        }
        self.0.push('"');
    }
}
