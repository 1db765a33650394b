//! What is sent to the threads that have connections, and how the answer comes back.

use std::time::{Duration, Instant};

use docket_application::ports::store::{Access, Job, StoreError};

use crate::error::Refusal;
use crate::handover::{self, Awaited, Replies, Reply};

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
    reply: Reply<Answer>,
}

impl Request {
    /// A request, and where its answer will come.
    pub(crate) fn new(errand: Errand) -> (Self, Awaited<Answer>) {
        let (reply, answer) = handover::pair();
        let came = Instant::now();
        let request = Self {
            errand,
            came,
            reply,
        };
        (request, answer)
    }

    /// Notes that it is begun with, if someone still waits for the answer; `false` if not.
    pub(crate) fn begin(&self) -> bool {
        self.reply.begin()
    }

    /// How long ago it came.
    pub(crate) fn age(&self) -> Duration {
        self.came.elapsed()
    }

    /// The request, if someone still waits for the answer, and has not waited for too long: who
    /// has is told so.
    pub(crate) fn in_time(self) -> Option<Self> {
        if !self.begin() {
            return None;
        }
        if self.age() <= PATIENCE {
            return Some(self);
        }
        self.answer(Err(StoreError::unavailable(Refusal::TooLate)));
        None
    }

    /// Gives the errand back, or says why nothing came of it.
    pub(crate) fn answer(self, result: Result<(), StoreError>) {
        let Self { errand, reply, .. } = self;
        reply.give(result.map(|()| errand));
    }

    /// Does so when the other answers among `replies` are given.
    pub(crate) fn answer_with(self, result: Result<(), StoreError>, replies: &mut Replies<Answer>) {
        let Self { errand, reply, .. } = self;
        replies.add(reply, result.map(|()| errand));
    }
}
