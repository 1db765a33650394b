//! Accounts: registering, one's profile, one's password, leaving.

mod error;
mod password;

pub use error::AccountError;
pub use password::{Password, PasswordRules};

use std::sync::Arc;

use docket_domain::user::{NewUser, UserPatch};
use docket_domain::{Identity, User, UserId};

use crate::ports::clock::Clock;
use crate::ports::hasher::{PasswordHash, PasswordHasher, Verdict};
use crate::ports::store::Store;
use crate::sessions::Caller;

/// The use cases of accounts.
#[derive(Clone)]
pub struct AccountService {
    store: Store,
    hasher: Arc<dyn PasswordHasher>,
    clock: Arc<dyn Clock>,
}

impl AccountService {
    /// The service on these ports.
    #[must_use]
    pub fn new(store: Store, hasher: Arc<dyn PasswordHasher>, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            hasher,
            clock,
        }
    }

    /// What a new password must satisfy.
    #[must_use]
    pub fn password_rules(&self) -> PasswordRules {
        self.hasher.rules()
    }

    /// Makes an account.
    ///
    /// # Errors
    /// [`AccountError::Store`] with a duplicate if another user has one of the names, and what
    /// hashing and storing may answer.
    pub async fn register(
        &self,
        identity: Identity,
        password: Password,
    ) -> Result<User, AccountError> {
        let hash = self.hasher.hash(password).await?;
        let user = NewUser::create(identity, self.clock.now());
        self.store
            .write(move |work| Ok(work.users().add(user.clone(), &hash)?))
            .await
    }

    /// The caller's account.
    ///
    /// # Errors
    /// [`AccountError::Gone`] if it has been deleted.
    pub async fn profile(&self, caller: &Caller) -> Result<User, AccountError> {
        let id = caller.user_id();
        self.store
            .read(move |work| work.users().find(id)?.ok_or(AccountError::Gone))
            .await
    }

    /// Changes the caller's account.
    ///
    /// # Errors
    /// [`AccountError::NameRequired`] if neither user name nor e-mail address would be left,
    /// a duplicate if another user has one of them, [`AccountError::Gone`] if the account has
    /// been deleted.
    pub async fn edit(&self, caller: &Caller, patch: UserPatch) -> Result<User, AccountError> {
        let id = caller.user_id();
        self.store
            .write(move |work| {
                let mut user = work.users().find(id)?.ok_or(AccountError::Gone)?;
                let changed = user.edit(&patch).map_err(|_| AccountError::NameRequired)?;
                if changed && !work.users().update(&user)? {
                    return Err(AccountError::Gone);
                }
                Ok(user)
            })
            .await
    }

    /// Changes the caller's password.
    ///
    /// # Errors
    /// [`AccountError::WrongPassword`] if `current` is not the present one.
    pub async fn change_password(
        &self,
        caller: &Caller,
        current: Password,
        new: Password,
    ) -> Result<(), AccountError> {
        let id = caller.user_id();
        let old_hash = self.check_password(id, current).await?;
        let new_hash = self.hasher.hash(new).await?;
        self.store
            .write(move |work| {
                // Someone who changed it meanwhile knew the present password too: theirs stands.
                if work
                    .users()
                    .replace_password_hash(id, &old_hash, &new_hash)?
                {
                    Ok(())
                } else {
                    Err(AccountError::WrongPassword)
                }
            })
            .await
    }

    /// Deletes the caller's account, and all of its tasks.
    ///
    /// # Errors
    /// [`AccountError::WrongPassword`] if `password` is not the present one.
    pub async fn delete(&self, caller: &Caller, password: Password) -> Result<(), AccountError> {
        let id = caller.user_id();
        self.check_password(id, password).await?;
        self.store
            .write(move |work| {
                if work.users().remove(id)? {
                    Ok(())
                } else {
                    Err(AccountError::Gone)
                }
            })
            .await
    }

    /// Checks the password of `id`, outside of any unit of work: hashing is slow on purpose.
    async fn check_password(
        &self,
        id: UserId,
        password: Password,
    ) -> Result<PasswordHash, AccountError> {
        let credentials = self
            .store
            .read(move |work| work.users().find_credentials(id)?.ok_or(AccountError::Gone))
            .await?;
        let hash = credentials.password_hash;
        match self.hasher.verify(password, Some(hash.clone())).await? {
            Verdict::Match | Verdict::MatchOutdated => Ok(hash),
            Verdict::Mismatch => Err(AccountError::WrongPassword),
        }
    }
}
