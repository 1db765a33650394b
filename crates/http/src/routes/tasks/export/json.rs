//! Exports as JSON: an array of what is answered of tasks everywhere, with a task a line.

use docket_domain::{DueDate, Task};

use super::super::body::TaskBody;
use super::stream::Format;
use crate::error::ApiError;

/// An array.
pub(super) struct Array {
    today: DueDate,
    is_empty: bool,
}

impl Array {
    /// One with nothing in it, on the day that is `today` for the owner of the tasks.
    pub(super) fn new(today: DueDate) -> Self {
        Self {
            today,
            is_empty: true,
        }
    }
}

impl Format for Array {
    fn begin(&mut self, file: &mut Vec<u8>) {
        file.push(b'[');
    }

    fn task(&mut self, task: &Task, file: &mut Vec<u8>) -> Result<(), ApiError> {
        if !self.is_empty {
            file.extend_from_slice(b",\n");
        }
        self.is_empty = false;
        serde_json::to_writer(file, &TaskBody::new(task, self.today))
            .map_err(|error| ApiError::Internal(error.into()))
    }

    fn end(&mut self, file: &mut Vec<u8>) {
        file.extend_from_slice(b"]\n");
    }
}
