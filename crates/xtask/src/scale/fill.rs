//! Filling the database.

use crate::docket::{Client, Docket};
use crate::failure::Outcome;
use crate::tasks;

/// How many users have the tasks that are not the owner's.
const OTHERS: u32 = 9;

/// How many tasks are made by one request.
const AT_ONCE: u32 = 1000;

/// Makes the tasks; answers the connection of the user who has `share` of them.
pub(super) fn fill(server: &Docket, all: u32, share: u32) -> Outcome<Client> {
    let mut users = Vec::new();
    for number in 0..=OTHERS {
        let mut client = server.connect()?;
        client.register(&format!("user{number}"), "correct horse battery")?;
        let left = if number == 0 {
            share
        } else {
            (all - share) / OTHERS
        };
        users.push((client, left));
    }
    // In turn, so that the tasks of one are not all beside each other.
    let mut serial = 0;
    while users.iter().any(|(_, left)| *left > 0) {
        for (client, left) in &mut users {
            let count = AT_ONCE.min(*left);
            if count > 0 {
                let body = tasks::bulk(serial, count);
                client.send("POST", "/tasks/bulk", &body)?.expect(201)?;
                serial += count;
                *left -= count;
            }
        }
    }
    Ok(users.swap_remove(0).0)
}
