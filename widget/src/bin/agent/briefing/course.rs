//! The course of a mood: where it lies on a small chart, and what to say of it. Pure.

use baton_shared::briefing::Mood;
use baton_shared::id::Seq;
use baton_shared::trigger::Trend;

/// The chart's width, in its own units.
pub(super) const WIDTH: i32 = 280;
/// Its height.
pub(super) const HEIGHT: i32 = 48;
/// Room left at its edges, so that no mark is cut.
const EDGE: i32 = 8;
/// Most extreme mood, either way.
const MOST: i32 = 1000;

/// A message on the chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    /// Its entry.
    pub seq: Seq,
    /// From the left.
    pub x: i32,
    /// From the top; the better the mood, the higher up.
    pub y: i32,
    /// Whether it is far angrier than those around it.
    pub spike: bool,
}

/// The messages of `mood` on a chart, oldest at the left.
pub(super) fn points(mood: &Mood) -> Vec<Point> {
    let last = i32::try_from(mood.course.len()).unwrap_or(i32::MAX).saturating_sub(1).max(1);
    let (wide, high) = (WIDTH - 2 * EDGE, HEIGHT - 2 * EDGE);
    let point = |(at, (seq, score)): (i32, &(Seq, i16))| Point {
        seq: *seq,
        x: EDGE + wide * at / last,
        y: EDGE + high * (MOST - i32::from(*score).clamp(-MOST, MOST)) / (2 * MOST),
        spike: mood.spikes.contains(seq),
    };
    (0..).zip(&mood.course).map(point).collect()
}

/// `points` as the corners of a line.
pub(super) fn corners(points: &[Point]) -> String {
    let corner = |point: &Point| [&point.x.to_string(), ",", &point.y.to_string()].concat();
    points.iter().map(corner).collect::<Vec<_>>().join(" ")
}

/// What a mood of `score`, −1000 to 1000, is called.
pub(super) const fn name(score: i16) -> &'static str {
    match score {
        ..=-600 => "Angry",
        -599..=-201 => "Annoyed",
        -200..=200 => "Calm",
        201.. => "Friendly",
    }
}

/// Where it is going.
pub(super) const fn trend(trend: Trend) -> &'static str {
    match trend {
        Trend::Falling => "getting worse",
        Trend::Steady => "steady",
        Trend::Rising => "getting better",
    }
}

/// The chart for those who don't see it.
pub(super) fn spoken(mood: &Mood) -> String {
    let (Some((_, first)), Some((_, last))) = (mood.course.first(), mood.course.last()) else {
        return String::new();
    };
    let spikes = match mood.spikes.len() {
        0 => String::new(),
        1 => ", 1 far angrier message".to_owned(),
        many => [", ", &many.to_string(), " far angrier messages"].concat(),
    };
    let count = mood.course.len().to_string();
    let (first, last) = (name(*first).to_lowercase(), name(*last).to_lowercase());
    let parts = ["Mood over ", &count, " messages: from ", &first, " to ", &last, ", "];
    [&parts.concat(), trend(mood.trend), &spikes].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mood(course: &[i16], spikes: &[u64]) -> Mood {
        Mood {
            course: (1..).map(Seq).zip(course.iter().copied()).collect(),
            trend: Trend::Falling,
            spikes: spikes.iter().copied().map(Seq).collect(),
        }
    }

    #[test]
    fn the_chart_runs_from_edge_to_edge_and_better_is_higher() {
        let points = points(&mood(&[1000, 0, -1000], &[3]));
        let places: Vec<_> = points.iter().map(|point| (point.x, point.y, point.spike)).collect();
        let (middle, bottom) = (HEIGHT / 2, HEIGHT - EDGE);
        assert_eq!(
            places,
            [(EDGE, EDGE, false), (WIDTH / 2, middle, false), (WIDTH - EDGE, bottom, true)]
        );
        assert_eq!(corners(&points), "8,8 140,24 272,40");
    }

    #[test]
    fn moods_beyond_the_scale_stay_on_the_chart() {
        let inside = |point: Point| (EDGE..=HEIGHT - EDGE).contains(&point.y);
        assert!(points(&mood(&[i16::MIN, i16::MAX], &[])).into_iter().all(inside));
        assert_eq!(points(&mood(&[], &[])), []);
        assert_eq!(points(&mood(&[5], &[])).len(), 1);
    }

    #[test]
    fn a_chart_is_told_in_words() {
        assert_eq!(
            spoken(&mood(&[0, 100, -800], &[3])),
            "Mood over 3 messages: from calm to angry, getting worse, 1 far angrier message"
        );
        assert_eq!(spoken(&mood(&[], &[])), "");
    }
}
