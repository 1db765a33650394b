//! The first step: reading everything, and finding every fault.

use std::collections::HashMap;
use std::ops::ControlFlow;

use docket_domain::{Email, UserId, Username};

use super::fault::{Fault, Faults, Why};
use super::rules::{self, Password};
use super::summary::Summary;
use super::{Choices, OwnerlessTasks};
use crate::ports::foreign::{
    Flaw, ForeignSource, ForeignTask, ForeignUser, Found, SourceError, TableShape,
};
use crate::ports::hasher::PasswordHasher;

/// What a source has, and what is wrong with it.
#[derive(Debug)]
pub struct Survey {
    summary: Summary,
    faults: Faults,
    /// Whose name this is: the id of the row, by the key of the name.
    usernames: HashMap<String, String>,
    emails: HashMap<String, String>,
    owners: HashMap<String, Standing>,
    users: Table,
    tasks: Table,
}

/// The words for a table and some of its columns.
#[derive(Debug)]
struct Table {
    name: String,
    username: String,
    email: String,
    password: String,
    owner: String,
}

/// What becomes of a user, as far as tasks are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// They come.
    Comes,
    /// They cannot; that has been told already.
    Faulty,
    /// They stay, since they were deleted.
    Stays,
}

impl Survey {
    /// Reads everything that `source` has. It blocks.
    ///
    /// # Errors
    /// [`SourceError`].
    pub fn of(
        source: &mut dyn ForeignSource,
        hasher: &dyn PasswordHasher,
        choices: Choices,
        progress: &dyn Fn(u64),
    ) -> Result<Self, SourceError> {
        let mut survey = Self::begin(source);
        source.users(&mut |rows| {
            let count = rows.len();
            for row in rows {
                survey.see_user(row, hasher, choices);
            }
            progress(count as u64);
            ControlFlow::Continue(())
        })?;
        source.tasks(&mut |rows| {
            let count = rows.len();
            for row in rows {
                survey.see_task(row, choices);
            }
            progress(count as u64);
            ControlFlow::Continue(())
        })?;
        Ok(survey)
    }

    fn begin(source: &dyn ForeignSource) -> Self {
        let shape = source.shape();
        let table = |shape: &TableShape| {
            let column = |word: &str| shape.column(word).unwrap_or(word).to_owned();
            Table {
                name: shape.name.clone(),
                username: column("user name"),
                email: column("e-mail"),
                password: column("password"),
                owner: column("owner"),
            }
        };
        let users = table(&shape.users);
        let tasks = table(shape.tasks.as_ref().unwrap_or(&shape.users));
        Self {
            summary: Summary::default(),
            faults: Faults::default(),
            usernames: HashMap::new(),
            emails: HashMap::new(),
            owners: HashMap::new(),
            users,
            tasks,
        }
    }

    /// How much there is.
    #[must_use]
    pub const fn summary(&self) -> Summary {
        self.summary
    }

    /// What is wrong.
    #[must_use]
    pub const fn faults(&self) -> &Faults {
        &self.faults
    }

    /// Notes that a user of the target has these names, by their keys.
    pub(super) fn note_taken(&mut self, username: Option<&str>, email: Option<&str>, user: UserId) {
        let Self {
            faults,
            usernames,
            emails,
            users,
            ..
        } = self;
        for (name, names, column) in [
            (username, usernames, &users.username),
            (email, emails, &users.email),
        ] {
            if let Some(id) = name.and_then(|name| names.get(name)) {
                faults.add(Fault {
                    table: users.name.clone(),
                    id: id.clone(),
                    column: column.clone(),
                    why: Why::Taken(user),
                });
            }
        }
    }

    fn see_user(&mut self, row: Found<ForeignUser>, hasher: &dyn PasswordHasher, choices: Choices) {
        let Found { id, holds } = row;
        let standing = match holds {
            Ok(None) => {
                self.summary.users_left += 1;
                Standing::Stays
            }
            Ok(Some(user)) => self.judge_user(&id, user, hasher, choices),
            Err(flaws) => {
                let table = self.users.name.clone();
                self.add_flaws(&table, &id, flaws);
                Standing::Faulty
            }
        };
        self.owners.insert(id, standing);
    }

    fn judge_user(
        &mut self,
        id: &str,
        user: ForeignUser,
        hasher: &dyn PasswordHasher,
        choices: Choices,
    ) -> Standing {
        let before = self.faults.count();
        let username = user.username.as_ref().map(Username::key);
        let email = user.email.as_ref().map(Email::key);
        if username.is_none() && email.is_none() {
            self.add_fault(id, self.users.username.clone(), Why::NoName);
        }
        if let Some(first) = username.and_then(|key| claim(&mut self.usernames, key, id)) {
            self.add_fault(id, self.users.username.clone(), Why::Duplicate(first));
        }
        if let Some(first) = email.and_then(|key| claim(&mut self.emails, key, id)) {
            self.add_fault(id, self.users.email.clone(), Why::Duplicate(first));
        }
        let choice = choices.unusable_passwords;
        let password = rules::password(user.password_hash, choice, hasher);
        if let Password::Faulty(why) = &password {
            self.add_fault(id, self.users.password.clone(), why.clone());
        }
        let has_password = !matches!(password, Password::Replaced);
        self.summary
            .add_user(user.role, user.is_active, has_password);
        if self.faults.count() == before {
            Standing::Comes
        } else {
            Standing::Faulty
        }
    }

    fn see_task(&mut self, row: Found<ForeignTask>, choices: Choices) {
        let Found { id, holds } = row;
        match holds {
            Ok(None) => self.summary.tasks_left += 1,
            Ok(Some(task)) => self.judge_task(&id, &task, choices),
            Err(flaws) => {
                let table = self.tasks.name.clone();
                self.add_flaws(&table, &id, flaws);
            }
        }
    }

    fn judge_task(&mut self, id: &str, task: &ForeignTask, choices: Choices) {
        let owner = task.owner.as_deref();
        match (owner, owner.and_then(|owner| self.owners.get(owner))) {
            (_, Some(Standing::Comes)) => self.summary.add_task(task),
            (_, Some(Standing::Faulty)) => {}
            (_, Some(Standing::Stays)) => self.summary.tasks_left += 1,
            (_, None) if choices.ownerless_tasks == OwnerlessTasks::Skip => {
                self.summary.tasks_without_owner += 1;
            }
            (owner, None) => {
                let why = if owner.is_none() {
                    Why::NoOwner
                } else {
                    Why::OwnerMissing
                };
                self.faults.add(Fault {
                    table: self.tasks.name.clone(),
                    id: id.to_owned(),
                    column: self.tasks.owner.clone(),
                    why,
                });
            }
        }
    }

    fn add_fault(&mut self, id: &str, column: String, why: Why) {
        self.faults.add(Fault {
            table: self.users.name.clone(),
            id: id.to_owned(),
            column,
            why,
        });
    }

    fn add_flaws(&mut self, table: &str, id: &str, flaws: Vec<Flaw>) {
        for Flaw { column, violation } in flaws {
            self.faults.add(Fault {
                table: table.to_owned(),
                id: id.to_owned(),
                column,
                why: Why::Violation(violation),
            });
        }
    }
}

/// Notes that the row `id` has the name with this key; if another one has it already, which.
fn claim(names: &mut HashMap<String, String>, key: String, id: &str) -> Option<String> {
    if let Some(first) = names.get(&key) {
        return Some(first.clone());
    }
    names.insert(key, id.to_owned());
    None
}
