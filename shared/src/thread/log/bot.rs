//! The log and the bot: which question waits for an answer, what is written of it so far, and what
//! becomes of it (invariant 6: none under an older epoch).

use super::write::Cause;
use super::{BotFailure, BotReply, BotStopped, BotTurn, Effect, ThreadLog};
use crate::entry::{Answer, Author, Block, Body, Span};
use crate::id::{Confidence, Epoch, Millis, Seq};
use crate::protocol::Down;
use crate::thread::recent::customer_words;
use crate::thread::store::LogStore;
use crate::trigger::{Assessment, Decision, Trigger, TriggerKind, TriggerSettings};

/// Most characters kept of a bot's own words on why it hands off.
const MAX_NOTE_CHARS: usize = 300;

/// What the bot says when it can't help somebody who waits for a human.
const CANT_HELP: &str =
    "I can't help with that one. You keep your place, and whoever joins will have read it.";

/// An answer that is being written. In memory alone: whoever wakes the thread after a crash asks the
/// bot again.
#[derive(Debug)]
pub(super) struct Draft {
    reply_to: Seq,
    text: String,
}

impl Draft {
    /// The frame that shows all of it.
    pub(super) fn whole(&self) -> Down {
        Down::Writing { reply_to: self.reply_to, from: 0, text: self.text.clone() }
    }
}

impl<S: LogStore> ThreadLog<S> {
    /// The bot has written `more` of its answer to `turn`. Refused once the owner has changed: what
    /// was written by then is in the log, marked as broken off.
    pub fn bot_writes(&mut self, turn: &BotTurn, more: &str) -> Result<Effect, BotStopped> {
        self.state.ownership.check_bot(turn.epoch).map_err(|_| BotStopped)?;
        let draft = match self.draft.take() {
            Some(draft) if draft.reply_to == turn.reply_to => draft,
            _ => Draft { reply_to: turn.reply_to, text: String::new() },
        };
        let draft = self.draft.insert(draft);
        let from = u32::try_from(draft.text.len()).unwrap_or(u32::MAX);
        draft.text.push_str(more);
        let text = more.to_owned();
        Ok(Effect::Broadcast(Down::Writing { reply_to: turn.reply_to, from, text }))
    }

    /// The bot's reply to `turn`. Held back, visibly for agents, when the owner has changed since.
    /// An `Err` is as in [`ThreadLog::handle`].
    pub fn bot_replied(
        &mut self,
        turn: &BotTurn,
        reply: Result<BotReply, BotFailure>,
        now: Millis,
    ) -> Result<Vec<Effect>, S::Error> {
        let mut effects = vec![Effect::Broadcast(Down::Typing { author: Author::Bot, on: false })];
        if self.state.ownership.check_bot(turn.epoch).is_err() {
            let withheld = Down::Withheld { epoch: turn.epoch, reply_to: turn.reply_to };
            effects.push(Effect::TellAgents(withheld));
        } else if self.recent()?.answered < turn.reply_to {
            self.draft = None;
            match self.take_reply(turn, reply, now, &mut effects)? {
                Some(_) if self.state.ownership.owner.waits() => {
                    self.admit(turn, now, &mut effects)?;
                }
                Some(cause) => self.hand_off(cause, now, &mut effects)?,
                None => {}
            }
        }
        // Whatever became of this answer: a question that came meanwhile was not asked, since the
        // bot was at work.
        if let Some(turn) = self.pending_turn()? {
            effects.push(Effect::AskBot(turn));
        }
        Ok(effects)
    }

    /// The customer's words that the bot still owes an answer to, if it owns the thread. After a
    /// restart this is how an interrupted answer is taken up again.
    pub fn pending_turn(&mut self) -> Result<Option<BotTurn>, S::Error> {
        if !self.state.ownership.owner.lets_bot_write() {
            return Ok(None);
        }
        let epoch = self.state.ownership.epoch;
        let recent = self.recent()?;
        let answered = recent.answered;
        Ok(recent.question.as_ref().filter(|(seq, _)| *seq > answered).map(|(seq, text)| BotTurn {
            epoch,
            reply_to: *seq,
            question: text.clone(),
        }))
    }

