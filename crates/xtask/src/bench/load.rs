//! The requests that are measured.

use super::users::{GUEST, PASSWORD, TASKS, Users};
use crate::tasks;

/// How many different bodies there are of one kind.
const BODIES: u32 = 500;

/// One kind of request, over and over; which path and which body is left to chance.
#[derive(Debug)]
pub(super) struct Load {
    pub(super) name: &'static str,
    pub(super) method: &'static str,
    pub(super) paths: Vec<String>,
    pub(super) bodies: Vec<String>,
    pub(super) token: Option<String>,
    /// The status of the answers that count.
    pub(super) status: u16,
}

/// All kinds.
#[derive(Debug)]
pub(super) struct Loads {
    pub(super) read: Load,
    pub(super) list: Load,
    pub(super) filtered: Load,
    pub(super) statistics: Load,
    pub(super) create: Load,
    pub(super) update: Load,
    pub(super) bulk: Load,
    pub(super) login: Load,
}

impl Loads {
    pub(super) fn new(users: &Users) -> Self {
        const FILTERED: &str = "/tasks?status=pending,in_progress&priority=high,medium\
            &search=report&sort_by=due_date&limit=10";
        let get = |name, path: &str| Load {
            name,
            method: "GET",
            paths: vec![path.to_owned()],
            bodies: Vec::new(),
            token: Some(users.reader.clone()),
            status: 200,
        };
        let post = |name, path: &str, bodies| Load {
            name,
            method: "POST",
            paths: vec![path.to_owned()],
            bodies,
            token: Some(users.writer.clone()),
            status: 201,
        };
        let each_task = (1..=TASKS).map(|id| format!("/tasks/{id}")).collect();
        let login = format!(r#"{{"username":"{GUEST}","password":"{PASSWORD}"}}"#);
        Self {
            read: Load {
                paths: Vec::clone(&each_task),
                ..get("read one of 1000", "")
            },
            list: get("list 10 of 1000", "/tasks?limit=10"),
            filtered: get("filtered, searched, sorted: 10", FILTERED),
            statistics: get("statistics of 1000", "/tasks/stats"),
            create: post("create", "/tasks", (0..BODIES).map(new_task).collect()),
            update: Load {
                method: "PATCH",
                paths: each_task,
                bodies: (0..BODIES).map(new_title).collect(),
                ..get("update one of 1000", "")
            },
            bulk: post(
                "create 100 at once",
                "/tasks/bulk",
                (0..10).map(|n| tasks::bulk(n * 100, 100)).collect(),
            ),
            login: Load {
                token: None,
                status: 200,
                ..post("log in", "/auth/login", vec![login])
            },
        }
    }
}

/// A task without tags: one row.
fn new_task(number: u32) -> String {
    let title = title(number);
    format!(r#"{{"title":"{title}","priority":"high","due_date":"2026-12-01"}}"#)
}

fn new_title(number: u32) -> String {
    format!(r#"{{"title":"{}"}}"#, title(number))
}

/// Spread, for titles fall anywhere in their index.
fn title(number: u32) -> String {
    format!("{:08x} the travel plan", number.wrapping_mul(2_654_435_761))
}

#[cfg(test)]
mod tests {
    use super::super::users::Users;
    use super::Loads;

    #[test]
    fn every_body_is_one_line() {
        let users = Users {
            reader: "r".to_owned(),
            writer: "w".to_owned(),
        };
        let loads = Loads::new(&users);
        for load in [&loads.create, &loads.update, &loads.bulk, &loads.login] {
            assert!(!load.bodies.is_empty(), "{}", load.name);
            assert!(load.bodies.iter().all(|body| body.lines().count() == 1));
        }
        assert_eq!(loads.read.paths.len(), 1000);
        assert_eq!(loads.update.token.as_deref(), Some("r"));
    }
}
