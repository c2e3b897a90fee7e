//! What could be done next: the owner's playbook for this type of issue, and articles that the bot
//! hasn't shown yet.

use super::Surroundings;
use crate::bot::{Question, Retrieval};
use baton_shared::briefing::{Issue, Step};
use baton_shared::trigger::IssueType;

/// Most steps of a playbook that are shown.
const MOST_STEPS: usize = 5;
/// Most articles beside them.
const MOST_ARTICLES: usize = 2;
/// An article is worth showing to an agent from this confidence on: they can tell.
const WORTH_A_LOOK: f32 = 0.3;

/// The steps for `issue`, and articles for what the customer `asked` last, but those that were
/// `tried`.
pub(super) fn steps(
    issue: Option<&Issue>,
    asked: &str,
    tried: &[&str],
    around: &Surroundings<'_>,
) -> Vec<Step> {
    let name = issue.map_or(IssueType::Other.name(), |issue| issue.name.as_str());
    let own = around.settings.playbook.get(name).map(|steps| {
        let steps = steps.iter().take(MOST_STEPS);
        steps.map(|text| Step { text: text.clone(), href: None }).collect::<Vec<_>>()
    });
    let mut steps = own.unwrap_or_else(|| default_steps(name));
    steps.extend(articles(around.bot, asked, tried));
    steps
}

/// What is done about an issue of this type where the owner has written no playbook.
fn default_steps(issue: &str) -> Vec<Step> {
    let text = match IssueType::from_name(issue).unwrap_or(IssueType::Other) {
        IssueType::Billing => "Look up the charge and say what it is for",
        IssueType::Account => "Verify who they are, then check the account's state",
        IssueType::Technical => "Reproduce it with what they described",
        IssueType::Sales => "Find out what they need and confirm price and stock",
        IssueType::Shipping => "Look up the order and its tracking",
        IssueType::Refund => "Check the order against the refund policy and say when money arrives",
        IssueType::Cancellation => "Confirm what is to be cancelled and from when",
        IssueType::Other => "Confirm what they need in one sentence",
    };
    vec![Step { text: text.to_owned(), href: None }]
}

fn articles(bot: &Retrieval, asked: &str, tried: &[&str]) -> Vec<Step> {
    if asked.trim().is_empty() {
        return Vec::new();
    }
    let found = bot.find(&Question { text: asked, recent: &[] });
    let likely =
        found.candidates.iter().filter(|candidate| found.likelihood(candidate) >= WORTH_A_LOOK);
    let source = |candidate| {
        let source = bot.source(candidate);
        let new = !tried.contains(&source.title.as_str());
        let href = Some(source.href).filter(|href| !href.is_empty());
        new.then(|| Step { text: format!("Read “{}”", source.title), href })
    };
    likely.filter_map(source).take(MOST_ARTICLES).collect()
}
