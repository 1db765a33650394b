//! Users: who they are.

mod email;
mod identity;
mod role;
mod username;

pub use email::Email;
pub use identity::{Identity, LoginName};
pub use role::Role;
pub use username::Username;

use crate::id::UserId;
use crate::patch::Patch;
use crate::time::Timestamp;
use crate::time_zone::TimeZone;
use crate::violation::Violation;

/// Someone with an account.
///
/// The id is given by whoever stores the user: one that was created but not yet stored is a
/// [`NewUser`]. Passwords are no part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User<Id = UserId> {
    /// Which user it is.
    pub id: Id,
    /// The names by which they log in.
    pub identity: Identity,
    /// What they may do beside managing their own tasks.
    pub role: Role,
    /// Whether they may log in.
    pub is_active: bool,
    /// Where their days begin and end.
    pub time_zone: TimeZone,
    /// When the account was made.
    pub created_at: Timestamp,
}

/// A user that has no id yet.
pub type NewUser = User<()>;

/// The parts of an account that its user wants changed; the default changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserPatch {
    /// A new user name, or none.
    pub username: Patch<Username>,
    /// A new e-mail address, or none.
    pub email: Patch<Email>,
    /// A new time zone.
    pub time_zone: Option<TimeZone>,
}

impl NewUser {
    /// An active user with the role `user`, in UTC, made at the instant `now`.
    #[must_use]
    pub fn create(identity: Identity, now: Timestamp) -> Self {
        Self {
            id: (),
            identity,
            role: Role::User,
            is_active: true,
            time_zone: TimeZone::UTC,
            created_at: now,
        }
    }

    /// The user, once stored under `id`.
    #[must_use]
    pub fn stored_as(self, id: UserId) -> User {
        let Self {
            id: (),
            identity,
            role,
            is_active,
            time_zone,
            created_at,
        } = self;
        User {
            id,
            identity,
            role,
            is_active,
            time_zone,
            created_at,
        }
    }
}

impl User {
    /// Makes the changes of `patch`, and says whether there were any.
    ///
    /// # Errors
    /// [`Violation::Required`] if neither user name nor e-mail address would be left; nothing is
    /// changed then.
    pub fn edit(&mut self, patch: &UserPatch) -> Result<bool, Violation> {
        let UserPatch {
            username,
            email,
            time_zone,
        } = patch;
        let before = &self.identity;
        let identity = Identity::new(
            username.as_ref().cloned().apply(before.username().cloned()),
            email.as_ref().cloned().apply(before.email().cloned()),
        )?;
        let time_zone = time_zone.as_ref().unwrap_or(&self.time_zone);
        let changed = identity != self.identity || *time_zone != self.time_zone;
        self.time_zone = time_zone.clone();
        self.identity = identity;
        Ok(changed)
    }
}
