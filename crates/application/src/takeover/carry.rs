//! The last step: bringing over what was found to be well.

use std::collections::HashMap;
use std::ops::ControlFlow;

use docket_domain::task::NewTask;
use docket_domain::{Timestamp, UserId};

use super::error::TakeoverError;
use super::rules;
use super::summary::Summary;
use super::{Choices, OwnerlessTasks};
use crate::ports::foreign::{ForeignSource, ForeignTask, ForeignUser, Found, SourceError};
use crate::ports::hasher::PasswordHasher;
use crate::ports::store::{StoreError, UnitOfWork};

/// What was brought over.
pub(super) struct Brought {
    pub(super) summary: Summary,
    /// The users, in the target.
    pub(super) users: Vec<UserId>,
}

/// Brings over all that `source` has. Whatever is not as it should be ends it.
pub(super) fn all(
    source: &mut dyn ForeignSource,
    work: &mut dyn UnitOfWork,
    hasher: &dyn PasswordHasher,
    choices: Choices,
    now: Timestamp,
    progress: &dyn Fn(u64),
) -> Result<Brought, TakeoverError> {
    let mut carrier = Carrier {
        work,
        hasher,
        choices,
        now,
        summary: Summary::default(),
        owners: HashMap::new(),
    };
    let mut failure = None;
    let users = source.users(&mut |rows| {
        let count = rows.len();
        let ended = rows.into_iter().try_for_each(|row| carrier.user(row));
        progress(count as u64);
        flow(ended, &mut failure)
    });
    end(users, &mut failure)?;
    let tasks = source.tasks(&mut |rows| {
        let count = rows.len();
        let ended = carrier.tasks(rows);
        progress(count as u64);
        flow(ended, &mut failure)
    });
    end(tasks, &mut failure)?;
    Ok(Brought {
        summary: carrier.summary,
        users: carrier.owners.into_values().flatten().collect(),
    })
}

/// Whether to go on; why not is kept.
fn flow(
    outcome: Result<(), TakeoverError>,
    failure: &mut Option<TakeoverError>,
) -> ControlFlow<()> {
    match outcome {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            *failure = Some(error);
            ControlFlow::Break(())
        }
    }
}

/// What came of reading, or of what was done with it.
fn end(
    read: Result<(), SourceError>,
    failure: &mut Option<TakeoverError>,
) -> Result<(), TakeoverError> {
    match failure.take() {
        Some(error) => Err(error),
        None => Ok(read?),
    }
}

struct Carrier<'a> {
    work: &'a mut dyn UnitOfWork,
    hasher: &'a dyn PasswordHasher,
    choices: Choices,
    now: Timestamp,
    summary: Summary,
    /// Who the users of the source are in the target; `None` if they stay.
    owners: HashMap<String, Option<UserId>>,
}

impl Carrier<'_> {
    fn user(&mut self, row: Found<ForeignUser>) -> Result<(), TakeoverError> {
        let Found { id, holds } = row;
        let Some(user) = holds.map_err(|_| TakeoverError::Changed)? else {
            self.summary.users_left += 1;
            self.owners.insert(id, None);
            return Ok(());
        };
        let account = rules::account(&user, self.now).map_err(|_| TakeoverError::Changed)?;
        let choice = self.choices.unusable_passwords;
        let password = rules::password(user.password_hash, choice, self.hasher);
        let (hash, is_replaced) = password.hash(self.hasher)?.ok_or(TakeoverError::Changed)?;
        self.summary
            .add_user(account.role, account.is_active, !is_replaced);
        match self.work.users().add(account, &hash) {
            Ok(user) => {
                self.owners.insert(id, Some(user.id));
                Ok(())
            }
            Err(StoreError::Duplicate(entity)) => Err(TakeoverError::Taken { entity, id }),
            Err(error) => Err(error.into()),
        }
    }

    fn tasks(&mut self, rows: Vec<Found<ForeignTask>>) -> Result<(), TakeoverError> {
        let mut tasks = Vec::with_capacity(rows.len());
        for row in rows {
            match row.holds.map_err(|_| TakeoverError::Changed)? {
                Some(task) => tasks.extend(self.task(task)?),
                None => self.summary.tasks_left += 1,
            }
        }
        if tasks.is_empty() {
            return Ok(());
        }
        // The owners were added in this unit of work.
        let added = self.work.tasks().add_all(&tasks)?;
        added.map(|_| ()).ok_or(TakeoverError::Changed)
    }

    /// The task as it comes over; `None` if it stays.
    fn task(&mut self, task: ForeignTask) -> Result<Option<NewTask>, TakeoverError> {
        let owner = task.owner.as_ref().and_then(|owner| self.owners.get(owner));
        let owner = match owner {
            Some(Some(owner)) => *owner,
            Some(None) => {
                self.summary.tasks_left += 1;
                return Ok(None);
            }
            None if self.choices.ownerless_tasks == OwnerlessTasks::Skip => {
                self.summary.tasks_without_owner += 1;
                return Ok(None);
            }
            None => return Err(TakeoverError::Changed),
        };
        self.summary.add_task(&task);
        let task = rules::task(task, owner, self.now).map_err(|_| TakeoverError::Changed)?;
        Ok(Some(task))
    }
}
