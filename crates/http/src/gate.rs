//! The gate: what a request must satisfy before its handler sees it.
//!
//! It knows the operations from the OpenAPI document, and so from the routes themselves: whatever
//! is served is documented, and whatever is not declared public needs an access token.

mod operations;

pub(crate) use operations::Operations;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};

use crate::error::ApiError;
use crate::state::Services;

/// How long an `Authorization` header may be. Tokens of this service have about 300 bytes.
const MAX_AUTHORIZATION_BYTES: usize = 4096;

/// The middleware.
pub(crate) async fn gate(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match admit(&request).await {
        Ok(()) => next.call(request).await,
        Err(error) => Ok(request.error_response(error)),
    }
}

async fn admit(request: &ServiceRequest) -> Result<(), ApiError> {
    let Some(operations) = request.app_data::<Data<Operations>>() else {
        return Err(ApiError::Internal("the gate has no operations".into()));
    };
    let pattern = request.match_pattern().ok_or(ApiError::RouteNotFound)?;
    let operation = operations.find(&pattern, request.method())?;
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(ApiError::UnsupportedMediaType(
            "The body must come without any `Content-Encoding`",
        ));
    }
    if operation.needs_token {
        authenticate(request).await?;
    }
    for (name, _) in form_urlencoded::parse(request.query_string().as_bytes()) {
        if !operation
            .query_parameters
            .iter()
            .any(|known| *known == name)
        {
            return Err(ApiError::UnknownField(name.into_owned()));
        }
    }
    Ok(())
}

/// Finds out whose request it is, and notes the [`docket_application::Caller`] with it.
async fn authenticate(request: &ServiceRequest) -> Result<(), ApiError> {
    let Some(services) = request.app_data::<Data<Services>>() else {
        return Err(ApiError::Internal("the gate has no services".into()));
    };
    let header = request
        .headers()
        .get(header::AUTHORIZATION)
        .ok_or(ApiError::NotAuthenticated)?;
    if header.len() > MAX_AUTHORIZATION_BYTES {
        return Err(ApiError::TokenInvalid);
    }
    let text = header.to_str().map_err(|_| ApiError::TokenInvalid)?;
    let token = match text.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token,
        _ => return Err(ApiError::NotAuthenticated),
    };
    let caller = services.sessions.authenticate(token).await?;
    request.extensions_mut().insert(caller);
    Ok(())
}
