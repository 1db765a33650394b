//! By which names tables and columns are known.
//!
//! They are those that are found in public projects with FastAPI. They are compared without regard
//! to case and underscores (`createdAt` is `created_at`), and of several that are there the first
//! one in its list is used.

/// Tables of users.
pub(super) const USERS: &[&str] = &[
    "users",
    "user",
    "accounts",
    "account",
    "app_users",
    "app_user",
];
/// Tables of tasks.
pub(super) const TASKS: &[&str] = &[
    "tasks",
    "task",
    "todos",
    "todo",
    "todo_items",
    "todo_item",
    "to_dos",
    "to_do",
];
/// Tables of tags.
pub(super) const TAGS: &[&str] = &["tags", "tag", "labels", "label"];

/// Columns of users.
pub(super) const USER_ID: &[&str] = &["id", "user_id", "uuid", "uid"];
pub(super) const USERNAME: &[&str] = &["username", "user_name", "login", "nickname", "handle"];
/// One that is a user name only where there is no e-mail address: else it is what people are called.
pub(super) const NAME: &[&str] = &["name"];
pub(super) const EMAIL: &[&str] = &["email", "email_address", "e_mail", "user_email", "mail"];
pub(super) const PASSWORD: &[&str] = &[
    "hashed_password",
    "password_hash",
    "hash_password",
    "hashed_pw",
    "pw_hash",
    "pwd_hash",
    "password_digest",
    "password",
];
pub(super) const ROLE: &[&str] = &["role", "user_role"];
pub(super) const IS_ADMIN: &[&str] = &["is_admin", "is_superuser", "admin", "superuser"];
pub(super) const IS_ACTIVE: &[&str] = &["is_active", "active", "enabled", "is_enabled"];
pub(super) const IS_DISABLED: &[&str] = &[
    "disabled",
    "is_disabled",
    "banned",
    "is_banned",
    "blocked",
    "is_blocked",
];

/// Columns of tasks.
pub(super) const TASK_ID: &[&str] = &["id", "task_id", "todo_id", "uuid", "uid"];
pub(super) const TITLE: &[&str] = &[
    "title",
    "name",
    "task_name",
    "task_title",
    "subject",
    "summary",
    "text",
    "task",
    "todo",
    "item",
    "content",
    "description",
];
pub(super) const DESCRIPTION: &[&str] = &[
    "description",
    "details",
    "detail",
    "content",
    "notes",
    "note",
    "body",
    "desc",
    "text",
    "comment",
];
pub(super) const STATUS: &[&str] = &["status", "state", "task_status"];
pub(super) const COMPLETED: &[&str] = &[
    "completed",
    "is_completed",
    "complete",
    "is_complete",
    "done",
    "is_done",
    "finished",
    "is_finished",
    "checked",
    "is_checked",
];
pub(super) const PRIORITY: &[&str] = &[
    "priority",
    "priority_level",
    "task_priority",
    "urgency",
    "importance",
];
pub(super) const DUE: &[&str] = &[
    "due_date",
    "deadline",
    "due",
    "due_at",
    "due_on",
    "due_datetime",
    "deadline_at",
    "deadline_date",
];
pub(super) const OWNER: &[&str] = &[
    "owner_id",
    "user_id",
    "author_id",
    "creator_id",
    "created_by_id",
    "created_by",
    "owner",
    "user",
    "author",
    "assigned_to",
    "assignee_id",
];
pub(super) const TASK_TAGS: &[&str] = &["tags", "labels", "tag", "label"];

/// Columns of both.
pub(super) const CREATED_AT: &[&str] = &[
    "created_at",
    "created",
    "date_created",
    "created_on",
    "created_date",
    "create_date",
    "creation_date",
    "create_at",
    "date_joined",
    "joined_at",
    "registered_at",
];
pub(super) const UPDATED_AT: &[&str] = &[
    "updated_at",
    "updated",
    "date_updated",
    "updated_on",
    "updated_date",
    "update_date",
    "update_at",
    "last_updated",
    "modified_at",
    "modified",
    "last_modified",
];
pub(super) const COMPLETED_AT: &[&str] = &[
    "completed_at",
    "completed_on",
    "completed_date",
    "completion_date",
    "date_completed",
    "done_at",
    "finished_at",
];
pub(super) const IS_DELETED: &[&str] = &["is_deleted", "deleted"];
pub(super) const DELETED_AT: &[&str] = &["deleted_at"];

/// Columns of tags, and of what ties them to tasks.
pub(super) const TAG_ID: &[&str] = &["id", "tag_id", "label_id", "uuid", "uid"];
pub(super) const TAG_NAME: &[&str] = &["name", "tag", "label", "title", "text"];
pub(super) const LINK_TASK: &[&str] =
    &["task_id", "todo_id", "tasks_id", "todos_id", "todo_item_id"];
pub(super) const LINK_TAG: &[&str] = &["tag_id", "label_id", "tags_id", "labels_id"];
pub(super) const LINK_NAME: &[&str] = &["tag", "tag_name", "label", "name"];

/// What two spellings of a name have in common.
pub(super) fn key(name: &str) -> String {
    name.chars()
        .filter(|c| *c != '_')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Where `name` stands in a list.
pub(super) fn rank(names: &[&str], name: &str) -> Option<usize> {
    let wanted = key(name);
    names.iter().position(|known| key(known) == wanted)
}
