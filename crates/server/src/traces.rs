//! Traces by OpenTelemetry, sent over OTLP, if that is set. If not, none of this is there.
//!
//! A trace is a request, what it has done in the store (waiting and running), and the passwords
//! that are hashed for it. The ports are traced by adapters around their adapters, which know
//! nothing of it, and the log does not change but for the ids of traces. Nothing that a client sent
//! is in a trace, but for the trace that it says it is a part of.

mod client;
mod hashing;
mod requests;
mod store;

pub(crate) use hashing::TracedHasher;
pub(crate) use store::TracedEngine;

use std::sync::Arc;
use std::time::Duration;

use docket_http::{BuildInfo, RequestTracer};
use opentelemetry::trace::{SpanBuilder, Status, TraceContextExt, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{
    ExporterBuildError, Protocol, SpanExporter, WithExportConfig, WithHttpConfig,
};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

use self::client::Client;
use self::requests::Requests;
use crate::settings::TraceSettings;

/// Whoever sends traces. A thread of its own does so, before which a bounded number of spans wait
/// (`OTEL_BSP_MAX_QUEUE_SIZE`, 2048); what does not fit is lost, and nobody waits for it.
#[derive(Debug, Clone)]
pub(crate) struct Traces {
    provider: SdkTracerProvider,
    tracer: SdkTracer,
}

impl Traces {
    /// Begins to send them, if that is set.
    ///
    /// # Errors
    /// If they cannot be sent as is set.
    pub(crate) fn start_if(
        settings: Option<TraceSettings>,
        build: &BuildInfo,
    ) -> Result<Option<Self>, ExporterBuildError> {
        settings
            .map(|settings| Self::start(settings, build))
            .transpose()
    }

    fn start(settings: TraceSettings, build: &BuildInfo) -> Result<Self, ExporterBuildError> {
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(settings.endpoint)
            .with_timeout(settings.timeout)
            .with_headers(settings.headers.into_exposed())
            .with_http_client(Client::new(settings.timeout))
            .build()?;
        let resource = Resource::builder()
            .with_service_name(settings.service_name)
            .with_attribute(KeyValue::new("service.version", build.version))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_sampler(settings.sampler)
            .with_resource(resource)
            .build();
        let tracer = provider.tracer("docket");
        Ok(Self { provider, tracer })
    }

    /// Traces requests.
    pub(crate) fn of_requests(&self) -> Arc<dyn RequestTracer> {
        Arc::new(Requests::new(self.clone()))
    }

    /// Sends what has not been sent, for so long at most.
    pub(crate) fn finish(&self, limit: Duration) {
        if self.provider.shutdown_with_timeout(limit).is_err() {
            tracing::warn!("the last traces were not sent");
        }
    }

    /// A part of the request that this thread is working for. `None` if it works for none, or the
    /// trace of that one is not kept.
    fn part(&self, name: &'static str) -> Option<Context> {
        let parent = Context::current();
        let is_kept = parent.span().span_context().is_sampled();
        is_kept.then(|| self.part_of(&parent, name))
    }

    /// A part of something.
    fn part_of(&self, parent: &Context, name: &'static str) -> Context {
        let builder = SpanBuilder::from_name(name);
        parent.with_span(self.tracer.build_with_context(builder, parent))
    }
}

/// Ends a part, and says that it failed, if it did, by a word.
fn end(part: &Context, failure: Option<&'static str>) {
    let span = part.span();
    if let Some(word) = failure {
        span.set_attribute(KeyValue::new("error.type", word));
        span.set_status(Status::error(""));
    }
    span.end();
}
