//! Someone who changes tasks and deletes some, and looks in the end whether they are as was told.

use std::io;

use crate::docket::{Answer, Client};
use crate::failure::{Failure, Outcome};
use crate::tasks;
use crate::visitor::Wish;

/// How many tasks there are to be changed.
const TASKS: u32 = 500;

/// One of every so many requests deletes a task.
const DELETED: usize = 5;

/// A task, and what may have become of it.
#[derive(Debug, Default)]
struct Plant {
    id: String,
    /// What it was told to be last, and was acknowledged.
    known: Option<State>,
    /// What it was told to be since, without an acknowledgement.
    tried: Vec<State>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum State {
    Titled(String),
    Gone,
}

/// Changes and deletes tasks.
#[derive(Debug)]
pub(super) struct Gardener {
    plants: Vec<Plant>,
    turn: usize,
}

impl Gardener {
    /// Makes the tasks.
    pub(super) fn new(owner: &mut Client) -> Outcome<Self> {
        let made = owner.send("POST", "/tasks/bulk", &tasks::bulk(0, TASKS))?;
        let made = made.expect(201)?;
        let ids = made.body.split(r#"{"id":"#).skip(1);
        let plants = ids.filter_map(|task| {
            let (id, _) = task.split_once(',')?;
            Some(Plant {
                id: id.to_owned(),
                ..Plant::default()
            })
        });
        Ok(Self {
            plants: plants.collect(),
            turn: 0,
        })
    }

    /// Fails if a task is not as was acknowledged last, or as was tried since.
    pub(super) fn check(&self, owner: &mut Client) -> Outcome {
        for plant in &self.plants {
            let answer = owner.get(&format!("/tasks/{}", plant.id))?;
            let state = match answer.status {
                404 => State::Gone,
                _ => State::Titled(answer.expect(200)?.text("title")?),
            };
            if !plant.may_be(&state) {
                return Err(Failure::because(format!("{plant:?} is {state:?}")));
            }
        }
        Ok(())
    }
}

impl Plant {
    fn may_be(&self, state: &State) -> bool {
        let is_known = match &self.known {
            Some(known) => known == state,
            // As it was made.
            None => *state != State::Gone,
        };
        is_known || self.tried.contains(state)
    }
}

impl Wish for Gardener {
    fn ask(&mut self, client: &mut Client) -> io::Result<Answer> {
        self.turn += 1;
        let Self { plants, turn } = self;
        // Those that are gone, or may be, are left alone.
        let mut left = plants.iter_mut().filter(|plant| {
            plant.known != Some(State::Gone) && !plant.tried.contains(&State::Gone)
        });
        let plant = left
            .by_ref()
            .nth(*turn % 20)
            .ok_or_else(|| io::Error::other("all tasks are gone"))?;
        let path = format!("/tasks/{}", plant.id);
        let state = if turn.is_multiple_of(DELETED) {
            client.begin("DELETE", &path, None, "")?;
            State::Gone
        } else {
            let title = format!("Changed in turn {turn}");
            client.begin("PATCH", &path, None, &format!(r#"{{"title":"{title}"}}"#))?;
            State::Titled(title)
        };
        plant.tried.push(state.clone());
        let answer = client.answer()?;
        if answer.status < 300 {
            plant.known = Some(state);
            plant.tried.clear();
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::{Plant, State};

    #[test]
    fn a_task_is_as_was_acknowledged_last_or_as_was_tried_since() {
        let titled = |title: &str| State::Titled(title.to_owned());
        let mut plant = Plant::default();
        assert!(plant.may_be(&titled("as it was made")));
        assert!(!plant.may_be(&State::Gone));
        plant.known = Some(titled("one"));
        plant.tried = vec![titled("two")];
        assert!(plant.may_be(&titled("one")));
        assert!(plant.may_be(&titled("two")));
        assert!(!plant.may_be(&titled("zero")));
        assert!(!plant.may_be(&State::Gone));
    }
}
