//! How much there is of what.

use docket_domain::Role;

use super::rules;
use crate::ports::foreign::ForeignTask;

/// How much comes over, or has come over, and how much does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// Users.
    pub users: u64,
    /// Those of them who are administrators.
    pub administrators: u64,
    /// Those of them who may not log in.
    pub disabled: u64,
    /// Those of them who need another password, because theirs could not come.
    pub without_password: u64,
    /// Tasks.
    pub tasks: u64,
    /// Tags on tasks: one for each task and tag.
    pub tags: u64,
    /// Tasks whose status and completion said two different things.
    pub contradictions: u64,
    /// Users who stay, because they were deleted.
    pub users_left: u64,
    /// Tasks that stay, because they, or their users, were deleted.
    pub tasks_left: u64,
    /// Tasks that stay, because they have no owner.
    pub tasks_without_owner: u64,
}

impl Summary {
    /// Counts a user who comes.
    pub(super) fn add_user(&mut self, role: Role, is_active: bool, has_password: bool) {
        self.users += 1;
        self.administrators += u64::from(role == Role::Admin);
        self.disabled += u64::from(!is_active);
        self.without_password += u64::from(!has_password);
    }

    /// Counts a task that comes.
    pub(super) fn add_task(&mut self, task: &ForeignTask) {
        self.tasks += 1;
        self.tags += task.tags.iter().len() as u64;
        self.contradictions += u64::from(rules::status(task).1);
    }
}
