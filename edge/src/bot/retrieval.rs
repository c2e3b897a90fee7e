//! The built-in bot: finds the section of the owner's knowledge that answers, and shows it.
//!
//! It never writes words of its own about the site: it quotes approved text with its source, or says
//! that it has no good answer. Deterministic, and needs no key and no network.

use super::excerpt::excerpt;
use super::knowledge::{Knowledge, Section};
use super::search::{Candidate, Found, Reader, Search};
use super::{Question, retold, small_talk};
use baton_shared::entry::{Answer, Author, Block, Body, Entry, Source, Span};
use baton_shared::id::{Confidence, Seq};

/// What the bot says when it does not know.
const NO_ANSWER: &str = "I don't have a good answer to that. You can put it another way, or I can bring in someone from the team.";

/// What it says when its best answer is the one that it has just given.
const NOTHING_MORE: &str = "I'm sorry, I have nothing better than that. You can put it another way, or I can bring in someone from the team.";

/// What it asks when it could be one of a few things.
const WHICH: &str = "Which of these do you mean?";

/// How sure the bot is of an agent's own words.
const RETOLD: Confidence = Confidence::from_thousandths(800);

/// Most things to choose from.
const MOST_CHOICES: usize = 3;

/// From here on a few words are plain enough.
const PLAIN: f32 = 0.9;

/// Below this an answer is not given where others are close.
const DOUBTFUL: f32 = 0.6;

/// When it is worth asking which of a few things is meant.
struct Choice {
    /// How likely each must be, compared to the likeliest.
    close: f32,
    /// How likely one of them must be meant.
    together: f32,
}

/// After most questions.
const USUAL: Choice = Choice { close: 0.4, together: 0.6 };

/// After a few words, which leave more open.
const IF_BRIEF: Choice = Choice { close: 0.25, together: 0.5 };

/// The built-in bot over one version of a site's knowledge.
pub struct Retrieval {
    knowledge: Knowledge,
    search: Search,
    threshold: Confidence,
}

impl Retrieval {
    /// Indexes `knowledge`. Answers less sure than `threshold` are not given.
    pub fn new(knowledge: Knowledge, threshold: Confidence) -> Self {
        let search = Search::new(&knowledge);
        Self::with_search(knowledge, search, threshold)
    }

    /// The same with `search`, which was made from `knowledge` before.
    pub fn with_search(knowledge: Knowledge, search: Search, threshold: Confidence) -> Self {
        Self { knowledge, search, threshold }
    }

    /// The answer, without waiting for anything.
    pub fn reply(&self, question: &Question<'_>) -> Answer {
        if let Some(reply) = small_talk::reply(question.text) {
            return Answer { offer: reply.offer, ..said(reply.text, Confidence::FULL) };
        }
        if let Some(words) = retold::asked_after(question) {
            return Answer { confidence: RETOLD, ..Answer::of(Seq::default(), words) };
        }
        let found = self.find(question);
        let sure = confidence(found.confidence);
        match found.candidates.first() {
            Some(best) if sure >= self.threshold && self.was_shown(best, question) => {
                // That the section didn't help has been counted where the customer said so.
                Answer { offer: true, ..said(NOTHING_MORE, Confidence::FULL) }
            }
            Some(best) if sure >= self.threshold => {
                let doubt = || self.doubt(&found);
                self.open(question, &found).or_else(doubt).unwrap_or_else(|| self.quote(best, sure))
            }
            _ => self
                .clarify(&found, &USUAL)
                .or_else(|| self.retell(question))
                .unwrap_or_else(|| Answer { offer: true, ..said(NO_ANSWER, sure) }),
        }
    }

    /// Whether the last answer showed the section that `best` names, and to other words than these. Who
    /// asks the same once more is shown the same.
    fn was_shown(&self, best: &Candidate, question: &Question<'_>) -> bool {
        let last = question.recent.iter().rev().find_map(|entry| match &entry.body {
            Body::Answer(answer) => Some(answer),
            _ => None,
        });
        let Some(last) = last else { return false };
        let asked = question.recent.iter().find(|entry| entry.seq == last.reply_to);
        let same = matches!(asked.map(|entry| &entry.body), Some(Body::Text { text, .. }) if text == question.text);
        !same && last.sources == [self.source(best)]
    }

    /// A question back, where a few words may as well mean another section than the likeliest.
    fn open(&self, question: &Question<'_>, found: &Found) -> Option<Answer> {
        let open = found.confidence < PLAIN && self.search.is_brief(question.text);
        open.then(|| self.clarify(found, &IF_BRIEF)).flatten()
    }

