//! Reading a new password: at a terminal twice and without echo, else one line. Never from the
//! arguments or the environment, which others can see.

use std::io::{self, BufRead, IsTerminal};

use docket_application::AdministrationService;
use docket_application::accounts::{Password, PasswordRules};
use docket_application::administration::Authority;
use tokio::signal::unix::{SignalKind, signal};

use super::failure::Failure;
use super::name::{self, Name};

/// How many bytes of a line are read: no password is nearly as long.
const MAX_LINE: u64 = 4096;

/// Gives someone the password that is asked for, and says so.
pub(super) async fn reset(service: &AdministrationService, name: &Name) -> Result<String, Failure> {
    let user = name.find(service).await?;
    let password = read(service.password_rules())?;
    service
        .reset_password(Authority::Operator, user.id, password)
        .await
        .map_err(|error| Failure::of(name, error))?;
    Ok(format!("{} has a new password", name::of(&user)))
}

/// A new password that satisfies the rules.
pub(super) fn read(rules: PasswordRules) -> Result<Password, Failure> {
    let input = io::stdin();
    if !input.is_terminal() {
        return checked(one_line(input.lock())?, rules);
    }
    let password = checked(ask("Password: ")?, rules)?;
    if ask("The same once more: ")?.expose() == password.expose() {
        Ok(password)
    } else {
        Err(Failure::Different)
    }
}

fn ask(prompt: &str) -> Result<Password, Failure> {
    // When Ctrl-C is typed, this process gets its signal before the echo of the terminal is
    // switched on again: it has to survive that.
    let _survived = signal(SignalKind::interrupt()).map_err(Failure::Unreadable)?;
    rpassword::prompt_password(prompt)
        .map(Password::new)
        .map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => Failure::Interrupted,
            _ => Failure::Unreadable(error),
        })
}

fn checked(password: Password, rules: PasswordRules) -> Result<Password, Failure> {
    rules.check(&password).map_err(Failure::Password)?;
    Ok(password)
}

/// The first line, without its end.
fn one_line(input: impl BufRead) -> Result<Password, Failure> {
    let mut line = String::new();
    input
        .take(MAX_LINE)
        .read_line(&mut line)
        .map_err(Failure::Unreadable)?;
    if line.ends_with('\n') {
        line.pop();
        if line.ends_with('\r') {
            line.pop();
        }
    }
    if line.is_empty() {
        return Err(Failure::NoPassword);
    }
    Ok(Password::new(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line_of(input: &str) -> Result<String, String> {
        one_line(input.as_bytes())
            .map(|password| password.expose().to_owned())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_password_is_one_line_without_its_end() {
        for input in [
            "correct horse",
            "correct horse\n",
            "correct horse\r\nmore\n",
        ] {
            assert_eq!(line_of(input).as_deref(), Ok("correct horse"));
        }
        assert_eq!(
            line_of(" blanks are kept \n").as_deref(),
            Ok(" blanks are kept ")
        );
    }

    #[test]
    fn no_line_is_no_password() {
        for input in ["", "\n", "\r\n", "\nsecond"] {
            assert!(line_of(input).unwrap_err().contains("no password"));
        }
        assert!(one_line([0xff, b'\n'].as_slice()).is_err());
    }

    #[test]
    fn a_password_that_breaks_the_rules_is_refused() {
        let refused = checked(Password::new("short".to_owned()), PasswordRules::Bcrypt);
        assert_eq!(
            refused.unwrap_err().to_string(),
            "the password must have 8 to 71 characters"
        );
    }
}
