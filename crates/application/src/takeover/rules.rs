//! How what another program has becomes what this one has.

use docket_domain::task::{NewTask, Version};
use docket_domain::user::NewUser;
use docket_domain::{Identity, Status, TaskRecord, Timestamp, UserId, Violation};

use super::UnusablePasswords;
use super::fault::Why;
use crate::ports::foreign::{ForeignTask, ForeignUser};
use crate::ports::hasher::{HashingError, PasswordHash, PasswordHasher};

/// The hash that a user comes with.
pub(super) enum Password {
    /// Their own.
    Theirs(PasswordHash),
    /// One that no password is known for.
    Replaced,
    /// None, which is a fault.
    Faulty(Why),
}

/// What becomes of a user's password.
pub(super) fn password(
    hash: Option<PasswordHash>,
    choice: UnusablePasswords,
    hasher: &dyn PasswordHasher,
) -> Password {
    let why = match hash {
        Some(hash) if hasher.can_verify(&hash) => return Password::Theirs(hash),
        Some(_) => Why::UnusablePassword,
        None => Why::NoPassword,
    };
    match choice {
        UnusablePasswords::Refuse => Password::Faulty(why),
        UnusablePasswords::Replace => Password::Replaced,
    }
}

impl Password {
    /// The hash that is stored, and whether it is one that no password is known for; `None` if
    /// there is a fault.
    pub(super) fn hash(
        self,
        hasher: &dyn PasswordHasher,
    ) -> Result<Option<(PasswordHash, bool)>, HashingError> {
        Ok(match self {
            Self::Theirs(hash) => Some((hash, false)),
            Self::Replaced => Some((hasher.of_nobody()?, true)),
            Self::Faulty(_) => None,
        })
    }
}

/// The account of a user; made now if nobody knows when it was.
pub(super) fn account(user: &ForeignUser, now: Timestamp) -> Result<NewUser, Violation> {
    let identity = Identity::new(user.username.clone(), user.email.clone())?;
    let mut account = NewUser::create(identity, user.created_at.unwrap_or(now));
    account.role = user.role;
    account.is_active = user.is_active;
    Ok(account)
}

/// The status of a task, and whether its columns said two different things. It is completed if
/// one of the two says so: programs that have both write one of them where a box is ticked, and
/// forget the other. Where neither is there, the instant of completion says it.
pub(super) fn status(task: &ForeignTask) -> (Status, bool) {
    let by_flag = |completed| {
        if completed {
            Status::Completed
        } else {
            Status::Pending
        }
    };
    match (task.status, task.is_completed) {
        (None, None) => (by_flag(task.completed_at.is_some()), false),
        (None, Some(completed)) => (by_flag(completed), false),
        (Some(status), None) => (status, false),
        (Some(status), Some(completed)) => {
            let differ = completed != (status == Status::Completed);
            let status = if completed { Status::Completed } else { status };
            (status, differ)
        }
    }
}

/// A task of `owner` that has the history it had. What nobody knows of it is taken from what is
/// nearest: the last change from the creation and the other way round, the completion from the
/// last change; and if nothing is known, it all was now. What cannot have been, because clocks and
/// zones differed, was as near to it as it can have been: nothing is to come, and nothing was before
/// the task.
pub(super) fn task(task: ForeignTask, owner: UserId, now: Timestamp) -> Result<NewTask, Violation> {
    let (status, _) = status(&task);
    let ForeignTask {
        owner: _,
        title,
        description,
        status: _,
        is_completed: _,
        priority,
        due_date,
        tags,
        created_at,
        updated_at,
        completed_at,
    } = task;
    let created_at = created_at.or(updated_at).or(completed_at).unwrap_or(now);
    let created_at = created_at.min(now);
    let possible = |instant: Timestamp| instant.clamp(created_at, now);
    let updated_at = possible(updated_at.unwrap_or(created_at));
    let completed_at = possible(completed_at.unwrap_or(updated_at));
    NewTask::take_over(TaskRecord {
        owner,
        title,
        description,
        status,
        priority,
        due_date,
        tags,
        version: Version::FIRST,
        created_at,
        updated_at,
        completed_at: (status == Status::Completed).then_some(completed_at),
    })
}
