//! By which name an account is meant, and by which it is told.

use std::fmt;

use docket_application::AdministrationService;
use docket_application::administration::Authority;
use docket_domain::{Email, LoginName, User, Username};

use super::failure::Failure;

/// The name of an account, as it was typed.
#[derive(Debug, Clone)]
pub(super) struct Name(LoginName);

impl Name {
    /// Reads a user name or an e-mail address.
    pub(super) fn parse(raw: &str) -> Result<Self, Failure> {
        LoginName::parse(raw).map(Self).map_err(Failure::Name)
    }

    /// What it is.
    pub(super) fn into_inner(self) -> LoginName {
        self.0
    }

    /// The user who has it.
    pub(super) async fn find(&self, service: &AdministrationService) -> Result<User, Failure> {
        service
            .find(Authority::Operator, self.0.clone())
            .await
            .map_err(|error| Failure::of(self, error))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            LoginName::Username(username) => username.as_str(),
            LoginName::Email(email) => email.as_str(),
        })
    }
}

/// The name by which a user is told.
pub(super) fn of(user: &User) -> &str {
    let username = user.identity.username().map(Username::as_str);
    username
        .or(user.identity.email().map(Email::as_str))
        .unwrap_or_default()
}
