//! A small seeded generator of pseudo-random numbers (`SplitMix64`), so that a seed gives the same shop for ever.

/// The generator: the same seed gives the same sequence on every machine.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// A generator that starts from `seed`.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub(super) const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to, not including, `limit` (0 for a limit of 0).
    pub(super) const fn below(&mut self, limit: u32) -> u32 {
        // Multiply and shift keeps the draw in range; what is kept is below `limit`.
        (((self.bits() >> 32) * limit as u64) >> 32) as u32
    }

    /// A number from 0 up to, not including, 1.
    pub(super) fn fraction(&mut self) -> f64 {
        f64::from(self.below(u32::MAX)) / f64::from(u32::MAX)
    }

    /// Whether an event with this probability happens.
    pub(super) fn chance(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// A number between two others.
    pub(super) fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.fraction() * (high - low)
    }

    /// One of the choices.
    pub(super) const fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "no list of choices is that long"
        )]
        let at = self.below(choices.len() as u32) as usize;
        &choices[at]
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_seed_gives_the_same_sequence_and_draws_stay_in_range() {
        let (mut one, mut two) = (Random::new(7), Random::new(7));
        for _ in 0..1000 {
            assert_eq!(one.bits(), two.bits());
            assert!(one.below(3) < 3);
            assert!((0.0..1.0).contains(&two.fraction()));
            two = one.clone();
        }
        assert_eq!(Random::new(1).below(0), 0);
    }
}
