//! Answers about tasks: their bodies with the headers that go with them.

use std::slice;

use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::{HttpResponse, HttpResponseBuilder};
use docket_application::tasks::Answer;
use docket_application::{Caller, Page};
use docket_domain::{Description, DueDate, Task, TaskOrder};
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

const JSON: (HeaderName, HeaderValue) = (
    header::CONTENT_TYPE,
    HeaderValue::from_static("application/json"),
);
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
        json(
            self.with_etag(HttpResponse::Ok(), task),
            &TaskBody::new(task, self.today),
            slice::from_ref(task),
        )
    }

    /// 304: the client has it.
    pub(super) fn not_modified(self, task: &Task) -> HttpResponse {
        self.with_etag(HttpResponse::NotModified(), task).finish()
    }

    /// 201 and the task.
    pub(super) fn created(self, task: &Task) -> HttpResponse {
        let mut response = self.with_etag(HttpResponse::Created(), task);
        response.insert_header((header::LOCATION, location(task)));
        json(
            response,
            &TaskBody::new(task, self.today),
            slice::from_ref(task),
        )
    }

    /// 200 and the tasks, in this order.
    pub(super) fn all(self, tasks: &[Task]) -> HttpResponse {
        json(HttpResponse::Ok(), &self.bodies(tasks), tasks)
    }

    /// 201 and the tasks, in this order.
    pub(super) fn all_created(self, tasks: &[Task]) -> HttpResponse {
        let mut response = HttpResponse::Created();
        response.insert_header((header::LOCATION, TASKS));
        json(response, &self.bodies(tasks), tasks)
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
        json(response, &self.bodies(&page.items), &page.items)
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
        .insert_header(JSON)
        .body(kept.body.get().to_owned()))
}

/// 201 and what was imported.
pub(super) fn imported(body: &impl Serialize) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((header::LOCATION, TASKS))
        .json(body)
}

/// What to keep of the answer to an import.
pub(super) fn keep_import(body: &impl Serialize) -> Vec<u8> {
    keep(Some(TASKS.to_owned()), None, body)
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

/// An answer with this body, which is about these tasks. It is written at once into as much memory
/// as it needs, give or take what has to be escaped.
fn json(mut response: HttpResponseBuilder, body: &impl Serialize, tasks: &[Task]) -> HttpResponse {
    const ALL_BUT_TEXTS: usize = 512;
    let texts = |task: &Task| {
        let record = task.record();
        let description = record.description.as_ref().map(Description::as_str);
        record.title.as_str().len() + description.map_or(0, str::len)
    };
    let size = tasks.iter().map(|task| ALL_BUT_TEXTS + texts(task)).sum();
    let mut bytes = Vec::with_capacity(size);
    // A body of strings and numbers always has a JSON form.
    match serde_json::to_writer(&mut bytes, body) {
        Ok(()) => response.insert_header(JSON).body(bytes),
        Err(error) => HttpResponse::from_error(ApiError::Internal(error.into())),
    }
}

fn location(task: &Task) -> String {
    format!("/tasks/{}", task.id())
}
