//! Databases of other programs, read to take over what is in them.
//!
//! What is read is not ours: which tables and columns there are is found out first
//! ([`shape`](self)), and what they hold is taken apart word by word ([`decode`](self)). Nothing is
//! ever written, and no file is made.
//!
//! | module | holds |
//! |---|---|
//! | `connection` | opening without changing anything, and reading row by row |
//! | `catalog` | which tables and columns there are |
//! | `names` | by which names tables and columns are known |
//! | `shape` | which of them are used, and what for |
//! | `statement` | the statements that read them |
//! | `rows` | what the statements answer |
//! | `decode`, `words`, `instants`, `tags` | from what stands there to values of the domain |

mod catalog;
mod connection;
mod decode;
mod error;
mod instants;
mod names;
mod rows;
mod shape;
mod statement;
mod tags;
mod words;

pub use error::OpenSourceError;
pub use words::{PriorityNumbers, PriorityNumbersError};

use std::ops::ControlFlow;

use docket_application::ports::foreign::{
    ForeignSource, ForeignTask, ForeignUser, Rows, Shape, SourceError, Take,
};

use crate::database_url::DatabaseUrl;
use connection::Connection;
use rows::{CountRow, TaskRow, UserRow};
use shape::Plan;

/// How a database of another program is read.
#[derive(Debug, Clone, Default)]
pub struct ForeignOptions {
    /// The table of users, if it has another name than those that are known.
    pub users_table: Option<String>,
    /// The table of tasks, likewise.
    pub tasks_table: Option<String>,
    /// What numbers in place of words mean for the priority of tasks.
    pub priorities: PriorityNumbers,
    /// Whether titles and descriptions that are too long are cut off, and control characters in
    /// them are left out; else they are faults.
    pub trim: bool,
}

/// A database of another program: SQLite or PostgreSQL. All that is read of it is of the moment
/// when it was opened.
pub struct ForeignDatabase {
    connection: Connection,
    plan: Plan,
    options: ForeignOptions,
}

impl ForeignDatabase {
    /// Opens the database at `url`, and finds out what is in it. It blocks.
    ///
    /// # Errors
    /// [`OpenSourceError`].
    pub fn open(url: &DatabaseUrl, options: ForeignOptions) -> Result<Self, OpenSourceError> {
        let mut connection = Connection::open(url)?;
        let tables = catalog::tables(&mut connection)?;
        let plan = Plan::of(&tables, &options)?;
        Ok(Self {
            connection,
            plan,
            options,
        })
    }
}

impl ForeignSource for ForeignDatabase {
    fn shape(&self) -> &Shape {
        &self.plan.shape
    }

    fn count(&mut self) -> Result<Rows, SourceError> {
        let engine = self.connection.engine();
        let mut count = |table: &str| {
            let statement = statement::count(table, engine);
            let mut rows = 0;
            self.connection
                .stream::<CountRow>(&statement, &mut |page| {
                    rows += page.iter().map(CountRow::number).sum::<u64>();
                    ControlFlow::Continue(())
                })
                .map(|()| rows)
        };
        Ok(Rows {
            users: count(&self.plan.shape.users.name)?,
            tasks: match &self.plan.shape.tasks {
                Some(table) => count(&table.name)?,
                None => 0,
            },
        })
    }

    fn users(&mut self, take: &mut Take<'_, ForeignUser>) -> Result<(), SourceError> {
        let statement = statement::users(&self.plan, self.connection.engine());
        let columns = &self.plan.users;
        self.connection.stream::<UserRow>(&statement, &mut |rows| {
            let users = rows.into_iter().map(|row| decode::user(row, columns));
            take(users.collect())
        })
    }

    fn tasks(&mut self, take: &mut Take<'_, ForeignTask>) -> Result<(), SourceError> {
        let Self {
            connection,
            plan,
            options,
        } = self;
        let Some(columns) = &plan.tasks else {
            return Ok(());
        };
        let statement = statement::tasks(plan, columns, connection.engine());
        let links = plan.links.as_ref();
        connection.stream::<TaskRow>(&statement, &mut |rows| {
            let tasks = rows
                .into_iter()
                .map(|row| decode::task(row, columns, links, options));
            take(tasks.collect())
        })
    }
}

impl std::fmt::Debug for ForeignDatabase {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ForeignDatabase")
            .field("shape", &self.plan.shape)
            .finish_non_exhaustive()
    }
}
