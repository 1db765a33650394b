//! What reading and writing of bodies and queries costs.

#![expect(clippy::expect_used, reason = "in a bench a panic is the report")]

use std::hint::black_box;

use criterion::Criterion;
use docket_application::Caller;
use docket_domain::task::NewTask;
use docket_domain::user::NewUser;
use docket_domain::{DueDate, Identity, SessionId, Task, TaskId, Timestamp, UserId, Username};
use docket_http::probe::tasks;

const SMALL: &str = r#"{"title":"Learn diesel"}"#;

const FULL: &str = r#"{"title":"Review the quarterly report","description":"Read it twice. Then write down what is missing.","status":"in_progress","priority":"high","due_date":"2026-12-01","tags":["work","review","q4"]}"#;

const QUERY: &str =
    "status=pending,in_progress&priority=high&search=quarterly+report&sort_by=due_date&limit=10";

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for (name, body) in [("title alone", SMALL), ("all members", FULL)] {
        criterion.bench_function(&format!("read/new task: {name}"), |bencher| {
            bencher.iter(|| tasks::draft(black_box(body.as_bytes())).is_ok());
        });
    }
    let today = DueDate::from_days(20_777).expect("it is a day");
    let caller = caller();
    criterion.bench_function("read/query with filter, search and order", |bencher| {
        bencher.iter(|| tasks::query(black_box(QUERY), &caller, today).is_ok());
    });
    let page = page();
    criterion.bench_function("write/one task", |bencher| {
        bencher.iter(|| tasks::render(black_box(&page[0]), today));
    });
    criterion.bench_function("write/page of 10 tasks", |bencher| {
        bencher.iter(|| tasks::render_all(black_box(&page), today));
    });
    criterion.final_summary();
}

fn now() -> Timestamp {
    Timestamp::from_microseconds(1_795_163_400_000_000).expect("it is an instant")
}

fn caller() -> Caller {
    let name = Username::parse("ada").expect("it is a name");
    let identity = Identity::new(Some(name), None).expect("there is a name");
    let user = NewUser::create(identity, now()).stored_as(UserId::new(7).expect("it is an id"));
    Caller::new(user, SessionId::new(9).expect("it is an id"))
}

fn page() -> Vec<Task> {
    let draft = tasks::draft(FULL.as_bytes()).expect("it is a task");
    let owner = UserId::new(7).expect("it is an id");
    let task = NewTask::create(owner, draft, now());
    let ids = (1..=10).map(|id| TaskId::new(id).expect("it is an id"));
    ids.map(|id| task.clone().stored_as(id)).collect()
}
