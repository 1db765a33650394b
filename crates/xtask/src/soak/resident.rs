//! Someone who uses the service day in, day out.

use std::io;
use std::net::SocketAddr;

use crate::docket::{Answer, Client};
use crate::offer::Caller;

/// After how many rounds of work there is a new session and a new connection.
const ROUNDS: u32 = 10;

/// Someone who makes a task, works with it, and deletes it.
#[derive(Debug)]
pub(super) struct Resident {
    server: SocketAddr,
    name: String,
    token: String,
    /// The task that there is now.
    task: String,
    step: usize,
    round: u32,
    /// The access token of a session that is to be ended.
    guest: Option<String>,
}

/// What is done in turn: a method, a path in which `{}` is the task, and a body.
const STEPS: [(&str, &str, &str); 10] = [
    (
        "POST",
        "/tasks",
        r#"{"title":"Learn diesel","tags":["a","b"],"due_date":"2030-12-01"}"#,
    ),
    ("GET", "/tasks/{}", ""),
    ("GET", "/tasks?limit=10", ""),
    (
        "PATCH",
        "/tasks/{}",
        r#"{"status":"in_progress","description":"Chapter one"}"#,
    ),
    (
        "GET",
        "/tasks?search=diesel&status=pending,in_progress&sort_by=due_date",
        "",
    ),
    ("POST", "/tasks/{}/tags", r#"["c"]"#),
    ("GET", "/tasks/stats", ""),
    ("GET", "/tags", ""),
    ("PATCH", "/tasks/{}", r#"{"completed":true}"#),
    ("DELETE", "/tasks/{}", ""),
];

impl Resident {
    /// One for each token.
    pub(super) fn all(server: SocketAddr, tokens: &[String]) -> Vec<Self> {
        let residents = tokens.iter().enumerate().map(|(number, token)| Self {
            server,
            name: format!("writer{number}"),
            token: token.clone(),
            task: String::new(),
            step: 0,
            round: 0,
            guest: None,
        });
        residents.collect()
    }
}

impl Caller for Resident {
    fn ask(&mut self, client: &mut Client) -> io::Result<Answer> {
        if let Some(guest) = self.guest.take() {
            client.use_token(&guest);
            client.begin("POST", "/auth/logout", None, "")?;
            let answer = client.answer()?;
            *client = Client::connect(self.server)
                .map_err(|_| io::Error::from(io::ErrorKind::ConnectionRefused))?;
            return Ok(answer);
        }
        if self.step == STEPS.len() {
            self.step = 0;
            self.round += 1;
            if self.round.is_multiple_of(ROUNDS) {
                let name = &self.name;
                let body = format!(r#"{{"username":"{name}","password":"correct horse battery"}}"#);
                client.begin("POST", "/auth/login", None, &body)?;
                let answer = client.answer()?;
                self.guest = answer.text("access_token").ok();
                return Ok(answer);
            }
        }
        let (method, path, body) = STEPS[self.step];
        client.use_token(&self.token);
        client.begin(method, &path.replace("{}", &self.task), None, body)?;
        let answer = client.answer()?;
        if answer.status == 201 {
            self.task = answer
                .number("id")
                .map_err(|_| io::ErrorKind::InvalidData)?;
        }
        self.step += 1;
        Ok(answer)
    }
}
