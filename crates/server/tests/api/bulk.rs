//! Many tasks at once: all of them, or none.

use serde_json::{Value, json};

use crate::harness::{Answer, App, Case, Client, at_once, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    many_tasks_are_created_in_the_order_in_which_they_were_sent,
    tasks_of_a_bulk_are_like_those_that_come_alone,
    the_answer_to_a_bulk_says_where_the_tasks_are,
    a_fault_in_one_new_task_is_named_and_none_is_created,
    members_that_nobody_knows_are_refused_in_every_item,
    from_one_to_a_thousand_tasks_are_created,
    many_tasks_are_edited_in_the_order_in_which_they_were_named,
    an_edit_of_many_counts_for_those_that_it_changes,
    texts_stay_byte_for_byte_in_an_edit_of_many,
    an_edit_that_refers_to_what_is_missing_changes_nothing,
    bad_edits_of_many_are_refused_and_change_nothing,
    tags_of_many_tasks_are_replaced,
    many_tasks_are_deleted,
    a_deletion_that_refers_to_what_is_missing_deletes_nothing,
    ids_are_distinct_positive_integers,
    from_one_to_a_thousand_ids_are_taken,
    tasks_of_others_count_as_missing,
    bulks_at_once_lose_nothing,
);

/// So many new tasks, created together.
#[track_caller]
fn create(client: &Client, count: usize) -> Vec<Value> {
    let tasks: Value = (0..count)
        .map(|number| json!({"title": format!("task {number}")}))
        .collect();
    let created = client.create_all(&tasks).is(201).json();
    created.as_array().unwrap().clone()
}

fn ids<'a>(tasks: impl IntoIterator<Item = &'a Value>) -> Value {
    tasks.into_iter().map(|task| task["id"].clone()).collect()
}

/// Makes sure that these ids, in this order, are told to be missing.
#[track_caller]
fn assert_missing(answer: &Answer, missing: &Value) {
    let problem = answer.problem(404, "tasks_not_found");
    assert_eq!(&problem["missing_ids"], missing, "{answer}");
}

fn many_tasks_are_created_in_the_order_in_which_they_were_sent(app: &App) {
    let ada = app.user("ada");
    let titles = ["z", "a", "é", "m", "a"];
    let tasks: Value = titles.iter().map(|title| json!({"title": title})).collect();
    let created = ada.create_all(&tasks).is(201).json();
    let answered: Vec<&str> = created
        .as_array()
        .unwrap()
        .iter()
        .map(|task| task["title"].as_str().unwrap())
        .collect();
    assert_eq!(answered, titles);
    assert_eq!(ada.list("").ok(), created, "ids go with the order");
}

fn tasks_of_a_bulk_are_like_those_that_come_alone(app: &App) {
    let ada = app.user("ada");
    let bodies = [
        json!({"title": "a"}),
        json!({
            "title": " trimmed ", "description": "All\n\tof it ", "status": "done",
            "priority": "urgent", "due_date": "2000-01-01", "tags": ["b", " a ", "b"]
        }),
        json!({"title": "a", "description": null, "is_complete": true, "due_date": null}),
        json!({"title": "late", "status": "todo", "due_date": "1970-01-01"}),
    ];
    let together = ada.create_all(&json!(bodies)).is(201).json();
    for (body, together) in bodies.iter().zip(together.as_array().unwrap()) {
        let mut expected = ada.create(body).created();
        for member in ["id", "created_at", "updated_at"] {
            expected[member] = together[member].clone();
        }
        if expected["completed_at"].is_string() {
            expected["completed_at"] = together["created_at"].clone();
        }
        assert_eq!(together, &expected);
        assert_eq!(&ada.task(&together["id"]).ok(), together);
    }
}

fn the_answer_to_a_bulk_says_where_the_tasks_are(app: &App) {
    let ada = app.user("ada");
    let answer = ada.create_all(&json!([{"title": "a"}]));
    // As every 201 does.
    answer.clone().created();
    let there = ada.request("GET", answer.header("location").unwrap());
    there.send().is(200);
}

