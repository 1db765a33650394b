//! Requests that cost so much that ten times what can be carried can be sent from the same machine.

use std::fmt;
use std::io;
use std::sync::Arc;

use crate::docket::{Answer, Client};
use crate::offer::Caller;
use crate::tasks;

/// How many tasks are created at once.
const AT_ONCE: u32 = 100;

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// To create many tasks at once.
    Bulk,
    /// To count all tasks of one user.
    Statistics,
}

impl Kind {
    pub(super) const ALL: [Self; 2] = [Self::Bulk, Self::Statistics];
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bulk => "create 100 tasks at once",
            Self::Statistics => "statistics of 5000 tasks",
        })
    }
}

/// Someone who sends such requests.
#[derive(Debug, Clone)]
pub(super) struct Heavy {
    kind: Kind,
    token: Arc<str>,
    body: Arc<str>,
}

impl Heavy {
    pub(super) fn new(kind: Kind, token: &str) -> Self {
        Self {
            kind,
            token: token.into(),
            body: tasks::bulk(0, AT_ONCE).into(),
        }
    }
}

impl Caller for Heavy {
    fn ask(&mut self, client: &mut Client) -> io::Result<Answer> {
        client.use_token(&self.token);
        match self.kind {
            Kind::Bulk => client.begin("POST", "/tasks/bulk", None, &self.body)?,
            Kind::Statistics => client.begin("GET", "/tasks/stats", None, "")?,
        }
        client.answer()
    }
}
