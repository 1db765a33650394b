//! The client that progenitor makes of docs/openapi.json, against a running server. Run by
//! `cargo xtask clients rust`.

use chrono::NaiveDate;
use docket_client_test::types::{
    self, Login, NewTask, NewTasks, NewUser, Priority, Problem, Refresh, Status, StatusInput, Task,
    TaskIds, TaskPatch, TaskReplacement, TasksPatch, Tokens, UserPatch,
};
use docket_client_test::{Client, Error, ResponseValue};
use reqwest::header::{AUTHORIZATION, HeaderMap};
use serde_json::Value;

const PASSWORD: &str = "correct horse battery";

fn url() -> String {
    std::env::var("DOCKET_URL").expect("DOCKET_URL says where the server is")
}

/// A client of a new user, who has logged in.
async fn logged_in(username: &str) -> Client {
    let docket = Client::new(&url());
    let body = NewUser::builder()
        .username(types::Username(Some(username.parse().unwrap())))
        .password(PASSWORD);
    docket.register().body(body).send().await.unwrap();
    let body = Login::builder()
        .username(username.to_owned())
        .password(PASSWORD);
    let tokens = docket.login().body(body).send().await.unwrap();
    let bearer = format!("Bearer {}", tokens.access_token).parse().unwrap();
    let headers = HeaderMap::from_iter([(AUTHORIZATION, bearer)]);
    let http = reqwest::Client::builder()
        .default_headers(headers)
        .build()
        .unwrap();
    Client::new_with_client(&url(), http)
}

/// The problem that an operation was answered with.
fn problem<T: std::fmt::Debug>(
    answer: Result<ResponseValue<T>, Error<Problem>>,
) -> ResponseValue<Problem> {
    match answer {
        Err(Error::ErrorResponse(problem)) => problem,
        other => panic!("no problem: {other:?}"),
    }
}

fn tags(names: &[&str]) -> types::TagSet {
    types::TagSet(names.iter().map(|name| name.parse().unwrap()).collect())
}

async fn new_task(docket: &Client, task: types::builder::NewTask) -> Task {
    let made = docket.create_task().body(task).send().await.unwrap();
    made.into_inner()
}

#[test]
fn every_operation_of_the_document_is_there() {
    let made = include_str!(concat!(env!("OUT_DIR"), "/docket.rs"));
    let document = std::fs::read_to_string(std::env::var("OPENAPI_JSON").unwrap()).unwrap();
    let document: Value = serde_json::from_str(&document).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let operations = paths
        .values()
        .flat_map(|path| path.as_object().unwrap().values());
    let ids: Vec<&str> = operations
        .filter_map(|one| one["operationId"].as_str())
        .collect();
    assert!(ids.len() > 30, "{} operations", ids.len());
    for id in ids {
        assert!(
            made.contains(&format!("pub fn {id}(&self)")),
            "there is no {id}"
        );
    }
}

#[tokio::test]
async fn the_example_of_the_guide_does_what_it_says() {
    let docket = logged_in("rs-guide").await;
    let day = NaiveDate::from_ymd_opt(2031, 12, 1);
    let body = NewTask::builder()
        .title("Learn diesel")
        .priority(Priority::High)
        .due_date(types::DueDate(day));
    let made = docket.create_task().body(body).send().await.unwrap();
    let urgent = docket
        .list_tasks()
        .priority(vec![Priority::High, Priority::Urgent])
        .limit(10)
        .send()
        .await
        .unwrap();
    let cursor = urgent.headers().get("X-Next-Cursor"); // None on the last page
    for task in urgent.iter() {
        let body = TaskPatch::builder().due_date(types::DueDate(None));
        docket
            .edit_task()
            .id(task.id)
            .body(body)
            .send()
            .await
            .unwrap();
    }
    let missing = docket.get_task().id(99999).send().await;
    if let Err(Error::ErrorResponse(problem)) = &missing {
        println!("{} {:?}", problem.code, problem.task_id);
    }

    assert_eq!(cursor, None);
    let changed = docket.get_task().id(made.id).send().await.unwrap();
    assert_eq!(changed.due_date, None);
    assert_eq!(changed.version, 2);
    assert_eq!(problem(missing).code, "task_not_found");
}

