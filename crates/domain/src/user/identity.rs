//! The names by which a user logs in.

use super::{Email, Username};
use crate::violation::Violation;

/// A user name, an e-mail address, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    username: Option<Username>,
    email: Option<Email>,
}

impl Identity {
    /// Joins the two.
    ///
    /// # Errors
    /// [`Violation::Required`] if there is neither.
    pub fn new(username: Option<Username>, email: Option<Email>) -> Result<Self, Violation> {
        if username.is_none() && email.is_none() {
            return Err(Violation::Required);
        }
        Ok(Self { username, email })
    }

    /// The user name, if there is one.
    #[must_use]
    pub const fn username(&self) -> Option<&Username> {
        self.username.as_ref()
    }

    /// The e-mail address, if there is one.
    #[must_use]
    pub const fn email(&self) -> Option<&Email> {
        self.email.as_ref()
    }
}

/// What someone types to say who they are: a user name or an e-mail address.
///
/// ```
/// use docket_domain::LoginName;
///
/// assert!(matches!(LoginName::parse("ada@example.org"), Ok(LoginName::Email(_))));
/// assert!(matches!(LoginName::parse("ada"), Ok(LoginName::Username(_))));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginName {
    /// A user name.
    Username(Username),
    /// An e-mail address.
    Email(Email),
}

impl LoginName {
    /// Reads what was typed. User names have no `@`, so there is never a doubt which it is.
    ///
    /// # Errors
    /// What [`Username::parse`] or [`Email::parse`] has against it: nobody has that name.
    pub fn parse(raw: &str) -> Result<Self, Violation> {
        if raw.contains('@') {
            Email::parse(raw).map(Self::Email)
        } else {
            Username::parse(raw).map(Self::Username)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_without_any_name_cannot_be() {
        assert_eq!(Identity::new(None, None), Err(Violation::Required));
    }

    #[test]
    fn what_has_an_at_sign_is_read_as_an_address() {
        assert!(matches!(
            LoginName::parse("ada@example.org"),
            Ok(LoginName::Email(_))
        ));
        assert!(matches!(
            LoginName::parse("ada"),
            Ok(LoginName::Username(_))
        ));
        assert!(LoginName::parse("ada@").is_err());
    }
}
