//! The bot's turn: who is asked, and how the answer comes back into the log.

use super::Thread;
use crate::bot::Question;
use crate::compiled::LiveSite;
use crate::error::{ApiError, ApiResult};
use crate::{now, site_cache};
use baton_shared::entry::{Author, Entry};
use baton_shared::protocol::Down;
use baton_shared::thread::log::{BotFailure, BotReply, BotTurn};
use baton_shared::thread::store::LogStore;
use std::rc::Rc;
use std::time::Duration;
use worker::Delay;

/// Entries the bot sees beside the question.
pub(super) const BOT_SEES: u64 = 40;

/// What the bot is at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Work {
    /// Nothing, as far as this object remembers.
    #[default]
    Idle,
    /// It makes up an answer, or is being asked for one.
    Asking,
    /// The site's own bot has the question, and replies when it likes.
    Waiting,
}

impl Thread {
    pub(super) fn ask_bot(self: &Rc<Self>, turn: BotTurn) {
        let work = self.work.get();
        if work != Work::Asking {
            self.broadcast(&Down::Typing { author: Author::Bot, on: true }, |_| true);
        }
        if work == Work::Idle {
            self.work.set(Work::Asking);
            self.spawn(|thread| thread.answer(turn));
        }
    }

    /// Waits for the bot. The owner may change meanwhile; the log then holds the answer back, since
    /// it carries the epoch it was asked under (invariant 6).
    pub(super) async fn answer(self: Rc<Self>, turn: BotTurn) {
        let ended = self.reply_to(turn).await;
        self.release_facts();
        let Some((turn, reply)) = ended else { return };
        self.work.set(Work::Idle);
        match self.with_log(|log| Ok(log.bot_replied(&turn, reply, now())?)) {
            Ok(effects) => self.perform(None, effects),
            Err(error) => self.fail(&error),
        }
    }

    /// What the bot says to `turn`; none while the site's own bot is waited for. It may have another
    /// turn already, which comes first.
    async fn reply_to(
        self: &Rc<Self>,
        turn: BotTurn,
    ) -> Option<(BotTurn, Result<BotReply, BotFailure>)> {
        let Ok((site, recent)) = self.around_question(&turn).await else {
            return Some((turn, Err(BotFailure)));
        };
        let bot = &site.settings.bot;
        let slow = bot.pause_ms > 0 || bot.webhook.is_some() || bot.language_model.is_some();
        self.unhurried.set(slow);
        if slow {
            self.release_facts();
        }
        if let Some(webhook) = &bot.webhook {
            return self.ask_webhook(&site, webhook, turn).await;
        }
        let question = Question { text: &turn.question, recent: &recent };
        if let Some(reply) = self.ask_model(&site, &turn, question).await {
            return Some((turn, Ok(reply)));
        }
        Delay::from(Duration::from_millis(bot.pause_ms.into())).await;
        let answer = site.bot.reply(&question);
        Some((turn, Ok(BotReply::Answer(answer))))
    }

    /// The site, and what was said before the question.
    async fn around_question(&self, turn: &BotTurn) -> ApiResult<(Rc<LiveSite>, Vec<Entry>)> {
        let (site, recent) = self.with_log(|log| {
            let before = log.store().entries_before(turn.reply_to, BOT_SEES)?;
            let identity = log.store().identity()?.ok_or(ApiError::NotFound)?;
            Ok((identity.site, before))
        })?;
        Ok((site_cache::site(&self.env, &site).await?, recent))
    }
}
