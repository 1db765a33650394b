//! Tables of tasks to import: what is accepted keeps the rules, and is the same when it has been
//! exported and imported again.

use docket_application::TaskService;
use docket_domain::task::NewTask;
use docket_domain::{Status, Task, TaskId};
use docket_http::probe::{tasks, told};

use crate::world::{now, today, user_id};

/// How long a line of a calendar may be (RFC 5545, section 3.1).
const MAX_LINE: usize = 75;

/// Reads the bytes as a table of tasks to import.
pub fn table(bytes: &[u8]) {
    let imports = match tasks::import_of_table(bytes, now()) {
        Ok(imports) => imports,
        Err(error) => {
            assert!(!told(&error).is_empty());
            return;
        }
    };
    assert!(imports.len() <= TaskService::MAX_IMPORT);
    let imported: Vec<Task> = (1..)
        .zip(&imports)
        .map(|(id, import)| {
            let id = TaskId::new(id).expect("it is an id");
            NewTask::import(user_id(7), import.clone()).stored_as(id)
        })
        .collect();
    for task in &imported {
        let record = task.record();
        let is_completed = record.status == Status::Completed;
        assert_eq!(record.completed_at.is_some(), is_completed);
        assert!(record.created_at <= record.updated_at && record.updated_at == now());
        assert!(
            record
                .completed_at
                .is_none_or(|then| record.created_at <= then)
        );
    }
    let exported = tasks::export("csv", &imported, today()).expect("all of them can be written");
    let again = tasks::import_of_table(&exported, now()).expect("what was exported is accepted");
    assert_eq!(again, imports, "exported and imported again");
    is_a_calendar(&imported);
}

fn is_a_calendar(exported: &[Task]) {
    let calendar = tasks::export("ics", exported, today()).expect("all of them can be written");
    let calendar = String::from_utf8(calendar).expect("it is UTF-8");
    let lines = calendar.split("\r\n");
    let begun = lines.clone().filter(|line| *line == "BEGIN:VTODO").count();
    assert_eq!(begun, exported.len(), "a to-do for each task");
    for line in lines {
        assert!(line.len() <= MAX_LINE, "{line:?}");
        assert!(!line.contains(['\r', '\n']), "{line:?}");
    }
}
