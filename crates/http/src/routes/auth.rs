//! The routes of registering, logging in, staying so, and logging out.

mod body;
#[cfg(feature = "probe")]
pub mod probe;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpResponse, post};
use docket_application::sessions::Grant;
use docket_domain::Device;

use self::body::{CredentialsBody, LoginBody, LoginForm, RefreshBody, TokensBody};
use super::users::UserBody;
use crate::body::{Json, JsonOrForm, Object};
use crate::error::ApiError;
use crate::extract::{Authenticated, CallingDevice};
use crate::state::Services;

/// Make an account
#[utoipa::path(
    tag = "auth",
    operation_id = "register",
    security(()),
    extensions(("x-rate-limit" = json!("register"))),
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

/// Make an account: the same as POST /auth/register
#[utoipa::path(
    tag = "auth",
    operation_id = "register_alias",
    security(()),
    extensions(("x-rate-limit" = json!("register"))),
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
    extensions(("x-rate-limit" = json!("login"))),
    params((
        "User-Agent" = Option<String>, Header,
        description = "What the program calls itself: the list of sessions shows it"
    )),
    request_body(content(
        (LoginForm = "application/x-www-form-urlencoded"),
        (LoginBody = "application/json")
    )),
    responses((status = 200, description = "The tokens of a new session", body = TokensBody))
)]
#[post("/auth/login")]
pub(super) async fn log_in(
    body: JsonOrForm<Object<LoginBody>, LoginForm>,
    CallingDevice(device): CallingDevice,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    answer_login(body, device, &services).await
}

/// Log in: the same as POST /auth/login
#[utoipa::path(
    tag = "auth",
    operation_id = "login_alias",
    security(()),
    extensions(("x-rate-limit" = json!("login"))),
    params((
        "User-Agent" = Option<String>, Header,
        description = "What the program calls itself: the list of sessions shows it"
    )),
    request_body(content(
        (LoginForm = "application/x-www-form-urlencoded"),
        (LoginBody = "application/json")
    )),
    responses((status = 200, description = "The tokens of a new session", body = TokensBody))
)]
#[post("/token")]
pub(super) async fn log_in_alias(
    body: JsonOrForm<Object<LoginBody>, LoginForm>,
    CallingDevice(device): CallingDevice,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    answer_login(body, device, &services).await
}

/// Stay logged in
///
/// Each refresh token works once: keep the new one. Using one a second time ends its session, since
/// one of the two who hold it must have stolen it.
#[utoipa::path(
    tag = "auth",
    operation_id = "refresh",
    security(()),
    params((
        "User-Agent" = Option<String>, Header,
        description = "What the program calls itself: the list of sessions shows it"
    )),
    request_body = RefreshBody,
    responses((status = 200, description = "The next tokens of the session", body = TokensBody))
)]
#[post("/auth/refresh")]
pub(super) async fn refresh(
    Json(Object(body)): Json<Object<RefreshBody>>,
    CallingDevice(device): CallingDevice,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let token = body.into_token()?;
    let grant = services.sessions.refresh(&token, device).await?;
    Ok(tokens(&grant))
}

/// Log out
///
/// The session ends: its access token and its refresh token stop working.
#[utoipa::path(
    tag = "auth",
    operation_id = "logout",
    responses((status = 204, description = "The session has ended"))
)]
#[post("/auth/logout")]
pub(super) async fn log_out(
    Authenticated(caller): Authenticated,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    services.sessions.log_out(&caller).await?;
    Ok(HttpResponse::NoContent().finish())
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
    device: Device,
    services: &Services,
) -> Result<HttpResponse, ApiError> {
    let (name, password) = match body {
        JsonOrForm::Json(Object(body)) => body.into_credentials()?,
        JsonOrForm::Form(form) => form.into_credentials()?,
    };
    let grant = services.sessions.log_in(&name, password, device).await?;
    Ok(tokens(&grant))
}

/// The tokens of a session, which nobody on the way may keep (RFC 6749, section 5.1).
fn tokens(grant: &Grant) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .json(TokensBody::from(grant))
}
