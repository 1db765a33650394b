//! What an operator sets of tasks.

/// What an operator sets of tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaskSettings {
    /// What someone is told of a task that is someone else's.
    pub foreign_tasks: ForeignTasks,
    /// For how many seconds answers are kept for requests that come again.
    pub keep_answers_for: u32,
}

impl Default for TaskSettings {
    fn default() -> Self {
        Self {
            foreign_tasks: ForeignTasks::default(),
            keep_answers_for: 24 * 60 * 60,
        }
    }
}

/// What someone is told of a task that is someone else's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForeignTasks {
    /// That it is: [`super::TaskError::Denied`].
    #[default]
    Forbidden,
    /// Nothing, not even that it is there: [`super::TaskError::NotFound`].
    Hidden,
}
