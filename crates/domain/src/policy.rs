//! Who may do what to whose tasks: actor, action, resource.
//!
//! The rule is one sentence: a task is its owner's alone. A role changes nothing about it.

use std::fmt;

use crate::id::UserId;
use crate::task::Task;

/// Whoever asks for something to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// Which user it is.
    pub user: UserId,
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
pub struct Denied {
    /// Who asked.
    pub actor: UserId,
    /// For what.
    pub action: Action,
}

/// Asks whether `actor` may do `action` to `task`.
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
