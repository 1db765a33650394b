//! A collector of traces, as far as it takes them: OTLP over HTTP, in protobuf.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

use super::wait::eventually;

/// A collector. It goes on until the process ends.
pub(crate) struct Collector {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
}

/// What came in one request.
struct Received {
    head: String,
    body: Vec<u8>,
}

impl Collector {
    /// One that answers 200.
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let address = listener.local_addr().expect("it has an address");
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let received_too = Arc::clone(&received);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let received = Arc::clone(&received_too);
                thread::spawn(move || take(&stream, &received));
            }
        });
        Self { address, received }
    }

    /// Where it is, for `OTEL_EXPORTER_OTLP_ENDPOINT`.
    pub(crate) fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The heads of all requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        let received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        received
            .iter()
            .map(|request| request.head.clone())
            .collect()
    }

    /// All that has come so far, byte for byte, as far as it is text.
    pub(crate) fn text(&self) -> String {
        let received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        let bodies = received
            .iter()
            .map(|request| String::from_utf8_lossy(&request.body));
        bodies.collect()
    }

    /// The attributes of the services that have sent something.
    pub(crate) fn services(&self) -> Vec<KeyValue> {
        let resources = self
            .exports()
            .into_iter()
            .flat_map(|export| export.resource_spans);
        let resources = resources.filter_map(|spans| spans.resource);
        resources.flat_map(|resource| resource.attributes).collect()
    }

    /// All spans so far.
    pub(crate) fn spans(&self) -> Vec<Span> {
        let resources = self
            .exports()
            .into_iter()
            .flat_map(|export| export.resource_spans);
        let scopes = resources.flat_map(|resource| resource.scope_spans);
        scopes.flat_map(|scope| scope.spans).collect()
    }

    /// The first span with this name, as soon as there is one.
    #[track_caller]
    pub(crate) fn span(&self, name: &str) -> Span {
        eventually("the span has come", || {
            self.spans().into_iter().find(|span| span.name == name)
        })
    }

    fn exports(&self) -> Vec<ExportTraceServiceRequest> {
        let received = self.received.lock().unwrap_or_else(PoisonError::into_inner);
        let decode = |request: &Received| ExportTraceServiceRequest::decode(&*request.body);
        let exports = received.iter().map(decode);
        exports.collect::<Result<_, _>>().expect("it is OTLP")
    }
}

/// The value of an attribute, as text.
pub(crate) fn attribute(attributes: &[KeyValue], name: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == name)?;
    Some(match found.value.as_ref()?.value.as_ref()? {
        Value::StringValue(text) => text.clone(),
        Value::IntValue(number) => number.to_string(),
        other => format!("{other:?}"),
    })
}

/// Takes the requests of one connection until it ends.
fn take(stream: &TcpStream, received: &Mutex<Vec<Received>>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).unwrap_or(0) == 0 {
                return;
            }
        }
        head.make_ascii_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length = length.and_then(|length| length.parse().ok());
        let mut body = vec![0; length.expect("a length is told")];
        if reader.read_exact(&mut body).is_err() {
            return;
        }
        let mut all = received.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Received { head, body });
        drop(all);
        let mut answer = stream;
        // Whoever asked may have gone.
        let _ = answer.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
    }
}
