//! A layer of units, each of which hears every thing that is seen.

/// A layer of `OUT` units.
#[derive(Debug, Clone, PartialEq)]
pub struct Dense<const OUT: usize> {
    /// By thing seen: how strongly each unit hears it.
    pub into: Vec<[f32; OUT]>,
    /// What each unit has before it hears anything.
    pub shift: [f32; OUT],
}

/// A layer as it is written down: in steps, each unit with a size of its own for them.
#[derive(Debug, Clone)]
pub struct Steps<const OUT: usize> {
    /// By thing seen: how strongly each unit hears it, in steps.
    pub into: &'static [[i8; OUT]],
    /// What a step is worth, by unit.
    pub step: [f32; OUT],
    /// What each unit has before it hears anything.
    pub shift: [f32; OUT],
}

impl<const OUT: usize> Dense<OUT> {
    /// A layer that hears nothing of so many things.
    pub fn silent(things: usize) -> Self {
        Self { into: vec![[0.0; OUT]; things], shift: [0.0; OUT] }
    }

    /// What each unit has once it has heard what is `seen`.
    pub fn hear(&self, seen: impl IntoIterator<Item = f32>) -> [f32; OUT] {
        let mut heard = self.shift;
        for (seen, into) in seen.into_iter().zip(&self.into).filter(|(seen, _)| *seen != 0.0) {
            heard.iter_mut().zip(into).for_each(|(heard, into)| *heard += seen * into);
        }
        heard
    }
}

impl<const OUT: usize> From<&Steps<OUT>> for Dense<OUT> {
    fn from(Steps { into, step, shift }: &Steps<OUT>) -> Self {
        let worth = |steps: &[i8; OUT]| std::array::from_fn(|at| f32::from(steps[at]) * step[at]);
        Self { into: into.iter().map(worth).collect(), shift: *shift }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_hear_what_is_seen_in_their_own_steps() {
        let steps = Steps { into: &[[1, -2], [0, 4]], step: [0.5, 0.25], shift: [0.0, 3.0] };
        let heard = Dense::from(&steps).hear([2.0, 1.0]);
        assert_eq!(heard.map(f32::to_bits), [1.0f32, 3.0].map(f32::to_bits));
    }
}
