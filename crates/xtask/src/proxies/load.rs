//! A steady load through the proxy: some read, some write.

use std::io;
use std::time::Duration;

use super::front::Front;
use crate::crew::Write;
use crate::docket::{Answer, Client};
use crate::failure::Outcome;
use crate::visitor::{FirstPage, Visit, Visitor, Wish, check};

/// How many read, and how many write; each with a connection of its own.
const READERS: usize = 4;
const WRITERS: usize = 4;

/// How long each waits from one request to the next.
const PACE: Duration = Duration::from_millis(20);

/// To create one task after the other, each under a key of its own.
#[derive(Debug)]
struct NewTasks {
    number: usize,
    writes: Vec<Write>,
}

impl Wish for NewTasks {
    fn ask(&mut self, client: &mut Client) -> io::Result<Answer> {
        let Self { number, writes } = self;
        let serial = writes.len();
        let title = format!("task {serial} of writer {number}");
        let key = format!("writer-{number}-{serial}");
        let body = format!(r#"{{"title":"{title}"}}"#);
        writes.push(Write {
            title,
            tags: String::new(),
            id: None,
        });
        client.begin("POST", "/tasks", Some(("Idempotency-Key", &key)), &body)?;
        let answer = client.answer()?;
        if answer.status == 201
            && let Some(write) = writes.last_mut()
        {
            write.id = answer.number("id").ok().and_then(|id| id.parse().ok());
        }
        Ok(answer)
    }
}

/// The load.
#[derive(Debug)]
pub(super) struct Load {
    readers: Vec<Visitor<FirstPage>>,
    writers: Vec<Visitor<NewTasks>>,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Borne {
    pub(super) reads: Vec<Visit>,
    pub(super) writing: Vec<Visit>,
    pub(super) writes: Vec<Write>,
}

impl Load {
    /// Begins.
    pub(super) fn start(front: &Front, token: &str) -> Outcome<Self> {
        let address = front.address();
        let readers = (0..READERS)
            .map(|_| Visitor::start(address, token, PACE, FirstPage))
            .collect::<Outcome<_>>()?;
        let new_tasks = |number| NewTasks {
            number,
            writes: Vec::new(),
        };
        let writers = (0..WRITERS)
            .map(|number| Visitor::start(address, token, PACE, new_tasks(number)))
            .collect::<Outcome<_>>()?;
        Ok(Self { readers, writers })
    }

    /// Ends; fails if any request was answered otherwise than by success.
    pub(super) fn finish(self) -> Outcome<Borne> {
        let mut borne = Borne {
            reads: Vec::new(),
            writing: Vec::new(),
            writes: Vec::new(),
        };
        for reader in self.readers {
            borne.reads.extend(reader.finish()?.1);
        }
        for writer in self.writers {
            let (tasks, visits) = writer.finish()?;
            borne.writing.extend(visits);
            borne.writes.extend(tasks.writes);
        }
        check(&borne.reads)?;
        check(&borne.writing)?;
        Ok(borne)
    }
}
