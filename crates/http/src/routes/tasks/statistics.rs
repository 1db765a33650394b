//! The route of statistics.

use std::collections::BTreeMap;

use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use docket_application::Statistics;
use docket_domain::{Priority, Status, Tag};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::extract::Authenticated;
use crate::state::Services;

/// How many tasks of each kind there are.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Statistics, example = json!({
    "total": 3, "completed": 1, "incomplete": 2, "overdue": 0, "completion_rate": 0.333_333_333_333_333_3,
    "by_status": {"pending": 2, "in_progress": 0, "completed": 1, "cancelled": 0},
    "by_priority": {"low": 0, "medium": 3, "high": 0, "urgent": 0},
    "by_tag": {"backend": 1}
}))]
struct StatisticsBody<'a> {
    /// All of them.
    #[schema(minimum = 0)]
    total: u64,
    /// Those with the status `completed`.
    #[schema(minimum = 0)]
    completed: u64,
    /// All others.
    #[schema(minimum = 0)]
    incomplete: u64,
    /// Those that are open and past their due date.
    #[schema(minimum = 0)]
    overdue: u64,
    /// `completed` by `total`; 0 without tasks.
    #[schema(minimum = 0, maximum = 1)]
    completion_rate: f64,
    /// By status; every status is there.
    by_status: BTreeMap<&'static str, u64>,
    /// By priority; every priority is there.
    by_priority: BTreeMap<&'static str, u64>,
    /// By tag.
    #[schema(value_type = BTreeMap<String, u64>)]
    by_tag: BTreeMap<&'a str, u64>,
}

impl<'a> From<&'a Statistics> for StatisticsBody<'a> {
    fn from(statistics: &'a Statistics) -> Self {
        let total = statistics.total();
        let completed = statistics.with_status(Status::Completed);
        Self {
            total,
            completed,
            incomplete: total - completed,
            overdue: statistics.overdue,
            completion_rate: rate(completed, total),
            by_status: Status::ALL
                .map(|status| (status.as_str(), statistics.with_status(status)))
                .into(),
            by_priority: Priority::ALL
                .map(|priority| (priority.as_str(), statistics.with_priority(priority)))
                .into(),
            by_tag: statistics
                .by_tag
                .iter()
                .map(|(tag, count)| (Tag::as_str(tag), *count))
                .collect(),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 tasks")]
fn rate(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// Count your tasks of each kind, all at one moment
#[utoipa::path(
    tag = "tasks",
    operation_id = "get_statistics",
    responses((status = 200, description = "The numbers", body = StatisticsBody))
)]
#[get("/tasks/stats")]
pub(in crate::routes) async fn get(
    Authenticated(caller): Authenticated,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let statistics = services.statistics.of(&caller).await?;
    Ok(HttpResponse::Ok().json(StatisticsBody::from(&statistics)))
}