fn a_fault_in_one_new_task_is_named_and_none_is_created(app: &App) {
    let ada = app.user("ada");
    let good = json!({"title": "good"});
    for (bad, pointers) in [
        (json!({"title": ""}), ["/tasks/3/title"].as_slice()),
        (json!({}), &["/tasks/3/title"]),
        (
            json!({"title": "a", "tags": ["a", "b,c"]}),
            &["/tasks/3/tags/1"],
        ),
        (
            json!({"title": null, "priority": "none", "due_date": "never"}),
            &["/tasks/3/due_date", "/tasks/3/priority", "/tasks/3/title"],
        ),
        (
            json!({"title": "a", "status": "done", "completed": false}),
            &["/tasks/3/completed"],
        ),
        (json!("good"), &["/tasks/3"]),
        (json!(null), &["/tasks/3"]),
        (json!([good]), &["/tasks/3"]),
    ] {
        let answer = ada.create_all(&json!([good, good, good, bad, good]));
        let mut found = answer.pointers();
        found.sort_unstable();
        assert_eq!(found, pointers, "{bad}");
    }
    let two = ada.create_all(&json!([{"title": ""}, good, {"title": 7}]));
    assert_eq!(two.pointers(), ["/tasks/0/title", "/tasks/2/title"]);
    assert_eq!(ada.list("").ok(), json!([]));
}

fn members_that_nobody_knows_are_refused_in_every_item(app: &App) {
    let ada = app.user("ada");
    for member in [
        "tittle",
        "id",
        "version",
        "completed_at",
        "overdue",
        "user_id",
    ] {
        let tasks = json!([{"title": "a"}, {"title": "b", member: 1}]);
        let answer = ada.create_all(&tasks);
        assert_eq!(answer.problem(422, "unknown_field")["field"], member);
    }
    let send = |method: &str, path: &str, body: Value| ada.request(method, path).json(&body).send();
    for answer in [
        send(
            "POST",
            "/tasks/bulk",
            json!({"tasks": [{"title": "a"}], "dry_run": true}),
        ),
        send(
            "PATCH",
            "/tasks/bulk",
            json!({"task_ids": [1], "updates": {}, "dry_run": true}),
        ),
        send(
            "PATCH",
            "/tasks/bulk",
            json!({"task_ids": [1], "updates": {"dry_run": 1}}),
        ),
        send(
            "POST",
            "/tasks/bulk/delete",
            json!({"task_ids": [1], "dry_run": true}),
        ),
    ] {
        assert_eq!(answer.problem(422, "unknown_field")["field"], "dry_run");
    }
    for (method, path, field) in [
        ("POST", "/tasks/bulk", "tasks"),
        ("POST", "/tasks/bulk/delete", "task_ids"),
    ] {
        send(method, path, json!({})).refuses_by(field, "required");
        send(method, path, json!({field: null})).refuses_by(field, "wrong_type");
        send(method, path, json!({field: {}})).refuses_by(field, "wrong_type");
        send(method, path, json!([])).problem(422, "validation_failed");
    }
    assert_eq!(
        send("PATCH", "/tasks/bulk", json!({})).faults(),
        ["task_ids", "updates"]
    );
    assert_eq!(ada.list("").ok(), json!([]));
}

fn from_one_to_a_thousand_tasks_are_created(app: &App) {
    let ada = app.user("ada");
    let tasks = |count| Value::from(vec![json!({"title": "a"}); count]);
    ada.create_all(&tasks(0)).refuses("tasks");
    let answer = ada.create_all(&tasks(1001));
    answer.refuses("tasks");
    assert!(answer.text().contains("1000"), "{answer}");
    assert_eq!(ada.list("").ok(), json!([]));
    assert_eq!(create(&ada, 1).len(), 1);
    let created = create(&ada, 1000);
    assert_eq!(created.len(), 1000);
    assert_eq!(created[999]["title"], "task 999");
    assert_eq!(ada.list("?limit=1000&skip=1").ok(), json!(created));
}

