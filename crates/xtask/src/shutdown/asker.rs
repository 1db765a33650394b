//! Someone who asks until the server is gone.

use std::net::SocketAddr;
use std::sync::mpsc::Sender;
use std::time::Instant;

use crate::crew::Write;
use crate::docket::{Answer, Client};

/// One request that was sent to its last byte.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) sent: Instant,
    /// What it was answered, unless it was cut off.
    pub(super) status: Option<u16>,
    /// Whether that was the last answer on its connection.
    pub(super) is_last: bool,
    /// The task that was to be created, if it was to create one.
    pub(super) write: Option<Write>,
}

/// One of those who ask: every second one writes, and half of each keep their connections while
/// the others have a new one for each request.
pub(super) struct Asker {
    server: SocketAddr,
    number: u32,
    token: String,
    round: u32,
}

impl Asker {
    pub(super) const fn new(server: SocketAddr, number: u32, token: String, round: u32) -> Self {
        Self {
            server,
            number,
            token,
            round,
        }
    }

    /// Asks until it is not let in, or cut off.
    pub(super) fn ask(self, all: &Sender<Asked>) {
        let mut kept = None;
        for serial in 0_u32.. {
            let client = match kept.take() {
                Some(client) => Ok(client),
                None => Client::connect(self.server),
            };
            let Ok(mut client) = client else {
                return;
            };
            client.use_token(&self.token);
            let write = self.number.is_multiple_of(2).then(|| self.write(serial));
            let Some(asked) = one(&mut client, write) else {
                return;
            };
            let is_over = asked.status.is_none();
            let is_kept = self.number % 4 < 2 && !asked.is_last;
            if all.send(asked).is_err() || is_over {
                return;
            }
            if is_kept {
                kept = Some(client);
            }
        }
    }

    fn write(&self, serial: u32) -> Write {
        let Self { number, round, .. } = self;
        Write {
            title: format!("task {serial} of asker {number} in round {round}"),
            tags: format!(r#""asker-{number}","round-{round}""#),
            id: None,
        }
    }
}

/// Sends one request; nothing if it could not be sent to its end.
fn one(client: &mut Client, mut write: Option<Write>) -> Option<Asked> {
    let sent = match &write {
        Some(Write { title, tags, .. }) => {
            let body = format!(r#"{{"title":"{title}","tags":[{tags}]}}"#);
            client.begin("POST", "/tasks", None, &body)
        }
        None => client.begin("GET", "/tasks?limit=10", None, ""),
    };
    sent.ok()?;
    let sent = Instant::now();
    let answer = client.answer().ok();
    if let (Some(write), Some(answer)) = (&mut write, &answer) {
        write.id = id(answer);
    }
    Some(Asked {
        sent,
        status: answer.as_ref().map(|answer| answer.status),
        is_last: answer.is_none_or(|answer| answer.header("connection") == Some("close")),
        write,
    })
}

/// The id of the task that an answer acknowledges.
fn id(answer: &Answer) -> Option<u64> {
    if answer.status != 201 {
        return None;
    }
    answer.number("id").ok()?.parse().ok()
}
