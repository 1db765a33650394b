//! All that a store in memory keeps.

mod answers;
mod sessions;
mod tasks;

use std::collections::BTreeMap;

use docket_application::administration::UserQuery;
use docket_application::ports::hasher::PasswordHash;
use docket_application::ports::store::{Entity, StoreError};
use docket_application::ports::users::{Credentials, UserRepository};
use docket_domain::list::Search;
use docket_domain::user::NewUser;
use docket_domain::{Email, Identity, LoginName, Task, TaskId, User, UserId, Username};

use answers::Answers;
use sessions::Sessions;

/// All that is kept.
#[derive(Clone, Default)]
pub(super) struct State {
    users: BTreeMap<UserId, Credentials>,
    sessions: Sessions,
    tasks: BTreeMap<TaskId, Task>,
    answers: Answers,
    last_user: i64,
    last_task: i64,
}

impl State {
    /// Refuses an identity of which another user than `own` has a part.
    fn refuse_taken(&self, identity: &Identity, own: Option<UserId>) -> Result<(), StoreError> {
        let mut others = self
            .users
            .values()
            .map(|c| &c.user)
            .filter(|user| Some(user.id) != own);
        let username = identity.username().map(Username::key);
        let email = identity.email().map(Email::key);
        others.try_for_each(|other| {
            let other = &other.identity;
            if username.is_some() && other.username().map(Username::key) == username {
                Err(StoreError::Duplicate(Entity::Username))
            } else if email.is_some() && other.email().map(Email::key) == email {
                Err(StoreError::Duplicate(Entity::Email))
            } else {
                Ok(())
            }
        })
    }

    /// Those who match, by ascending id.
    fn users_that_match(&self, search: &Search) -> impl Iterator<Item = &User> {
        let users = self.users.values().map(|found| &found.user);
        users.filter(|user| user.matches(search))
    }
}

impl UserRepository for State {
    fn add(&mut self, user: NewUser, password_hash: &PasswordHash) -> Result<User, StoreError> {
        self.refuse_taken(&user.identity, None)?;
        self.last_user += 1;
        let id = UserId::new(self.last_user).expect("counted from 1");
        let user = user.stored_as(id);
        let password_hash = password_hash.clone();
        self.users.insert(
            id,
            Credentials {
                user: user.clone(),
                password_hash,
            },
        );
        Ok(user)
    }

    fn find(&mut self, id: UserId) -> Result<Option<User>, StoreError> {
        Ok(self.users.get(&id).map(|found| found.user.clone()))
    }

    fn find_credentials(&mut self, id: UserId) -> Result<Option<Credentials>, StoreError> {
        Ok(self.users.get(&id).cloned())
    }

    fn find_credentials_by_name(
        &mut self,
        name: &LoginName,
    ) -> Result<Option<Credentials>, StoreError> {
        let is_named = |identity: &Identity| match name {
            LoginName::Username(name) => identity.username().map(Username::key) == Some(name.key()),
            LoginName::Email(email) => identity.email().map(Email::key) == Some(email.key()),
        };
        Ok(self
            .users
            .values()
            .find(|found| is_named(&found.user.identity))
            .cloned())
    }

    fn list(&mut self, query: &UserQuery, limit: usize) -> Result<Vec<User>, StoreError> {
        Ok(self
            .users_that_match(&query.search)
            .filter(|user| query.after.is_none_or(|after| user.id > after))
            .skip(usize::try_from(query.page.skip()).unwrap_or(usize::MAX))
            .take(limit)
            .cloned()
            .collect())
    }

    fn count(&mut self, search: &Search) -> Result<u64, StoreError> {
        Ok(self.users_that_match(search).map(|_| 1).sum())
    }

    fn hold_active_admins(&mut self) -> Result<Vec<UserId>, StoreError> {
        // Nobody else does anything meanwhile anyway.
        let users = self.users.values().map(|found| &found.user);
        let admins = users.filter(|user| user.is_active_admin());
        Ok(admins.map(|user| user.id).collect())
    }

    fn update(&mut self, user: &User) -> Result<bool, StoreError> {
        if !self.users.contains_key(&user.id) {
            return Ok(false);
        }
        self.refuse_taken(&user.identity, Some(user.id))?;
        if let Some(stored) = self.users.get_mut(&user.id) {
            stored.user = user.clone();
        }
        Ok(true)
    }

    fn replace_password_hash(
        &mut self,
        id: UserId,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<bool, StoreError> {
        match self.users.get_mut(&id) {
            Some(stored) if stored.password_hash.expose() == old.expose() => {
                stored.password_hash = new.clone();
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn remove(&mut self, id: UserId) -> Result<bool, StoreError> {
        self.tasks.retain(|_, task| task.owner() != id);
        self.answers.remove_of(id);
        self.sessions.remove_of(id);
        Ok(self.users.remove(&id).is_some())
    }
}
