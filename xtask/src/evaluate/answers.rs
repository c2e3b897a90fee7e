//! How well the built-in bot finds answers, per set of questions, and whether its confidence is what it
//! says.

use crate::evaluate::score::{Share, count};
use crate::knowledge::Set;
use baton_edge::bot::search::Search;
use baton_shared::site::BotSettings;

/// Set, least share of right answers, greatest calibration error.
const FLOORS: [(&str, f64, f64); 3] =
    [("bank", 0.71, 0.08), ("hotel_university", 0.63, 0.08), ("knowledge", 0.60, 0.07)];

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
    let held_back = given(&unknown, false);
    let held_back = Share { hits: held_back.of - held_back.hits, of: held_back.of };
    let all: Vec<Answered> = known.iter().chain(&unknown).copied().collect();
    let error = calibration_error(&all);
    println!(
        "answers, {}: {} articles, {} questions, {} that none answers\n  \
         right {right}  MRR {:.3}  calibration error {error:.3} (of the answerable ones {:.3})\n  \
         right ones given {}  wrong ones given {}  unanswerable ones held back {held_back}",
        set.name,
        set.knowledge.articles.len(),
        known.len(),
        unknown.len(),
        ranks / count(known.len().max(1)),
        calibration_error(&known),
        given(&known, true),
        given(&known, false),
    );
    wrong.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (sure, line) in wrong.into_iter().take(errors) {
        println!("      {sure:.3} {line}");
    }
    broken(&set.name, right.value(), error)
}

fn broken(name: &str, right: f64, error: f64) -> Vec<String> {
    let floor = FLOORS.iter().find(|floor| floor.0 == name);
    let Some((_, least, most)) = floor else { return Vec::new() };
    let mut broken = Vec::new();
    if right < *least {
        broken.push(format!("answers, {name}: {right:.3} right < {least}"));
    }
    if error > *most {
        broken.push(format!("answers, {name}: calibration error {error:.3} > {most}"));
    }
    broken
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
