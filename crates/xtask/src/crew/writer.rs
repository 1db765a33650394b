//! One of the writers.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::inventory::task_in;
use super::{Attempt, End, Ledger, Stage, Write};
use crate::docket::{Answer, Client};
use crate::failure::{Failure, Outcome};
use crate::{keeper, poll};

/// For how long one task is sent again and again at most.
const LIMIT: Duration = Duration::from_mins(1);

/// Creates tasks.
pub(super) struct Writer {
    number: usize,
    token: String,
    pace: Option<Duration>,
    stage: Arc<Stage>,
    client: Option<Client>,
    ledger: Ledger,
}

impl Writer {
    pub(super) fn new(
        number: usize,
        token: String,
        pace: Option<Duration>,
        stage: Arc<Stage>,
    ) -> Self {
        Self {
            number,
            token,
            pace,
            stage,
            client: None,
            ledger: Ledger::default(),
        }
    }

    /// Creates one task after the other, until it is over.
    pub(super) fn write(mut self) -> Outcome<Ledger> {
        for serial in 0_u32.. {
            if self.stage.is_over() {
                break;
            }
            let begun = Instant::now();
            self.create(serial)?;
            if let Some(pace) = self.pace {
                poll::let_pass(pace.saturating_sub(begun.elapsed()))?;
            }
        }
        Ok(self.ledger)
    }

    /// Sends one task until there is an answer to it.
    fn create(&mut self, serial: u32) -> Outcome {
        let number = self.number;
        let key = format!("writer-{number}-task-{serial}");
        let mut write = Write {
            title: format!("task {serial} of writer {number}"),
            tags: format!(r#""serial-{}","writer-{number}""#, serial % 10),
            id: None,
        };
        let body = format!(r#"{{"title":"{}","tags":[{}]}}"#, write.title, write.tags);
        let begun = Instant::now();
        loop {
            keeper::check()?;
            if begun.elapsed() > LIMIT {
                return Err(Failure::because(format!(
                    "`{}` was not answered within {} s",
                    write.title,
                    LIMIT.as_secs()
                )));
            }
            if self.client.is_none() && self.stage.server().is_none() {
                poll::pause();
                continue;
            }
            let sent = Instant::now();
            let answer = self.ask(&key, &body);
            let end = match &answer {
                Ok(answer) => end_by(answer, &mut write),
                Err(_) => End::Broken,
            };
            let is_settled = matches!(end, End::Created | End::Wrong(_));
            self.ledger.attempts.push(Attempt {
                sent,
                ended: Instant::now(),
                end,
            });
            let is_closed = answer
                .as_ref()
                .map_or(true, |answer| answer.header("connection") == Some("close"));
            if is_closed {
                self.client = None;
            }
            match answer {
                Ok(answer) if is_settled => {
                    let replayed = answer.header("idempotent-replayed") == Some("true");
                    self.ledger.replayed += usize::from(replayed);
                    self.ledger.writes.push(write);
                    return Ok(());
                }
                Ok(_) | Err(_) => poll::pause(),
            }
        }
    }

    fn ask(&mut self, key: &str, body: &str) -> io::Result<Answer> {
        let client = match &mut self.client {
            Some(client) => client,
            absent => {
                let server = self.stage.server().ok_or(io::ErrorKind::NotConnected)?;
                let mut client = Client::connect(server)
                    .map_err(|_| io::Error::from(io::ErrorKind::ConnectionRefused))?;
                client.use_token(&self.token);
                absent.insert(client)
            }
        };
        client.begin("POST", "/tasks", Some(("Idempotency-Key", key)), body)?;
        client.answer()
    }
}

/// What an answer comes to; notes the id if it acknowledges the task that was sent.
fn end_by(answer: &Answer, write: &mut Write) -> End {
    match answer.status {
        201 => {
            let task = answer.body.strip_prefix(r#"{"id":"#).and_then(task_in);
            match task {
                Some(task) if task.title == write.title && task.tags == write.tags => {
                    write.id = Some(task.id);
                    End::Created
                }
                _ => End::Wrong("201 with another task".to_owned()),
            }
        }
        503 if answer.header("retry-after").is_some() => End::Unavailable,
        503 => End::Wrong("503 without Retry-After".to_owned()),
        other => End::Wrong(other.to_string()),
    }
}
