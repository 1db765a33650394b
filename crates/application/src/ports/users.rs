//! The collection of users.

use docket_domain::list::Search;
use docket_domain::user::NewUser;
use docket_domain::{LoginName, User, UserId};

use super::hasher::PasswordHash;
use super::store::StoreError;
use crate::administration::UserQuery;

/// A user with what their password is checked against.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// Whose they are.
    pub user: User,
    /// The hash of the password.
    pub password_hash: PasswordHash,
}

/// The users of a unit of work. `find…` answers `None` for what is not there: whether that is an
/// error is for the use case to say.
pub trait UserRepository {
    /// Adds a user, and gives them an id that no user ever had.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] if another user has the user name or the e-mail address, without
    /// regard to case.
    fn add(&mut self, user: NewUser, password_hash: &PasswordHash) -> Result<User, StoreError>;

    /// The user with this id. In a unit of work that may write, nobody else changes them until its
    /// end.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError>;

    /// The user with this id, and their password's hash.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn find_credentials(&mut self, id: UserId) -> Result<Option<Credentials>, StoreError>;

    /// The user with this name, without regard to case, and their password's hash.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn find_credentials_by_name(
        &mut self,
        name: &LoginName,
    ) -> Result<Option<Credentials>, StoreError>;

    /// At most `limit` of the users that `query` asks for, by ascending id, after its position and
    /// then after as many as it skips: as [`User::matches`] has it.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn list(&mut self, query: &UserQuery, limit: usize) -> Result<Vec<User>, StoreError>;

    /// How many users match `search`.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn count(&mut self, search: &Search) -> Result<u64, StoreError>;

    /// The active administrators, by ascending id. Nobody else changes them, or asks for the same,
    /// until the end of the unit of work. To be called before users are found in it, so that units
    /// of work wait for each other in one order.
    ///
    /// # Errors
    /// [`StoreError::Stale`] if they changed while they were waited for, so that the unit of work
    /// is run again.
    fn hold_active_admins(&mut self) -> Result<Vec<UserId>, StoreError>;

    /// Stores a user that has changed; `false` if there is none with that id.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] as for [`Self::add`].
    fn update(&mut self, user: &User) -> Result<bool, StoreError>;

    /// Stores a new hash for a user's password in place of `old`; `false` if there is no user
    /// with that id whose hash is still `old`.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn replace_password_hash(
        &mut self,
        id: UserId,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, StoreError>;

    /// Removes a user, all of their tasks and sessions; `false` if there is none with that id.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn remove(&mut self, id: UserId) -> Result<bool, StoreError>;
}
