//! The bodies of registering, logging in and staying so.

use docket_application::accounts::{Password, PasswordRules};
use docket_application::ports::tokens::RefreshToken;
use docket_application::sessions::Grant;
use docket_domain::{Email, Identity, Username, Violation};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::{FromText, Member, Members};
use crate::error::ApiError;

/// A new account: a user name, an e-mail address, or both, and a password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewUser, example = json!({"username": "ada", "password": "correct horse battery"}))]
pub(super) struct CredentialsBody {
    /// The user name; unique without regard to case.
    #[serde(default)]
    #[schema(
        value_type = Option<String>, min_length = 3, max_length = 50, pattern = "^[A-Za-z0-9_.-]+$"
    )]
    username: Member<FromText<Username>>,
    /// The e-mail address; unique without regard to case.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 254, format = "email")]
    email: Member<FromText<Email>>,
    /// The password: 8 characters to 71 bytes without NUL, or 8 to 128 characters if the service
    /// hashes with Argon2id.
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 8, max_length = 128, format = "password")]
    password: Member<Password>,
}

impl CredentialsBody {
    /// The names and the password, which must satisfy `rules`.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_account(
        self,
        rules: PasswordRules,
    ) -> Result<(Identity, Password), ApiError> {
        let mut members = Members::default();
        let nameless = matches!(self.username, Member::Absent | Member::Null)
            && matches!(self.email, Member::Absent | Member::Null);
        if nameless {
            members.refuse("username", Violation::Required);
        }
        let username = members
            .nullable("username", self.username)
            .map(FromText::into_inner);
        let email = members
            .nullable("email", self.email)
            .map(FromText::into_inner);
        let password = members.new_password("password", self.password, rules);
        let identity = Identity::new(username.apply(None), email.apply(None)).ok();
        members.faults().check(identity.zip(password))
    }
}

/// A user name or an e-mail address, and the password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Login, example = json!({"username": "ada", "password": "correct horse battery"}))]
pub(super) struct LoginBody {
    /// The user name, or the e-mail address. Either `username` or `email` is required.
    #[serde(default)]
    #[schema(value_type = String)]
    username: Member<String>,
    /// The e-mail address, or the user name.
    #[serde(default)]
    #[schema(value_type = String)]
    email: Member<String>,
    /// The password.
    #[serde(default)]
    #[schema(value_type = String, required, format = "password")]
    password: Member<Password>,
}

impl LoginBody {
    /// The name and the password.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_credentials(self) -> Result<(String, Password), ApiError> {
        const ALONE: Violation = Violation::Malformed("given without `username`");
        let mut members = Members::default();
        match (&self.username, &self.email) {
            (Member::Absent, Member::Absent) => members.refuse("username", Violation::Required),
            (Member::Absent, _) | (_, Member::Absent) => {}
            _ => members.refuse("email", ALONE),
        }
        let username = members.optional("username", self.username);
        let email = members.optional("email", self.email);
        let password = members.required("password", self.password);
        members.faults().check(username.or(email).zip(password))
    }
}

/// The form of the OAuth2 password flow (RFC 6749, section 4.3.2).
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = LoginForm, example = json!({"username": "ada", "password": "correct horse battery"}))]
pub(super) struct LoginForm {
    /// The user name, or the e-mail address.
    #[serde(default)]
    #[schema(value_type = String, required)]
    username: Member<String>,
    /// The password.
    #[serde(default)]
    #[schema(value_type = String, required, format = "password")]
    password: Member<Password>,
}

impl LoginForm {
    /// The name and the password.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_credentials(self) -> Result<(String, Password), ApiError> {
        let mut members = Members::default();
        let username = members.required("username", self.username);
        let password = members.required("password", self.password);
        members.faults().check(username.zip(password))
    }
}

/// The refresh token of a session.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Refresh, example = json!({"refresh_token": "dkr_…"}))]
pub(super) struct RefreshBody {
    /// The refresh token that came last.
    #[serde(default)]
    #[schema(value_type = String, required, format = "password")]
    refresh_token: Member<RefreshToken>,
}

impl RefreshBody {
    /// The token.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] if it is missing or no string.
    pub(super) fn into_token(self) -> Result<RefreshToken, ApiError> {
        let mut members = Members::default();
        let token = members.required("refresh_token", self.refresh_token);
        members.faults().check(token)
    }
}

/// The tokens of a session.
#[derive(Serialize, ToSchema)]
#[schema(as = Tokens, example = json!({
    "access_token": "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.…", "token_type": "bearer",
    "expires_in": 1800, "refresh_token": "dkr_…", "refresh_expires_in": 2_592_000
}))]
pub(super) struct TokensBody<'a> {
    /// What to send along as `Authorization: Bearer <access_token>`.
    access_token: &'a str,
    /// Always `bearer`.
    token_type: &'static str,
    /// For how many seconds the access token is good.
    #[schema(minimum = 0)]
    expires_in: u32,
    /// What to send to `POST /auth/refresh` for the next tokens, once.
    refresh_token: &'a str,
    /// For how many seconds the refresh token is good.
    #[schema(minimum = 0)]
    refresh_expires_in: u32,
}

impl<'a> From<&'a Grant> for TokensBody<'a> {
    fn from(grant: &'a Grant) -> Self {
        let Grant {
            access,
            refresh,
            refresh_expires_in,
        } = grant;
        Self {
            access_token: access.token.expose_secret(),
            token_type: "bearer",
            expires_in: access.expires_in,
            refresh_token: refresh.expose(),
            refresh_expires_in: *refresh_expires_in,
        }
    }
}
