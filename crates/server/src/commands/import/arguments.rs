//! The words of `docket import`.

use clap::{Args, ValueEnum};
use docket_application::takeover::{Choices, OwnerlessTasks, UnusablePasswords};
use docket_persistence::{ForeignOptions, PriorityNumbers};

/// What to bring over, and how.
#[derive(Debug, Clone, Args)]
pub(crate) struct ImportArguments {
    /// The URL of the database to bring over, in any spelling of SQLAlchemy; it is only read
    pub(super) source: String,
    /// Read and check everything, and write nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// What to do with users whose passwords are not hashed by bcrypt or Argon2
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Passwords::Refuse)]
    unusable_passwords: Passwords,
    /// What to do with tasks that have no owner
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Tasks::Refuse)]
    ownerless_tasks: Tasks,
    /// Cut off titles and descriptions that are too long, and leave out control characters in them
    #[arg(long)]
    trim: bool,
    /// What numbers mean for the priority of tasks
    #[arg(long, value_name = "N=PRIORITY,…", default_value_t)]
    priorities: PriorityNumbers,
    /// The table of users, if it has an unusual name
    #[arg(long, value_name = "NAME")]
    users_table: Option<String>,
    /// The table of tasks, if it has an unusual name
    #[arg(long, value_name = "NAME")]
    tasks_table: Option<String>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Passwords {
    /// Import nothing
    Refuse,
    /// Give them a password that nobody knows, until `docket user reset-password`
    Replace,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tasks {
    /// Import nothing
    Refuse,
    /// Leave them where they are
    Skip,
}

impl ImportArguments {
    /// What is done with what cannot come over as it is.
    pub(super) fn choices(&self) -> Choices {
        Choices {
            unusable_passwords: match self.unusable_passwords {
                Passwords::Refuse => UnusablePasswords::Refuse,
                Passwords::Replace => UnusablePasswords::Replace,
            },
            ownerless_tasks: match self.ownerless_tasks {
                Tasks::Refuse => OwnerlessTasks::Refuse,
                Tasks::Skip => OwnerlessTasks::Skip,
            },
        }
    }

    /// How the source is read.
    pub(super) fn options(self) -> ForeignOptions {
        ForeignOptions {
            users_table: self.users_table,
            tasks_table: self.tasks_table,
            priorities: self.priorities,
            trim: self.trim,
        }
    }
}
