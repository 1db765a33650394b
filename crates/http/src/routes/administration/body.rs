//! The bodies of administration.

use docket_domain::Role;
use docket_domain::user::AccountChange;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::body::{FromText, Ignored, Member, Members};
use crate::error::ApiError;
use crate::routes::users::RoleBody;

/// What an administrator wants changed of an account. Members that only its user or the server sets
/// are ignored, so that an account can be read, edited and sent back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AccountChange, example = json!({"role": "admin"}))]
pub(super) struct AccountChangeBody {
    /// What the user may do beside managing their own tasks.
    #[serde(default)]
    #[schema(value_type = RoleBody)]
    role: Member<FromText<Role>>,
    /// Whether the user may log in.
    #[serde(default)]
    #[schema(value_type = bool)]
    is_active: Member<bool>,
    /// Ignored: only the server sets it.
    #[serde(default, rename = "id")]
    #[schema(value_type = i64, read_only)]
    _id: Ignored,
    /// Ignored: only the user sets it.
    #[serde(default, rename = "username")]
    #[schema(value_type = Option<String>, read_only)]
    _username: Ignored,
    /// Ignored: only the user sets it.
    #[serde(default, rename = "email")]
    #[schema(value_type = Option<String>, read_only)]
    _email: Ignored,
    /// Ignored: only the user sets it.
    #[serde(default, rename = "time_zone")]
    #[schema(value_type = String, read_only)]
    _time_zone: Ignored,
    /// Ignored: only the server sets it.
    #[serde(default, rename = "created_at")]
    #[schema(value_type = String, format = "date-time", read_only)]
    _created_at: Ignored,
}

impl AccountChangeBody {
    /// The change that it stands for.
    ///
    /// # Errors
    /// [`ApiError::ValidationFailed`] with every fault.
    pub(super) fn into_change(self) -> Result<AccountChange, ApiError> {
        let mut members = Members::default();
        let change = AccountChange {
            role: members
                .optional("role", self.role)
                .map(FromText::into_inner),
            is_active: members.optional("is_active", self.is_active),
        };
        members.faults().check(Some(change))
    }
}
