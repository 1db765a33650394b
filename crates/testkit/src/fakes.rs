//! Stand-ins for what tests must be able to see through: a clock, a hasher, tokens, an audit trail,
//! and what counts tries.

mod audit;
mod clock;
mod hasher;
mod refresh_tokens;
mod throttle;
mod tokens;

pub use audit::AuditLog;
pub use clock::FixedClock;
pub use hasher::PlainHasher;
pub use refresh_tokens::PlainRefreshTokens;
pub use throttle::StrictThrottle;
pub use tokens::PlainTokens;
