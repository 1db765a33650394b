//! What must hold of a task for a change to be made (RFC 9110, section 13.1.1).

use docket_domain::task::Version;

use super::TaskError;

/// What must hold of a task for a change to be made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Precondition {
    /// Nothing: the change is made to whatever stands.
    #[default]
    None,
    /// It must stand at one of these versions.
    OneOf(Vec<Version>),
}

impl Precondition {
    /// Checks it against the version at which the task stands.
    ///
    /// # Errors
    /// [`TaskError::VersionConflict`].
    pub fn check(&self, current: Version) -> Result<(), TaskError> {
        match self {
            Self::None => Ok(()),
            Self::OneOf(versions) if versions.contains(&current) => Ok(()),
            Self::OneOf(_) => Err(TaskError::VersionConflict { current }),
        }
    }
}
