//! Rows of users.

use diesel::prelude::*;
use docket_application::ports::hasher::PasswordHash;
use docket_application::ports::store::Inconsistency;
use docket_application::ports::users::Credentials;
use docket_domain::user::NewUser;
use docket_domain::{Email, Identity, Role, TimeZone, Timestamp, User, UserId, Username};

use super::Place;
use crate::connection::MultiBackend;
use crate::schema::users;

/// A user as it is read; the hash of the password is not, unless it is asked for.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(MultiBackend))]
pub(crate) struct UserRow {
    id: i64,
    username: Option<String>,
    email: Option<String>,
    role: String,
    is_active: bool,
    time_zone: String,
    created_at: i64,
}

/// A user and the hash of their password, as they are read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = users, check_for_backend(MultiBackend))]
pub(crate) struct CredentialsRow {
    #[diesel(embed)]
    user: UserRow,
    password_hash: String,
}

/// A user as it is added.
#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct NewUserRow<'a> {
    username: Option<&'a str>,
    username_key: Option<String>,
    email: Option<&'a str>,
    email_key: Option<String>,
    password_hash: &'a str,
    role: &'static str,
    is_active: bool,
    time_zone: &'a str,
    created_at: i64,
}

/// What an update of a user writes: all but the id, the hash and when it was made.
#[derive(AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true)]
pub(crate) struct UserChanges<'a> {
    username: Option<&'a str>,
    username_key: Option<String>,
    email: Option<&'a str>,
    email_key: Option<String>,
    role: &'static str,
    is_active: bool,
    time_zone: &'a str,
}

impl<'a> NewUserRow<'a> {
    /// The row of a user and the hash of their password.
    pub(crate) fn new(user: &'a NewUser, password_hash: &'a PasswordHash) -> Self {
        let User {
            id: (),
            identity,
            role,
            is_active,
            time_zone,
            created_at,
        } = user;
        Self {
            username: identity.username().map(Username::as_str),
            username_key: identity.username().map(Username::key),
            email: identity.email().map(Email::as_str),
            email_key: identity.email().map(Email::key),
            password_hash: password_hash.expose(),
            role: role.as_str(),
            is_active: *is_active,
            time_zone: time_zone.name(),
            created_at: created_at.as_microseconds(),
        }
    }
}

impl<'a> From<&'a User> for UserChanges<'a> {
    fn from(user: &'a User) -> Self {
        let User {
            id: _,
            identity,
            role,
            is_active,
            time_zone,
            created_at: _,
        } = user;
        Self {
            username: identity.username().map(Username::as_str),
            username_key: identity.username().map(Username::key),
            email: identity.email().map(Email::as_str),
            email_key: identity.email().map(Email::key),
            role: role.as_str(),
            is_active: *is_active,
            time_zone: time_zone.name(),
        }
    }
}

impl TryFrom<UserRow> for User {
    type Error = Inconsistency;

    fn try_from(row: UserRow) -> Result<Self, Inconsistency> {
        let UserRow {
            id,
            username,
            email,
            role,
            is_active,
            time_zone,
            created_at,
        } = row;
        let at = Place {
            table: "users",
            row: id,
        };
        let username = username.as_deref().map(Username::parse).transpose();
        let email = email.as_deref().map(Email::parse).transpose();
        let identity = Identity::new(
            username.map_err(at.column("username"))?,
            email.map_err(at.column("email"))?,
        );
        Ok(Self {
            id: UserId::new(id).map_err(at.column("id"))?,
            identity: identity.map_err(at.column("username"))?,
            role: role.parse::<Role>().map_err(at.column("role"))?,
            is_active,
            time_zone: TimeZone::parse(&time_zone).map_err(at.column("time_zone"))?,
            created_at: Timestamp::from_microseconds(created_at)
                .map_err(at.column("created_at"))?,
        })
    }
}

impl TryFrom<CredentialsRow> for Credentials {
    type Error = Inconsistency;

    fn try_from(row: CredentialsRow) -> Result<Self, Inconsistency> {
        let CredentialsRow {
            user,
            password_hash,
        } = row;
        Ok(Self {
            user: user.try_into()?,
            password_hash: PasswordHash::new(password_hash),
        })
    }
}
