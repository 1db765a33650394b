//! `docket user delete`.

use std::io::{self, IsTerminal, Write};

use docket_application::AdministrationService;
use docket_application::administration::Authority;
use docket_domain::User;

use super::failure::Failure;
use super::name::{self, Name};

/// Whether it is known that an account is to be deleted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Consent {
    /// It is.
    Given,
    /// It is to be asked for.
    Wanted,
}

impl Consent {
    /// Whether it was said, or else that it will be asked for, if someone is there.
    pub(super) fn of(is_said: bool) -> Result<Self, Failure> {
        if is_said {
            Ok(Self::Given)
        } else if io::stdin().is_terminal() {
            Ok(Self::Wanted)
        } else {
            Err(Failure::NobodyToAsk)
        }
    }

    /// Asks, if it must, whether the account of `user` is to be deleted.
    fn ask(self, user: &User) -> Result<(), Failure> {
        if matches!(self, Self::Given) {
            return Ok(());
        }
        let mut out = io::stderr();
        let name = name::of(user);
        let asked = write!(out, "Delete {name}, and all of their tasks? [y/N] ");
        asked
            .and_then(|()| out.flush())
            .map_err(Failure::Unreadable)?;
        let mut answer = String::new();
        io::stdin()
            .read_line(&mut answer)
            .map_err(Failure::Unreadable)?;
        if is_yes(&answer) {
            Ok(())
        } else {
            Err(Failure::Declined)
        }
    }
}

fn is_yes(answer: &str) -> bool {
    let answer = answer.trim();
    answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes")
}

/// Deletes the account of this name, and says so.
pub(super) async fn run(
    service: &AdministrationService,
    name: &Name,
    consent: Consent,
) -> Result<String, Failure> {
    let user = name.find(service).await?;
    consent.ask(&user)?;
    service
        .delete(Authority::Operator, user.id)
        .await
        .map_err(|error| Failure::of(name, error))?;
    Ok(format!("deleted {}", name::of(&user)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anything_but_yes_is_no() {
        for yes in ["y\n", "Y", "yes\r\n", " YES \n"] {
            assert!(is_yes(yes), "{yes:?}");
        }
        for no in ["", "\n", "n", "no", "yess", "ye", "ja"] {
            assert!(!is_yes(no), "{no:?}");
        }
    }
}
