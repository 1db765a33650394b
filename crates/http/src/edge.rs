//! The edge: what happens to every request first, and to every answer last.
//!
//! It gives the request its id, finds out from where it comes, sets the headers that all answers
//! bear, counts the request, and writes its one line of the log.

mod ending;
mod headers;
mod held_body;
mod request_id;
mod sending;
mod serving;
mod told_path;

pub(crate) use request_id::RequestId;
pub use serving::in_request_span;
pub(crate) use told_path::told_path;

use std::rc::Rc;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::{ConnectionType, Method};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage};

use self::ending::Ending;
use self::held_body::HeldBody;
use self::sending::{Sending, Unsent};
use self::serving::{Current, Served, Serving};
use crate::client_address::{ClientAddress, TrustedProxies};
use crate::connections::Busy;
use crate::rate_limits::Limited;
use crate::shield;

/// The middleware.
pub(crate) async fn edge(
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let ending = Ending::begin();
    let busy = Busy::with(request.request());
    let id = RequestId::given_or_new(request.headers());
    let client = client(&request);
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(client);
    let seen = shield::Seen::shared(&request);
    let in_flight = seen.begin();
    let trace = seen.trace(&|name| {
        let value = request.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    });
    if *seen.method() == Method::HEAD {
        // The answer to HEAD is the one to GET; the encoder, which has seen the method, leaves
        // the body out and the length in.
        request.head_mut().method = Method::GET;
    }

    let body = HeldBody::of(&mut request);
    let served = Rc::new(Served {
        id: id.clone(),
        client,
        trace,
    });
    let outcome = Serving::new(Rc::clone(&served), next.call(request)).await;
    let _current = Current::is(&served);
    match outcome {
        Ok(response) => {
            // What is inside of the shield has been rendered; what is outside of it has not.
            let mut response = seen.render_error_of(response);
            let limited = response.request().extensions().get::<Limited>().cloned();
            if busy.as_ref().is_some_and(Busy::is_last) {
                let head = response.response_mut().head_mut();
                head.set_connection_type(ConnectionType::Close);
            }
            let headers = response.response_mut().headers_mut();
            headers::set(headers, &id);
            if let Some(limited) = limited {
                limited.add_to(headers);
            }
            let status = response.status();
            if response.response().body().size() != BodySize::Stream {
                ending.tell(&served, &seen, status, None);
                return Ok(response.map_body(|_, answer| body.until_sent(answer)));
            }
            sending::delimit(&mut response);
            if *seen.method() == Method::HEAD {
                ending.tell(&served, &seen, status, None);
                return Ok(response.map_body(|_, _| body.until_sent(BoxBody::new(Unsent))));
            }
            Ok(response.map_body(|_, answer| {
                let held = (busy, in_flight);
                let sending = Sending::new(answer, (served, seen), held, ending, status);
                body.until_sent(BoxBody::new(sending))
            }))
        }
        Err(error) => {
            // The shield has answered, but the request was lost meanwhile.
            let mut response = error.error_response();
            headers::set(response.headers_mut(), &id);
            ending.tell(&served, &seen, response.status(), None);
            let response = response.map_body(|_, answer| body.until_sent(answer));
            Err(InternalError::from_response("answered at the edge", response).into())
        }
    }
}

fn client(request: &ServiceRequest) -> ClientAddress {
    let nobody = TrustedProxies::default();
    let proxies = request.app_data::<Data<TrustedProxies>>();
    let proxies = proxies.map_or(&nobody, |proxies| proxies.as_ref());
    ClientAddress::find(request.peer_addr(), request.headers(), proxies)
}
