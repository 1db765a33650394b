//! Users.

use docket_application::ports::foreign::{ForeignUser, Found};
use docket_application::ports::hasher::PasswordHash;
use docket_domain::{Email, Role, Username, Violation};

use super::{Flaws, found, is_deleted, text};
use crate::foreign::rows::UserRow;
use crate::foreign::shape::UserColumns;
use crate::foreign::{instants, words};

/// The user of a row.
pub(in crate::foreign) fn user(row: UserRow, columns: &UserColumns) -> Found<ForeignUser> {
    let UserRow {
        id,
        username,
        email,
        password,
        role,
        is_admin,
        is_active,
        is_disabled,
        created_at,
        is_deleted: deleted,
        deleted_at,
    } = row;
    let mut flaws = Flaws::default();
    let id = flaws.need(&columns.id, id, |id| Ok(text::key(id)));
    let deleted = flaws.read(columns.is_deleted.as_ref(), deleted, words::boolean);
    if is_deleted(deleted, deleted_at.as_deref()) {
        return found(id, flaws, None);
    }
    let email = flaws.read(columns.email.as_ref(), email, Email::parse);
    let username = flaws.read(columns.username.as_ref(), username, |text| {
        login(text, email.as_ref())
    });
    let (username, email) = match username {
        Some(Login::Username(username)) => (Some(username), email),
        Some(Login::Email(address)) => (None, Some(address)),
        None => (None, email),
    };
    let password_hash = flaws.read(columns.password.as_ref(), password, |hash| {
        Ok(PasswordHash::new(hash.to_owned()))
    });
    let role = flaws.read(columns.role.as_ref(), role, |text| Ok(words::role(text)));
    let is_admin = flaws.read(columns.is_admin.as_ref(), is_admin, words::boolean);
    let is_active = flaws.read(columns.is_active.as_ref(), is_active, words::boolean);
    let is_disabled = flaws.read(columns.is_disabled.as_ref(), is_disabled, words::boolean);
    let created_at = flaws.read(columns.created_at.as_ref(), created_at, instants::instant);
    let user = ForeignUser {
        username,
        email,
        password_hash,
        role: match is_admin {
            Some(true) => Role::Admin,
            // Whatever else is said: who is doubtful is nobody's administrator.
            Some(false) => Role::User,
            None => role.unwrap_or_default(),
        },
        // Programs that ask `if not user.is_active` let nobody in of whom nothing is said.
        is_active: is_active.unwrap_or(columns.is_active.is_none())
            && !is_disabled.unwrap_or(false),
        created_at,
    };
    found(id, flaws, Some(user))
}

/// What someone logs in by.
enum Login {
    Username(Username),
    Email(Email),
}

/// Reads a user name. Many programs let people log in by their e-mail addresses, and keep those
/// there, too.
fn login(text: &str, email: Option<&Email>) -> Result<Login, Violation> {
    if !text.contains('@') {
        return Username::parse(text).map(Login::Username);
    }
    let address = Email::parse(text)?;
    match email {
        Some(email) if email.key() == address.key() => Ok(Login::Email(email.clone())),
        // It would be a third name.
        Some(_) => Username::parse(text).map(Login::Username),
        None => Ok(Login::Email(address)),
    }
}