fn many_tasks_are_edited_in_the_order_in_which_they_were_named(app: &App) {
    let ada = app.user("ada");
    let before = create(&ada, 5);
    let asked = [&before[3], &before[0], &before[4]];
    let patch = json!({
        "title": "same", "description": " kept \n  ", "status": "done", "priority": "low",
        "due_date": "2030-02-28", "tags": ["x"]
    });
    let after = ada.edit_all(&ids(asked), &patch).ok();
    let after = after.as_array().unwrap();
    assert_eq!(after.len(), asked.len());
    for (before, after) in asked.into_iter().zip(after) {
        let mut expected = before.clone();
        for (member, value) in patch.as_object().unwrap() {
            expected[member] = value.clone();
        }
        expected["status"] = json!("completed");
        expected["completed"] = json!(true);
        expected["version"] = json!(2);
        expected["updated_at"] = after["updated_at"].clone();
        expected["completed_at"] = after["updated_at"].clone();
        assert_eq!(after, &expected);
        assert!(after["updated_at"].as_str() > before["updated_at"].as_str());
        assert_eq!(&ada.task(&before["id"]).ok(), after);
    }
    for untouched in [&before[1], &before[2]] {
        assert_eq!(&ada.task(&untouched["id"]).ok(), untouched);
    }
    let cleared = json!({"description": null, "due_date": null, "tags": [], "completed": false});
    for task in ada.edit_all(&ids(asked), &cleared).ok().as_array().unwrap() {
        for member in ["description", "due_date", "completed_at"] {
            assert_eq!(task[member], Value::Null, "{member}");
        }
        assert_eq!(
            (&task["status"], &task["tags"]),
            (&json!("pending"), &json!([]))
        );
    }
}

fn an_edit_of_many_counts_for_those_that_it_changes(app: &App) {
    let ada = app.user("ada");
    let before = create(&ada, 3);
    let all = ids(&before);
    assert_eq!(ada.edit_all(&all, &json!({})).ok(), json!(before));
    // One of them stands so already; its other members are those of no other.
    let one = ada
        .edit(
            &before[1]["id"],
            &json!({"priority": "high", "tags": ["t"]}),
        )
        .ok();
    let after = ada.edit_all(&all, &json!({"priority": "high"})).ok();
    assert_eq!(after[1], one);
    for (at, title) in [(0, "task 0"), (2, "task 2")] {
        assert_eq!(after[at]["version"], 2);
        assert_eq!(after[at]["priority"], "high");
        assert_eq!(
            (&after[at]["title"], &after[at]["tags"]),
            (&json!(title), &json!([]))
        );
    }
    // What only the server sets is passed over, as in a patch of one.
    let ignored = json!({"id": 7, "version": 7, "user_id": 7, "overdue": true});
    assert_eq!(ada.edit_all(&all, &ignored).ok(), after);
}

fn texts_stay_byte_for_byte_in_an_edit_of_many(app: &App) {
    let ada = app.user("ada");
    let tasks: Value = [
        "",
        " ",
        "x ",
        "\tx\n",
        "É  \n ",
        "e\u{301}\u{a0}",
        "\\ '\"%",
    ]
    .iter()
    .map(|text| json!({"title": "a", "description": text, "tags": ["a'b", "é \" c"]}))
    .collect();
    let tasks = ada.create_all(&tasks).is(201).json();
    let tasks = tasks.as_array().unwrap();
    let after = ada.edit_all(&ids(tasks), &json!({"priority": "low"})).ok();
    for (before, after) in tasks.iter().zip(after.as_array().unwrap()) {
        for member in ["title", "description", "tags"] {
            assert_eq!(after[member], before[member], "{before}");
        }
        assert_eq!(&ada.task(&before["id"]).ok(), after);
    }
    let text = json!({"description": "\n x  "});
    let after = ada.edit_all(&ids(tasks), &text).ok();
    assert_eq!(ada.list("?limit=1000").ok(), after);
    assert_eq!(after[6]["description"], "\n x  ");
}

