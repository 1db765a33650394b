//! The users of the server that is measured.

use std::net::SocketAddr;

use crate::docket::Client;
use crate::failure::Outcome;
use crate::tasks;

/// How many tasks the reader has, numbered from 1.
pub(super) const TASKS: u32 = 1000;

/// The password of all.
pub(super) const PASSWORD: &str = "correct horse battery";

/// The user who logs in and does nothing else.
pub(super) const GUEST: &str = "grace";

/// The access tokens of the users.
#[derive(Debug)]
pub(super) struct Users {
    /// Of the one who has [`TASKS`] and no more.
    pub(super) reader: String,
    /// Of the one who makes ever more.
    pub(super) writer: String,
}

/// Makes the users, and the tasks of the reader.
pub(super) fn make(address: SocketAddr) -> Outcome<Users> {
    let mut client = Client::connect(address)?;
    client.register(GUEST, PASSWORD)?;
    let writer = client.register("alan", PASSWORD)?.access;
    let reader = client.register("ada", PASSWORD)?.access;
    let tasks = tasks::bulk(0, TASKS);
    client.send("POST", "/tasks/bulk", &tasks)?.expect(201)?;
    // The first and the last of the numbers that are asked for.
    client.get("/tasks/1")?.expect(200)?;
    client.get(&format!("/tasks/{TASKS}"))?.expect(200)?;
    Ok(Users { reader, writer })
}
