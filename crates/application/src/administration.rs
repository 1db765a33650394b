//! Administration: the accounts of others, managed by administrators over HTTP and by operators at
//! the command line.

mod authority;
mod error;
mod query;

pub use authority::Authority;
pub use error::AdministrationError;
pub use query::UserQuery;

use std::sync::Arc;

use docket_domain::policy::keep_an_admin;
use docket_domain::user::{AccountChange, NewUser};
use docket_domain::{Identity, LoginName, Role, User, UserId};

use crate::accounts::{Password, PasswordRules};
use crate::page::{self, Page};
use crate::passwords::Passwords;
use crate::ports::audit::{Act, AuditTrail};
use crate::ports::clock::Clock;
use crate::ports::store::Store;
use crate::sessions::Callers;

/// The use cases of administration.
#[derive(Clone)]
pub struct AdministrationService {
    store: Store,
    passwords: Passwords,
    clock: Arc<dyn Clock>,
    audit: Arc<dyn AuditTrail>,
    callers: Callers,
}

impl AdministrationService {
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

    /// A part of the list of all users.
    ///
    /// # Errors
    /// [`AdministrationError::Denied`].
    pub async fn list(
        &self,
        by: Authority<'_>,
        query: UserQuery,
    ) -> Result<Page<User>, AdministrationError> {
        self.authorize(by)?;
        self.store
            .run(page::access(query.with_total), move |work| {
                let limit = query.page.limit();
                let items = work.users().list(&query, usize::from(limit) + 1)?;
                let total = if query.with_total {
                    Some(work.users().count(&query.search)?)
                } else {
                    None
                };
                Ok(Page::of(items, limit, total))
            })
            .await
    }

    /// One user.
    ///
    /// # Errors
    /// [`AdministrationError::Denied`], [`AdministrationError::NotFound`].
    pub async fn get(&self, by: Authority<'_>, id: UserId) -> Result<User, AdministrationError> {
        self.authorize(by)?;
        self.store
            .read(move |work| {
                let user = work.users().find(id)?;
                user.ok_or(AdministrationError::NotFound(id))
            })
            .await
    }

    /// The user with this name.
    ///
    /// # Errors
    /// [`AdministrationError::Denied`], [`AdministrationError::NoSuchName`].
    pub async fn find(
        &self,
        by: Authority<'_>,
        name: LoginName,
    ) -> Result<User, AdministrationError> {
        self.authorize(by)?;
        self.store
            .read(move |work| {
                let found = work.users().find_credentials_by_name(&name)?;
                let found = found.map(|credentials| credentials.user);
                found.ok_or(AdministrationError::NoSuchName)
            })
            .await
    }

    /// Makes an account for someone, with this role.
    ///
    /// # Errors
    /// [`AdministrationError::Denied`], and as for
    /// [`AccountService::register`](crate::AccountService::register).
    pub async fn create(
        &self,
        by: Authority<'_>,
        identity: Identity,
        password: Password,
        role: Role,
    ) -> Result<User, AdministrationError> {
        self.authorize(by)?;
        let hash = self.passwords.hash(password).await?;
        let mut user = NewUser::create(identity, self.clock.now());
        user.role = role;
        let user: User = self
            .manage(by, None, move |work, _| {
                Ok(work.users().add(user.clone(), &hash)?)
            })
            .await?;
        self.note(by, Act::Registered, user.id);
        Ok(user)
    }

    /// Changes someone's role, or whether they may log in. Their sessions end if the role changes
    /// or they may no longer log in: what a session may do does not change while it goes on.
    ///
    /// # Errors
    /// [`AdministrationError::Denied`], [`AdministrationError::NotFound`],
    /// [`AdministrationError::LastAdmin`] if nobody would be left who can manage accounts.
    pub async fn edit(
        &self,
        by: Authority<'_>,
        id: UserId,
        change: AccountChange,
    ) -> Result<User, AdministrationError> {
        let (before, after) = self
            .manage(by, Some(id), move |work, admins| {
                let found = work.users().find(id)?;
                let before = found.ok_or(AdministrationError::NotFound(id))?;
                let mut after = before.clone();
                if after.administer(change) {
                    if before.is_active_admin() && !after.is_active_admin() {
                        keep_an_admin(admins, id)?;
                    }
                    work.users().update(&after)?;
                    if before.role != after.role || !after.is_active {
                        work.sessions().remove_all(id, None)?;
                    }
                }
                Ok((before, after))
            })
            .await?;
        match (before.role, after.role) {
            (Role::User, Role::Admin) => self.note(by, Act::Promoted, id),
            (Role::Admin, Role::User) => self.note(by, Act::Demoted, id),
            _ => {}
        }
        match (before.is_active, after.is_active) {
            (false, true) => self.note(by, Act::Enabled, id),
            (true, false) => self.note(by, Act::Disabled, id),
            _ => {}
        }
        Ok(after)
    }

    /// Gives someone another password, and ends all of their sessions.
    ///
    /// # Errors
    /// [`AdministrationError::Denied`], [`AdministrationError::NotFound`].
    pub async fn reset_password(
        &self,
        by: Authority<'_>,
        id: UserId,
        password: Password,
    ) -> Result<(), AdministrationError> {
        self.authorize(by)?;
        let hash = self.passwords.hash(password).await?;
        self.manage(by, Some(id), move |work, _| {
            // Holds the user: whoever is logging in with the old password waits, and fails.
            work.users().find(id)?;
            let found = work.users().find_credentials(id)?;
            let found = found.ok_or(AdministrationError::NotFound(id))?;
            work.users()
                .replace_password_hash(id, &found.password_hash, &hash)?;
            work.sessions().remove_all(id, None)?;
            Ok(())
        })
        .await?;
        self.note(by, Act::PasswordReset, id);
        Ok(())
    }

    /// Deletes someone's account, all of its tasks and all of its sessions.
    ///
    /// # Errors
    /// As for [`Self::edit`].
    pub async fn delete(&self, by: Authority<'_>, id: UserId) -> Result<(), AdministrationError> {
        self.manage(by, Some(id), move |work, admins| {
            keep_an_admin(admins, id)?;
            if work.users().remove(id)? {
                Ok(())
            } else {
                Err(AdministrationError::NotFound(id))
            }
        })
        .await?;
        self.note(by, Act::Deleted, id);
        Ok(())
    }
}
