//! Which request is served on this thread right now, so that what is logged meanwhile can tell.
//!
//! A span of the log would do the same, but costs every request as much as verifying its token,
//! whether or not anything is logged. This one is made when there is something to log.

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use super::RequestId;
use crate::client_address::ClientAddress;
use crate::traces::RequestTrace;

/// What the log tells of a request.
#[derive(Debug)]
pub(super) struct Served {
    pub(super) id: RequestId,
    pub(super) client: ClientAddress,
    pub(super) trace: Option<Box<dyn RequestTrace>>,
}

impl Served {
    /// Polls something as a part of its trace, if it has one.
    pub(super) fn poll<T>(&self, mut poll: impl FnMut() -> Poll<T>) -> Poll<T> {
        let Some(trace) = &self.trace else {
            return poll();
        };
        let mut polled = Poll::Pending;
        trace.within(&mut || polled = poll());
        polled
    }
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Served>>> = const { RefCell::new(None) };
}

/// What is done for a request. While it is polled, that request is the current one.
pub(super) struct Serving<F> {
    served: Rc<Served>,
    work: F,
}

/// While this lives, a request is the current one. They end in the opposite order of their
/// beginnings.
pub(super) struct Current(Option<Rc<Served>>);

impl<F> Serving<F> {
    pub(super) fn new(served: Rc<Served>, work: F) -> Self {
        Self { served, work }
    }
}

impl<F: Future + Unpin> Future for Serving<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        let _current = Current::is(&self.served);
        let Self { served, work } = &mut *self;
        served.poll(|| Pin::new(&mut *work).poll(context))
    }
}

impl Current {
    pub(super) fn is(served: &Rc<Served>) -> Self {
        Self(CURRENT.replace(Some(Rc::clone(served))))
    }
}

impl Drop for Current {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// Logs something within a span that tells the id of the request that this thread is serving, and
/// from where it comes. Where there is none, there is no span.
///
/// ```
/// docket_http::in_request_span(|| tracing::info!("a session has begun"));
/// ```
pub fn in_request_span<R>(log: impl FnOnce() -> R) -> R {
    let Some(served) = CURRENT.with_borrow(Clone::clone) else {
        return log();
    };
    let span = tracing::error_span!(
        "request",
        request_id = %served.id,
        client = served.client.0.map(tracing::field::display),
        trace_id = served.trace.as_ref().and_then(|trace| trace.id())
    );
    span.in_scope(log)
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::task::Waker;

    use actix_web::http::header::HeaderMap;

    use super::*;

    fn served() -> Rc<Served> {
        Rc::new(Served {
            id: RequestId::given_or_new(&HeaderMap::new()),
            client: ClientAddress(None),
            trace: None,
        })
    }

    fn current() -> Option<String> {
        CURRENT.with_borrow(|current| current.as_ref().map(|served| served.id.to_string()))
    }

    #[test]
    fn a_request_is_the_current_one_while_it_is_worked_on_and_not_while_it_waits() {
        let (outer, inner) = (served(), served());
        let _outer = Current::is(&outer);
        let mut seen = None;
        let work = std::future::poll_fn(|_| {
            seen = current();
            Poll::Ready(())
        });
        let mut context = Context::from_waker(Waker::noop());
        let mut serving = Serving::new(Rc::clone(&inner), Box::pin(work));
        assert!(Pin::new(&mut serving).poll(&mut context).is_ready());
        drop(serving);
        assert_eq!(seen, Some(inner.id.to_string()));
        assert_eq!(current(), Some(outer.id.to_string()));
        let mut waiting = Serving::new(inner, pending::<()>());
        assert!(Pin::new(&mut waiting).poll(&mut context).is_pending());
        assert_eq!(current(), Some(outer.id.to_string()));
    }

    #[test]
    fn a_panic_leaves_no_current_request_behind() {
        let served = served();
        let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let _current = Current::is(&served);
            panic!("as planned");
        }));
        assert!(unwound.is_err());
        assert_eq!(current(), None);
    }
}
