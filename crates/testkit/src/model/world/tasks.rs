//! Commands about tasks.

use std::sync::{Arc, Mutex};

use docket_application::TaskError;
use docket_application::ports::idempotency::{Attempt, IdempotencyKey};
use docket_application::tasks::Precondition;
use docket_domain::task::Version;
use docket_domain::{Task, TaskDraft};

use super::World;
use crate::model::answer::{Answer, rendered};
use crate::model::command::{Command, Versions};
use crate::model::shown::Draft;

impl World {
    /// Creates what a command says.
    pub(super) async fn create(&mut self, command: Command) -> Answer {
        let outcome = match command {
            Command::Create { user, draft } => {
                let created = self.tasks.create(self.caller(user), draft.0).await;
                created.map(|task| vec![task])
            }
            Command::CreateAll { user, drafts } => {
                self.tasks
                    .create_all(self.caller(user), plain(drafts))
                    .await
            }
            Command::CreateOnce {
                user,
                key,
                fingerprint,
                drafts,
            } => {
                return self
                    .create_once(user, (key, fingerprint), plain(drafts))
                    .await;
            }
            other => panic!("{other:?} creates nothing"),
        };
        match outcome {
            Ok(tasks) => {
                self.numbers.tasks.extend(tasks.iter().map(Task::id));
                Answer::Tasks(self.numbers.see_all(&tasks))
            }
            Err(error) => self.numbers.refused(&error),
        }
    }

    async fn create_once(
        &mut self,
        user: usize,
        (key, fingerprint): (&str, u8),
        drafts: Vec<TaskDraft>,
    ) -> Answer {
        let attempt = Attempt {
            key: IdempotencyKey::parse(key).expect("these are good keys"),
            fingerprint: [fingerprint; 32],
        };
        let created = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&created);
        let render = move |tasks: &[Task]| {
            // Of the last run alone, should there be several.
            *seen.lock().expect("nobody panics") = tasks.iter().map(Task::id).collect();
            rendered(tasks)
        };
        let caller = self.caller(user);
        let outcome = self
            .tasks
            .create_all_once(caller, drafts, attempt, render)
            .await;
        match outcome {
            Ok(answer) => {
                if !answer.is_replay {
                    let mut created = created.lock().expect("nobody panics");
                    self.numbers.tasks.append(&mut created);
                }
                Answer::Bytes {
                    text: String::from_utf8_lossy(&answer.bytes).into_owned(),
                    is_replay: answer.is_replay,
                }
            }
            Err(error) => self.numbers.refused(&error),
        }
    }

    /// Does what a command says to one task, and answers it.
    pub(super) async fn get_or_change(&self, command: Command) -> Answer {
        let (tasks, id) = (&self.tasks, |number| self.task(number));
        let outcome = match command {
            Command::Get { user, task } => tasks.get(self.caller(user), id(task)).await,
            Command::Edit {
                user,
                task,
                patch,
                if_match,
            } => {
                let (caller, condition) = (self.caller(user), precondition(if_match));
                tasks.edit(caller, id(task), patch.0, condition).await
            }
            Command::Replace {
                user,
                task,
                draft,
                if_match,
            } => {
                let (caller, condition) = (self.caller(user), precondition(if_match));
                tasks.replace(caller, id(task), draft.0, condition).await
            }
            Command::AddTags {
                user,
                task,
                tags,
                if_match,
            } => {
                let (caller, condition) = (self.caller(user), precondition(if_match));
                tasks.add_tags(caller, id(task), tags.0, condition).await
            }
            Command::RemoveTag {
                user,
                task,
                tag,
                if_match,
            } => {
                let (caller, condition) = (self.caller(user), precondition(if_match));
                tasks.remove_tag(caller, id(task), tag, condition).await
            }
            other => panic!("{other:?} is not about one task"),
        };
        match outcome {
            Ok(task) => Answer::Task(self.numbers.see(&task)),
            Err(error) => self.numbers.refused(&error),
        }
    }

    /// Does what a command says to many tasks, or takes one away.
    pub(super) async fn change_or_delete(&self, command: Command) -> Answer {
        let ids = |numbers: Vec<usize>| numbers.into_iter().map(|it| self.task(it)).collect();
        let outcome: Result<Option<Vec<Task>>, TaskError> = match command {
            Command::EditAll { user, tasks, patch } => {
                let caller = self.caller(user);
                let edited = self.tasks.edit_all(caller, ids(tasks), patch.0).await;
                edited.map(Some)
            }
            Command::DeleteAll { user, tasks } => {
                let deleted = self.tasks.delete_all(self.caller(user), ids(tasks)).await;
                deleted.map(|()| None)
            }
            Command::Delete {
                user,
                task,
                if_match,
            } => {
                let (caller, condition) = (self.caller(user), precondition(if_match));
                let deleted = self.tasks.delete(caller, self.task(task), condition).await;
                deleted.map(|()| None)
            }
            other => panic!("{other:?} is not about many tasks"),
        };
        match outcome {
            Ok(Some(tasks)) => Answer::Tasks(self.numbers.see_all(&tasks)),
            Ok(None) => Answer::Done,
            Err(error) => self.numbers.refused(&error),
        }
    }
}

fn plain(drafts: Vec<Draft>) -> Vec<TaskDraft> {
    drafts.into_iter().map(|draft| draft.0).collect()
}

fn precondition(versions: Versions) -> Precondition {
    let version = |number| Version::new(number).expect("these are positive");
    versions.map_or(Precondition::None, |versions| {
        Precondition::OneOf(versions.into_iter().map(version).collect())
    })
}
