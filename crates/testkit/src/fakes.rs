//! Stand-ins for what tests must be able to see through: a clock, a hasher, tokens.

mod clock;
mod hasher;
mod tokens;

pub use clock::FixedClock;
pub use hasher::PlainHasher;
pub use tokens::PlainTokens;
