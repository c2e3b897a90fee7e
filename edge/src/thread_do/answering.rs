//! The bot's turn: who is asked, and how the answer comes back into the log.

use super::Thread;
use crate::bot::Question;
use crate::error::ApiError;
use crate::{now, site_cache};
use baton_shared::entry::Author;
use baton_shared::protocol::Down;
use baton_shared::thread::log::{BotFailure, BotReply, BotTurn};
use baton_shared::thread::store::LogStore;
use std::rc::Rc;
use std::time::Duration;
use worker::Delay;

/// Entries the bot sees beside the question.
const BOT_SEES: u64 = 40;

impl Thread {
    pub(super) fn ask_bot(self: &Rc<Self>, turn: BotTurn) {
        if !self.answering.replace(true) {
            self.broadcast(&Down::Typing { author: Author::Bot, on: true }, |_| true);
            self.spawn(|thread| thread.answer(turn));
        }
    }

    /// Waits for the bot. The owner may change meanwhile; the log then holds the answer back, since
    /// it carries the epoch it was asked under (invariant 6).
    async fn answer(self: Rc<Self>, turn: BotTurn) {
        let reply = self.reply_to(&turn).await;
        self.answering.set(false);
        self.release_facts();
        match self.with_log(|log| Ok(log.bot_replied(&turn, reply, now())?)) {
            Ok(effects) => self.perform(None, effects),
            Err(error) => self.fail(&error),
        }
    }

    async fn reply_to(&self, turn: &BotTurn) -> Result<BotReply, BotFailure> {
        let (site, recent) = self
            .with_log(|log| {
                let before = log.store().entries_before(turn.reply_to, BOT_SEES)?;
                let identity = log.store().identity()?.ok_or(ApiError::NotFound)?;
                Ok((identity.site, before))
            })
            .map_err(|_| BotFailure)?;
        let site = site_cache::site(&self.env, &site).await.map_err(|_| BotFailure)?;
        let question = Question { text: &turn.question, recent: &recent };
        if let Some(reply) = self.ask_model(&site, turn, question).await {
            return Ok(reply);
        }
        Delay::from(Duration::from_millis(site.settings.bot.pause_ms.into())).await;
        Ok(BotReply::Answer(site.bot.reply(&question)))
    }
}
