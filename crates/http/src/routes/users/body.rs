//! The bodies of accounts, and their conversions from and to the domain.

use docket_application::accounts::{Password, PasswordRules};
use docket_domain::user::UserPatch;
use docket_domain::{Email, TimeZone, User, Username, Violation};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::{FromText, Ignored, Member, Members};
use crate::error::ApiError;

/// An account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User, example = json!({
    "id": 7, "username": "ada", "email": "ada@example.org", "role": "user", "is_active": true,
    "time_zone": "Europe/London", "created_at": "2026-11-20T08:30:00.000000Z"
}))]
pub(in crate::routes) struct UserBody<'a> {
    /// Which user it is.
    #[schema(minimum = 1)]
    id: i64,
    /// The user name.
    #[schema(required)]
    username: Option<&'a str>,
    /// The e-mail address.
    #[schema(required, format = "email")]
    email: Option<&'a str>,
    /// What the user may do beside managing their own tasks.
    #[schema(value_type = RoleBody)]
    role: &'static str,
    /// Whether the user may log in.
    is_active: bool,
    /// The IANA name of the zone that the user's days follow.
    time_zone: &'a str,
    /// When the account was made.
    #[schema(format = "date-time")]
    created_at: String,
}

impl<'a> From<&'a User> for UserBody<'a> {
    fn from(user: &'a User) -> Self {
        let User {
            id,
            identity,
            role,
            is_active,
            time_zone,
            created_at,
        } = user;
        Self {
            id: id.get(),
            username: identity.username().map(Username::as_str),
            email: identity.email().map(Email::as_str),
            role: role.as_str(),
            is_active: *is_active,
            time_zone: time_zone.name(),
            created_at: created_at.to_string(),
        }
    }
}

/// What a user may do beside managing their own tasks.
#[derive(ToSchema)]
#[schema(as = Role, rename_all = "snake_case")]
#[expect(
    dead_code,
    reason = "names the words for the document; the domain reads and writes them"
)]
pub(in crate::routes) enum RoleBody {
    User,
    Admin,
}

/// The parts of an account to change. Members that are not set here are ignored, so that an
/// account can be read, edited and sent back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UserPatch, example = json!({"time_zone": "Europe/London"}))]
pub(super) struct UserPatchBody {
    /// The user name; `null` for none, if there is an e-mail address.
    #[serde(default)]
    #[schema(
        value_type = Option<String>, min_length = 3, max_length = 50, pattern = "^[A-Za-z0-9_.-]+$"
    )]
    username: Member<FromText<Username>>,
    /// The e-mail address; `null` for none, if there is a user name.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 254, format = "email")]
    email: Member<FromText<Email>>,
    /// The IANA name of the zone that the user's days follow.
    #[serde(default)]
    #[schema(value_type = String, format = "time-zone", example = "Europe/London")]
    time_zone: Member<FromText<TimeZone>>,
    /// Ignored: only the server sets it.
    #[serde(default, rename = "id")]
    #[schema(value_type = i64, read_only)]
    _id: Ignored,
    /// Ignored: only an administrator sets it.
    #[serde(default, rename = "role")]
    #[schema(value_type = RoleBody, read_only)]
    _role: Ignored,
    /// Ignored: only an administrator sets it.
    #[serde(default, rename = "is_active")]
    #[schema(value_type = bool, read_only)]
    _is_active: Ignored,
    /// Ignored: only the server sets it.
    #[serde(default, rename = "created_at")]
    #[schema(value_type = String, format = "date-time", read_only)]
    _created_at: Ignored,
}

impl UserPatchBody {
    /// The patch that it stands for.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_patch(self) -> Result<UserPatch, ApiError> {
        let mut members = Members::default();
        if matches!((&self.username, &self.email), (Member::Null, Member::Null)) {
            members.refuse("username", Violation::Required);
            members.refuse("email", Violation::Required);
        }
        let patch = UserPatch {
            username: members
                .nullable("username", self.username)
                .map(FromText::into_inner),
            email: members
                .nullable("email", self.email)
                .map(FromText::into_inner),
            time_zone: members
                .optional("time_zone", self.time_zone)
                .map(FromText::into_inner),
        };
        members.faults().check(Some(patch))
    }
}

/// The present password, to make sure.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PasswordConfirmation, example = json!({"password": "correct horse battery"}))]
pub(super) struct PasswordBody {
    /// The present password.
    #[serde(default)]
    #[schema(value_type = String, required, format = "password")]
    password: Member<Password>,
}

impl PasswordBody {
    /// The password.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] if it is missing or no string.
    pub(super) fn into_password(self) -> Result<Password, ApiError> {
        let mut members = Members::default();
        let password = members.required("password", self.password);
        members.faults().check(password)
    }
}

/// A new password in place of the present one.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PasswordChange, example = json!({
    "current_password": "correct horse battery", "new_password": "staple correct horse"
}))]
pub(super) struct PasswordChangeBody {
    /// The present password.
    #[serde(default)]
    #[schema(value_type = String, required, format = "password")]
    current_password: Member<Password>,
    /// The password from now on.
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 8, format = "password")]
    new_password: Member<Password>,
}

impl PasswordChangeBody {
    /// The present and the new password.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault; the new one must satisfy `rules`.
    pub(super) fn into_passwords(
        self,
        rules: PasswordRules,
    ) -> Result<(Password, Password), ApiError> {
        let mut members = Members::default();
        let current = members.required("current_password", self.current_password);
        let new = members.new_password("new_password", self.new_password, rules);
        members.faults().check(current.zip(new))
    }
}
