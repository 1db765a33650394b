//! The routes of one's own account.

mod body;
#[cfg(feature = "probe")]
pub mod probe;
pub(super) mod sessions;

pub(super) use body::{RoleBody, UserBody};

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get, patch, post};

use self::body::{PasswordBody, PasswordChangeBody, UserPatchBody};
use crate::body::{Json, Object};
use crate::error::ApiError;
use crate::extract::Authenticated;
use crate::state::Services;

/// Read your account
#[utoipa::path(
    tag = "users",
    operation_id = "get_me",
    responses((status = 200, description = "Your account", body = UserBody))
)]
#[get("/users/me")]
pub(super) async fn me(
    Authenticated(caller): Authenticated,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let user = services.accounts.profile(&caller).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(&user)))
}

/// Change your account
#[utoipa::path(
    tag = "users",
    operation_id = "edit_me",
    request_body = UserPatchBody,
    responses((status = 200, description = "Your account, as it is now", body = UserBody))
)]
#[patch("/users/me")]
pub(super) async fn edit_me(
    Authenticated(caller): Authenticated,
    Json(Object(body)): Json<Object<UserPatchBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let user = services.accounts.edit(&caller, body.into_patch()?).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(&user)))
}

/// Delete your account, all of its tasks and all of its sessions
#[utoipa::path(
    tag = "users",
    operation_id = "delete_me",
    request_body = PasswordBody,
    responses((status = 204, description = "Your account is gone"))
)]
#[delete("/users/me")]
pub(super) async fn delete_me(
    Authenticated(caller): Authenticated,
    Json(Object(body)): Json<Object<PasswordBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    services
        .accounts
        .delete(&caller, body.into_password()?)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Change your password
///
/// All of your other sessions end.
#[utoipa::path(
    tag = "users",
    operation_id = "change_password",
    request_body = PasswordChangeBody,
    responses((status = 204, description = "The new password holds from now on"))
)]
#[post("/users/me/password")]
pub(super) async fn change_password(
    Authenticated(caller): Authenticated,
    Json(Object(body)): Json<Object<PasswordChangeBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let (current, new) = body.into_passwords(services.accounts.password_rules())?;
    services
        .accounts
        .change_password(&caller, current, new)
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