fn an_edit_that_refers_to_what_is_missing_changes_nothing(app: &App) {
    let ada = app.user("ada");
    let tasks = create(&ada, 4);
    ada.delete(&tasks[1]["id"]).no_content();
    let id = |at: usize| tasks[at]["id"].clone();
    let asked = json!([id(0), 99_999, id(3), id(1), 88_888, i64::MAX]);
    let answer = ada.edit_all(&asked, &json!({"title": "changed"}));
    assert_missing(&answer, &json!([99_999, id(1), 88_888, i64::MAX]));
    // Also if there is nothing to change.
    assert_missing(&ada.edit_all(&json!([id(1)]), &json!({})), &json!([id(1)]));
    assert_eq!(ada.list("").ok(), json!([tasks[0], tasks[2], tasks[3]]));
}

fn bad_edits_of_many_are_refused_and_change_nothing(app: &App) {
    let ada = app.user("ada");
    let tasks = create(&ada, 2);
    let edit = |updates: Value| ada.edit_all(&ids(&tasks), &updates);
    for (updates, pointers) in [
        (json!({"title": ""}), ["/updates/title"].as_slice()),
        (
            json!({"title": null, "priority": "none"}),
            &["/updates/priority", "/updates/title"],
        ),
        (json!({"tags": ["a", ""]}), &["/updates/tags/1"]),
        (
            json!({"status": "done", "is_complete": false}),
            &["/updates/is_complete"],
        ),
        (json!(null), &["/updates"]),
        (json!("done"), &["/updates"]),
        (json!([]), &["/updates"]),
    ] {
        let answer = edit(updates);
        let mut found = answer.pointers();
        found.sort_unstable();
        assert_eq!(found, pointers, "{answer}");
    }
    // Faults come before what is missing, and all of them at once.
    let answer = ada.edit_all(&json!([99_999, "x"]), &json!({"title": ""}));
    assert_eq!(answer.pointers(), ["/task_ids/1", "/updates/title"]);
    assert_eq!(ada.list("").ok(), json!(tasks));
}

fn tags_of_many_tasks_are_replaced(app: &App) {
    let ada = app.user("ada");
    let tasks = json!([{"title": "a", "tags": ["x", "y"]}, {"title": "b", "tags": ["z"]}]);
    let tasks = ada.create_all(&tasks).is(201).json();
    let asked = ids(tasks.as_array().unwrap());
    let after = ada.edit_all(&asked, &json!({"tags": ["z"]})).ok();
    assert_eq!(
        (&after[0]["tags"], &after[0]["version"]),
        (&json!(["z"]), &json!(2))
    );
    assert_eq!(after[1], tasks[1]);
    assert_eq!(ada.list("?tag=z").ok(), after);
    assert_eq!(ada.list("?tag=x").ok(), json!([]));
}

fn many_tasks_are_deleted(app: &App) {
    let ada = app.user("ada");
    let tasks = create(&ada, 5);
    ada.delete_all(&ids([&tasks[4], &tasks[1], &tasks[2]]))
        .no_content();
    assert_eq!(ada.list("").ok(), json!([tasks[0], tasks[3]]));
    assert_missing(&ada.delete_all(&ids([&tasks[1]])), &ids([&tasks[1]]));
}

fn a_deletion_that_refers_to_what_is_missing_deletes_nothing(app: &App) {
    let ada = app.user("ada");
    let tasks = create(&ada, 3);
    let asked = json!([tasks[2]["id"], 77_777, tasks[0]["id"], 66_666]);
    assert_missing(&ada.delete_all(&asked), &json!([77_777, 66_666]));
    assert_eq!(ada.list("").ok(), json!(tasks));
}

