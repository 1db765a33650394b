//! The routes of one's own sessions.

use actix_web::web::Data;
use actix_web::{HttpResponse, delete, get};
use docket_domain::{Session, SessionId, UserAgent};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::ApiError;
use crate::extract::{Authenticated, IdPath};
use crate::state::Services;

/// A session: from logging in to logging out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session, example = json!({
    "id": 12, "created_at": "2026-11-20T08:30:00.000000Z",
    "last_used_at": "2026-11-20T09:00:00.000000Z", "expires_at": "2026-12-20T09:00:00.000000Z",
    "user_agent": "Mozilla/5.0", "ip": "203.0.113.7", "current": true
}))]
struct SessionBody<'a> {
    /// Which session it is.
    #[schema(minimum = 1)]
    id: i64,
    /// When it began.
    #[schema(format = "date-time")]
    created_at: String,
    /// When it was last renewed by a refresh token: at first, when it began.
    #[schema(format = "date-time")]
    last_used_at: String,
    /// When it is over unless it is renewed before.
    #[schema(format = "date-time")]
    expires_at: String,
    /// What the program calls itself that began or last renewed it.
    #[schema(required)]
    user_agent: Option<&'a str>,
    /// The address from which it was begun or last renewed.
    #[schema(required)]
    ip: Option<String>,
    /// Whether it is the one that you are in.
    current: bool,
}

impl<'a> SessionBody<'a> {
    fn new(session: &'a Session, current: SessionId) -> Self {
        let Session {
            id,
            user_id: _,
            created_at,
            last_used_at,
            expires_at,
            ends_at: _,
            device,
        } = session;
        Self {
            id: id.get(),
            created_at: created_at.to_string(),
            last_used_at: last_used_at.to_string(),
            expires_at: expires_at.to_string(),
            user_agent: device.user_agent.as_ref().map(UserAgent::as_str),
            ip: device.address.map(|address| address.to_string()),
            current: *id == current,
        }
    }
}

/// List your sessions, the last used first
#[utoipa::path(
    tag = "users",
    operation_id = "list_my_sessions",
    responses((status = 200, description = "The sessions that go on", body = [SessionBody]))
)]
#[get("/users/me/sessions")]
pub(in crate::routes) async fn list(
    Authenticated(caller): Authenticated,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    let sessions = services.sessions.list(&caller).await?;
    let bodies: Vec<SessionBody> = sessions
        .iter()
        .map(|session| SessionBody::new(session, caller.session_id()))
        .collect();
    Ok(HttpResponse::Ok().json(bodies))
}

/// End one of your sessions
///
/// Its tokens stop working. To end the one that you are in is to log out.
#[utoipa::path(
    tag = "users",
    operation_id = "end_my_session",
    params(("id" = i64, Path, minimum = 1, description = "The id of the session")),
    responses((status = 204, description = "The session has ended"))
)]
#[delete("/users/me/sessions/{id}")]
pub(in crate::routes) async fn end(
    Authenticated(caller): Authenticated,
    IdPath(id): IdPath<SessionId>,
    services: Data<Services>,
) -> Result<HttpResponse, ApiError> {
    services.sessions.end(&caller, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
