//! The database of another program, whose users and tasks are to be taken over.
//!
//! An adapter finds out by itself which tables and columns there are, and what they hold. What it
//! hands out are values of the domain, or why a row has none.

use std::ops::ControlFlow;

use docket_domain::{
    Description, DueDate, Email, Priority, Role, Status, Tags, Timestamp, Title, Username,
    Violation,
};

use super::hasher::PasswordHash;

/// A database of another program. It is read, and never changed; what is read is of one moment,
/// however often.
pub trait ForeignSource: Send {
    /// What was found, and what it is taken for.
    fn shape(&self) -> &Shape;

    /// How many rows there are of users, and of tasks.
    ///
    /// # Errors
    /// [`SourceError`].
    fn count(&mut self) -> Result<Rows, SourceError>;

    /// Reads the users and hands them out, a bounded number at once, until there are no more or
    /// `take` breaks off.
    ///
    /// # Errors
    /// [`SourceError`].
    fn users(&mut self, take: &mut Take<'_, ForeignUser>) -> Result<(), SourceError>;

    /// The same with the tasks, in the order in which they were made as far as that can be told.
    ///
    /// # Errors
    /// [`SourceError`].
    fn tasks(&mut self, take: &mut Take<'_, ForeignTask>) -> Result<(), SourceError>;
}

/// What is done with some of the rows.
pub type Take<'a, T> = dyn FnMut(Vec<Found<T>>) -> ControlFlow<()> + 'a;

/// A row, and what it holds.
#[derive(Debug, Clone)]
pub struct Found<T> {
    /// Its id, as text. It is of the other program's kind: a number, a UUID, anything.
    pub id: String,
    /// What it holds, or what is wrong with it; `None` if it is only kept although what it stands
    /// for was deleted.
    pub holds: Result<Option<T>, Vec<Flaw>>,
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The column it is in.
    pub column: String,
    /// Which rule it breaks.
    pub violation: Violation,
}

/// Someone with an account there.
#[derive(Debug, Clone)]
pub struct ForeignUser {
    /// The user name, if there is one.
    pub username: Option<Username>,
    /// The e-mail address, if there is one.
    pub email: Option<Email>,
    /// What the password was checked against, if there is anything.
    pub password_hash: Option<PasswordHash>,
    /// What they may do.
    pub role: Role,
    /// Whether they may log in.
    pub is_active: bool,
    /// When the account was made, if that is known.
    pub created_at: Option<Timestamp>,
}

/// A task there.
#[derive(Debug, Clone)]
pub struct ForeignTask {
    /// The id of its user, as in [`Found::id`], if it has one.
    pub owner: Option<String>,
    /// What it is called.
    pub title: Title,
    /// What it is about, if anything is said.
    pub description: Option<Description>,
    /// What its status is, if there is such a column.
    pub status: Option<Status>,
    /// Whether it is completed, if there is such a column.
    pub is_completed: Option<bool>,
    /// How much it matters.
    pub priority: Priority,
    /// By when it is to be done, if ever.
    pub due_date: Option<DueDate>,
    /// What groups it.
    pub tags: Tags,
    /// When it was made, if that is known.
    pub created_at: Option<Timestamp>,
    /// When it last changed, if that is known.
    pub updated_at: Option<Timestamp>,
    /// When it was completed, if that is known.
    pub completed_at: Option<Timestamp>,
}

/// How many rows there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rows {
    /// Of users.
    pub users: u64,
    /// Of tasks.
    pub tasks: u64,
}

/// What was found in a database, and what it is taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The table of users.
    pub users: TableShape,
    /// The table of tasks, if there is one.
    pub tasks: Option<TableShape>,
    /// The tables besides that the tags of tasks are in, if they are in any.
    pub tags: Vec<String>,
    /// The tables that are not used.
    pub unused: Vec<String>,
}

/// A table, and what its columns are taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableShape {
    /// Its name.
    pub name: String,
    /// The columns that are used: what for, and their names.
    pub used: Vec<(&'static str, String)>,
    /// The columns that are not.
    pub unused: Vec<String>,
}

impl Shape {
    /// What a column is used for that has numbers for priorities, of which nobody can be sure what
    /// they mean.
    pub const PRIORITY_BY_NUMBER: &str = "priority by number";
}

impl TableShape {
    /// The column that is used for this.
    #[must_use]
    pub fn column(&self, what_for: &str) -> Option<&str> {
        let used = self.used.iter().find(|(name, _)| *name == what_for);
        used.map(|(_, column)| column.as_str())
    }
}

/// Why a database of another program was not read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// It is away, cannot be opened, or refused a statement.
    #[error("the source cannot be read")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
}
