//! A request in the making.

use serde_json::Value;
use ureq::{Agent, RequestBuilder};

use super::answer::Answer;

/// The greatest answer that is read.
const MAX_ANSWER: u64 = 64 * 1024 * 1024;

/// A request in the making.
pub(crate) struct Request<'a> {
    agent: &'a Agent,
    origin: &'a str,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl<'a> Request<'a> {
    pub(super) fn new(agent: &'a Agent, origin: &'a str, method: &str, target: &str) -> Self {
        Self {
            agent,
            origin,
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: None,
        }
    }

    /// With this header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With this access token.
    pub(crate) fn token(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    /// With this JSON as the body.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// With this body of this type.
    pub(crate) fn body(self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.header("Content-Type", media_type).untyped(body)
    }

    /// With this body of no type.
    pub(crate) fn untyped(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sends it, and waits for the answer.
    #[track_caller]
    pub(crate) fn send(self) -> Answer {
        let request = format!("{} {}", self.method, self.target);
        let outcome = self.exchange();
        let mut response = outcome.unwrap_or_else(|why| panic!("{request}: {why}"));
        let body = response
            .body_mut()
            .with_config()
            .limit(MAX_ANSWER)
            .read_to_vec();
        Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: body.unwrap_or_else(|why| panic!("the answer to {request}: {why}")),
            request,
        }
    }

    fn exchange(self) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let Self {
            agent,
            origin,
            method,
            target,
            headers,
            body,
        } = self;
        let url = format!("{origin}{target}");
        let without_body = match method.as_str() {
            "GET" => agent.get(url),
            "HEAD" => agent.head(url),
            "DELETE" => agent.delete(url),
            "OPTIONS" => agent.options(url),
            "TRACE" => agent.trace(url),
            with_body => {
                let builder = match with_body {
                    "POST" => agent.post(url),
                    "PUT" => agent.put(url),
                    "PATCH" => agent.patch(url),
                    other => panic!("the client cannot send {other}"),
                };
                let builder = add(builder, headers);
                return match body {
                    Some(body) => builder.send(body),
                    None => builder.send_empty(),
                };
            }
        };
        let builder = add(without_body, headers);
        match body {
            Some(body) => builder.force_send_body().send(body),
            None => builder.call(),
        }
    }
}

fn add<B>(builder: RequestBuilder<B>, headers: Vec<(String, String)>) -> RequestBuilder<B> {
    headers.into_iter().fold(builder, |builder, (name, value)| {
        builder.header(name, value)
    })
}
