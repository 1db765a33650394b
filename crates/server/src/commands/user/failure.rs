//! Why an account was left as it was, in words for an operator.

use std::borrow::Cow;
use std::io;

use docket_application::AdministrationError;
use docket_application::ports::store::StoreError;
use docket_domain::Violation;

use super::name::Name;
use crate::console::Explain;

/// Why an account was left as it was.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// It is no name.
    #[error("NAME {0}")]
    Name(Violation),
    /// It is no address.
    #[error("--email {0}")]
    Email(Violation),
    /// There is an address already.
    #[error("NAME is an e-mail address already")]
    TwoEmails,
    /// It cannot be searched for.
    #[error("--search {0}")]
    Search(Violation),
    /// There is no such user.
    #[error("nobody is named {0}")]
    Nobody(Name),
    /// Waiting for the database is not possible.
    #[error("the command cannot wait for the database")]
    Runtime(#[source] io::Error),
    /// Nobody would be left who can manage accounts.
    #[error("{0} is the last active administrator")]
    LastAdmin(Name),
    /// The new password breaks the rules.
    #[error("the password {0}")]
    Password(Violation),
    /// What was typed the second time is not what was typed the first time.
    #[error("the two passwords differ")]
    Different,
    /// Standard input has ended, or its first line is empty.
    #[error("there is no password on standard input")]
    NoPassword,
    /// Whoever was asked wants to leave it.
    #[error("interrupted")]
    Interrupted,
    /// Standard input or the terminal cannot be read.
    #[error("the answer cannot be read")]
    Unreadable(#[source] io::Error),
    /// There is no terminal.
    #[error("there is no terminal to ask at")]
    NobodyToAsk,
    /// The answer was no.
    #[error("nothing was deleted")]
    Declined,
    /// Anything else.
    #[error(transparent)]
    Administration(AdministrationError),
}

impl Failure {
    /// What went wrong with the account of this name.
    pub(super) fn of(name: &Name, error: AdministrationError) -> Self {
        match error {
            // It may have been deleted since it was found.
            AdministrationError::NoSuchName | AdministrationError::NotFound(_) => {
                Self::Nobody(name.clone())
            }
            AdministrationError::LastAdmin(_) => Self::LastAdmin(name.clone()),
            error => Self::Administration(error),
        }
    }
}

impl Explain for Failure {
    fn hint(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::TwoEmails => "leave --email out".into(),
            Self::Nobody(_) => "`docket user list` shows who there is".into(),
            Self::LastAdmin(_) => {
                "make somebody else one first, with `docket user promote NAME`".into()
            }
            Self::Different => "run the command again, and type the same twice".into(),
            Self::NoPassword => "type it at a terminal, or send one line".into(),
            Self::NobodyToAsk => "add --yes if it is to be deleted".into(),
            Self::Administration(AdministrationError::Store(StoreError::Duplicate(_))) => {
                "`docket user list` shows who has it".into()
            }
            Self::Administration(AdministrationError::Store(StoreError::Unavailable(_))) => {
                "is the database there, and does DATABASE_URL say where?".into()
            }
            // The message says what is expected.
            Self::Name(_)
            | Self::Email(_)
            | Self::Search(_)
            | Self::Password(_)
            // Whoever is concerned knows.
            | Self::Interrupted
            | Self::Declined
            | Self::Unreadable(_)
            | Self::Runtime(_)
            | Self::Administration(_) => return None,
        })
    }
}
