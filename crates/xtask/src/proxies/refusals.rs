//! What does not come through, and how that is said.

use std::fs;

use super::curl::{Curl, has_status};
use super::fleet::Fleet;
use super::front::Front;
use super::{hold, seen};
use crate::failure::{Failure, Outcome};

/// What `MAX_BODY_BYTES` is by default.
const MAX_BODY: usize = 1 << 20;

/// Ways to write the path of the metrics.
const METRICS: [&str; 6] = [
    "/metrics",
    "/metrics/",
    "/metrics?name=x",
    "//metrics",
    "/./metrics",
    "/%6detrics",
];

/// Tries it.
pub(super) fn try_it(front: &Front, fleet: &Fleet) -> Outcome {
    large_bodies(front, fleet)?;
    metrics(front, fleet)
}

/// By curl, which takes an answer that comes before all of the body is sent.
fn large_bodies(front: &Front, fleet: &Fleet) -> Outcome {
    let file = fleet.directory().join("body");
    let body = format!("@{}", file.display());
    for (size, status, code) in [
        (MAX_BODY + 1, 413, "body_too_large"),
        (8 * MAX_BODY, 413, "body_too_large"),
        // As much as is allowed comes through, and is no JSON.
        (MAX_BODY, 422, "invalid_json"),
    ] {
        fs::write(&file, "x".repeat(size)).map_err(Failure::while_doing("writing a body"))?;
        let arguments = ["--data-binary", &body, "--header", "Expect:"];
        let json = ["--header", "Content-Type: application/json"];
        let answer = Curl::at("127.0.0.1").ask(
            &front.url("/auth/register"),
            &[&arguments[..], &json].concat(),
        )?;
        let is_problem = has_status(&answer, status)
            && answer.contains("application/problem+json")
            && answer.contains(&format!(r#""code":"{code}""#))
            && answer.to_lowercase().contains("x-request-id: ");
        hold(is_problem, || {
            format!("{size} bytes are answered\n{answer}")
        })?;
    }
    seen("a body above the limit is 413, as a problem; one at the limit comes through");
    Ok(())
}

fn metrics(front: &Front, fleet: &Fleet) -> Outcome {
    for (number, path) in METRICS.iter().enumerate() {
        let id = format!("metrics-{number}");
        let mut client = front.connect()?;
        client
            .begin("GET", path, Some(("X-Request-Id", &id)), "")
            .and_then(|()| client.answer())
            .map_err(Failure::while_doing(format_args!("GET {path}")))?
            .expect(404)?;
        fleet.has_not_seen(&id)?;
    }
    seen("the metrics cannot be reached, however their path is written");
    Ok(())
}
