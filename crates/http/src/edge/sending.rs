//! Answers that are made while they are sent.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::{ConnectionType, StatusCode, Version};
use actix_web::web::Bytes;

use super::ending::Ending;
use super::serving::{Current, Served};
use crate::connections::Busy;
use crate::metrics::InFlight;
use crate::shield::Seen;

/// Has an answer that is made while it is sent come in a form that its client knows: before HTTP/1.1,
/// an answer of unknown length ends with the connection (RFC 9112, section 6.3).
pub(super) fn delimit(response: &mut ServiceResponse<BoxBody>) {
    if response.request().version() < Version::HTTP_11 {
        let head = response.response_mut().head_mut();
        head.no_chunking(true);
        head.set_connection_type(ConnectionType::Close);
    }
}

/// An answer that is made while it is sent. Its request is under way until it has been sent or is
/// dropped, and only then is it counted, and its line of the log written.
pub(super) struct Sending {
    body: BoxBody,
    served: Rc<Served>,
    seen: Rc<Seen>,
    busy: Option<Busy>,
    _in_flight: Option<InFlight>,
    ending: Ending,
    status: StatusCode,
    is_whole: bool,
}

impl Sending {
    /// `body`, which is about to be sent.
    pub(super) fn new(
        body: BoxBody,
        (served, seen): (Rc<Served>, Rc<Seen>),
        (busy, in_flight): (Option<Busy>, Option<InFlight>),
        ending: Ending,
        status: StatusCode,
    ) -> Self {
        if let Some(busy) = &busy {
            busy.reset_when_closed(true);
        }
        Self {
            body,
            served,
            seen,
            busy,
            _in_flight: in_flight,
            ending,
            status,
            is_whole: false,
        }
    }
}

impl MessageBody for Sending {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let served = Rc::clone(&self.served);
        let _current = Current::is(&served);
        if let Some(busy) = &self.busy {
            busy.go_on();
        }
        let polled = served.poll(|| Pin::new(&mut self.body).poll_next(context));
        self.is_whole = matches!(polled, Poll::Ready(None));
        if let Some(busy) = &self.busy {
            match polled {
                Poll::Ready(Some(Ok(_))) => busy.wait_for_client(),
                Poll::Ready(None) => busy.reset_when_closed(false),
                Poll::Ready(Some(Err(_))) | Poll::Pending => {}
            }
        }
        polled
    }
}

impl Drop for Sending {
    fn drop(&mut self) {
        let served = Rc::clone(&self.served);
        let _current = Current::is(&served);
        let whole = Some(self.is_whole);
        self.ending.tell(&served, &self.seen, self.status, whole);
    }
}

/// The body of an answer to HEAD, where that to GET would be made while it is sent: nothing of it is
/// made.
pub(super) struct Unsent;

impl MessageBody for Unsent {
    type Error = std::convert::Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(None)
    }
}
