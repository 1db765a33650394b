//! A client made for tests, with one method for each route.

use std::net::SocketAddr;

use serde_json::{Value, json};
use ureq::Agent;

use super::answer::Answer;
use super::request::Request;
use super::wait::TIMEOUT;

/// The password of everyone who has no special one.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A client of one server, with or without an access token.
#[derive(Clone)]
pub(crate) struct Client {
    agent: Agent,
    origin: String,
    token: Option<String>,
    refresh_token: Option<String>,
}

impl Client {
    pub(super) fn new(address: SocketAddr) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIMEOUT))
            .build()
            .new_agent();
        Self {
            agent,
            origin: format!("http://{address}"),
            token: None,
            refresh_token: None,
        }
    }

    /// The same client with this access token.
    pub(crate) fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// The same client with this pair of tokens.
    #[track_caller]
    pub(crate) fn with_tokens(&self, pair: &Value) -> Self {
        let text = |member: &str| pair[member].as_str().map(str::to_owned);
        let (token, refresh_token) = (text("access_token"), text("refresh_token"));
        assert!(
            token.is_some() && refresh_token.is_some(),
            "no pair: {pair}"
        );
        Self {
            token,
            refresh_token,
            ..self.clone()
        }
    }

    /// The same client without any token.
    pub(crate) fn anonymous(&self) -> Self {
        Self {
            token: None,
            refresh_token: None,
            ..self.clone()
        }
    }

    /// The same client, of another server.
    pub(crate) fn at(&self, other: &Self) -> Self {
        Self {
            origin: other.origin.clone(),
            ..self.clone()
        }
    }

    /// Its access token.
    pub(crate) fn token(&self) -> &str {
        self.token.as_deref().expect("this client has logged in")
    }

    /// Its refresh token.
    pub(crate) fn refresh_token(&self) -> &str {
        let token = self.refresh_token.as_deref();
        token.expect("this client has logged in")
    }

    /// Registers under this name, logs in, and answers the client that has.
    #[track_caller]
    pub(crate) fn new_user(&self, name: &str) -> Self {
        self.register(&json!({"username": name, "password": PASSWORD}))
            .created();
        self.logged_in(name, PASSWORD)
    }

    /// Logs in, and answers the client that has.
    #[track_caller]
    pub(crate) fn logged_in(&self, name: &str, password: &str) -> Self {
        let pair = self
            .log_in(&json!({"username": name, "password": password}))
            .ok();
        self.with_tokens(&pair)
    }

    /// Any request, with the client's token if it has one.
    pub(crate) fn request(&self, method: &str, target: &str) -> Request<'_> {
        let request = Request::new(&self.agent, &self.origin, method, target);
        match &self.token {
            Some(token) => request.token(token),
            None => request,
        }
    }

    #[track_caller]
    fn get(&self, target: &str) -> Answer {
        self.request("GET", target).send()
    }

    #[track_caller]
    fn send(&self, method: &str, target: &str, body: &Value) -> Answer {
        self.request(method, target).json(body).send()
    }

    #[track_caller]
    pub(crate) fn register(&self, body: &Value) -> Answer {
        self.send("POST", "/auth/register", body)
    }

    #[track_caller]
    pub(crate) fn log_in(&self, body: &Value) -> Answer {
        self.send("POST", "/auth/login", body)
    }

    #[track_caller]
    pub(crate) fn log_in_by_form(&self, form: &str) -> Answer {
        self.request("POST", "/auth/login")
            .body("application/x-www-form-urlencoded", form)
            .send()
    }

    /// Asks for the next tokens for this refresh token.
    #[track_caller]
    pub(crate) fn refresh(&self, token: &str) -> Answer {
        self.send("POST", "/auth/refresh", &json!({"refresh_token": token}))
    }

    /// The same client with the next tokens.
    #[track_caller]
    pub(crate) fn refreshed(&self) -> Self {
        self.with_tokens(&self.refresh(self.refresh_token()).ok())
    }

    #[track_caller]
    pub(crate) fn log_out(&self) -> Answer {
        self.request("POST", "/auth/logout").send()
    }

    #[track_caller]
    pub(crate) fn sessions(&self) -> Answer {
        self.get("/users/me/sessions")
    }

    #[track_caller]
    pub(crate) fn end_session(&self, id: &Value) -> Answer {
        self.request("DELETE", &format!("/users/me/sessions/{id}"))
            .send()
    }

    /// The id of the session that it is in.
    #[track_caller]
    pub(crate) fn current_session(&self) -> Value {
        let sessions = self.sessions().ok();
        let sessions = sessions.as_array().expect("a list is an array");
        let mut current = sessions.iter().filter(|session| session["current"] == true);
        let session = current.next().expect("one session is the current one");
        assert!(current.next().is_none(), "only one is: {sessions:?}");
        session["id"].clone()
    }

    #[track_caller]
    pub(crate) fn users(&self, query: &str) -> Answer {
        self.get(&format!("/users{query}"))
    }

    #[track_caller]
    pub(crate) fn user(&self, id: &Value) -> Answer {
        self.get(&format!("/users/{id}"))
    }

    #[track_caller]
    pub(crate) fn edit_user(&self, id: &Value, body: &Value) -> Answer {
        self.send("PATCH", &format!("/users/{id}"), body)
    }

    #[track_caller]
    pub(crate) fn delete_user(&self, id: &Value) -> Answer {
        self.request("DELETE", &format!("/users/{id}")).send()
    }

    /// The id of its user.
    #[track_caller]
    pub(crate) fn id(&self) -> Value {
        self.me().ok()["id"].clone()
    }

    #[track_caller]
    pub(crate) fn me(&self) -> Answer {
        self.get("/users/me")
    }

    #[track_caller]
    pub(crate) fn edit_me(&self, body: &Value) -> Answer {
        self.send("PATCH", "/users/me", body)
    }

    #[track_caller]
    pub(crate) fn delete_me(&self, body: &Value) -> Answer {
        self.send("DELETE", "/users/me", body)
    }

    #[track_caller]
    pub(crate) fn change_password(&self, body: &Value) -> Answer {
        self.send("POST", "/users/me/password", body)
    }

    #[track_caller]
    pub(crate) fn create(&self, body: &Value) -> Answer {
        self.send("POST", "/tasks", body)
    }

    /// Creates a task, and answers it.
    #[track_caller]
    pub(crate) fn new_task(&self, title: &str) -> Value {
        self.create(&json!({"title": title})).created()
    }

    #[track_caller]
    pub(crate) fn list(&self, query: &str) -> Answer {
        self.get(&format!("/tasks{query}"))
    }

    #[track_caller]
    pub(crate) fn task(&self, id: &Value) -> Answer {
        self.get(&format!("/tasks/{id}"))
    }

    #[track_caller]
    pub(crate) fn replace(&self, id: &Value, body: &Value) -> Answer {
        self.send("PUT", &format!("/tasks/{id}"), body)
    }

    #[track_caller]
    pub(crate) fn edit(&self, id: &Value, body: &Value) -> Answer {
        self.send("PATCH", &format!("/tasks/{id}"), body)
    }

    #[track_caller]
    pub(crate) fn delete(&self, id: &Value) -> Answer {
        self.request("DELETE", &format!("/tasks/{id}")).send()
    }

    #[track_caller]
    pub(crate) fn create_all(&self, tasks: &Value) -> Answer {
        self.send("POST", "/tasks/bulk", &json!({"tasks": tasks}))
    }

    #[track_caller]
    pub(crate) fn edit_all(&self, ids: &Value, updates: &Value) -> Answer {
        let body = json!({"task_ids": ids, "updates": updates});
        self.send("PATCH", "/tasks/bulk", &body)
    }

    #[track_caller]
    pub(crate) fn delete_all(&self, ids: &Value) -> Answer {
        self.send("POST", "/tasks/bulk/delete", &json!({"task_ids": ids}))
    }

    /// Imports a body of this type.
    #[track_caller]
    pub(crate) fn import(&self, query: &str, media_type: &str, body: impl Into<Vec<u8>>) -> Answer {
        let request = self.request("POST", &format!("/tasks/import{query}"));
        request.body(media_type, body).send()
    }

    /// Asks for all tasks as a file.
    #[track_caller]
    pub(crate) fn export(&self, query: &str) -> Answer {
        self.get(&format!("/tasks/export{query}"))
    }

    #[track_caller]
    pub(crate) fn statistics(&self) -> Answer {
        self.get("/tasks/stats")
    }

    #[track_caller]
    pub(crate) fn add_tags(&self, id: &Value, tags: &Value) -> Answer {
        self.send("POST", &format!("/tasks/{id}/tags"), tags)
    }

    /// Takes a tag, as it is written in a path, from a task.
    #[track_caller]
    pub(crate) fn remove_tag(&self, id: &Value, tag: &str) -> Answer {
        self.request("DELETE", &format!("/tasks/{id}/tags/{tag}"))
            .send()
    }

    #[track_caller]
    pub(crate) fn tags(&self) -> Answer {
        self.get("/tags")
    }

    /// Renames a tag, as it is written in a path.
    #[track_caller]
    pub(crate) fn rename_tag(&self, tag: &str, name: &str) -> Answer {
        self.send("PATCH", &format!("/tags/{tag}"), &json!({"name": name}))
    }

    /// Removes a tag, as it is written in a path, from all tasks.
    #[track_caller]
    pub(crate) fn delete_tag(&self, tag: &str) -> Answer {
        self.request("DELETE", &format!("/tags/{tag}")).send()
    }

    #[track_caller]
    pub(crate) fn root(&self) -> Answer {
        self.get("/")
    }

    #[track_caller]
    pub(crate) fn live(&self) -> Answer {
        self.get("/health/live")
    }

    #[track_caller]
    pub(crate) fn ready(&self) -> Answer {
        self.get("/health/ready")
    }

    #[track_caller]
    pub(crate) fn health(&self) -> Answer {
        self.get("/health")
    }

    #[track_caller]
    pub(crate) fn version(&self) -> Answer {
        self.get("/version")
    }

    #[track_caller]
    pub(crate) fn metrics(&self) -> Answer {
        self.get("/metrics")
    }

    #[track_caller]
    pub(crate) fn explanation(&self, kind: &str) -> Answer {
        self.get(kind)
    }

    #[track_caller]
    pub(crate) fn docs(&self, file: &str) -> Answer {
        self.get(&format!("/docs{file}"))
    }

    #[track_caller]
    pub(crate) fn openapi(&self) -> Answer {
        self.get("/openapi.json")
    }
}
