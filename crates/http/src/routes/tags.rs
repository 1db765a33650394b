//! The routes of all tags.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get, patch};
use docket_domain::Tag;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::body::{FromText, Json, Member, Members, Object};
use crate::error::ApiError;
use crate::extract::{Authenticated, TagPath};
use crate::state::Services;

/// A tag, and how many tasks have it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TagCount, example = json!({"name": "backend", "count": 3}))]
struct TagCountBody<'a> {
    /// The tag.
    name: &'a str,
    /// How many tasks have it.
    #[schema(minimum = 1)]
    count: u64,
}

/// How many tasks have changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Changed, example = json!({"changed": 3}))]
struct ChangedBody {
    /// How many tasks have changed.
    #[schema(minimum = 0)]
    changed: usize,
}

/// A new name.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = TagName, example = json!({"name": "server"}))]
struct TagNameBody {
    /// The tag from now on; if there is one of this name already, the two become one.
    #[serde(default)]
    #[schema(value_type = String, required, min_length = 1)]
    name: Member<FromText<Tag>>,
}

impl TagNameBody {
    fn into_tag(self) -> Result<Tag, ApiError> {
        let mut members = Members::default();
        let name = members
            .required("name", self.name)
            .map(FromText::into_inner);
        members.faults().check(name)
    }
}

/// List your tags, in code-point order
#[utoipa::path(
    tag = "tags",
    operation_id = "list_tags",
    responses((status = 200, description = "The tags", body = [TagCountBody]))
)]
#[get("/tags")]
pub(super) async fn list(
    Authenticated(caller): Authenticated,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let tags = services.tags.list(&caller).await?;
    let bodies: Vec<TagCountBody> = tags
        .iter()
        .map(|(tag, count)| TagCountBody {
            name: tag.as_str(),
            count: *count,
        })
        .collect();
    Ok(HttpResponse::Ok().json(bodies))
}

/// Rename a tag in all of your tasks
#[utoipa::path(
    tag = "tags",
    operation_id = "rename_tag",
    params(("tag" = String, Path, min_length = 1, description = "The tag")),
    request_body = TagNameBody,
    responses((status = 200, description = "How many tasks have changed", body = ChangedBody))
)]
#[patch("/tags/{tag}")]
pub(super) async fn rename(
    Authenticated(caller): Authenticated,
    TagPath(tag): TagPath,
    Json(Object(body)): Json<Object<TagNameBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let changed = services.tags.rename(&caller, tag, body.into_tag()?).await?;
    Ok(HttpResponse::Ok().json(ChangedBody { changed }))
}

/// Remove a tag from all of your tasks
#[utoipa::path(
    tag = "tags",
    operation_id = "delete_tag",
    params(("tag" = String, Path, min_length = 1, description = "The tag")),
    responses((status = 200, description = "How many tasks have changed", body = ChangedBody))
)]
#[delete("/tags/{tag}")]
pub(super) async fn remove(
    Authenticated(caller): Authenticated,
    TagPath(tag): TagPath,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let changed = services.tags.remove(&caller, tag).await?;
    Ok(HttpResponse::Ok().json(ChangedBody { changed }))
}
