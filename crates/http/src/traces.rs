//! Traces of requests: the port to whoever keeps them. Without an adapter nothing is traced, and it
//! costs nothing.

use std::fmt::Debug;

/// Begins traces of requests.
pub trait RequestTracer: Debug + Send + Sync {
    /// A request with this method has begun. `header` tells its headers, by names in lower case,
    /// among them the trace that it is a part of (W3C Trace Context).
    fn begin(
        &self,
        method: &'static str,
        header: &dyn Fn(&str) -> Option<String>,
    ) -> Box<dyn RequestTrace>;
}

/// The trace of one request. It ends when it is told how the request was answered, or else when it
/// is dropped.
pub trait RequestTrace: Debug {
    /// Does a part of what is done for the request, on this thread: what is traced meanwhile
    /// belongs to it.
    fn within(&self, work: &mut dyn FnMut());

    /// The id of the trace, for the log: 32 hexadecimal digits. `None` if it is not kept.
    fn id(&self) -> Option<String>;

    /// The request was answered: it was for the route with this pattern, if for any, and got this
    /// status.
    fn answered(&self, route: Option<&str>, status: u16);
}
