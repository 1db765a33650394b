//! What handlers take from a request beside its body.

use std::convert::Infallible;
use std::str::FromStr;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use docket_application::Caller;
use docket_domain::{Device, Tag, UserAgent, Violation};
use futures_util::future::{Ready, ready};
use percent_encoding::percent_decode_str;

use crate::client_address::ClientAddress;
use crate::error::{ApiError, Fault};

/// The user who makes the request: the only way to a user id. The gate has checked their token.
pub(crate) struct Authenticated(pub(crate) Caller);

impl FromRequest for Authenticated {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let caller = request.extensions().get::<Caller>().cloned();
        ready(caller.map(Self).ok_or(ApiError::NotAuthenticated))
    }
}

/// From where the request comes, as it is remembered with a session.
pub(crate) struct CallingDevice(pub(crate) Device);

impl FromRequest for CallingDevice {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let header = request.headers().get(header::USER_AGENT);
        let text = header.map(|header| String::from_utf8_lossy(header.as_bytes()));
        ready(Ok(Self(Device {
            user_agent: text.and_then(|text| UserAgent::of(&text)),
            address: ClientAddress::of(request).0,
        })))
    }
}

/// The id of the thing that the path names.
pub(crate) struct IdPath<Id>(pub(crate) Id);

impl<Id: FromStr<Err = Violation>> FromRequest for IdPath<Id> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = Id::from_str(request.match_info().query("id"));
        ready(id.map(Self).map_err(|violation| {
            ApiError::ValidationFailed(Fault::parameter("id", violation).into())
        }))
    }
}

/// The tag that the path names.
pub(crate) struct TagPath(pub(crate) Tag);

impl FromRequest for TagPath {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // It is the last part of the path. The router has decoded what it says of it, and put
        // another letter in the place of what is no UTF-8.
        let raw = request.uri().path().rsplit('/').next().unwrap_or_default();
        let decoded = percent_decode_str(raw).decode_utf8();
        let tag = decoded
            .map_err(|_| NOT_UTF8)
            .and_then(|text| Tag::parse(&text));
        ready(tag.map(Self).map_err(|violation| {
            ApiError::ValidationFailed(Fault::parameter("tag", violation).into())
        }))
    }
}

const NOT_UTF8: Violation = Violation::Malformed("UTF-8");
