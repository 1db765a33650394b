//! What is sent to the threads that have connections, and how the answer comes back.

use docket_application::ports::store::{Access, Job, StoreError};
use tokio::sync::oneshot;

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
    /// Who asked.
    reply: oneshot::Sender<Answer>,
}

impl Request {
    /// A request, and where its answer will come.
    pub(crate) fn new(errand: Errand) -> (Self, oneshot::Receiver<Answer>) {
        let (reply, answer) = oneshot::channel();
        (Self { errand, reply }, answer)
    }

    /// Whether someone still waits for the answer.
    pub(crate) fn is_wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    /// Gives the errand back, or says why nothing came of it.
    pub(crate) fn answer(self, result: Result<(), StoreError>) {
        let Self { errand, reply } = self;
        // Whoever asked may have gone away meanwhile; then nobody need know.
        let _ = reply.send(result.map(|()| errand));
    }
}
