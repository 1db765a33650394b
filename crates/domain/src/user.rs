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
use crate::list::Search;
use crate::patch::Patch;
use crate::time::Timestamp;
use crate::time_zone::TimeZone;
use crate::violation::Violation;

/// Someone with an account.
///
/// The id is given by whoever stores the user: one that was created but not yet stored is a
/// [`NewUser`]. Passwords are no part of it.
///
/// ```
/// use docket_domain::user::{Identity, NewUser, UserPatch};
/// use docket_domain::{Patch, Timestamp, UserId, Username};
///
/// let identity = Identity::new(Some(Username::parse("ada")?), None)?;
/// let mut ada = NewUser::create(identity, Timestamp::UNIX_EPOCH).stored_as(UserId::new(1)?);
///
/// // Without a user name there would be nothing left to log in with.
/// let patch = UserPatch { username: Patch::Clear, ..UserPatch::default() };
/// assert_eq!(ada.edit(&patch).unwrap_err().code(), "required");
/// assert!(ada.identity.username().is_some());
/// # Ok::<(), docket_domain::Violation>(())
/// ```
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

/// The parts of an account that an administrator wants changed; the default changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountChange {
    /// A new role.
    pub role: Option<Role>,
    /// Whether they may log in from now on.
    pub is_active: Option<bool>,
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

    /// Makes the changes of an administrator, and says whether there were any. Whether an
    /// administrator remains is for [`crate::policy::keep_an_admin`] to say.
    pub fn administer(&mut self, change: AccountChange) -> bool {
        let before = (self.role, self.is_active);
        self.role = change.role.unwrap_or(self.role);
        self.is_active = change.is_active.unwrap_or(self.is_active);
        before != (self.role, self.is_active)
    }

    /// Whether they can manage accounts right now.
    #[must_use]
    pub fn is_active_admin(&self) -> bool {
        self.is_active && self.role == Role::Admin
    }

    /// Whether every word of `search` occurs in the user name or in the e-mail address.
    #[must_use]
    pub fn matches(&self, search: &Search) -> bool {
        let username = self.identity.username().map(Username::key);
        let email = self.identity.email().map(Email::key);
        search.words().iter().all(|word| {
            [&username, &email]
                .into_iter()
                .flatten()
                .any(|name| name.contains(word.as_str()))
        })
    }
}
