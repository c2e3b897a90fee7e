//! Small decision trees, added up: each asks a few questions of what is seen, the same at every branch, and has
//! an answer for each way they can be answered (oblivious trees, as in Prokhorenkova and others, "`CatBoost`", 2018).

/// A tree of `DEPTH` questions. Of `LEAVES` there are two to the power of `DEPTH`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tree<const DEPTH: usize = 3, const LEAVES: usize = 8> {
    /// Which things are asked for, and whether each is more than what.
    pub asks: [(u8, f32); DEPTH],
    /// What each combination of answers adds to the logit.
    pub adds: [f32; LEAVES],
}

impl<const DEPTH: usize, const LEAVES: usize> Tree<DEPTH, LEAVES> {
    /// Which of the combinations `seen` is.
    pub fn branch(&self, seen: &[f32]) -> usize {
        const { assert!(LEAVES == 1 << DEPTH, "an answer for each combination") };
        let more =
            |(at, than): &(u8, f32)| seen.get(usize::from(*at)).is_some_and(|seen| seen > than);
        self.asks.iter().fold(0, |branch, ask| branch * 2 + usize::from(more(ask)))
    }
}

/// What `trees` make of `seen`: a logit.
pub fn grown<const DEPTH: usize, const LEAVES: usize>(
    trees: &[Tree<DEPTH, LEAVES>],
    seen: &[f32],
) -> f32 {
    trees.iter().map(|tree| tree.adds[tree.branch(seen)]).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_adds_what_the_answers_to_its_questions_lead_to() {
        let tree = Tree {
            asks: [(0, 0.5), (1, 0.0), (7, 0.0)],
            adds: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0],
        };
        assert_eq!(
            (tree.branch(&[0.0, 0.0]), tree.branch(&[1.0, 0.0]), tree.branch(&[1.0, 1.0])),
            (0, 4, 6)
        );
        // What isn't seen is not more than anything.
        assert_eq!(grown(&[tree, tree], &[0.6, 0.1]).to_bits(), 12.0f32.to_bits());
    }
}
