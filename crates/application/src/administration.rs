//! Administration: the accounts of others, managed by administrators over HTTP and by operators at
//! the command line.

mod error;
mod query;

pub use error::AdministrationError;
pub use query::UserQuery;

use std::sync::Arc;

use docket_domain::policy::{authorize_management, keep_an_admin};
use docket_domain::user::{AccountChange, NewUser};
use docket_domain::{Identity, LoginName, NotAdmin, Role, User, UserId};

use crate::accounts::{Password, PasswordRules};
use crate::page::Page;
use crate::passwords::Passwords;
use crate::ports::audit::{Act, Actor, AuditTrail, Event};
use crate::ports::clock::Clock;
use crate::ports::store::{Access, Store, UnitOfWork};
use crate::sessions::Caller;

/// By whose authority accounts are managed.
#[derive(Debug, Clone, Copy)]
pub enum Authority<'a> {
    /// A caller's, who must be an administrator.
    Caller(&'a Caller),
    /// That of someone who can run commands beside the database.
    Operator,
}

/// The use cases of administration.
#[derive(Clone)]
pub struct AdministrationService {
    store: Store,
    passwords: Passwords,
    clock: Arc<dyn Clock>,
    audit: Arc<dyn AuditTrail>,
}

impl AdministrationService {
    /// The service on these ports.
    #[must_use]
    pub fn new(
        store: Store,
        passwords: Passwords,
        clock: Arc<dyn Clock>,
        audit: Arc<dyn AuditTrail>,
    ) -> Self {
        Self {
            store,
            passwords,
            clock,
            audit,
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
        // Page and total are to be of one moment; a page alone is one statement.
        let access = if query.with_total {
            Access::Snapshot
        } else {
            Access::Read
        };
        self.store
            .run(access, move |work| {
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
        let admin = self.authorize(by)?;
        let hash = self.passwords.hash(password).await?;
        let mut user = NewUser::create(identity, self.clock.now());
        user.role = role;
        let user: User = self
            .store
            .write(move |work| {
                hold_admins(work, admin)?;
                Ok::<_, AdministrationError>(work.users().add(user.clone(), &hash)?)
            })
            .await
            .inspect_err(|error| self.note_denial(by, error))?;
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
        let admin = self.authorize(by)?;
        let (before, after) = self
            .store
            .write(move |work| {
                let admins = hold_admins(work, admin)?;
                let found = work.users().find(id)?;
                let before = found.ok_or(AdministrationError::NotFound(id))?;
                let mut after = before.clone();
                if after.administer(change) {
                    if before.is_active_admin() && !after.is_active_admin() {
                        keep_an_admin(&admins, id)?;
                    }
                    work.users().update(&after)?;
                    if before.role != after.role || !after.is_active {
                        work.sessions().remove_all(id, None)?;
                    }
                }
                Ok::<_, AdministrationError>((before, after))
            })
            .await
            .inspect_err(|error| self.note_denial(by, error))?;
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
        let admin = self.authorize(by)?;
        let hash = self.passwords.hash(password).await?;
        self.store
            .write(move |work| {
                hold_admins(work, admin)?;
                // Holds the user: whoever is logging in with the old password waits, and fails.
                work.users().find(id)?;
                let found = work.users().find_credentials(id)?;
                let found = found.ok_or(AdministrationError::NotFound(id))?;
                work.users()
                    .replace_password_hash(id, &found.password_hash, &hash)?;
                work.sessions().remove_all(id, None)?;
                Ok::<_, AdministrationError>(())
            })
            .await
            .inspect_err(|error| self.note_denial(by, error))?;
        self.note(by, Act::PasswordReset, id);
        Ok(())
    }

    /// Deletes someone's account, all of its tasks and all of its sessions.
    ///
    /// # Errors
    /// As for [`Self::edit`].
    pub async fn delete(&self, by: Authority<'_>, id: UserId) -> Result<(), AdministrationError> {
        let admin = self.authorize(by)?;
        self.store
            .write(move |work| {
                let admins = hold_admins(work, admin)?;
                keep_an_admin(&admins, id)?;
                if work.users().remove(id)? {
                    Ok(())
                } else {
                    Err(AdministrationError::NotFound(id))
                }
            })
            .await
            .inspect_err(|error| self.note_denial(by, error))?;
        self.note(by, Act::Deleted, id);
        Ok(())
    }

    /// Asks the policy, and tells which administrator it is, if it is one over HTTP.
    fn authorize(&self, by: Authority<'_>) -> Result<Option<UserId>, AdministrationError> {
        let Authority::Caller(caller) = by else {
            return Ok(None);
        };
        authorize_management(caller.actor())
            .map_err(AdministrationError::from)
            .inspect_err(|error| self.note_denial(by, error))?;
        Ok(Some(caller.user_id()))
    }

    fn note_denial(&self, by: Authority<'_>, error: &AdministrationError) {
        if let (Authority::Caller(caller), AdministrationError::Denied(_)) = (by, error) {
            let event = Event::by(Act::AccessDenied, caller.user_id());
            self.audit.record(&event.of_session(caller.session_id()));
        }
    }

    fn note(&self, by: Authority<'_>, act: Act, user: UserId) {
        let (actor, session) = match by {
            Authority::Caller(caller) => (Actor::User(caller.user_id()), Some(caller.session_id())),
            Authority::Operator => (Actor::Operator, None),
        };
        self.audit.record(&Event {
            act,
            actor,
            user: Some(user),
            session,
        });
    }
}

/// Holds the active administrators, of whom the one who asks must still be one: another one may
/// have demoted them since their token was checked.
fn hold_admins(
    work: &mut dyn UnitOfWork,
    asking: Option<UserId>,
) -> Result<Vec<UserId>, AdministrationError> {
    let admins = work.users().hold_active_admins()?;
    match asking {
        Some(actor) if !admins.contains(&actor) => Err(NotAdmin { actor }.into()),
        _ => Ok(admins),
    }
}
