//! The one question that is asked over HTTP.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::failure::{Failure, Outcome};

/// How long to wait for a part of the answer.
const LIMIT: Duration = Duration::from_secs(5);

/// Fails unless `GET /health` says that all is well.
pub(super) fn expect_healthy(address: SocketAddr) -> Outcome {
    let answer = get(address, "/health").map_err(Failure::while_doing("asking for the health"))?;
    if is_healthy(&answer) {
        return Ok(());
    }
    Err(Failure::because(format!(
        "`GET /health` was answered by\n{answer}"
    )))
}

/// The whole answer to a request, head and body.
fn get(address: SocketAddr, path: &str) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
    stream.set_read_timeout(Some(LIMIT))?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// Whether an answer has the status 200 and a body that says so too.
fn is_healthy(answer: &str) -> bool {
    let Some((head, body)) = answer.split_once("\r\n\r\n") else {
        return false;
    };
    let body: String = body.split_whitespace().collect();
    head.starts_with("HTTP/1.1 200 ") && body.contains(r#""status":"ok""#)
}

#[cfg(test)]
mod tests {
    use super::is_healthy;

    #[test]
    fn both_the_status_and_the_body_count() {
        assert!(is_healthy(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"status\": \"ok\"}"
        ));
        assert!(!is_healthy(
            "HTTP/1.1 503 Service Unavailable\r\n\r\n{\"status\":\"ok\"}"
        ));
        assert!(!is_healthy("HTTP/1.1 200 OK\r\n\r\n{\"status\":\"down\"}"));
        assert!(!is_healthy("HTTP/1.1 200 OK"));
    }
}
