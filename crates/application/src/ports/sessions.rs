//! The collection of sessions.

use docket_domain::session::NewSession;
use docket_domain::{Session, SessionId, Timestamp, User, UserId};

use super::store::StoreError;
use super::tokens::{SecretDigest, TokenDigests};

/// A session with what its refresh token is checked against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    /// The session.
    pub session: Session,
    /// The digest of the own part of the one refresh token that is good.
    pub token: SecretDigest,
}

/// The sessions of a unit of work, those that are over included until they are removed: `find…`
/// says where it leaves them out.
///
/// Whoever writes more than one thing of a user holds that user first
/// ([`UserRepository::find`](super::users::UserRepository::find)), so that units of work wait for
/// each other in one order.
pub trait SessionRepository {
    /// Adds a session, and gives it an id that no session ever had.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer, or the user is not there.
    fn add(&mut self, session: NewSession, digests: &TokenDigests) -> Result<Session, StoreError>;

    /// The user whose session it is, unless it is over at the instant `now`. One statement.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn find_user(&mut self, id: SessionId, now: Timestamp) -> Result<Option<User>, StoreError>;

    /// The session whose refresh tokens have this digest of their common part.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn find_family(&mut self, family: &SecretDigest) -> Result<Option<KeptSession>, StoreError>;

    /// The sessions of `user` that are not over at the instant `now`: the last used first, and of
    /// those used at one instant, that with the greater id.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn list(&mut self, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError>;

    /// Stores a session that was renewed, and the digest of its next refresh token in place of
    /// that of the present one; `false` if there is none with its id whose digest is still
    /// `present`. Of several units of work that do so at once, one gets `true`.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn rotate(
        &mut self,
        session: &Session,
        present: &SecretDigest,
        next: &SecretDigest,
    ) -> Result<bool, StoreError>;

    /// Removes a session of `user`; `false` if they have none with that id.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn remove(&mut self, user: UserId, id: SessionId) -> Result<bool, StoreError>;

    /// Removes all sessions of `user` but `kept`, and says how many there were.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn remove_all(&mut self, user: UserId, kept: Option<SessionId>) -> Result<usize, StoreError>;

    /// Removes at most `limit` sessions that are over at the instant `now`, those first that have
    /// been so for longest, and says how many.
    ///
    /// # Errors
    /// [`StoreError`] if the database does not answer.
    fn remove_expired(&mut self, now: Timestamp, limit: u16) -> Result<usize, StoreError>;
}
