//! Tasks as lines for a terminal.

use docket_domain::{DueDate, Status, Task};

/// A line for each task, or one that says that there is none.
pub(crate) fn tasks(tasks: &[&Task], today: DueDate) -> String {
    if tasks.is_empty() {
        return "nothing here\n".to_owned();
    }
    tasks.iter().map(|task| line(task, today)).collect()
}

/// Its id, how far along it is, by when it is to be done (`!`: it should have been by now), how
/// much it matters, what it is called, its tags.
fn line(task: &Task, today: DueDate) -> String {
    let record = task.record();
    let mark = match record.status {
        Status::Pending => ' ',
        Status::InProgress => '~',
        Status::Completed => 'x',
        Status::Cancelled => '-',
    };
    let due = record.due_date.map(|due| due.to_string());
    let late = if task.is_overdue(today) { '!' } else { ' ' };
    // A title may have line breaks and tabs, and no other control characters.
    let title = record.title.as_str().replace(['\n', '\t'], " ");
    let mut line = format!(
        "{:>4} [{mark}] {:10}{late} {:6} {title}",
        task.id(),
        due.unwrap_or_default(),
        record.priority.as_str(),
    );
    for tag in record.tags.iter() {
        line += " #";
        line += tag.as_str();
    }
    line.push('\n');
    line
}
