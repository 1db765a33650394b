//! Every operation and every kind of caller, and what is to come of it.

use crate::harness::Operation;

/// Who may do something, and what the others are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    /// Everybody may, with or without a token.
    Public,
    /// Everybody may who knows the password of an active user.
    Password,
    /// Everybody may who has the refresh token of an active user.
    RefreshToken,
    /// Every user may, since it is about nothing but what is theirs.
    Own,
    /// The owner of the task in the path may.
    Task,
    /// The owner of the tasks in the body may.
    Tasks,
    /// Whoever has the tag in the path may.
    Tag,
    /// Whose session it is may.
    Session,
    /// Administrators may.
    Administration,
}

/// Every operation: who may do it, and with which status it is done.
pub(super) const EXPECTED: &[(&str, Access, u16)] = &[
    ("root", Access::Public, 200),
    ("health", Access::Public, 200),
    ("live", Access::Public, 200),
    ("ready", Access::Public, 200),
    ("version", Access::Public, 200),
    ("metrics", Access::Public, 200),
    ("explain_problem", Access::Public, 200),
    ("register", Access::Public, 201),
    ("register_alias", Access::Public, 201),
    ("login", Access::Password, 200),
    ("login_alias", Access::Password, 200),
    ("refresh", Access::RefreshToken, 200),
    ("logout", Access::Own, 204),
    ("get_me", Access::Own, 200),
    ("edit_me", Access::Own, 200),
    ("delete_me", Access::Own, 204),
    ("change_password", Access::Own, 204),
    ("list_my_sessions", Access::Own, 200),
    ("end_my_session", Access::Session, 204),
    ("list_users", Access::Administration, 200),
    ("get_user", Access::Administration, 200),
    ("edit_user", Access::Administration, 200),
    ("delete_user", Access::Administration, 204),
    ("list_tasks", Access::Own, 200),
    ("create_task", Access::Own, 201),
    ("create_tasks", Access::Own, 201),
    ("export_tasks", Access::Own, 200),
    ("import_tasks", Access::Own, 201),
    ("get_statistics", Access::Own, 200),
    ("get_task", Access::Task, 200),
    ("replace_task", Access::Task, 200),
    ("edit_task", Access::Task, 200),
    ("delete_task", Access::Task, 204),
    ("add_task_tags", Access::Task, 200),
    ("remove_task_tag", Access::Task, 200),
    ("edit_tasks", Access::Tasks, 200),
    ("delete_tasks", Access::Tasks, 204),
    ("list_tags", Access::Own, 200),
    ("rename_tag", Access::Tag, 200),
    ("delete_tag", Access::Tag, 200),
];

/// A kind of caller. The first ones have, or had, a token of the owner of what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Caller {
    Anonymous,
    Malformed,
    Expired,
    WrongKey,
    LoggedOut,
    Disabled,
    Stranger,
    Owner,
    Admin,
}

/// Every kind.
pub(super) const CALLERS: [Caller; 9] = [
    Caller::Anonymous,
    Caller::Malformed,
    Caller::Expired,
    Caller::WrongKey,
    Caller::LoggedOut,
    Caller::Disabled,
    Caller::Stranger,
    Caller::Owner,
    Caller::Admin,
];

/// What a caller is told who may not: a status and a code. `None` if they may.
pub(super) fn refusal(access: Access, caller: Caller) -> Option<(u16, &'static str)> {
    match (access, caller) {
        (Access::Password, Caller::Disabled) => Some((403, "account_disabled")),
        (Access::RefreshToken, Caller::Disabled) => Some((401, "refresh_token_invalid")),
        (Access::Public | Access::Password | Access::RefreshToken, _)
        | (Access::Administration, Caller::Admin) => None,
        (_, Caller::Anonymous) => Some((401, "not_authenticated")),
        (_, Caller::Expired) => Some((401, "token_expired")),
        (_, Caller::Malformed | Caller::WrongKey | Caller::LoggedOut | Caller::Disabled) => {
            Some((401, "token_invalid"))
        }
        (Access::Administration, _) => Some((403, "forbidden")),
        (Access::Own, _) | (_, Caller::Owner) => None,
        // To the tasks, tags and sessions of others an administrator is a stranger too.
        (Access::Task, _) => Some((403, "task_forbidden")),
        (Access::Tasks, _) => Some((404, "tasks_not_found")),
        (Access::Tag, _) => Some((404, "tag_not_found")),
        (Access::Session, _) => Some((404, "session_not_found")),
    }
}

/// Who may do an operation, and with which status it is done.
#[track_caller]
pub(super) fn expected(operation: &Operation) -> (Access, u16) {
    let mut expected = EXPECTED.iter();
    let found = expected.find(|(id, ..)| *id == id_of(operation));
    let (_, access, status) = found.unwrap_or_else(|| panic!("{}", operation.name()));
    (*access, *status)
}

/// The id of an operation.
pub(super) fn id_of(operation: &Operation) -> &str {
    let id = operation.described["operationId"].as_str();
    id.expect("every operation has an id")
}
