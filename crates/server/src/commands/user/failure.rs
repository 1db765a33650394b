//! Why an account was left as it was, in words for an operator.

use std::io;

use docket_application::AdministrationError;
use docket_domain::Violation;

use super::name::Name;

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
    #[error("NAME is an e-mail address already: leave --email out")]
    TwoEmails,
    /// It cannot be searched for.
    #[error("--search {0}")]
    Search(Violation),
    /// There is no such user.
    #[error("nobody is named {0}")]
    Nobody(Name),
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
    #[error("there is no terminal to ask at: add --yes if it is to be deleted")]
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
