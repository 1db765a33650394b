//! Numbers that look random and follow from the first.

use crate::failure::Outcome;
use crate::scratch::random_hex;

/// Numbers that look random and follow from the first.
#[derive(Debug)]
pub(crate) struct Random(u32);

impl Random {
    /// Those that follow from this one.
    pub(crate) const fn from_seed(seed: u32) -> Self {
        Self(seed)
    }

    /// A number below this one.
    pub(crate) fn below(&mut self, limit: u32) -> u32 {
        // The finalizer of MurmurHash3, on a Weyl sequence.
        self.0 = self.0.wrapping_add(0x9e37_79b9);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 16)).wrapping_mul(0x85eb_ca6b);
        mixed = (mixed ^ (mixed >> 13)).wrapping_mul(0xc2b2_ae35);
        (mixed ^ (mixed >> 16)) % limit
    }

    /// A number between these two, which may be either.
    pub(crate) fn between(&mut self, least: u32, most: u32) -> u32 {
        least + self.below(most - least + 1)
    }

    /// One of the words.
    pub(crate) fn one_of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(u32::try_from(words.len()).unwrap_or(1)) as usize]
    }
}

/// A seed that nobody has chosen, small enough to be read aloud.
pub(crate) fn fresh_seed() -> Outcome<u32> {
    let number = u32::from_str_radix(&random_hex()?[..5], 16);
    Ok(number.unwrap_or_default() + 1)
}

#[cfg(test)]
mod tests {
    use super::{Random, fresh_seed};
    use std::collections::BTreeSet;

    fn first(seed: u32) -> Vec<u32> {
        let mut random = Random::from_seed(seed);
        (0..100).map(|_| random.between(20, 500)).collect()
    }

    #[test]
    fn the_same_seed_makes_the_same_numbers_and_another_one_others() {
        assert_eq!(first(7), first(7));
        assert_ne!(first(7), first(8));
    }

    #[test]
    fn numbers_are_spread_over_the_range_and_stay_in_it() {
        let mut random = Random::from_seed(1);
        let all: BTreeSet<u32> = (0..1000).map(|_| random.between(3, 7)).collect();
        assert_eq!(all.into_iter().collect::<Vec<_>>(), [3, 4, 5, 6, 7]);
        assert!(first(1).iter().any(|number| *number < 100));
        assert!(first(1).iter().any(|number| *number > 400));
    }

    #[test]
    fn fresh_seeds_differ() {
        let seeds: BTreeSet<u32> = (0..20).filter_map(|_| fresh_seed().ok()).collect();
        assert!(seeds.len() > 15);
        assert!(!seeds.contains(&0));
    }
}
