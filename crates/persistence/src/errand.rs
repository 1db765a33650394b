//! What is sent to the threads that have connections, and how the answer comes back.

use std::time::{Duration, Instant};

use docket_application::ports::store::{Access, Job, StoreError};
use tokio::sync::oneshot;

use crate::error::Refusal;

/// For how long a request may wait for its turn. Queues are bounded by number, and what waits in
/// them may be heavy: without this, whoever is accepted would wait for all of it.
const PATIENCE: Duration = Duration::from_secs(1);

/// Something to be done with a connection.
pub(crate) enum Errand {
    /// A unit of work.
    Unit(Access, Box<dyn Job>),
    /// See whether the schema is there that this version needs.
    Check,
}

/// An errand, or why nothing came of it.
pub(crate) type Answer = Result<Errand, StoreError>;

/// An errand and where to answer.
pub(crate) struct Request {
    /// What is to be done.
    pub(crate) errand: Errand,
    came: Instant,
    /// Who asked.
    reply: oneshot::Sender<Answer>,
}

impl Request {
    /// A request, and where its answer will come.
    pub(crate) fn new(errand: Errand) -> (Self, oneshot::Receiver<Answer>) {
        let (reply, answer) = oneshot::channel();
        let came = Instant::now();
        let request = Self {
            errand,
            came,
            reply,
        };
        (request, answer)
    }

    /// Whether someone still waits for the answer.
    pub(crate) fn is_wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    /// The request, if someone still waits for the answer, and has not waited for too long: who
    /// has is told so.
    pub(crate) fn in_time(self) -> Option<Self> {
        if !self.is_wanted() {
            return None;
        }
        if self.came.elapsed() <= PATIENCE {
            return Some(self);
        }
        self.answer(Err(StoreError::unavailable(Refusal::TooLate)));
        None
    }

    /// Gives the errand back, or says why nothing came of it.
    pub(crate) fn answer(self, result: Result<(), StoreError>) {
        let Self { errand, reply, .. } = self;
        // Whoever asked may have gone away meanwhile; then nobody need know.
        let _ = reply.send(result.map(|()| errand));
    }
}
