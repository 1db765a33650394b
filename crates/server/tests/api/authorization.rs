//! Who may do what: every operation of the document by every kind of caller, and what is told of
//! what belongs to others.

mod expectations;
mod scene;

use std::collections::BTreeSet;

use docket_testkit::database::TestEngine;
use serde_json::{Value, json};

use self::expectations::{Access, CALLERS, Caller, EXPECTED, expected, id_of, refusal};
use self::scene::Scene;
use crate::harness::{Answer, App, Case, Client, Operation, at_once, cases, operations};

pub(crate) const CASES: &[Case] = cases!(
    App:
        every_operation_has_an_expectation_and_every_expectation_an_operation,
        every_operation_answers_every_kind_of_caller_as_expected,
        a_session_of_someone_else_is_not_there_and_goes_on,
        a_tag_and_its_task_must_both_be_ones_own;
    Engine:
        hidden_tasks_are_byte_by_byte_like_those_that_never_existed,
        what_is_someone_elses_is_missing_in_bulk_in_every_mix,
);

fn every_operation_has_an_expectation_and_every_expectation_an_operation(app: &App) {
    let served = operations(&app.client().openapi().ok());
    let served: BTreeSet<&str> = served.iter().map(id_of).collect();
    let declared: BTreeSet<&str> = EXPECTED.iter().map(|(id, ..)| *id).collect();
    assert_eq!(declared.len(), EXPECTED.len(), "none is there twice");
    let undeclared: Vec<_> = served.difference(&declared).collect();
    assert!(undeclared.is_empty(), "say who may do {undeclared:?}");
    let unserved: Vec<_> = declared.difference(&served).collect();
    assert!(unserved.is_empty(), "not served any more: {unserved:?}");
}

fn every_operation_answers_every_kind_of_caller_as_expected(app: &App) {
    const AT_ONCE: usize = 4;
    let root = app.admin("root");
    let operations = operations(&root.openapi().ok());
    let cells: Vec<(usize, &Operation, Caller)> = operations
        .iter()
        .flat_map(|operation| CALLERS.map(|caller| (operation, caller)))
        .enumerate()
        .map(|(number, (operation, caller))| (number, operation, caller))
        .collect();
    at_once(AT_ONCE, |first| {
        for (number, operation, caller) in cells.iter().skip(first).step_by(AT_ONCE) {
            let scene = Scene::make(app, format!("no{number}"));
            let client = scene.caller(app, &root, *caller);
            let answer = scene.attempt(operation, &client);
            answers_as_expected(operation, *caller, &answer);
            let tells = answer.text().contains(&scene.name("task"));
            assert!(!tells || *caller == Caller::Owner, "{caller:?}: {answer}");
            let (access, _) = expected(operation);
            let may_change = matches!(caller, Caller::Owner | Caller::Disabled)
                || (access, *caller) == (Access::Administration, Caller::Admin);
            if !may_change {
                scene.is_untouched();
            }
        }
    });
    assert_eq!(cells.len(), EXPECTED.len() * CALLERS.len());
}

#[track_caller]
fn answers_as_expected(operation: &Operation, caller: Caller, answer: &Answer) {
    let (access, success) = expected(operation);
    let (status, code) = refusal(access, caller).unwrap_or((success, ""));
    // Before anything else, so that the report tells who it was.
    assert_eq!(answer.status, status, "{caller:?}: {answer}");
    if code.is_empty() {
        answer.bears_common_headers();
    } else {
        answer.problem(status, code);
    }
}

fn a_session_of_someone_else_is_not_there_and_goes_on(app: &App) {
    let (ada, eve, root) = (app.user("ada"), app.user("eve"), app.admin("root"));
    let session = ada.current_session();
    let never = json!(session.as_i64().unwrap() + 1_000);
    for stranger in [&eve, &root] {
        let before = stranger.sessions().ok();
        let [someones, nobodys] = [&session, &never].map(|id| {
            let request = stranger.request("DELETE", &format!("/users/me/sessions/{id}"));
            let answer = request.header("X-Request-Id", "the-request").send();
            answer.problem(404, "session_not_found");
            (
                answer.text().replace(&id.to_string(), "the id"),
                answer.status,
            )
        });
        assert_eq!(someones, nobodys);
        assert_eq!(stranger.sessions().ok(), before);
    }
    assert_eq!(ada.current_session(), session);
    ada.refreshed().me().ok();
}

fn a_tag_and_its_task_must_both_be_ones_own(app: &App) {
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    let create = |client: &Client, tag: &str| {
        let body = json!({"title": "a", "tags": [tag]});
        client.create(&body).created()
    };
    let (of_ada, of_eve) = (create(&ada, "of-ada"), create(&eve, "of-eve"));
    for tag in ["of-ada", "of-eve", "of-nobody"] {
        let answer = eve.remove_tag(&of_ada["id"], tag);
        answer.problem(403, "task_forbidden");
    }
    eve.remove_tag(&of_eve["id"], "of-ada")
        .problem(404, "tag_not_found");
    eve.rename_tag("of-ada", "mine")
        .problem(404, "tag_not_found");
    eve.delete_tag("of-ada").problem(404, "tag_not_found");
    // A name that both have is changed for its own user alone.
    let shared = create(&ada, "of-eve");
    assert_eq!(
        eve.rename_tag("of-eve", "of-ada").ok(),
        json!({"changed": 1})
    );
    assert_eq!(eve.delete_tag("of-ada").ok(), json!({"changed": 1}));
    assert_eq!(ada.list("").ok(), json!([of_ada, shared]));
}

