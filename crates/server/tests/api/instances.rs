//! Several instances on one database.

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::json;

use crate::harness::{Case, Docket, PASSWORD, TestSignal, at_once, cases};

pub(crate) const CASES: &[Case] = cases!(Engine:
    twelve_instances_start_at_once_on_an_empty_database,
    what_one_instance_makes_another_one_has,
);

fn twelve_instances_start_at_once_on_an_empty_database(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url())
        .with("DATABASE_POOL_SIZE", "2")
        .with("WORKERS", "1");
    let servers = at_once(12, |_| {
        let server = docket.start();
        server.becomes_ready();
        server
    });

    let ada = servers[0].client().new_user("ada");
    let task = ada.new_task("made by the first");
    for server in &servers {
        let ada = server.client().logged_in("ada", PASSWORD);
        assert_eq!(ada.list("").ok(), json!([task]));
    }
    // All at once, or each would be waited for in turn.
    for server in &servers {
        server.signal(TestSignal::Terminate);
    }
}

fn what_one_instance_makes_another_one_has(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    let (one, other) = (docket.start(), docket.start());
    let ada = one.client().new_user("ada");
    let id = ada.new_task("a")["id"].clone();

    let there = other.client().with_token(ada.token());
    assert_eq!(there.me().ok(), ada.me().ok());
    at_once(2, |number| {
        let (client, member) = [(&ada, "title"), (&there, "description")][number];
        for change in 1..=10 {
            client
                .edit(&id, &json!({member: format!("{member} {change}")}))
                .ok();
        }
    });
    let task = there.task(&id).ok();
    assert_eq!(task["title"], "title 10");
    assert_eq!(task["description"], "description 10");
    assert_eq!(task["version"], 21);

    there.delete_me(&json!({"password": PASSWORD})).no_content();
    ada.me().problem(401, "token_invalid");
}
