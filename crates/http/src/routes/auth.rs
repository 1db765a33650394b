//! The routes of registering and logging in.

mod body;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpResponse, post};

use self::body::{CredentialsBody, LoginBody, LoginForm, TokenBody};
use super::users::UserBody;
use crate::body::{Json, JsonOrForm, Object};
use crate::error::ApiError;
use crate::state::Services;

/// Make an account
#[utoipa::path(
    tag = "auth",
    operation_id = "register",
    security(()),
    request_body = CredentialsBody,
    responses((
        status = 201,
        description = "The account, as it was made",
        body = UserBody,
        headers(("Location" = String, description = "The path of the account for its user"))
    ))
)]
#[post("/auth/register")]
pub(super) async fn register(
    body: Json<Object<CredentialsBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    answer_registration(body, &services).await
}

/// Make an account: the same as `POST /auth/register`
#[utoipa::path(
    tag = "auth",
    operation_id = "register_alias",
    security(()),
    request_body = CredentialsBody,
    responses((
        status = 201,
        description = "The account, as it was made",
        body = UserBody,
        headers(("Location" = String, description = "The path of the account for its user"))
    ))
)]
#[post("/register")]
pub(super) async fn register_alias(
    body: Json<Object<CredentialsBody>>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    answer_registration(body, &services).await
}

/// Log in
///
/// `username` may be the user name or the e-mail address, in JSON as in the form. The form is the
/// one of the OAuth2 password flow; its other fields are ignored.
#[utoipa::path(
    tag = "auth",
    operation_id = "login",
    security(()),
    request_body(content(
        (LoginForm = "application/x-www-form-urlencoded"),
        (LoginBody = "application/json")
    )),
    responses((status = 200, description = "An access token", body = TokenBody))
)]
#[post("/auth/login")]
pub(super) async fn log_in(
    body: JsonOrForm<Object<LoginBody>, LoginForm>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    answer_login(body, &services).await
}

/// Log in: the same as `POST /auth/login`
#[utoipa::path(
    tag = "auth",
    operation_id = "login_alias",
    security(()),
    request_body(content(
        (LoginForm = "application/x-www-form-urlencoded"),
        (LoginBody = "application/json")
    )),
    responses((status = 200, description = "An access token", body = TokenBody))
)]
#[post("/token")]
pub(super) async fn log_in_alias(
    body: JsonOrForm<Object<LoginBody>, LoginForm>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    answer_login(body, &services).await
}

async fn answer_registration(
    Json(Object(body)): Json<Object<CredentialsBody>>,
    services: &Services,
) -> Result<HttpResponse, ApiError> {
    let (identity, password) = body.into_account(services.accounts.password_rules())?;
    let user = services.accounts.register(identity, password).await?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, HeaderValue::from_static("/users/me")))
        .json(UserBody::from(&user)))
}

async fn answer_login(
    body: JsonOrForm<Object<LoginBody>, LoginForm>,
    services: &Services,
) -> Result<HttpResponse, ApiError> {
    let (name, password) = match body {
        JsonOrForm::Json(Object(body)) => body.into_credentials()?,
        JsonOrForm::Form(form) => form.into_credentials()?,
    };
    let token = services.sessions.log_in(&name, password).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .json(TokenBody::from(&token)))
}
