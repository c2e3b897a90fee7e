//! How well the built-in bot finds answers, per set of questions, and whether its confidence is what it
//! says.

use crate::evaluate::score::{Share, count};
use crate::knowledge::Set;
use baton_edge::bot::search::Search;
use baton_shared::site::BotSettings;

/// What a set must reach: shares of questions, but for the calibration error.
struct Floor {
    set: &'static str,
    right: f64,
    /// Greatest calibration error.
    error: f64,
    /// Of the right answers, those given.
    given: f64,
    /// Of the questions that nothing answers, those held back.
    held_back: f64,
}

const FLOORS: [Floor; 5] = [
    Floor { set: "bank", right: 0.74, error: 0.08, given: 0.85, held_back: 0.75 },
    Floor { set: "gaming", right: 0.53, error: 0.08, given: 0.76, held_back: 0.67 },
    Floor { set: "hotel_university", right: 0.63, error: 0.08, given: 0.75, held_back: 0.66 },
    Floor { set: "museum", right: 0.51, error: 0.08, given: 0.77, held_back: 0.65 },
    Floor { set: "knowledge", right: 0.60, error: 0.05, given: 0.75, held_back: 0.93 },
];

/// An answer: how sure the bot was, and whether it was right.
type Answered = (f32, bool);

/// Measures one set, prints it, and returns what is below its floor.
pub fn measure(set: &Set, errors: usize) -> Vec<String> {
    let search = Search::new(&set.knowledge);
    let (mut ranks, mut known, mut wrong) = (0.0, Vec::new(), Vec::new());
    for query in &set.queries {
        let found = search.find(&query.text, None);
        let path = |article: usize| set.knowledge.articles[article].path.as_str();
        let rank = found.candidates.iter().position(|hit| path(hit.article) == query.article);
        ranks += rank.map_or(0.0, |rank| 1.0 / count(rank + 1));
        known.push((found.confidence, rank == Some(0)));
        if rank != Some(0) {
            let instead = found.candidates.first().map_or("", |hit| path(hit.article));
            wrong
                .push((found.confidence, format!("{}: {} → {instead}", query.article, query.text)));
        }
    }
    let unknown: Vec<Answered> =
        set.unanswerable.iter().map(|text| (search.find(text, None).confidence, false)).collect();
    let threshold = f32::from(BotSettings::default().threshold.thousandths()) / 1000.0;
    let given = |answers: &[Answered], right: bool| Share {
        hits: answers.iter().filter(|(sure, truth)| *truth == right && *sure >= threshold).count(),
        of: answers.iter().filter(|(_, truth)| *truth == right).count(),
    };
    let right = Share { hits: known.iter().filter(|(_, right)| *right).count(), of: known.len() };
    let guessed = given(&unknown, false);
    let held_back = Share { hits: guessed.of - guessed.hits, of: guessed.of };
    let right_given = given(&known, true);
    let all: Vec<Answered> = known.iter().chain(&unknown).copied().collect();
    let error = calibration_error(&all);
    println!(
        "answers, {}: {} articles, {} questions, {} that none answers\n  \
         right {right}  MRR {:.3}  calibration error {error:.3} (of the answerable ones {:.3})\n  \
         right ones given {right_given}  wrong ones given {}  unanswerable ones held back {held_back}",
        set.name,
        set.knowledge.articles.len(),
        known.len(),
        unknown.len(),
        ranks / count(known.len().max(1)),
        calibration_error(&known),
        given(&known, false),
    );
    wrong.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (sure, line) in wrong.into_iter().take(errors) {
        println!("      {sure:.3} {line}");
    }
    let floor = FLOORS.iter().find(|floor| floor.set == set.name);
    floor.map_or_else(Vec::new, |floor| floor.broken(&right, error, &right_given, &held_back))
}

impl Floor {
    fn broken(&self, right: &Share, error: f64, given: &Share, held_back: &Share) -> Vec<String> {
        let shares = [
            ("right", right, self.right),
            ("right ones given", given, self.given),
            ("unanswerable ones held back", held_back, self.held_back),
        ];
        let below = shares.into_iter().filter(|(_, share, least)| share.value() < *least);
        let mut broken: Vec<String> = below
            .map(|(what, share, least)| format!("answers, {}: {what} {share} < {least}", self.set))
            .collect();
        if error > self.error {
            broken.push(format!(
                "answers, {}: calibration error {error:.3} > {}",
                self.set, self.error
            ));
        }
        broken
    }
}

/// How far confidence and share of right answers are apart, on average over ten equal bins.
fn calibration_error(answers: &[Answered]) -> f64 {
    let mut bins = [(0.0f64, 0.0f64); 10];
    for (sure, right) in answers {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 1")]
        let bin = &mut bins[((sure * 10.0) as usize).min(9)];
        bin.0 += f64::from(*sure);
        bin.1 += if *right { 1.0 } else { 0.0 };
    }
    let apart: f64 = bins.iter().map(|(sure, right)| (sure - right).abs()).sum();
    apart / count(answers.len().max(1))
}
