//! Logging in.

use docket_domain::session::NewSession;
use docket_domain::{Device, Email, LoginName, Session, UserId, fold};

use super::{Grant, SessionError, SessionService};
use crate::accounts::Password;
use crate::passwords::{Trial, TrialError};
use crate::ports::audit::{Act, Event, LoginFailure};
use crate::ports::hasher::{HashingError, PasswordHash};
use crate::ports::store::{StoreError, UnitOfWork};
use crate::ports::throttle::Account;
use crate::ports::tokens::TokenDigests;
use crate::ports::users::Credentials;

/// The hash that a password was compared with, and the one that is to take its place.
struct Hashes {
    present: PasswordHash,
    renewed: Option<PasswordHash>,
}

impl SessionService {
    /// Begins a session of someone who knows a user's password. Takes the same time for a user
    /// that there is not as for a wrong password.
    ///
    /// # Errors
    /// [`SessionError::InvalidCredentials`] if there is no such user or it is not their password,
    /// [`SessionError::Disabled`] if it is, but they may not log in, [`SessionError::Throttled`]
    /// if it was tried too often.
    pub async fn log_in(
        &self,
        name: &str,
        password: Password,
        device: Device,
    ) -> Result<Grant, SessionError> {
        // The stored hash may change while the password is compared with it: to one of another
        // kind, because the user logs in elsewhere, or to that of another password. The second
        // look tells.
        if let Some(grant) = self.try_log_in(name, &password, &device).await? {
            return Ok(grant);
        }
        let grant = self.try_log_in(name, &password, &device).await?;
        grant.ok_or(SessionError::InvalidCredentials)
    }

    /// `None` if the stored hash has changed since it was compared.
    async fn try_log_in(
        &self,
        name: &str,
        password: &Password,
        device: &Device,
    ) -> Result<Option<Grant>, SessionError> {
        let found = self.find_credentials(name).await?;
        let trial = self.try_password(name, password, found.as_ref()).await?;
        let Some(found) = found else {
            return Err(self.refuse(None, LoginFailure::UnknownUser));
        };
        let user = found.user.id;
        let renewed = match trial {
            Trial::Mismatch => return Err(self.refuse(Some(user), LoginFailure::WrongPassword)),
            Trial::UnusableHash => return Err(self.refuse(Some(user), LoginFailure::UnusableHash)),
            Trial::Match | Trial::MatchOutdated if !found.user.is_active => {
                self.note_failure(Some(user), LoginFailure::Disabled);
                return Err(SessionError::Disabled);
            }
            Trial::Match => None,
            Trial::MatchOutdated => self.renew_hash(password.clone()).await?,
        };
        let hashes = Hashes {
            present: found.password_hash,
            renewed,
        };
        self.begin(user, hashes, device.clone()).await
    }

    /// The user with this name. What can be nobody's is nobody's.
    async fn find_credentials(&self, name: &str) -> Result<Option<Credentials>, StoreError> {
        let Ok(name) = LoginName::parse(name) else {
            return Ok(None);
        };
        self.store
            .read(move |work| work.users().find_credentials_by_name(&name))
            .await
    }

    /// Tries the password of whoever was found under this name, or of nobody, which takes as long.
    async fn try_password(
        &self,
        name: &str,
        password: &Password,
        found: Option<&Credentials>,
    ) -> Result<Trial, SessionError> {
        let account = found.map_or_else(
            || Account::Unknown(fold_start(name)),
            |found| Account::Known(found.user.id),
        );
        let hash = found.map(|found| found.password_hash.clone());
        let trial = self
            .passwords
            .try_on(&account, password.clone(), hash)
            .await;
        if matches!(trial, Err(TrialError::Throttled(_))) {
            let user = found.map(|found| found.user.id);
            self.note_failure(user, LoginFailure::Throttled);
        }
        Ok(trial?)
    }

    /// A hash of the kind now asked for in place of an outdated one. A password that the new kind
    /// cannot take keeps its old hash: the user must not be locked out by a setting.
    async fn renew_hash(&self, password: Password) -> Result<Option<PasswordHash>, SessionError> {
        match self.passwords.hash(password).await {
            Ok(hash) => Ok(Some(hash)),
            Err(HashingError::Refused(_) | HashingError::Busy) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Begins a session of `user`, whose password was found right. `None` if it has changed since.
    async fn begin(
        &self,
        user: UserId,
        hashes: Hashes,
        device: Device,
    ) -> Result<Option<Grant>, SessionError> {
        let now = self.clock.now();
        let session = NewSession::start(user, device, self.lifetime, now);
        let (refresh, digests) = self.tokens.refresh.issue()?;
        let begun = self
            .store
            .write(move |work| add(work, &session, &digests, &hashes))
            .await;
        // Another session may have made way.
        self.callers.forget(user);
        let Some(session) = begun? else {
            return Ok(None);
        };
        let event = Event::by(Act::LoggedIn, user).of_session(session.id);
        self.audit.record(&event);
        self.grant(&session, refresh, now).map(Some)
    }

    fn refuse(&self, user: Option<UserId>, failure: LoginFailure) -> SessionError {
        self.note_failure(user, failure);
        SessionError::InvalidCredentials
    }

    fn note_failure(&self, user: Option<UserId>, failure: LoginFailure) {
        let act = Act::LoginFailed(failure);
        self.audit.record(&Event::by_stranger(act, user));
    }
}

/// A name that nobody has, folded; of one that nobody can have, because it is too long, the start.
fn fold_start(name: &str) -> String {
    let start: String = name.chars().take(Email::LENGTH.max).collect();
    fold(&start)
}

/// Adds a session to those of its user, of which the one makes way that was not used for longest
/// if there are too many. `None` if the user or the hash has changed since it was compared.
fn add(
    work: &mut dyn UnitOfWork,
    session: &NewSession,
    digests: &TokenDigests,
    hashes: &Hashes,
) -> Result<Option<Session>, SessionError> {
    let user = session.user_id;
    // Holds the user: whoever changes the password now waits, and ends this session too.
    if !work.users().find(user)?.is_some_and(|user| user.is_active) {
        return Ok(None);
    }
    let credentials = work.users().find_credentials(user)?;
    let stands = |found: Credentials| found.password_hash.expose() == hashes.present.expose();
    if !credentials.is_some_and(stands) {
        return Ok(None);
    }
    if let Some(renewed) = &hashes.renewed {
        work.users()
            .replace_password_hash(user, &hashes.present, renewed)?;
    }
    let others = work.sessions().list(user, session.created_at)?;
    for superfluous in others.iter().skip(SessionService::MAX_SESSIONS - 1) {
        work.sessions().remove(user, superfluous.id)?;
    }
    Ok(Some(work.sessions().add(session.clone(), digests)?))
}
