//! What operations are tried on, and by whom.

use jsonwebtoken::{EncodingKey, Header, encode};
use serde_json::{Value, json};

use super::expectations::{Caller, id_of};
use crate::harness::{Answer, App, Client, Operation, PASSWORD, SECRET_KEY};

/// What an operation is tried on: all of it made for the occasion.
pub(super) struct Scene {
    /// In the owner's names, and in those of nobody else.
    pub(super) mark: String,
    pub(super) owner: Client,
    /// The owner, in another session.
    pub(super) elsewhere: Client,
    pub(super) me: Value,
    pub(super) task: Value,
    pub(super) session: Value,
}

impl Scene {
    #[track_caller]
    pub(super) fn make(app: &App, mark: String) -> Self {
        let owner = app.user(&format!("owner-{mark}"));
        let elsewhere = owner.logged_in(&format!("owner-{mark}"), PASSWORD);
        let task = json!({"title": format!("task-{mark}"), "tags": [format!("tag-{mark}")]});
        Self {
            me: owner.me().ok(),
            task: owner.create(&task).created(),
            session: elsewhere.current_session(),
            mark,
            owner,
            elsewhere,
        }
    }

    /// A client of this kind.
    #[track_caller]
    pub(super) fn caller(&self, app: &App, root: &Client, caller: Caller) -> Client {
        match caller {
            Caller::Anonymous => app.client(),
            Caller::Malformed => self.owner.with_token("no.such.token"),
            Caller::Expired => {
                let mut claims = claims(&self.owner);
                claims["exp"] = json!(claims["iat"].as_i64().unwrap() - 1);
                self.owner.with_token(&signed(&claims, SECRET_KEY))
            }
            Caller::WrongKey => {
                let key = SECRET_KEY.to_uppercase();
                self.owner.with_token(&signed(&claims(&self.owner), &key))
            }
            Caller::LoggedOut => {
                let owner = self.owner.logged_in(&self.name("owner"), PASSWORD);
                owner.log_out().no_content();
                owner
            }
            Caller::Disabled => {
                root.edit_user(&self.me["id"], &json!({"is_active": false}))
                    .ok();
                self.owner.clone()
            }
            Caller::Stranger => app.user(&self.name("stranger")),
            Caller::Owner => self.owner.clone(),
            Caller::Admin => {
                let name = self.name("admin");
                let id = app.user(&name).id();
                root.edit_user(&id, &json!({"role": "admin"})).ok();
                app.client().logged_in(&name, PASSWORD)
            }
        }
    }

    pub(super) fn name(&self, kind: &str) -> String {
        format!("{kind}-{}", self.mark)
    }

    /// The path of an operation on what is the owner's.
    fn path(&self, operation: &Operation) -> String {
        let id = match operation.path.split('/').nth(1) {
            Some("tasks") => &self.task["id"],
            Some("users") if operation.path.contains("sessions") => &self.session,
            _ => &self.me["id"],
        };
        let path = operation
            .path
            .replace("{id}", &id.to_string())
            .replace("{tag}", &self.name("tag"))
            .replace("{slug}", "task-not-found");
        assert!(
            !path.contains('{'),
            "say what stands for the parameter of {path}"
        );
        path
    }

    /// A body with which the owner succeeds.
    fn body(&self, operation_id: &str) -> Option<Value> {
        let ids = json!([self.task["id"]]);
        Some(match operation_id {
            "register" | "register_alias" => {
                json!({"username": self.name("new"), "password": PASSWORD})
            }
            "login" | "login_alias" => {
                json!({"username": self.name("owner"), "password": PASSWORD})
            }
            "refresh" => json!({"refresh_token": self.elsewhere.refresh_token()}),
            "edit_me" => json!({"time_zone": "Asia/Tokyo"}),
            "delete_me" => json!({"password": PASSWORD}),
            "change_password" => {
                json!({"current_password": PASSWORD, "new_password": "another horse battery"})
            }
            "edit_user" => json!({"role": "admin"}),
            "create_task" | "edit_task" | "replace_task" => json!({"title": "changed"}),
            "create_tasks" => json!({"tasks": [{"title": "new"}]}),
            "import_tasks" => json!([{"title": "new"}]),
            "add_task_tags" => json!(["more"]),
            "edit_tasks" => json!({"task_ids": ids, "updates": {"title": "changed"}}),
            "delete_tasks" => json!({"task_ids": ids}),
            "rename_tag" => json!({"name": "renamed"}),
            _ => return None,
        })
    }

    /// Sends the request of an operation.
    #[track_caller]
    pub(super) fn attempt(&self, operation: &Operation, client: &Client) -> Answer {
        let request = client.request(&operation.method, &self.path(operation));
        // So that answers can be compared.
        let request = request.header("X-Request-Id", "the-request");
        match self.body(id_of(operation)) {
            Some(body) => request.json(&body).send(),
            None => request.send(),
        }
    }

    /// Makes sure that everything of the owner is as it was.
    #[track_caller]
    pub(super) fn is_untouched(&self) {
        assert_eq!(self.owner.me().ok(), self.me);
        assert_eq!(self.owner.list("").ok(), json!([self.task]));
        self.elsewhere.me().ok();
    }
}

fn claims(client: &Client) -> Value {
    let claims = jsonwebtoken::dangerous::insecure_decode::<Value>(client.token());
    claims.unwrap().claims
}

fn signed(claims: &Value, key: &str) -> String {
    let key = EncodingKey::from_secret(key.as_bytes());
    encode(&Header::default(), claims, &key).unwrap()
}
