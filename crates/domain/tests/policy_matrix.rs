//! Who may do what: every action, by the owner and by a stranger, whatever the task is like.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use docket_domain::task::NewTask;
use docket_domain::{
    Action, Actor, Priority, Role, Status, Task, TaskDraft, TaskId, Timestamp, Title, UserId,
    authorize,
};

const OWNER: i64 = 1;

fn user(id: i64) -> UserId {
    UserId::new(id).unwrap()
}

/// Someone, as the policy sees them.
fn actor(user: UserId, role: Role) -> Actor {
    Actor { user, role }
}

/// A task of the owner, of every status and priority.
fn tasks() -> Vec<Task> {
    let now: Timestamp = "2026-01-02T03:04:05.678901Z".parse().unwrap();
    let title = Title::parse("read").unwrap();
    let mut tasks = Vec::new();
    for status in Status::ALL {
        for priority in Priority::ALL {
            let draft = TaskDraft {
                status,
                priority,
                ..TaskDraft::new(title.clone())
            };
            let new = NewTask::create(user(OWNER), draft, now);
            tasks.push(new.stored_as(TaskId::new(7).unwrap()));
        }
    }
    tasks
}

#[test]
fn the_matrix_is_as_it_is_written_here() {
    const MATRIX: &str = "
        read   owner    allowed
        read   stranger denied
        read   admin    denied
        edit   owner    allowed
        edit   stranger denied
        edit   admin    denied
        delete owner    allowed
        delete stranger denied
        delete admin    denied
    ";
    let expected: Vec<&str> = MATRIX
        .lines()
        .map(str::trim)
        .filter(|row| !row.is_empty())
        .collect();
    for task in tasks() {
        let mut rows = Vec::new();
        for action in Action::ALL {
            for (who, id, role) in [
                ("owner", OWNER, Role::User),
                ("stranger", 2, Role::User),
                ("admin", 2, Role::Admin),
            ] {
                let verdict = authorize(actor(user(id), role), action, &task);
                let word = if verdict.is_ok() { "allowed" } else { "denied" };
                rows.push(format!("{:6} {who:8} {word}", action.to_string()));
            }
        }
        assert_eq!(rows, expected);
    }
}

#[test]
fn no_stranger_is_taken_for_the_owner() {
    for task in tasks() {
        for stranger in [2, 10, 11, i64::MAX] {
            for action in Action::ALL {
                let verdict = authorize(actor(user(stranger), Role::User), action, &task);
                let actor = user(stranger);
                let denied = verdict.map_err(|denied| (denied.actor, denied.action));
                assert_eq!(denied, Err((actor, action)));
            }
        }
    }
}

#[test]
fn a_refusal_says_nothing_about_the_task() {
    for task in tasks() {
        let stranger = actor(user(2), Role::User);
        let denied = authorize(stranger, Action::Edit, &task).unwrap_err();
        assert_eq!(denied.to_string(), "user 2 may not edit this task");
    }
}

#[test]
fn the_policy_is_the_same_before_a_task_is_stored() {
    let now: Timestamp = "2026-01-02T03:04:05.678901Z".parse().unwrap();
    let new = NewTask::create(
        user(OWNER),
        TaskDraft::new(Title::parse("read").unwrap()),
        now,
    );
    for action in Action::ALL {
        assert!(authorize(actor(user(OWNER), Role::User), action, &new).is_ok());
        assert!(authorize(actor(user(2), Role::User), action, &new).is_err());
    }
}
