//! How traces get to the collector: by plain HTTP, from the thread that sends them and waits for
//! the answer.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use ureq::Agent;

/// The greatest answer that is read. It says how many spans were refused, and why.
const MAX_ANSWER: u64 = 64 * 1024;

/// A client of the collector. It tells in the log when the collector cannot be reached, and when it
/// can be again, and not each time.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    is_away: AtomicBool,
}

impl Client {
    /// A client that waits so long for an answer at most.
    pub(super) fn new(timeout: Duration) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // The environment may name one for other purposes, and the collector is nearby.
            .proxy(None)
            .timeout_global(Some(timeout))
            .build()
            .new_agent();
        Self {
            agent,
            is_away: AtomicBool::new(false),
        }
    }

    fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, ureq::Error> {
        let request = request.map(|spans| spans.to_vec());
        let (head, mut body) = self.agent.run(request)?.into_parts();
        let body = body.with_config().limit(MAX_ANSWER).read_to_vec()?;
        Ok(Response::from_parts(head, body.into()))
    }

    /// Tells how it went, if it went otherwise the last time.
    fn tell(&self, outcome: Result<u16, &ureq::Error>) {
        let is_away = !matches!(outcome, Ok(200..=299));
        if self.is_away.swap(is_away, Ordering::Relaxed) == is_away {
            return;
        }
        match outcome {
            Ok(200..=299) => tracing::info!("traces can be sent again"),
            Ok(status) => tracing::warn!(status, "traces are refused by the collector"),
            Err(error) => tracing::warn!(cause = %error, "traces cannot be sent to the collector"),
        }
    }
}

#[async_trait]
impl HttpClient for Client {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let answer = self.send(request);
        self.tell(answer.as_ref().map(|answer| answer.status().as_u16()));
        Ok(answer?)
    }
}
