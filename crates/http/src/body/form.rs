//! Bodies that may be JSON or a form, as the OAuth2 password flow sends it (RFC 6749, 4.3.2).

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as ValueError, MapDeserializer};

use super::member::FromJson;
use super::payload::{self, MediaType};
use crate::error::ApiError;

/// A body that is JSON, a `J`, or a form with the fields of `F`.
#[derive(Debug)]
pub(crate) enum JsonOrForm<J, F> {
    /// It is JSON.
    Json(J),
    /// It is a form.
    Form(F),
}

impl<J, F> FromRequest for JsonOrForm<J, F>
where
    J: FromJson + 'static,
    F: DeserializeOwned + 'static,
{
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let is_form = match payload::media_type(&request) {
                Some(MediaType::Json) => false,
                Some(MediaType::Form) => true,
                Some(MediaType::Csv) | None => {
                    return Err(ApiError::UnsupportedMediaType(
                        "The body must be JSON (`application/json`) or a form \
                         (`application/x-www-form-urlencoded`), in UTF-8",
                    ));
                }
            };
            let body = payload::read(request, payload).await?;
            if is_form {
                parse(&body).map(Self::Form)
            } else {
                super::json::parse(&body).map(Self::Json)
            }
        })
    }
}

/// Reads a form with the fields of `F`; fields that `F` does not know are its own business.
pub(super) fn parse<F: DeserializeOwned>(body: &[u8]) -> Result<F, ApiError> {
    let fields = form_urlencoded::parse(body)
        .map(|(name, value)| (name.into_owned(), value.into_owned().into_deserializer()));
    F::deserialize(MapDeserializer::<_, ValueError>::new(fields))
        .map_err(|_| ApiError::BadRequest("A field of the form is given twice"))
}
