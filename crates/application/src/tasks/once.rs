//! Doing something once, however often it is asked for under one key.

use docket_domain::{Timestamp, UserId};

use super::TaskError;
use crate::ports::idempotency::{Answered, Attempt};
use crate::ports::store::UnitOfWork;

/// What is answered to a request that may come again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The answer, as it was written the first time.
    pub bytes: Vec<u8>,
    /// Whether it was done earlier, and this is what was answered then.
    pub is_replay: bool,
}

/// Does `act` unless it was done before under this key, and keeps what it answers: all in one
/// unit of work, so that neither is without the other.
///
/// # Errors
/// [`TaskError::KeyReused`] if the key stands for another request, and what `act` answers.
pub(super) fn once(
    work: &mut dyn UnitOfWork,
    user: UserId,
    attempt: &Attempt,
    (now, expires_at): (Timestamp, Timestamp),
    act: impl FnOnce(&mut dyn UnitOfWork) -> Result<Vec<u8>, TaskError>,
) -> Result<Answer, TaskError> {
    if let Some(earlier) = work.answers().find(user, &attempt.key, now)? {
        if earlier.fingerprint != attempt.fingerprint {
            return Err(TaskError::KeyReused);
        }
        return Ok(Answer {
            bytes: earlier.answer,
            is_replay: true,
        });
    }
    let answer = act(work)?;
    let answered = Answered {
        fingerprint: attempt.fingerprint,
        answer,
    };
    work.answers()
        .add(user, &attempt.key, &answered, expires_at)?;
    Ok(Answer {
        bytes: answered.answer,
        is_replay: false,
    })
}