#[tokio::test]
async fn a_task_that_was_made_with_all_its_members_is_read_back_changed_and_cleared() {
    let docket = logged_in("rs-members").await;
    let day = NaiveDate::from_ymd_opt(2031, 12, 1).unwrap();
    let everything = NewTask::builder()
        .title("Learn diesel")
        .description(types::Description(Some("All of it".parse().unwrap())))
        .status(StatusInput::InProgress)
        .priority(Priority::Urgent)
        .due_date(types::DueDate(Some(day)))
        .tags(tags(&["learning", "backend"]));
    let make = || {
        docket
            .create_task()
            .idempotency_key("rs-members-1")
            .body(everything.clone())
    };
    let made = make().send().await.unwrap();
    assert_eq!(made.status(), 201);
    let location = format!("/tasks/{}", made.id);
    assert_eq!(made.headers()["location"], location.as_str());
    let again = make().send().await.unwrap();
    assert_eq!(again.headers()["idempotent-replayed"], "true");
    assert_eq!(again.id, made.id);

    let read = docket.get_task().id(made.id).send().await.unwrap();
    assert_eq!(read.title.as_str(), "Learn diesel");
    assert_eq!(
        read.description.as_deref().map(String::as_str),
        Some("All of it")
    );
    assert_eq!(read.status, Status::InProgress);
    assert_eq!(read.priority, Priority::Urgent);
    assert_eq!(read.due_date, Some(day));
    assert_eq!(read.tags, ["backend", "learning"]);
    assert_eq!(read.created_at, made.created_at);

    let nothing = TaskPatch::builder()
        .description(types::Description(None))
        .due_date(types::DueDate(None))
        .tags(tags(&[]));
    let cleared = docket
        .edit_task()
        .id(made.id)
        .body(nothing)
        .send()
        .await
        .unwrap();
    assert!(cleared.description.is_none() && cleared.due_date.is_none());
    assert!(cleared.tags.is_empty());
    assert_eq!(cleared.title.as_str(), "Learn diesel");

    let gone = docket.delete_task().id(made.id).send().await.unwrap();
    assert_eq!(gone.status(), 204);
}

#[tokio::test]
async fn lists_are_filtered_by_several_values_and_go_on_by_cursor() {
    let docket = logged_in("rs-lists").await;
    let task = |title: &str, priority, names: &[&str]| {
        NewTask::builder()
            .title(title)
            .priority(priority)
            .tags(tags(names))
    };
    for task in [
        task("one", Priority::High, &["a", "b"]),
        task("two", Priority::Urgent, &["b", "a"]),
        task("three", Priority::High, &["a", "b"]).status(StatusInput::InProgress),
        task("four", Priority::Low, &["a", "b"]),
        task("five", Priority::High, &["a"]),
        task("six", Priority::High, &["a", "b"]).status(StatusInput::Done),
    ] {
        new_task(&docket, task).await;
    }
    let list = || {
        docket
            .list_tasks()
            .status(vec![StatusInput::Pending, StatusInput::InProgress])
            .priority(vec![Priority::High, Priority::Urgent])
            .tag(vec!["a".parse().unwrap()])
            .tags(vec!["b".parse().unwrap(), "a".parse().unwrap()])
            .created_after("2020-01-01")
            .sort_by(types::ListTasksSortBy::Title)
            .sort_order(types::ListTasksSortOrder::Desc)
            .limit(2)
            .count(true)
    };
    let titles = |tasks: &[Task]| -> Vec<String> {
        tasks.iter().map(|task| task.title.to_string()).collect()
    };
    let first = list().send().await.unwrap();
    assert_eq!(titles(&first), ["two", "three"]);
    assert_eq!(first.headers()["x-total-count"], "3");
    let cursor = first.headers()["x-next-cursor"].to_str().unwrap();
    let second = list().cursor(cursor).send().await.unwrap();
    assert_eq!(titles(&second), ["one"]);
    assert!(!second.headers().contains_key("x-next-cursor"));
}

#[tokio::test]
async fn many_tasks_are_made_changed_and_deleted_at_once() {
    let docket = logged_in("rs-bulk").await;
    let tasks: Vec<NewTask> = [
        NewTask::builder().title("one"),
        NewTask::builder().title("two").tags(tags(&["x"])),
    ]
    .map(|task| task.try_into().unwrap())
    .into();
    let body = NewTasks::builder().tasks(tasks);
    let made = docket.create_tasks().body(body).send().await.unwrap();
    let ids: Vec<_> = made.iter().map(|task| task.id).collect();
    let updates: TaskPatch = TaskPatch::builder().completed(true).try_into().unwrap();
    let body = TasksPatch::builder().task_ids(ids.clone()).updates(updates);
    let changed = docket.edit_tasks().body(body).send().await.unwrap();
    assert!(changed.len() == 2 && changed.iter().all(|task| task.status == Status::Completed));
    let delete = || {
        docket
            .delete_tasks()
            .body(TaskIds::builder().task_ids(ids.clone()))
            .send()
    };
    assert_eq!(delete().await.unwrap().status(), 204);
    let missing = problem(delete().await);
    assert_eq!(missing.missing_ids, ids);
}

