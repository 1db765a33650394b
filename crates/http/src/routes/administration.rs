//! The routes of other people's accounts, for administrators.

mod body;
mod list_query;
#[cfg(feature = "probe")]
pub mod probe;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, delete, get, patch};
use docket_application::administration::Authority;
use docket_domain::UserId;

use self::body::AccountChangeBody;
use self::list_query::ListParams;
use super::users::UserBody;
use crate::body::{Json, Object};
use crate::cursor::{self, ListId};
use crate::error::ApiError;
use crate::extract::{Authenticated, IdPath};
use crate::paging;
use crate::state::Services;

/// List the accounts, by id (for administrators)
#[utoipa::path(
    tag = "administration",
    operation_id = "list_users",
    params(ListParams),
    responses((
        status = 200,
        description = "A page of the list",
        body = [UserBody],
        headers(
            ("Link" = String, description = "The next page, with `rel=\"next\"`, if there is one"),
            ("X-Next-Cursor" = String, description = "The cursor of the next page, if there is one"),
            ("X-Total-Count" = u64, description = "With `count=true`: how many match")
        )
    ))
)]
#[get("/users")]
pub(super) async fn list(
    Authenticated(caller): Authenticated,
    request: HttpRequest,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let asked = request.query_string();
    let list = ListId::of(asked);
    let query = list_query::read(asked, list)?;
    let by = Authority::Caller(&caller);
    let page = services.administration.list(by, query).await?;
    let mut response = HttpResponse::Ok();
    let end = page.items.last().filter(|_| page.has_more);
    let next = end.map(|user| cursor::write_id(list, user.id.get()));
    paging::add_headers(&mut response, "/users", asked, next, page.total);
    let bodies: Vec<UserBody> = page.items.iter().map(UserBody::from).collect();
    Ok(response.json(bodies))
}

/// Read an account (for administrators)
#[utoipa::path(
    tag = "administration",
    operation_id = "get_user",
    params(("id" = i64, Path, minimum = 1, description = "The id of the user")),
    responses((status = 200, description = "The account", body = UserBody))
)]
#[get("/users/{id}")]
pub(super) async fn get(
    Authenticated(caller): Authenticated,
    IdPath(id): IdPath<UserId>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let by = Authority::Caller(&caller);
    let user = services.administration.get(by, id).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(&user)))
}

/// Change someone's role, or whether they may log in (for administrators)
///
/// Their sessions end if the role changes or they are disabled. The last active administrator can
/// be neither demoted nor disabled.
#[utoipa::path(
    tag = "administration",
    operation_id = "edit_user",
    params(("id" = i64, Path, minimum = 1, description = "The id of the user")),
    request_body = AccountChangeBody,
    responses((status = 200, description = "The account, as it is now", body = UserBody))
)]
#[patch("/users/{id}")]
pub(super) async fn edit(
    Authenticated(caller): Authenticated,
    IdPath(id): IdPath<UserId>,
    Json(Object(body)): Json<Object<AccountChangeBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let by = Authority::Caller(&caller);
    let change = body.into_change()?;
    let user = services.administration.edit(by, id, change).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(&user)))
}

/// Delete an account, all of its tasks and all of its sessions (for administrators)
#[utoipa::path(
    tag = "administration",
    operation_id = "delete_user",
    params(("id" = i64, Path, minimum = 1, description = "The id of the user")),
    responses((status = 204, description = "The account is gone"))
)]
#[delete("/users/{id}")]
pub(super) async fn delete(
    Authenticated(caller): Authenticated,
    IdPath(id): IdPath<UserId>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let by = Authority::Caller(&caller);
    services.administration.delete(by, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