    /// A question back, where the likeliest is not all that likely and others are close.
    fn doubt(&self, found: &Found) -> Option<Answer> {
        (found.confidence < DOUBTFUL).then(|| self.clarify(found, &USUAL)).flatten()
    }

    /// What an agent wrote about it, where the knowledge says nothing.
    fn retell(&self, question: &Question<'_>) -> Option<Answer> {
        let reader = Reader::new(self.knowledge.language());
        let words = retold::about(question, &reader)?;
        Some(Answer { confidence: RETOLD, ..Answer::of(Seq::default(), words) })
    }

    /// A question back, where two or three candidates are as close to the likeliest as `choice` asks for, and it is
    /// likely enough that one of them is meant.
    fn clarify(&self, found: &Found, choice: &Choice) -> Option<Answer> {
        let near: Vec<&Candidate> = found
            .candidates
            .iter()
            .take(MOST_CHOICES)
            .take_while(|other| found.likelihood(other) >= choice.close * found.confidence)
            .collect();
        let together = near.iter().map(|other| found.likelihood(other)).sum::<f32>().min(1.0);
        let together = confidence(together);
        if near.len() < 2 || together < self.threshold.max(confidence(choice.together)) {
            return None;
        }
        let choices: Option<Vec<String>> =
            near.into_iter().map(|candidate| self.choice(candidate)).collect();
        choices.map(|choices| Answer { choices, ..said(WHICH, together) })
    }

    /// What a section is called among others, if whoever says that comes to this section.
    fn choice(&self, candidate: &Candidate) -> Option<String> {
        let title = &self.knowledge.articles[candidate.article].title;
        let name = match &self.section(candidate).heading {
            Some(heading) if heading.contains('?') => heading.clone(),
            Some(heading) => format!("{title}: {heading}"),
            None => title.clone(),
        };
        let found = self.search.find(&name, None);
        let best = found.candidates.first()?;
        let same = (best.article, best.section) == (candidate.article, candidate.section);
        (same && confidence(found.confidence) >= self.threshold).then_some(name)
    }

    /// The sections that fit the question by itself or, where that is less sure, with what the
    /// customer asked before.
    pub fn find(&self, question: &Question<'_>) -> Found {
        let alone = self.search.find(question.text, None);
        let leans = self.search.is_follow_up(question.text);
        let Some(earlier) = earlier_question(question).filter(|_| leans) else { return alone };
        let together = self.search.find(question.text, Some(earlier));
        if together.confidence > alone.confidence { together } else { alone }
    }

    /// The section that `candidate` names.
    pub fn section(&self, candidate: &Candidate) -> &Section {
        &self.knowledge.articles[candidate.article].sections[candidate.section]
    }

    /// What an answer from the section that `candidate` names cites.
    pub fn source(&self, candidate: &Candidate) -> Source {
        self.knowledge.articles[candidate.article].source(self.section(candidate))
    }

    /// What is known.
    pub fn knowledge(&self) -> &Knowledge {
        &self.knowledge
    }

    fn quote(&self, found: &Candidate, confidence: Confidence) -> Answer {
        let article = &self.knowledge.articles[found.article];
        let section = self.section(found);
        Answer {
            reply_to: Seq::default(),
            blocks: excerpt(&section.blocks),
            sources: vec![article.source(section)],
            confidence,
            offer: false,
            choices: Vec::new(),
            unfinished: false,
            captured: Vec::new(),
        }
    }
}

/// A probability, 0–1, as a confidence.
pub(super) fn confidence(probability: f32) -> Confidence {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in 0–1000")]
    Confidence::from_thousandths((probability * 1000.0).round() as u16)
}

fn said(text: &str, confidence: Confidence) -> Answer {
    let blocks = vec![Block::Paragraph { spans: vec![Span::plain(text)] }];
    Answer {
        reply_to: Seq::default(),
        blocks,
        sources: Vec::new(),
        confidence,
        offer: false,
        choices: Vec::new(),
        unfinished: false,
        captured: Vec::new(),
    }
}

/// The customer's words before the question.
fn earlier_question<'a>(question: &Question<'a>) -> Option<&'a str> {
    let said = |entry: &'a Entry| match (&entry.author, &entry.body) {
        (Author::Customer, Body::Text { text, .. }) => Some(text.as_str()),
        _ => None,
    };
    question.recent.iter().rev().filter_map(said).find(|text| *text != question.text)
}