    /// The customer's words at `reply_to`, if under `epoch` the bot may still answer them. For replies
    /// that come long after their question was asked, whatever was forgotten meanwhile.
    pub fn open_turn(&mut self, epoch: Epoch, reply_to: Seq) -> Result<Option<BotTurn>, S::Error> {
        let open = self.state.ownership.check_bot(epoch).is_ok()
            && self.recent()?.answered < reply_to
            && reply_to <= self.head;
        if !open {
            return Ok(None);
        }
        let asked = self.store.entries_before(reply_to.next(), 1)?;
        let asked = asked.first().filter(|it| it.author == Author::Customer && !it.body.is_tap());
        Ok(asked.map(|entry| BotTurn { epoch, reply_to, question: customer_words(&entry.body) }))
    }

    /// Keeps what was written of an answer when its thread passes on, marked as broken off.
    pub(super) fn break_off(
        &mut self,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        let Some(Draft { reply_to, text }) = self.draft.take() else { return Ok(()) };
        if text.trim().is_empty() {
            return Ok(());
        }
        let paragraphs = text.split("\n\n").filter(|words| !words.trim().is_empty());
        let paragraph = |words: &str| Block::Paragraph { spans: vec![Span::plain(words.trim())] };
        let blocks = paragraphs.map(paragraph).collect();
        let answer = Answer { unfinished: true, ..Answer::of(reply_to, blocks) };
        self.append(Author::Bot, None, Body::Answer(answer), now, effects)?;
        Ok(())
    }

    /// While a human is waited for anyway: the bot says that it can't help with this, unless it has
    /// answered before it gave up.
    fn admit(
        &mut self,
        turn: &BotTurn,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<(), S::Error> {
        if self.recent()?.answered >= turn.reply_to {
            return Ok(());
        }
        let blocks = vec![Block::Paragraph { spans: vec![Span::plain(CANT_HELP)] }];
        let answer = Answer { confidence: Confidence::NONE, ..Answer::of(turn.reply_to, blocks) };
        self.append(Author::Bot, None, Body::Answer(answer), now, effects)?;
        Ok(())
    }

    /// Writes the reply down, unless it goes round in circles; why the thread is to be handed off
    /// after it, if it is.
    fn take_reply(
        &mut self,
        turn: &BotTurn,
        reply: Result<BotReply, BotFailure>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Result<Option<Cause>, S::Error> {
        let TriggerSettings { most_answers, bot_error, .. } = &self.site.trigger;
        let most_answers = *most_answers;
        let loops_count = bot_error.decide(Confidence::FULL, 0) == Decision::HandOff;
        let recent = self.recent()?;
        let answer = match reply {
            Ok(BotReply::Answer(answer)) if loops_count && recent.circles.repeats(&answer) => {
                return Ok(Some(Cause::failed()));
            }
            Ok(BotReply::Answer(answer)) => answer,
            Ok(BotReply::HandOff { note, said }) => {
                if let Some(answer) = said.filter(|answer| !recent.circles.repeats(answer)) {
                    let answer = Answer { reply_to: turn.reply_to, ..answer };
                    self.append(Author::Bot, None, Body::Answer(answer), now, effects)?;
                }
                let trigger = Trigger::certain(TriggerKind::LowConfidence);
                let note = Some(note.chars().take(MAX_NOTE_CHARS).collect());
                return Ok(Some(Cause { note, ..Cause::of(vec![trigger]) }));
            }
            Err(BotFailure) => return Ok(Some(Cause::failed())),
        };
        let offered = answer.offer || !recent.offer.is_empty();
        let many = most_answers > 0 && recent.circles.answers() + 1 >= most_answers;
        let offer = offered && !self.state.ownership.owner.waits();
        let answer = Answer { reply_to: turn.reply_to, offer, ..answer };
        let verdict = self.append(Author::Bot, None, Body::Answer(answer), now, effects)?;
        Ok(match verdict {
            Assessment { decision: Decision::HandOff, triggers, .. } => Some(Cause::of(triggers)),
            _ if many => Some(Cause::of(vec![Trigger::certain(TriggerKind::RepeatedFailure)])),
            _ => None,
        })
    }
}
