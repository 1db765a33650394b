//! The probes of each subject.

pub use super::administration::probe as administration;
pub use super::auth::probe as accounts;
pub use super::tasks::probe as tasks;
pub use super::users::probe as profile;