/// An answer as bytes, but for its date and with this number replaced.
fn all_but_number(answer: &Answer, number: i64) -> String {
    let headers: BTreeSet<String> = answer
        .headers
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, value)| format!("{name}: {value:?}"))
        .collect();
    let text = answer.text();
    // No number is a part of a longer one.
    let mut parts: Vec<String> = vec![String::new()];
    for letter in text.chars() {
        let last = parts.last().and_then(|part| part.chars().next_back());
        if last.is_some_and(|last| last.is_ascii_digit() != letter.is_ascii_digit()) {
            parts.push(String::new());
        }
        parts.last_mut().unwrap().push(letter);
    }
    let number = number.to_string();
    let replaced = parts.into_iter().map(|part| {
        if part == number {
            "the id".to_owned()
        } else {
            part
        }
    });
    let body: String = replaced.collect();
    format!("{} {headers:?} {body}", answer.status)
}

fn hidden_tasks_are_byte_by_byte_like_those_that_never_existed(engine: TestEngine) {
    let app = App::with(engine, &[("FOREIGN_TASKS", "hidden")]);
    let root = app.admin("root");
    let eve = app.user("eve");
    // So that the ids of tasks are none of the numbers that occur anyway.
    let others = vec![json!({"title": "of eve"}); 30];
    eve.create_all(&json!(others)).is(201);
    let operations = operations(&eve.openapi().ok());
    let of_tasks = operations.iter().filter(|operation| {
        let (access, _) = expected(operation);
        matches!(access, Access::Task | Access::Tasks)
    });
    for (number, operation) in of_tasks.enumerate() {
        let mut scene = Scene::make(&app, format!("no{number}"));
        // The id that comes next has as many digits.
        while scene.task["id"].as_i64().unwrap() % 10 == 9 {
            scene.owner.delete(&scene.task["id"]).no_content();
            let body = json!({"title": scene.name("task"), "tags": [scene.name("tag")]});
            scene.task = scene.owner.create(&body).created();
        }
        let hidden = scene.task["id"].as_i64().unwrap();
        let missing = Scene {
            task: json!({"id": hidden + 1}),
            mark: scene.mark.clone(),
            owner: scene.owner.clone(),
            elsewhere: scene.elsewhere.clone(),
            me: scene.me.clone(),
            session: scene.session.clone(),
        };
        for stranger in [&eve, &root] {
            let one = scene.attempt(operation, stranger);
            let other = missing.attempt(operation, stranger);
            assert_eq!(one.status, 404, "{one}");
            assert_eq!(
                all_but_number(&one, hidden),
                all_but_number(&other, hidden + 1)
            );
        }
        scene.is_untouched();
    }
}

/// Whose a task is that is named in bulk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    Own,
    Foreign,
    Nobodys,
}

/// Every list of one to three of these.
fn mixes() -> Vec<Vec<Whose>> {
    let one = [Whose::Own, Whose::Foreign, Whose::Nobodys];
    let mut mixes: Vec<Vec<Whose>> = one.iter().map(|whose| vec![*whose]).collect();
    let mut longer = mixes.clone();
    for _ in 1..3 {
        longer = longer
            .iter()
            .flat_map(|mix| one.map(|whose| [mix.as_slice(), &[whose]].concat()))
            .collect();
        mixes.extend(longer.clone());
    }
    mixes
}

fn what_is_someone_elses_is_missing_in_bulk_in_every_mix(engine: TestEngine) {
    for setting in ["forbidden", "hidden"] {
        let app = App::with(engine, &[("FOREIGN_TASKS", setting)]);
        let (ada, eve, root) = (app.user("ada"), app.user("eve"), app.admin("root"));
        let foreign: Vec<Value> = (0..3).map(|_| ada.new_task("of ada")).collect();
        let caller = if setting == "hidden" { &root } else { &eve };
        let mut own: Vec<Value> = (0..3).map(|_| caller.new_task("own")).collect();
        let mixes = mixes();
        assert_eq!(mixes.len(), 3 + 9 + 27);
        for mix in mixes {
            let ids: Vec<Value> = mix
                .iter()
                .enumerate()
                .map(|(at, whose)| match whose {
                    Whose::Own => own[at]["id"].clone(),
                    Whose::Foreign => foreign[at]["id"].clone(),
                    Whose::Nobodys => json!(1_000_000 + at),
                })
                .collect();
            let missing = ids.iter().zip(&mix);
            let missing = missing.filter(|(_, whose)| **whose != Whose::Own);
            let missing: Vec<&Value> = missing.map(|(id, _)| id).collect();
            let answers = [
                caller.edit_all(&json!(ids), &json!({"title": "changed"})),
                caller.delete_all(&json!(ids)),
            ];
            if missing.is_empty() {
                assert_eq!(answers.map(|answer| answer.status), [200, 204], "{mix:?}");
                own = (0..3).map(|_| caller.new_task("own")).collect();
            } else {
                for answer in answers {
                    let problem = answer.problem(404, "tasks_not_found");
                    assert_eq!(problem["missing_ids"], json!(missing), "{mix:?}");
                }
                for task in &own {
                    assert_eq!(&caller.task(&task["id"]).ok(), task, "{mix:?}");
                }
            }
        }
        assert_eq!(ada.list("").ok(), json!(foreign));
    }
}
