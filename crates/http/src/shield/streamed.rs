//! An answer that is made while it is sent.
//!
//! Its status has gone out when something goes wrong with it, so all that can be done is to break it
//! off: the connection is closed before the end of the answer, which the client sees.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;
use tokio::time::{Sleep, sleep};

use super::{Seen, panic_message};
use crate::error::ApiError;

/// An answer that is made while it is sent, each part of it within a time.
pub(super) struct Streamed {
    body: BoxBody,
    seen: Rc<Seen>,
    timeout: Duration,
    /// By when the next part must be there, if it is being waited for.
    deadline: Option<Pin<Box<Sleep>>>,
}

/// An answer was broken off; why, has been logged.
#[derive(Debug, thiserror::Error)]
#[error("the answer was broken off")]
pub(super) struct BrokenOff;

impl Streamed {
    /// `body`, every part of which is to be there within `timeout`.
    pub(super) fn new(body: BoxBody, seen: Rc<Seen>, timeout: Duration) -> Self {
        Self {
            body,
            seen,
            timeout,
            deadline: None,
        }
    }

    /// The next part, or why there is none.
    fn poll_part(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Box<dyn Error>>>> {
        let body = Pin::new(&mut self.body);
        let polled = catch_unwind(AssertUnwindSafe(|| body.poll_next(context)));
        match polled {
            Err(panic) => {
                let defect = ApiError::Internal(panic_message(panic.as_ref()).into());
                Poll::Ready(Some(Err(defect.into())))
            }
            Ok(Poll::Ready(part)) => {
                self.deadline = None;
                Poll::Ready(part)
            }
            Ok(Poll::Pending) => {
                let timeout = self.timeout;
                let deadline = self
                    .deadline
                    .get_or_insert_with(|| Box::pin(sleep(timeout)));
                deadline.as_mut().poll(context).map(|()| {
                    let cause = "the next part of the answer was not there in time";
                    Some(Err(ApiError::Unavailable(Some(cause.into())).into()))
                })
            }
        }
    }
}

impl MessageBody for Streamed {
    type Error = BrokenOff;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BrokenOff>>> {
        self.poll_part(context).map(|part| {
            part.map(|part| {
                part.map_err(|error| {
                    self.seen.note(&match error.downcast::<ApiError>() {
                        Ok(known) => *known,
                        Err(unknown) => ApiError::Internal(unknown.to_string().into()),
                    });
                    BrokenOff
                })
            })
        })
    }
}
