//! The collection of users.

use docket_domain::user::NewUser;
use docket_domain::{LoginName, User, UserId};

use super::hasher::PasswordHash;
use super::store::StoreError;

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

    /// The user with this id.
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

    /// Removes a user and all of their tasks; `false` if there is none with that id.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn remove(&mut self, id: UserId) -> Result<bool, StoreError>;
}
