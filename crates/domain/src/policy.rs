//! Who may do what: actor, action, resource.
//!
//! A task is its owner's alone, and a role changes nothing about it. Accounts are managed by
//! administrators, of whom one must remain.

use std::fmt;

use crate::id::UserId;
use crate::task::Task;
use crate::user::Role;

/// Whoever asks for something to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// Which user it is.
    pub user: UserId,
    /// What they may do beside managing their own tasks.
    pub role: Role,
}

/// What is to be done to a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Look at it.
    Read,
    /// Change it.
    Edit,
    /// Remove it.
    Delete,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 3] = [Self::Read, Self::Edit, Self::Delete];
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Edit => "edit",
            Self::Delete => "delete",
        })
    }
}

/// The policy said no. It says nothing about the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("user {actor} may not {action} this task")]
#[non_exhaustive]
pub struct Denied {
    /// Who asked.
    pub actor: UserId,
    /// For what.
    pub action: Action,
}

/// Asks whether `actor` may do `action` to `task`.
///
/// ```
/// # use docket_domain::task::{NewTask, TaskDraft};
/// use docket_domain::{Action, Actor, Role, Timestamp, Title, UserId, authorize};
///
/// let (ada, alan) = (UserId::new(1)?, UserId::new(2)?);
/// # let task = NewTask::create(ada, TaskDraft::new(Title::parse("Read")?), Timestamp::UNIX_EPOCH);
/// // To manage accounts is not to see everybody's tasks. The task is Ada's:
/// assert!(authorize(Actor { user: ada, role: Role::User }, Action::Read, &task).is_ok());
/// assert!(authorize(Actor { user: alan, role: Role::Admin }, Action::Read, &task).is_err());
/// # Ok::<(), docket_domain::Violation>(())
/// ```
///
/// # Errors
/// [`Denied`] if it is someone else's.
pub fn authorize<Id>(actor: Actor, action: Action, task: &Task<Id>) -> Result<(), Denied> {
    if task.owner() == actor.user {
        Ok(())
    } else {
        Err(Denied {
            actor: actor.user,
            action,
        })
    }
}

/// The policy said no: whoever asked is no administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("user {actor} may not manage accounts")]
#[non_exhaustive]
pub struct NotAdmin {
    /// Who asked.
    pub actor: UserId,
}

impl NotAdmin {
    /// For who asked and is none, by what a service itself has found.
    #[must_use]
    pub const fn of(actor: UserId) -> Self {
        Self { actor }
    }
}

/// Asks whether `actor` may manage the accounts of others.
///
/// # Errors
/// [`NotAdmin`] if they are no administrator.
pub fn authorize_management(actor: Actor) -> Result<(), NotAdmin> {
    match actor.role {
        Role::Admin => Ok(()),
        Role::User => Err(NotAdmin { actor: actor.user }),
    }
}

/// The policy said no: nobody would be left who can manage accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the last active administrator must remain")]
#[non_exhaustive]
pub struct LastAdmin;

/// Asks whether `leaving` may cease to be one of `active_admins`: to be demoted, disabled or
/// deleted.
///
/// ```
/// use docket_domain::UserId;
/// use docket_domain::policy::keep_an_admin;
///
/// let (ada, alan) = (UserId::new(1)?, UserId::new(2)?);
/// assert!(keep_an_admin(&[ada, alan], ada).is_ok());
/// assert!(keep_an_admin(&[ada], ada).is_err());
/// # Ok::<(), docket_domain::Violation>(())
/// ```
///
/// # Errors
/// [`LastAdmin`] if they are the only one.
pub fn keep_an_admin(active_admins: &[UserId], leaving: UserId) -> Result<(), LastAdmin> {
    if active_admins == [leaving] {
        Err(LastAdmin)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(id: i64) -> UserId {
        UserId::new(id).unwrap()
    }

    #[test]
    fn accounts_are_managed_by_administrators_alone() {
        let actor = |role| Actor {
            user: user(7),
            role,
        };
        assert_eq!(authorize_management(actor(Role::Admin)), Ok(()));
        assert_eq!(
            authorize_management(actor(Role::User)),
            Err(NotAdmin { actor: user(7) })
        );
    }

    #[test]
    fn the_last_active_administrator_stays() {
        assert_eq!(keep_an_admin(&[user(1)], user(1)), Err(LastAdmin));
        assert_eq!(keep_an_admin(&[user(1), user(2)], user(1)), Ok(()));
        assert_eq!(keep_an_admin(&[user(1)], user(2)), Ok(()));
        assert_eq!(keep_an_admin(&[], user(1)), Ok(()));
    }
}
