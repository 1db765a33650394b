//! What the rules that run for every task of a list, or every one that is written, cost.

#![expect(clippy::expect_used, reason = "in a bench a panic is the report")]

use std::hint::black_box;

use criterion::Criterion;
use docket_domain::list::Search;
use docket_domain::task::NewTask;
use docket_domain::{
    Description, Priority, Status, Tags, Task, TaskDraft, TaskFilter, TaskId, Timestamp, Title,
    UserId, fold,
};

const DESCRIPTION: &str = "Read the manual first. Then ask those who have done it before, and \
    write down what they say: Émile, Zoë and Straße are names to keep.";

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("fold/title of 32 ASCII letters", |bencher| {
        bencher.iter(|| fold(black_box("Review the quarterly report 4711")));
    });
    criterion.bench_function("fold/description of 132 letters", |bencher| {
        bencher.iter(|| fold(black_box(DESCRIPTION)));
    });

    let tasks = tasks();
    let by_status = TaskFilter {
        statuses: [Status::Pending, Status::InProgress].into(),
        priorities: [Priority::High].into(),
        ..TaskFilter::default()
    };
    let by_words = TaskFilter {
        search: Search::parse("straße manual").expect("it is a search"),
        ..TaskFilter::default()
    };
    for (name, filter) in [("status and priority", by_status), ("two words", by_words)] {
        criterion.bench_function(&format!("filter/1000 tasks by {name}"), |bencher| {
            bencher.iter(|| tasks.iter().filter(|task| filter.matches(task)).count());
        });
    }
    criterion.final_summary();
}

/// A thousand tasks of all statuses and priorities, half of them with a description.
fn tasks() -> Vec<Task> {
    let owner = UserId::new(1).expect("it is an id");
    let now = Timestamp::from_microseconds(1_795_163_400_000_000).expect("it is an instant");
    let task = |number: u16| {
        let title = Title::parse(&format!("Review the travel plan {number}"));
        let description = Description::parse(DESCRIPTION).expect("it is a description");
        let draft = TaskDraft {
            description: number.is_multiple_of(2).then_some(description),
            status: Status::ALL[usize::from(number / 2 % 4)],
            priority: Priority::ALL[usize::from(number / 8 % 4)],
            tags: Tags::split("home,work").expect("they are tags"),
            ..TaskDraft::new(title.expect("it is a title"))
        };
        let id = TaskId::new(i64::from(number) + 1).expect("it is an id");
        NewTask::create(owner, draft, now).stored_as(id)
    };
    (0..1000).map(task).collect()
}
