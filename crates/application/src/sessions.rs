//! Sessions: logging in, and telling whose an access token is.

mod error;

pub use error::SessionError;

use std::sync::Arc;

use docket_domain::{Actor, LoginName, TimeZone, User, UserId};

use crate::accounts::Password;
use crate::ports::clock::Clock;
use crate::ports::hasher::{HashingError, PasswordHasher, Verdict};
use crate::ports::store::{Store, StoreError};
use crate::ports::tokens::{AccessTokens, IssuedToken, TokenError};
use crate::ports::users::Credentials;

/// The user who makes a request, known by a good access token.
#[derive(Debug, Clone)]
pub struct Caller {
    user: User,
}

impl Caller {
    /// The caller that `user` is.
    #[must_use]
    pub fn new(user: User) -> Self {
        Self { user }
    }

    /// Which user it is.
    #[must_use]
    pub fn user_id(&self) -> UserId {
        self.user.id
    }

    /// As the policy sees them.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor {
            user: self.user.id,
            role: self.user.role,
        }
    }

    /// Where their days begin and end.
    #[must_use]
    pub fn time_zone(&self) -> &TimeZone {
        &self.user.time_zone
    }
}

/// The use cases of sessions.
#[derive(Clone)]
pub struct SessionService {
    store: Store,
    hasher: Arc<dyn PasswordHasher>,
    tokens: Arc<dyn AccessTokens>,
    clock: Arc<dyn Clock>,
}

impl SessionService {
    /// The service on these ports.
    #[must_use]
    pub fn new(
        store: Store,
        hasher: Arc<dyn PasswordHasher>,
        tokens: Arc<dyn AccessTokens>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            store,
            hasher,
            tokens,
            clock,
        }
    }

    /// Issues an access token to someone who knows a user's password. Takes the same time for a
    /// user that there is not as for a wrong password.
    ///
    /// # Errors
    /// [`SessionError::InvalidCredentials`] if there is no such user or it is not their password,
    /// [`SessionError::Disabled`] if it is, but they may not log in.
    pub async fn log_in(
        &self,
        name: &str,
        password: Password,
    ) -> Result<IssuedToken, SessionError> {
        // What can be nobody's name is looked for like any other, so that it takes as long.
        let credentials = match LoginName::parse(name) {
            Ok(name) => self.find_credentials(name).await?,
            Err(_) => None,
        };
        let hash = credentials
            .as_ref()
            .map(|found| found.password_hash.clone());
        let verdict = self.hasher.verify(password.clone(), hash).await?;
        let Some(credentials) = credentials.filter(|_| verdict != Verdict::Mismatch) else {
            return Err(SessionError::InvalidCredentials);
        };
        if !credentials.user.is_active {
            return Err(SessionError::Disabled);
        }
        if verdict == Verdict::MatchOutdated {
            self.renew_hash(&credentials, password).await?;
        }
        Ok(self.tokens.issue(credentials.user.id, self.clock.now())?)
    }

    /// Tells whose `token` is.
    ///
    /// # Errors
    /// [`SessionError::Token`] if it is no good, or its user is gone or disabled.
    pub async fn authenticate(&self, token: &str) -> Result<Caller, SessionError> {
        let id = self.tokens.verify(token, self.clock.now())?;
        let user = self.store.read(move |work| work.users().find(id)).await?;
        user.filter(|user| user.is_active)
            .map(Caller::new)
            .ok_or(SessionError::Token(TokenError::Invalid))
    }

    async fn find_credentials(&self, name: LoginName) -> Result<Option<Credentials>, StoreError> {
        self.store
            .read(move |work| work.users().find_credentials_by_name(&name))
            .await
    }

    /// Puts a hash of the kind now asked for in place of an outdated one. A password that the new
    /// kind cannot take keeps its old hash: the user must not be locked out by a setting.
    async fn renew_hash(
        &self,
        credentials: &Credentials,
        password: Password,
    ) -> Result<(), SessionError> {
        let new = match self.hasher.hash(password).await {
            Ok(hash) => hash,
            Err(HashingError::Refused(_) | HashingError::Busy) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        let id = credentials.user.id;
        let old = credentials.password_hash.clone();
        self.store
            .write(move |work| {
                // No matter if someone else was faster: then the hash is no longer outdated.
                work.users().replace_password_hash(id, &old, &new)?;
                Ok::<(), SessionError>(())
            })
            .await
    }
}