#[cfg(test)]
mod tests {
    use super::super::knowledge::Article;
    use super::super::markdown::sections;
    use super::*;
    use baton_shared::id::{Epoch, Millis};

    fn bot() -> Retrieval {
        let article = |title: &str, markdown: &str| Article {
            path: format!("{title}.md"),
            title: title.to_owned(),
            link: Some("/help".to_owned()),
            tags: Vec::new(),
            language: None,
            issue_type: None,
            sections: sections(markdown),
        };
        let articles = vec![
            article("Shipping", "## Delivery times\nThree days.\n\n## Shipping cost\nFive euros."),
            article("Returns", "## Return label\nPrint the label.\n\n## Refunds\nWithin a week."),
            article("Opening hours", "We are open from nine to five."),
        ];
        Retrieval::new(
            Knowledge { articles, ..Knowledge::default() },
            Confidence::from_thousandths(650),
        )
    }

    fn ask(text: &str) -> Answer {
        bot().reply(&Question { text, recent: &[] })
    }

    fn customer(text: &str) -> Entry {
        Entry {
            seq: Seq(1),
            at: Millis(0),
            epoch: Epoch(0),
            author: Author::Customer,
            id: None,
            body: Body::text(text),
        }
    }

    #[test]
    fn a_known_question_is_answered_with_its_source() {
        let answer = ask("when do I get my refund?");
        assert_eq!(answer.blocks, sections("Within a week.")[0].blocks);
        assert_eq!(answer.sources[0].title, "Returns");
        assert_eq!(answer.sources[0].href, "/help#refunds");
        assert!(!answer.offer);
    }

    #[test]
    fn a_typo_still_finds_the_section() {
        assert_eq!(ask("where is my refnud").sources[0].href, "/help#refunds");
    }

    #[test]
    fn an_unknown_question_is_not_guessed_at() {
        for text in ["do you like jazz?", "what about my mortgage", "zzz", "?"] {
            let answer = ask(text);
            assert!(answer.offer && answer.sources.is_empty(), "{text}");
            assert!(answer.confidence < Confidence::from_thousandths(650), "{text}");
        }
    }

    #[test]
    fn a_doubtful_answer_is_not_given_where_another_is_close() {
        let bot = Retrieval { threshold: Confidence::from_thousandths(350), ..bot() };
        let mut found = bot.search.find("when do I get my refund?", None);
        let best = found.candidates[0].score;
        found.candidates[1].score = best - 0.1;
        for (confidence, asks) in [(0.5, true), (0.25, false), (DOUBTFUL, false)] {
            found.confidence = confidence;
            let choices = bot.doubt(&found).map_or(0, |answer| answer.choices.len());
            assert_eq!(choices >= 2, asks, "{confidence}: {choices}");
        }
    }

    #[test]
    fn small_talk_is_not_a_failure() {
        let answer = ask("thanks!");
        assert_eq!(answer.confidence, Confidence::FULL);
        assert!(!answer.offer);
    }

    #[test]
    fn a_follow_up_leans_on_what_was_asked_before() {
        let recent = [customer("do you have a shipping label"), customer("and the cost?")];
        let question = Question { text: "and the cost?", recent: &recent };
        assert_eq!(bot().reply(&question).sources[0].href, "/help#shipping-cost");
    }

    #[test]
    fn a_section_that_was_just_shown_is_not_shown_to_other_words() {
        let asked = customer("when do I get my refund?");
        let mut answer = ask("when do I get my refund?");
        answer.reply_to = asked.seq;
        let answer =
            Entry { author: Author::Bot, body: Body::Answer(answer), seq: Seq(2), ..asked.clone() };
        let recent = [asked, answer];
        let reply = |text| bot().reply(&Question { text, recent: &recent });
        let other = reply("that's no help, when is the refund there?");
        assert!(other.offer && other.sources.is_empty());
        assert_eq!(other.confidence, Confidence::FULL, "one failure is not counted twice");
        assert_eq!(reply("when do I get my refund?").sources[0].href, "/help#refunds");
        assert_eq!(reply("what does shipping cost?").sources[0].href, "/help#shipping-cost");
    }

    #[test]
    fn a_site_without_knowledge_has_no_answers() {
        let bot = Retrieval::new(Knowledge::default(), Confidence::NONE);
        let answer = bot.reply(&Question { text: "where is my order?", recent: &[] });
        assert!(answer.offer && answer.sources.is_empty());
    }
}
