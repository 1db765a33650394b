//! One of the writers.

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::inventory::tasks_in;
use super::judge::part_of;
use super::{Attempt, End, Ledger, Stage, Task, Write};
use crate::docket::{Answer, Client};
use crate::failure::{Failure, Outcome};
use crate::{keeper, poll};

/// For how long one task is sent again and again at most.
const LIMIT: Duration = Duration::from_mins(1);

/// One of every so many requests creates several tasks at once.
const BULK_TURN: u32 = 5;

/// How many it creates.
const AT_ONCE: u32 = 5;

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

    /// Sends one request until there is an answer to it.
    fn create(&mut self, serial: u32) -> Outcome {
        let number = self.number;
        let key = format!("writer-{number}-task-{serial}");
        let mut writes = self.writes(serial);
        let tasks: Vec<String> = writes.iter().map(body).collect();
        let (path, body) = match &tasks[..] {
            [task] => ("/tasks", task.clone()),
            tasks => (
                "/tasks/bulk",
                format!(r#"{{"tasks":[{}]}}"#, tasks.join(",")),
            ),
        };
        let begun = Instant::now();
        loop {
            keeper::check()?;
            if begun.elapsed() > LIMIT {
                return Err(Failure::because(format!(
                    "`{key}` was not answered within {} s",
                    LIMIT.as_secs()
                )));
            }
            if self.client.is_none() && self.stage.server().is_none() {
                poll::pause();
                continue;
            }
            let sent = Instant::now();
            let answer = self.ask(path, &key, &body);
            let end = match &answer {
                Ok(answer) => end_by(answer, &mut writes),
                Err(_) => End::Broken,
            };
            let is_settled = matches!(end, End::Created | End::Wrong(_));
            self.ledger.attempts.push(Attempt {
                sent,
                ended: Instant::now(),
                end,
            });
            if answer.as_ref().map_or(true, Answer::is_last) {
                self.client = None;
            }
            match answer {
                Ok(answer) if is_settled => {
                    let replayed = answer.header("idempotent-replayed") == Some("true");
                    self.ledger.replayed += usize::from(replayed);
                    self.ledger.writes.extend(writes);
                    return Ok(());
                }
                Ok(_) | Err(_) => poll::pause(),
            }
        }
    }

    /// What is to be created by one request.
    fn writes(&self, serial: u32) -> Vec<Write> {
        let number = self.number;
        let write = |title| Write {
            title,
            tags: format!(r#""serial-{}","writer-{number}""#, serial % 10),
            id: None,
        };
        let task = format!("task {serial} of writer {number}");
        if !serial.is_multiple_of(BULK_TURN) {
            return vec![write(task)];
        }
        let parts = (1..=AT_ONCE).map(|part| part_of(&task, part, AT_ONCE));
        parts.map(write).collect()
    }

    fn ask(&mut self, path: &str, key: &str, body: &str) -> io::Result<Answer> {
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
        client.begin("POST", path, Some(("Idempotency-Key", key)), body)?;
        client.answer()
    }
}

/// A task, as it is sent.
fn body(write: &Write) -> String {
    format!(r#"{{"title":"{}","tags":[{}]}}"#, write.title, write.tags)
}

/// What an answer comes to; notes the ids if it acknowledges the tasks that were sent.
fn end_by(answer: &Answer, writes: &mut [Write]) -> End {
    match answer.status {
        201 => {
            let tasks = tasks_in(&answer.body).unwrap_or_default();
            let is_same = |(task, write): (&Task, &Write)| {
                task.title == write.title && task.tags == write.tags
            };
            if tasks.len() != writes.len() || !tasks.iter().zip(&*writes).all(is_same) {
                return End::Wrong("201 with another task".to_owned());
            }
            for (write, task) in writes.iter_mut().zip(tasks) {
                write.id = Some(task.id);
            }
            End::Created
        }
        503 if answer.header("retry-after").is_some() => End::Unavailable,
        503 => End::Wrong("503 without Retry-After".to_owned()),
        other => End::Wrong(other.to_string()),
    }
}
