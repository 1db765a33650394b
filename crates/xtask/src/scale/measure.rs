//! The requests that are measured, on each database in turn.

use std::time::{Duration, Instant};

use super::stage::Stage;
use crate::docket::Client;
use crate::failure::{Failure, Outcome};
use crate::keeper;

/// How often each request is made.
const TIMES: usize = 100;

/// How often it is made before that, uncounted.
const WARM_UP: usize = 5;

/// The size of the pages that are measured.
const PAGE: u32 = 10;

/// The size of those on the way to the last.
const LARGE_PAGE: u32 = 1000;

/// The task that is created.
const NEW: &str = r#"{"title":"Learn diesel","priority":"high","due_date":"2026-12-01"}"#;

/// What one kind of request took, on each database.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) costs: Vec<Cost>,
}

/// What it took on one of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    pub(super) median: Duration,
    pub(super) p95: Duration,
}

/// One request, as it is made on one database.
#[derive(Clone, Debug)]
enum Request {
    Get(String),
    Create,
}

impl Request {
    fn make(&self, client: &mut Client) -> Outcome<Duration> {
        let started = Instant::now();
        match self {
            Self::Get(path) => client.get(path)?.expect(200)?,
            Self::Create => client.send("POST", "/tasks", NEW)?.expect(201)?,
        };
        Ok(started.elapsed())
    }
}

/// Measures every kind of request on every database.
pub(super) fn all(stages: &mut [Stage]) -> Outcome<Vec<Row>> {
    let requests: Vec<Vec<(&str, Request)>> = stages.iter_mut().map(of).collect::<Outcome<_>>()?;
    let names = requests[0].iter().map(|(name, _)| *name).enumerate();
    names
        .map(|(kind, name)| {
            let kinds: Vec<&Request> = requests.iter().map(|all| &all[kind].1).collect();
            let costs = in_turn(stages, &kinds)?;
            Ok(Row { name, costs })
        })
        .collect()
}

/// One request on each database in turn, again and again.
fn in_turn(stages: &mut [Stage], requests: &[&Request]) -> Outcome<Vec<Cost>> {
    let mut took = vec![Vec::with_capacity(TIMES); stages.len()];
    for time in 0..WARM_UP + TIMES {
        keeper::check()?;
        for ((stage, request), took) in stages.iter_mut().zip(requests).zip(&mut took) {
            let one = request.make(&mut stage.owner)?;
            if time >= WARM_UP {
                took.push(one);
            }
        }
    }
    let cost = |mut took: Vec<Duration>| {
        took.sort();
        Cost {
            median: took[TIMES / 2],
            p95: took[TIMES * 95 / 100],
        }
    };
    Ok(took.into_iter().map(cost).collect())
}

/// Every kind of request, as the user of one database makes it.
fn of(stage: &mut Stage) -> Outcome<Vec<(&'static str, Request)>> {
    const SORTED: &str = "status=pending&priority=high,urgent&sort_by=due_date";
    let owned = stage.owned();
    let client = &mut stage.owner;
    let last = last_page(client, owned)?;
    let before_last = owned.saturating_sub(PAGE);
    let id = client.get("/tasks?limit=1")?.expect(200)?.number("id")?;
    let get = |name, path: String| (name, Request::Get(path));
    Ok(vec![
        get("one task", format!("/tasks/{id}")),
        get("first page", format!("/tasks?limit={PAGE}")),
        get("last page, by cursor", last),
        get(
            "last page, by `skip`",
            format!("/tasks?limit={PAGE}&skip={before_last}"),
        ),
        get(
            "filtered and sorted page",
            format!("/tasks?{SORTED}&limit={PAGE}"),
        ),
        get(
            "search, found often",
            format!("/tasks?search=quarterly%20report&limit={PAGE}"),
        ),
        get(
            "search, found nowhere",
            format!("/tasks?search=purple%20elephant&limit={PAGE}"),
        ),
        get(
            "first page with `count`",
            format!("/tasks?limit={PAGE}&count=true"),
        ),
        get("statistics", "/tasks/stats".to_owned()),
        ("create a task", Request::Create),
    ])
}

/// The path of the last page by id, found by paging there.
fn last_page(client: &mut Client, owned: u32) -> Outcome<String> {
    let mut left = owned;
    let mut cursor = String::new();
    while left > PAGE {
        let limit = LARGE_PAGE.min(left - PAGE);
        let page = client
            .get(&format!("/tasks?limit={limit}{cursor}"))?
            .expect(200)?;
        let next = page
            .header("x-next-cursor")
            .ok_or_else(|| Failure::because(format!("no further page, {left} before the end")))?;
        cursor = format!("&cursor={next}");
        left -= limit;
    }
    let last = format!("/tasks?limit={PAGE}{cursor}");
    let page = client.get(&last)?.expect(200)?;
    if page.header("x-next-cursor").is_some() {
        return Err(Failure::because("the last page is not the last"));
    }
    Ok(last)
}