#[tokio::test]
async fn tags_are_added_counted_renamed_and_removed() {
    let docket = logged_in("rs-tags").await;
    let id = new_task(&docket, NewTask::builder().title("one").tags(tags(&["a"])))
        .await
        .id;
    let more = docket
        .add_task_tags()
        .id(id)
        .body(tags(&["c", "b"]))
        .send()
        .await
        .unwrap();
    assert_eq!(more.tags, ["a", "b", "c"]);
    let same: types::Tags = types::Tags::builder()
        .tags(tags(&["b"]))
        .try_into()
        .unwrap();
    let same = docket
        .add_task_tags()
        .id(id)
        .body(same)
        .send()
        .await
        .unwrap();
    assert_eq!(same.tags, ["a", "b", "c"]);
    let fewer = docket
        .remove_task_tag()
        .id(id)
        .tag("c")
        .send()
        .await
        .unwrap();
    assert_eq!(fewer.tags, ["a", "b"]);
    let body = types::TagName::builder().name("z");
    let renamed = docket
        .rename_tag()
        .tag("a")
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(renamed.changed, 1);
    let counts = docket.list_tags().send().await.unwrap();
    let names: Vec<&str> = counts.iter().map(|tag| tag.name.as_str()).collect();
    assert_eq!(names, ["b", "z"]);
}

#[tokio::test]
async fn statistics_have_a_member_for_each_status_and_priority() {
    let docket = logged_in("rs-statistics").await;
    let done = NewTask::builder()
        .title("one")
        .status(StatusInput::Done)
        .tags(tags(&["a"]));
    new_task(&docket, done).await;
    new_task(
        &docket,
        NewTask::builder().title("two").priority(Priority::Low),
    )
    .await;
    let statistics = docket.get_statistics().send().await.unwrap();
    assert_eq!(statistics.total, 2);
    assert!((statistics.completion_rate - 0.5).abs() < f64::EPSILON);
    assert_eq!(
        statistics.by_status.completed + statistics.by_status.pending,
        2
    );
    assert_eq!(statistics.by_status.cancelled, 0);
    assert_eq!(statistics.by_priority.low, 1);
    assert_eq!(statistics.by_tag["a"], 1);
}

#[tokio::test]
async fn errors_are_problems() {
    let docket = logged_in("rs-errors").await;
    let missing = problem(docket.get_task().id(99999).send().await);
    assert_eq!(missing.status(), 404);
    assert_eq!(missing.code, "task_not_found");
    assert_eq!(missing.task_id, Some(99999));
    assert_eq!(
        missing.headers()["x-request-id"],
        missing.request_id.as_str()
    );

    let stale = NaiveDate::from_ymd_opt(1969, 12, 31).unwrap();
    let task = NewTask::builder()
        .title("one")
        .due_date(types::DueDate(Some(stale)));
    let invalid = problem(docket.create_task().body(task).send().await);
    assert_eq!(invalid.status(), 422);
    assert_eq!(invalid.code, "validation_failed");
    let fault = &invalid.errors[0];
    assert_eq!(fault.pointer.as_deref(), Some("/due_date"));
    assert_eq!(fault.field, "due_date");
}

#[tokio::test]
async fn a_change_of_what_has_changed_meanwhile_is_refused() {
    let docket = logged_in("rs-versions").await;
    let id = new_task(&docket, NewTask::builder().title("one")).await.id;
    let read = docket.get_task().id(id).send().await.unwrap();
    let etag = read.headers()["etag"].to_str().unwrap();
    match docket.get_task().id(id).if_none_match(etag).send().await {
        Err(Error::UnexpectedResponse(unchanged)) => assert_eq!(unchanged.status(), 304),
        other => panic!("not 304: {other:?}"),
    }
    let body = TaskPatch::builder().title("two".parse::<types::Title>().unwrap());
    let first = docket
        .edit_task()
        .id(id)
        .if_match(etag)
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(first.version, 2);
    let body = TaskReplacement::builder().title("three");
    let second = problem(
        docket
            .replace_task()
            .id(id)
            .if_match(etag)
            .body(body)
            .send()
            .await,
    );
    assert_eq!(second.status(), 412);
    assert_eq!(second.code, "version_conflict");
    assert_eq!(second.current_version, Some(2));
}

#[tokio::test]
async fn a_session_is_renewed_and_ended() {
    let docket = logged_in("rs-sessions").await;
    let account = docket.get_me().send().await.unwrap();
    assert_eq!(account.username.as_deref(), Some("rs-sessions"));
    assert_eq!(account.email, None);
    let login = Login::builder()
        .username("rs-sessions".to_owned())
        .password(PASSWORD);
    let session: Tokens = docket
        .login()
        .body(login)
        .send()
        .await
        .unwrap()
        .into_inner();
    let refresh = || {
        let body = Refresh::builder().refresh_token(session.refresh_token.clone());
        docket.refresh().body(body).send()
    };
    assert_eq!(refresh().await.unwrap().token_type, "bearer");
    assert_eq!(problem(refresh().await).code, "refresh_token_reused");

    let body = UserPatch::builder()
        .email(types::Email(Some("rs@example.org".parse().unwrap())))
        .time_zone("Europe/Paris".to_owned());
    let me = docket.edit_me().body(body).send().await.unwrap();
    assert_eq!(me.time_zone, "Europe/Paris");
    assert_eq!(docket.logout().send().await.unwrap().status(), 204);
    assert_eq!(problem(docket.get_me().send().await).code, "token_invalid");
}
