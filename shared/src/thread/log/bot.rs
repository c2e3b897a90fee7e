//! The log and the bot: which question waits for an answer, and what becomes of the answer
//! (invariant 6: none under an older epoch).

use super::{BotFailure, BotTurn, Effect, ThreadLog};
use crate::entry::{Answer, Author, Body};
use crate::id::{Confidence, Millis};
use crate::protocol::Down;
use crate::thread::ownership::Owner;
use crate::thread::store::LogStore;
use crate::trigger::{Assessment, Decision, TriggerKind};

impl<S: LogStore> ThreadLog<S> {
    /// The bot's reply to `turn`. Held back, visibly for agents, when the owner has changed since.
    /// An `Err` is as in [`ThreadLog::handle`].
    pub fn bot_replied(
        &mut self,
        turn: &BotTurn,
        reply: Result<Answer, BotFailure>,
        now: Millis,
    ) -> Result<Vec<Effect>, S::Error> {
        let mut effects = vec![Effect::Broadcast(Down::Typing { author: Author::Bot, on: false })];
        if self.state.ownership.check_bot(turn.epoch).is_err() {
            let withheld = Down::Withheld { epoch: turn.epoch, reply_to: turn.reply_to };
            effects.push(Effect::TellAgents(withheld));
        } else if self.recent()?.answered < turn.reply_to {
            let verdict = match reply {
                Ok(answer) => {
                    let offer = answer.offer || !self.recent()?.offer.is_empty();
                    let answer = Answer { reply_to: turn.reply_to, offer, ..answer };
                    self.append(Author::Bot, None, Body::Answer(answer), now, &mut effects)?
                }
                Err(BotFailure) => Assessment::hand_off(TriggerKind::BotError, Confidence::FULL),
            };
            if verdict.decision == Decision::HandOff {
                self.hand_off(verdict.triggers, false, now, &mut effects)?;
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
        if self.state.ownership.owner != Owner::Bot {
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
}
