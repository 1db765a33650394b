//! The whole of a list, in parts that fit into memory.

use docket_domain::{Task, TaskFilter, TaskOrder};

use super::{TaskError, TaskQuery, TaskService};
use crate::page::PageRequest;
use crate::sessions::Caller;

/// A list that is read to its end, part by part: each part is a unit of work of its own, and goes on
/// after the last task of the one before, whatever was added or removed meanwhile.
///
/// So a task is in it once. Only one whose place in the order changes while the list is read may be
/// in it twice, or not at all; in the order by id none does.
pub struct Export {
    tasks: TaskService,
    caller: Caller,
    query: TaskQuery,
    is_over: bool,
}

impl Export {
    /// How many tasks a part has at most.
    pub const PART: u16 = 250;

    /// The next tasks of the list; none when it is at its end.
    ///
    /// # Errors
    /// [`TaskError::Store`] if the store does not answer.
    pub async fn next_part(&mut self) -> Result<Vec<Task>, TaskError> {
        if self.is_over {
            return Ok(Vec::new());
        }
        let part = self.tasks.list(&self.caller, self.query.clone()).await?;
        self.is_over = !part.has_more;
        if let Some(last) = part.items.last() {
            self.query.after = Some(self.query.order.position(last));
        }
        Ok(part.items)
    }
}

impl TaskService {
    /// The whole of a list of the caller's tasks, to be read part by part.
    #[must_use]
    pub fn export(&self, caller: &Caller, filter: TaskFilter, order: TaskOrder) -> Export {
        Export {
            tasks: self.clone(),
            caller: caller.clone(),
            query: TaskQuery {
                filter,
                order,
                after: None,
                page: PageRequest::new(0, Export::PART),
                with_total: false,
            },
            is_over: false,
        }
    }
}
