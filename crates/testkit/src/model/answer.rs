//! What is answered, with numbers in place of ids.

use std::fmt;

use docket_application::{AccountError, Statistics, TagError, TaskError};
use docket_domain::{Tag, Task, TaskDraft, TaskId, TaskRecord, Timestamp, UserId};

use super::shown::Draft;

/// What is answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Done,
    Task(Seen),
    Tasks(Vec<Seen>),
    Page {
        items: Vec<Seen>,
        has_more: bool,
        total: Option<u64>,
    },
    Bytes {
        text: String,
        is_replay: bool,
    },
    Tags(Vec<(Tag, u64)>),
    Statistics(Statistics),
    Number(usize),
    Refused(String),
}

/// A task, with numbers in place of ids: those of the task and of its owner, if they are known.
#[derive(PartialEq, Eq)]
pub(super) struct Seen {
    number: Option<usize>,
    owner: Option<usize>,
    record: TaskRecord,
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let record = &self.record;
        let number = |number: Option<usize>| number.map_or("?".to_owned(), |it| it.to_string());
        let draft = TaskDraft {
            title: record.title.clone(),
            description: record.description.clone(),
            status: record.status,
            priority: record.priority,
            due_date: record.due_date,
            tags: record.tags.clone(),
        };
        let completed = record.completed_at.map(|at| format!(", completed {at}"));
        write!(
            f,
            "\n     task {} of user {}, {:?} at version {}, created {}, updated {}{}",
            number(self.number),
            number(self.owner),
            Draft(draft),
            record.version,
            record.created_at,
            record.updated_at,
            completed.unwrap_or_default(),
        )
    }
}

/// The ids that a store gave, in order: the number of each is its place.
#[derive(Default)]
pub(super) struct Numbers {
    pub(super) users: Vec<UserId>,
    pub(super) tasks: Vec<TaskId>,
}

impl Numbers {
    pub(super) fn see(&self, task: &Task) -> Seen {
        let mut record = task.record().clone();
        let owner = self.users.iter().position(|id| *id == record.owner);
        // What was compared by number need not be the same in itself.
        record.owner = UserId::new(1).expect("it is positive");
        Seen {
            number: self.number_of(task.id()),
            owner,
            record,
        }
    }

    pub(super) fn see_all(&self, tasks: &[Task]) -> Vec<Seen> {
        tasks.iter().map(|task| self.see(task)).collect()
    }

    pub(super) fn refused(&self, error: &TaskError) -> Answer {
        let number = |id: &TaskId| self.number_of(*id);
        Answer::Refused(match error {
            TaskError::NotFound(id) => format!("task {:?} is not found", number(id)),
            TaskError::Denied(id, denied) => {
                format!("{} of task {:?} is denied", denied.action, number(id))
            }
            TaskError::NoneChanged { missing, .. } => {
                let missing: Vec<_> = missing.iter().map(number).collect();
                format!("none changed, missing {missing:?}")
            }
            // The others name nothing by its id.
            other => format!("{other:?}"),
        })
    }

    fn number_of(&self, id: TaskId) -> Option<usize> {
        self.tasks.iter().position(|known| *known == id)
    }
}

pub(super) fn refused_account(error: &AccountError) -> Answer {
    Answer::Refused(format!("{error:?}"))
}

pub(super) fn refused_tag(error: &TagError) -> Answer {
    Answer::Refused(format!("{error:?}"))
}

/// What is kept as the answer to a request that may come again: all that is the same wherever it
/// was done.
pub(super) fn rendered(tasks: &[Task]) -> Vec<u8> {
    let line = |task: &Task| {
        let record = task.record();
        let instant: Timestamp = record.created_at;
        format!("{} at {instant}\n", record.title.as_str())
    };
    tasks.iter().map(line).collect::<String>().into_bytes()
}
