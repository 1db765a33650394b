//! Accounts: registering, one's profile, one's password, leaving.

mod error;
mod password;

pub use error::AccountError;
pub use password::{Password, PasswordRules};

use std::sync::Arc;

use docket_domain::policy::keep_an_admin;
use docket_domain::user::{NewUser, UserPatch};
use docket_domain::{Identity, User};

use crate::passwords::{Passwords, Trial, TrialError};
use crate::ports::audit::{Act, AuditTrail, Event};
use crate::ports::clock::Clock;
use crate::ports::hasher::PasswordHash;
use crate::ports::store::Store;
use crate::ports::throttle::Account;
use crate::sessions::{Caller, Callers};

/// The use cases of accounts.
#[derive(Clone)]
pub struct AccountService {
    store: Store,
    passwords: Passwords,
    clock: Arc<dyn Clock>,
    audit: Arc<dyn AuditTrail>,
    callers: Callers,
}

impl AccountService {
    /// The service on these ports.
    #[must_use]
    pub fn new(
        store: Store,
        passwords: Passwords,
        clock: Arc<dyn Clock>,
        audit: Arc<dyn AuditTrail>,
        callers: Callers,
    ) -> Self {
        Self {
            store,
            passwords,
            clock,
            audit,
            callers,
        }
    }

    /// What a new password must satisfy.
    #[must_use]
    pub fn password_rules(&self) -> PasswordRules {
        self.passwords.rules()
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
        let hash = self.passwords.hash(password).await?;
        let user = NewUser::create(identity, self.clock.now());
        let user: User = self
            .store
            .write_one(move |work| Ok::<_, AccountError>(work.users().add(user.clone(), &hash)?))
            .await?;
        self.audit.record(&Event::by(Act::Registered, user.id));
        Ok(user)
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
        let edited = self
            .store
            .write(move |work| {
                let mut user = work.users().find(id)?.ok_or(AccountError::Gone)?;
                let names = user.identity.clone();
                let changed = user.edit(&patch).map_err(|_| AccountError::NameRequired)?;
                if changed && !work.users().update(&user)? {
                    return Err(AccountError::Gone);
                }
                let is_renamed = user.identity != names;
                Ok::<_, AccountError>((user, is_renamed))
            })
            .await;
        self.callers.forget(id);
        let (user, is_renamed) = edited?;
        if is_renamed {
            self.note(Act::NamesChanged, caller);
        }
        Ok(user)
    }

    /// Changes the caller's password, and ends all of their sessions but the one they are in.
    ///
    /// # Errors
    /// [`AccountError::WrongPassword`] if `current` is not the present one,
    /// [`AccountError::Throttled`] if it was tried too often.
    pub async fn change_password(
        &self,
        caller: &Caller,
        current: Password,
        new: Password,
    ) -> Result<(), AccountError> {
        let id = caller.user_id();
        let kept = caller.session_id();
        let old_hash = self.check_password(caller, current).await?;
        let new_hash = self.passwords.hash(new).await?;
        let changed = self
            .store
            .write(move |work| {
                // Holds the user: whoever is logging in with the old password waits, and fails.
                work.users().find(id)?.ok_or(AccountError::Gone)?;
                // Someone who changed it meanwhile knew the present password too: theirs stands.
                if !work
                    .users()
                    .replace_password_hash(id, &old_hash, &new_hash)?
                {
                    return Err(AccountError::WrongPassword);
                }
                work.sessions().remove_all(id, Some(kept))?;
                Ok::<_, AccountError>(())
            })
            .await;
        self.callers.forget(id);
        changed?;
        self.note(Act::PasswordChanged, caller);
        Ok(())
    }

    /// Deletes the caller's account, all of its tasks and all of its sessions.
    ///
    /// # Errors
    /// [`AccountError::WrongPassword`] if `password` is not the present one,
    /// [`AccountError::Throttled`] if it was tried too often, [`AccountError::LastAdmin`] if nobody
    /// would be left who can manage accounts.
    pub async fn delete(&self, caller: &Caller, password: Password) -> Result<(), AccountError> {
        let id = caller.user_id();
        self.check_password(caller, password).await?;
        let deleted = self
            .store
            .write(move |work| {
                let admins = work.users().hold_active_admins()?;
                keep_an_admin(&admins, id)?;
                if work.users().remove(id)? {
                    Ok(())
                } else {
                    Err(AccountError::Gone)
                }
            })
            .await;
        self.callers.forget(id);
        deleted?;
        self.note(Act::Deleted, caller);
        Ok(())
    }

    /// Checks the password of the caller, outside of any unit of work: hashing is slow on purpose.
    async fn check_password(
        &self,
        caller: &Caller,
        password: Password,
    ) -> Result<PasswordHash, AccountError> {
        let id = caller.user_id();
        let credentials = self
            .store
            .read(move |work| work.users().find_credentials(id)?.ok_or(AccountError::Gone))
            .await?;
        let hash = credentials.password_hash;
        let account = Account::Known(id);
        let trial = self
            .passwords
            .try_on(&account, password, Some(hash.clone()))
            .await;
        if matches!(trial, Err(TrialError::Throttled(_))) {
            self.note(Act::PasswordThrottled, caller);
        }
        match trial? {
            Trial::Match | Trial::MatchOutdated => Ok(hash),
            Trial::Mismatch | Trial::UnusableHash => {
                self.note(Act::PasswordWrong, caller);
                Err(AccountError::WrongPassword)
            }
        }
    }

    fn note(&self, act: Act, caller: &Caller) {
        let event = Event::by(act, caller.user_id());
        self.audit.record(&event.of_session(caller.session_id()));
    }
}
