//! The gate: what a request must satisfy before its handler sees it.
//!
//! It knows the operations from the OpenAPI document, and so from the routes themselves: whatever
//! is served is documented, and whatever is not declared public needs an access token.

mod operations;

pub(crate) use operations::Operations;

use std::time::Duration;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};
use docket_application::Caller;

use crate::client_address::ClientAddress;
use crate::error::ApiError;
use crate::rate_limits::Limited;
use crate::shield::Seen;
use crate::state::Services;
use operations::RateLimit;

/// How long an `Authorization` header may be. Tokens of this service have about 300 bytes.
const MAX_AUTHORIZATION_BYTES: usize = 4096;

/// How long a client waits for the answer that there are too many logins or registrations. A crowd
/// that asks again at once would else take all the time there is for being refused.
const REFUSAL_PAUSE: Duration = Duration::from_millis(500);

/// The middleware.
pub(crate) async fn gate(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let mut is_costly = false;
    let response = match admit(&request, &mut is_costly).await {
        Ok(()) => next.call(request).await?,
        Err(error) => request.error_response(error),
    };
    if is_costly && is_refusal(response.status()) {
        tokio::time::sleep(REFUSAL_PAUSE).await;
    }
    Ok(response)
}

/// Whether it was too much, be it of one client or of all.
fn is_refusal(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
    )
}

/// Lets a request pass, or says why not. Notes whether passwords are hashed for it.
async fn admit(request: &ServiceRequest, is_costly: &mut bool) -> Result<(), ApiError> {
    let Some(operations) = request.app_data::<Data<Operations>>() else {
        return Err(ApiError::Internal("the gate has no operations".into()));
    };
    let pattern = request.match_pattern().ok_or(ApiError::RouteNotFound)?;
    let route = operations.route(&pattern)?;
    Seen::shared(request).is_for(route.number);
    let operation = route.operation(request.method())?;
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(ApiError::UnsupportedMediaType(
            "The body must come without any `Content-Encoding`",
        ));
    }
    let services = request
        .app_data::<Data<Services>>()
        .ok_or_else(|| ApiError::Internal("the gate has no services".into()))?;
    let limits = &services.rate_limits;
    let address = || ClientAddress::of(request.request()).bucket();
    *is_costly = matches!(operation.rate_limit, RateLimit::Login | RateLimit::Register);
    let limited = match operation.rate_limit {
        RateLimit::None => None,
        RateLimit::Login => limits.login(address()),
        RateLimit::Register => limits.register(address()),
        RateLimit::User => {
            let caller = authenticate(request, services).await?;
            let limited = limits.api(caller.user_id());
            request.extensions_mut().insert(caller);
            limited
        }
    };
    if let Some(limited) = limited {
        hold_to(request, limited)?;
    }
    for (name, _) in form_urlencoded::parse(request.query_string().as_bytes()) {
        if !operation
            .query_parameters
            .iter()
            .any(|known| *known == name)
        {
            return Err(ApiError::unknown_field(&name));
        }
    }
    Ok(())
}

/// Holds a request to a limit, and notes what its answer is to tell of it.
fn hold_to(request: &ServiceRequest, limited: Limited) -> Result<(), ApiError> {
    let standing = limited.standing();
    request.extensions_mut().insert(limited);
    match standing.check() {
        Ok(()) => Ok(()),
        Err(_) => Err(ApiError::RateLimited(standing)),
    }
}

/// Finds out whose request it is.
async fn authenticate(request: &ServiceRequest, services: &Services) -> Result<Caller, ApiError> {
    let header = request
        .headers()
        .get(header::AUTHORIZATION)
        .ok_or(ApiError::NotAuthenticated)?;
    Ok(services.sessions.authenticate(bearer(header)?).await?)
}

/// The token that an `Authorization` header bears.
///
/// # Errors
/// [`ApiError::NotAuthenticated`] if it bears none, [`ApiError::TokenInvalid`] if it is no text, or
/// too long to be one of ours.
pub(crate) fn bearer(header: &HeaderValue) -> Result<&str, ApiError> {
    if header.len() > MAX_AUTHORIZATION_BYTES {
        return Err(ApiError::TokenInvalid);
    }
    let text = header.to_str().map_err(|_| ApiError::TokenInvalid)?;
    match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(token),
        _ => Err(ApiError::NotAuthenticated),
    }
}