fn ids_are_distinct_positive_integers(app: &App) {
    let ada = app.user("ada");
    let tasks = create(&ada, 2);
    let id = &tasks[0]["id"];
    for (asked, pointers) in [
        (json!([id, 0]), ["/task_ids/1"].as_slice()),
        (json!([-1, id, 1.5]), &["/task_ids/0", "/task_ids/2"]),
        (
            json!([id, "1", null, true, [1], {}]),
            &[
                "/task_ids/1",
                "/task_ids/2",
                "/task_ids/3",
                "/task_ids/4",
                "/task_ids/5",
            ],
        ),
        (json!([id, 1e30]), &["/task_ids/1"]),
        (json!([id, u64::MAX]), &["/task_ids/1"]),
        (json!([id, tasks[1]["id"], id]), &["/task_ids"]),
        (json!(id), &["/task_ids"]),
        (json!("1,2"), &["/task_ids"]),
    ] {
        for answer in [
            ada.edit_all(&asked, &json!({"title": "b"})),
            ada.delete_all(&asked),
        ] {
            assert_eq!(answer.pointers(), pointers, "{asked}");
        }
    }
    assert_eq!(ada.list("").ok(), json!(tasks));
    // JSON has one kind of number: an integer may be written with a point.
    let asked = format!("{{\"task_ids\":[{id}.0],\"updates\":{{}}}}");
    let request = ada.request("PATCH", "/tasks/bulk");
    assert_eq!(
        request.body("application/json", asked).send().ok(),
        json!([tasks[0]])
    );
}

fn from_one_to_a_thousand_ids_are_taken(app: &App) {
    let ada = app.user("ada");
    let tasks = create(&ada, 1000);
    let mut too_many: Vec<Value> = tasks.iter().map(|task| task["id"].clone()).collect();
    too_many.push(json!(99_999));
    for asked in [json!([]), json!(too_many)] {
        ada.edit_all(&asked, &json!({"title": "b"}))
            .refuses("task_ids");
        ada.delete_all(&asked).refuses("task_ids");
    }
    let backwards = ids(tasks.iter().rev());
    let text = "\u{1f600}".repeat(200);
    let patch = json!({"title": text, "description": text.repeat(5), "tags": ["a", "b"]});
    let edited = ada.edit_all(&backwards, &patch).ok();
    assert_eq!(ids(edited.as_array().unwrap()), backwards);
    let edited = edited.as_array().unwrap();
    assert!(
        edited
            .iter()
            .all(|task| task["version"] == 2 && task["title"] == text)
    );
    let listed = ada.list("?limit=1000&tag=a&tag=b").ok();
    assert!(listed.as_array().unwrap().iter().eq(edited.iter().rev()));
    ada.delete_all(&backwards).no_content();
    assert_eq!(ada.list("").ok(), json!([]));
    assert_missing(&ada.delete_all(&backwards), &backwards);
}

fn tasks_of_others_count_as_missing(app: &App) {
    let (ada, eve) = (app.user("ada"), app.user("eve"));
    let (of_ada, of_eve) = (ada.new_task("of ada"), eve.new_task("of eve"));
    let asked = json!([of_ada["id"], of_eve["id"], 99_999]);
    let missing = json!([of_ada["id"], 99_999]);
    assert_missing(&eve.edit_all(&asked, &json!({"title": "mine"})), &missing);
    assert_missing(&eve.edit_all(&asked, &json!({})), &missing);
    assert_missing(&eve.delete_all(&asked), &missing);
    assert_eq!(ada.task(&of_ada["id"]).ok(), of_ada);
    assert_eq!(eve.task(&of_eve["id"]).ok(), of_eve);
}

fn bulks_at_once_lose_nothing(app: &App) {
    const CHANGES: usize = 5;
    let ada = app.user("ada");
    let tasks = create(&ada, 20);
    let answers = at_once(8, |number| {
        let ada = app.client().with_token(ada.token());
        let mut asked = tasks.clone();
        // No two of them name the tasks in the same order.
        asked.rotate_left(number);
        if number % 2 == 0 {
            asked.reverse();
        }
        let asked = ids(&asked);
        let edit = |change| {
            let patch = json!({"description": format!("{number} {change}")});
            ada.edit_all(&asked, &patch)
        };
        (0..CHANGES).map(edit).collect::<Vec<_>>()
    });
    let answers: Vec<_> = answers.into_iter().flatten().collect();
    let done = answers.iter().filter(|answer| answer.status == 200).count();
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        answer.problem(503, "unavailable");
    }
    assert!(done > 0);
    let list = ada.list("").ok();
    for task in list.as_array().unwrap() {
        assert_eq!(task["version"], 1 + done);
        assert_eq!(task["description"], list[0]["description"], "all or none");
    }
}
