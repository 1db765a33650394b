//! Several instances on one database.

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::json;

use crate::harness::{Case, Docket, PASSWORD, TestSignal, at_once, cases};

pub(crate) const CASES: &[Case] = cases!(Engine:
    twelve_instances_start_at_once_on_an_empty_database,
    what_one_instance_makes_another_one_has,
    one_key_at_two_instances_makes_one_task,
    of_writers_at_two_instances_one_wins_for_each_version,
    a_cursor_of_one_instance_goes_on_at_another_one,
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

fn one_key_at_two_instances_makes_one_task(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    let servers = [docket.start(), docket.start()];
    let ada = servers[0].client().new_user("ada");
    for round in 1..=5 {
        let answers = at_once(24, |number| {
            let client = servers[number % 2].client().with_token(ada.token());
            let request = client.request("POST", "/tasks");
            let request = request.header("Idempotency-Key", &format!("key-{round}"));
            request.json(&json!({"title": "once"})).send()
        });
        let (mut first, mut again) = (0, 0);
        for answer in &answers {
            match (answer.status, answer.header("idempotent-replayed")) {
                (201, None) => first += 1,
                (201, Some("true")) => again += 1,
                (409, _) => drop(answer.problem(409, "idempotency_key_in_use")),
                _ => drop(answer.problem(503, "unavailable")),
            }
        }
        assert_eq!(first, 1, "and {again} times again");
        assert_eq!(ada.statistics().ok()["total"], round);
    }
}

fn of_writers_at_two_instances_one_wins_for_each_version(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    let servers = [docket.start(), docket.start()];
    let ada = servers[0].client().new_user("ada");
    let id = ada.new_task("at first")["id"].clone();
    for version in 1..=10 {
        let answers = at_once(8, |number| {
            let client = servers[number % 2].client().with_token(ada.token());
            let request = client.request("PATCH", &format!("/tasks/{id}"));
            let request = request.header("If-Match", &format!("\"{version}\""));
            let title = format!("{number} of {version}");
            request.json(&json!({"title": title})).send()
        });
        let won = answers.iter().filter(|answer| answer.status == 200);
        assert_eq!(won.count(), 1);
        for answer in answers.iter().filter(|answer| answer.status != 200) {
            if answer.status == 503 {
                answer.problem(503, "unavailable");
            } else {
                let problem = answer.problem(412, "version_conflict");
                assert_eq!(problem["current_version"], version + 1);
            }
        }
        assert_eq!(ada.task(&id).ok()["version"], version + 1);
    }
}

fn a_cursor_of_one_instance_goes_on_at_another_one(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    let (one, other) = (docket.start(), docket.start());
    let ada = one.client().new_user("ada");
    for title in ["a", "b", "c"] {
        ada.new_task(title);
    }
    let there = other.client().with_token(ada.token());
    let first = ada.list("?sort_by=title&sort_order=desc&limit=1");
    let cursor = first.header("x-next-cursor").unwrap();
    let query = format!("?sort_by=title&sort_order=desc&cursor={cursor}");
    let rest = there.list(&query).ok();
    assert_eq!(rest, ada.list(&query).ok());
    assert_eq!(
        (&rest[0]["title"], &rest[1]["title"]),
        (&json!("b"), &json!("a"))
    );
}
