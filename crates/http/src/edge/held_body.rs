//! The body of a request, held until its answer is on its way.
//!
//! A body in chunks whose reader is gone is thrown away by the framework as it comes, however long
//! that takes, and the connection stays open meanwhile. One whose reader is still there when the
//! answer has been sent is not waited for: the connection is closed.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::Bytes;
use futures_util::Stream;

/// The body of a request that came in chunks, unless it did not.
#[derive(Clone)]
pub(super) struct HeldBody(Option<Rc<RefCell<Payload>>>);

impl HeldBody {
    /// Takes hold of the body of this request, which can be read as before.
    pub(super) fn of(request: &mut ServiceRequest) -> Self {
        if !request.headers().contains_key(header::TRANSFER_ENCODING) {
            return Self(None);
        }
        let held = Rc::new(RefCell::new(request.take_payload()));
        let reader = Reader(Rc::clone(&held));
        request.set_payload(Payload::Stream {
            payload: Box::pin(reader),
        });
        Self(Some(held))
    }

    /// The body of the answer, with which it is let go.
    pub(super) fn until_sent(self, answer: BoxBody) -> BoxBody {
        match self.0 {
            Some(held) => BoxBody::new(Answer {
                body: answer,
                _held: held,
            }),
            None => answer,
        }
    }
}

struct Reader(Rc<RefCell<Payload>>);

impl Stream for Reader {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut *self.0.borrow_mut()).poll_next(context)
    }
}

struct Answer {
    body: BoxBody,
    _held: Rc<RefCell<Payload>>,
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
