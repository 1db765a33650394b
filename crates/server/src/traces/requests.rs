//! The traces of requests, by the semantic conventions for HTTP servers.

use docket_http::{RequestTrace, RequestTracer};
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{SpanBuilder, SpanKind, Status, TraceContextExt, Tracer};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::propagation::TraceContextPropagator;

use super::Traces;

/// The header of W3C Trace Context that says what a request is a part of, and no others: what clients
/// put into `tracestate` would come into every span.
const HEADERS: [&str; 1] = ["traceparent"];

/// Traces requests.
#[derive(Debug)]
pub(super) struct Requests {
    traces: Traces,
    propagator: TraceContextPropagator,
}

/// The trace of one request.
#[derive(Debug)]
struct OneRequest {
    /// The method, in the names of spans.
    name: &'static str,
    context: Context,
}

impl Requests {
    pub(super) fn new(traces: Traces) -> Self {
        Self {
            traces,
            propagator: TraceContextPropagator::new(),
        }
    }
}

impl RequestTracer for Requests {
    fn begin(
        &self,
        method: &'static str,
        header: &dyn Fn(&str) -> Option<String>,
    ) -> Box<dyn RequestTrace> {
        // The words of the semantic conventions for what is none that they know.
        let (name, method) = match method {
            "other" => ("HTTP", "_OTHER"),
            known => (known, known),
        };
        let headers = Headers(HEADERS.map(header));
        let parent = self
            .propagator
            .extract_with_context(&Context::new(), &headers);
        let mut builder = SpanBuilder::from_name(name).with_kind(SpanKind::Server);
        builder.attributes = Some(vec![
            KeyValue::new("http.request.method", method),
            KeyValue::new("url.scheme", "http"),
        ]);
        let span = self.traces.tracer.build_with_context(builder, &parent);
        Box::new(OneRequest {
            name,
            context: parent.with_span(span),
        })
    }
}

impl RequestTrace for OneRequest {
    fn within(&self, work: &mut dyn FnMut()) {
        let _within = self.context.clone().attach();
        work();
    }

    fn id(&self) -> Option<String> {
        let span = self.context.span();
        let context = span.span_context();
        context.is_sampled().then(|| context.trace_id().to_string())
    }

    fn answered(&self, route: Option<&str>, status: u16) {
        let span = self.context.span();
        if let Some(route) = route {
            span.update_name(format!("{} {route}", self.name));
            span.set_attribute(KeyValue::new("http.route", route.to_owned()));
        }
        span.set_attribute(KeyValue::new(
            "http.response.status_code",
            i64::from(status),
        ));
        if status >= 500 {
            span.set_attribute(KeyValue::new("error.type", status.to_string()));
            span.set_status(Status::error(""));
        }
        span.end();
    }
}

/// The values of [`HEADERS`].
struct Headers([Option<String>; HEADERS.len()]);

impl Extractor for Headers {
    fn get(&self, key: &str) -> Option<&str> {
        let place = HEADERS.iter().position(|header| *header == key)?;
        self.0[place].as_deref()
    }

    fn keys(&self) -> Vec<&str> {
        HEADERS.to_vec()
    }
}
