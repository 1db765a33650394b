//! The words of `docket user`.

use clap::{Args, Subcommand};

/// What to do with accounts. NAME is a user name or an e-mail address.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum UserCommand {
    /// Make an account; asks for its password, or reads it from standard input
    Create(NewAccount),
    /// List the accounts
    List {
        /// Those alone whose names contain all of these words
        #[arg(
            long,
            value_name = "WORDS",
            default_value = "",
            hide_default_value = true
        )]
        search: String,
    },
    /// Make someone an administrator, which ends their sessions
    Promote {
        /// User name or e-mail address
        name: String,
    },
    /// Make an administrator an ordinary user, which ends their sessions
    Demote {
        /// User name or e-mail address
        name: String,
    },
    /// Keep someone from logging in, and end their sessions
    Disable {
        /// User name or e-mail address
        name: String,
    },
    /// Let someone log in again
    Enable {
        /// User name or e-mail address
        name: String,
    },
    /// Give someone another password, and end their sessions; asks for it, or reads it from
    /// standard input
    ResetPassword {
        /// User name or e-mail address
        name: String,
    },
    /// Delete an account, and all of its tasks
    Delete {
        /// User name or e-mail address
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

/// Which account to make.
#[derive(Debug, Clone, Args)]
pub(crate) struct NewAccount {
    /// User name or e-mail address
    pub(super) name: String,
    /// An e-mail address beside the user name
    #[arg(long, value_name = "ADDRESS")]
    pub(super) email: Option<String>,
    /// Make an administrator
    #[arg(long)]
    pub(super) admin: bool,
}
