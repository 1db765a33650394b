//! Answers about tasks: their bodies with the headers that go with them.

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use docket_application::tasks::Answer;
use docket_application::{Caller, Page};
use docket_domain::{DueDate, Task, TaskOrder};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::body::TaskBody;
use crate::cursor::{self, ListId};
use crate::error::ApiError;
use crate::etag::ETag;
use crate::paging;
use crate::state::Services;

/// Where all tasks are.
const TASKS: &str = "/tasks";

const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// Makes answers for one caller on one day of theirs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answering {
    /// Which day it is for the caller.
    pub(super) today: DueDate,
}

/// An answer as it is kept for a request that may come again.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Where what was created is.
    location: Option<String>,
    /// Its entity tag.
    etag: Option<String>,
    /// The body.
    body: Box<RawValue>,
}

impl Answering {
    /// Answers on the day that it is now.
    pub(super) fn today(caller: &Caller, services: &Services) -> Self {
        Self {
            today: caller.time_zone().day_of(services.clock.now()),
        }
    }

    /// 200 and the task.
    pub(super) fn ok(self, task: &Task) -> HttpResponse {
        self.with_etag(HttpResponse::Ok(), task)
            .json(TaskBody::new(task, self.today))
    }

    /// 304: the client has it.
    pub(super) fn not_modified(self, task: &Task) -> HttpResponse {
        self.with_etag(HttpResponse::NotModified(), task).finish()
    }

    /// 201 and the task.
    pub(super) fn created(self, task: &Task) -> HttpResponse {
        self.with_etag(HttpResponse::Created(), task)
            .insert_header((header::LOCATION, location(task)))
            .json(TaskBody::new(task, self.today))
    }

    /// 200 and the tasks, in this order.
    pub(super) fn all(self, tasks: &[Task]) -> HttpResponse {
        HttpResponse::Ok().json(self.bodies(tasks))
    }

    /// 201 and the tasks, in this order.
    pub(super) fn all_created(self, tasks: &[Task]) -> HttpResponse {
        HttpResponse::Created()
            .insert_header((header::LOCATION, TASKS))
            .json(self.bodies(tasks))
    }

    /// 200 and a page, with the way to the next one if there is one.
    pub(super) fn page(
        self,
        page: &Page<Task>,
        query: &str,
        list: ListId,
        order: TaskOrder,
    ) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        let end = page.items.last().filter(|_| page.has_more);
        let next = end.map(|task| cursor::write(list, &order.position(task)));
        paging::add_headers(&mut response, TASKS, query, next, page.total);
        response.json(self.bodies(&page.items))
    }

    /// What to keep of the answer to a request that created one task.
    pub(super) fn keep_created(self, tasks: &[Task]) -> Vec<u8> {
        let task = tasks.first();
        keep(
            task.map(location),
            task.map(|task| ETag::of(task, self.today).to_string()),
            &task.map(|task| TaskBody::new(task, self.today)),
        )
    }

    /// What to keep of the answer to a request that created many tasks.
    pub(super) fn keep_all(self, tasks: &[Task]) -> Vec<u8> {
        keep(Some(TASKS.to_owned()), None, &self.bodies(tasks))
    }

    fn bodies(self, tasks: &[Task]) -> Vec<TaskBody<'_>> {
        tasks
            .iter()
            .map(|task| TaskBody::new(task, self.today))
            .collect()
    }

    fn with_etag(self, mut response: HttpResponseBuilder, task: &Task) -> HttpResponseBuilder {
        response.insert_header((header::ETAG, ETag::of(task, self.today).header()));
        response
    }
}

/// 201 with an answer that was kept, now or earlier.
///
/// # Errors
/// [`ApiError::Internal`] if it was kept by something else.
pub(super) fn replay(answer: &Answer) -> Result<HttpResponse, ApiError> {
    let kept: Kept =
        serde_json::from_slice(&answer.bytes).map_err(|error| ApiError::Internal(error.into()))?;
    let mut response = HttpResponse::Created();
    if let Some(location) = kept.location {
        response.insert_header((header::LOCATION, location));
    }
    if let Some(etag) = kept.etag {
        response.insert_header((header::ETAG, etag));
    }
    if answer.is_replay {
        response.insert_header((REPLAYED, HeaderValue::from_static("true")));
    }
    Ok(response
        .content_type("application/json")
        .body(kept.body.get().to_owned()))
}

fn keep(location: Option<String>, etag: Option<String>, body: &impl Serialize) -> Vec<u8> {
    // Bodies of strings and numbers always have a JSON form. If they had not, what is kept would
    // be unreadable, and the request answered as the defect that it is.
    serde_json::value::to_raw_value(body)
        .and_then(|body| {
            serde_json::to_vec(&Kept {
                location,
                etag,
                body,
            })
        })
        .unwrap_or_default()
}

fn location(task: &Task) -> String {
    format!("/tasks/{}", task.id())
}
