//! The doors of nginx for the world: TLS, and plain HTTP.

use std::net::SocketAddr;
use std::path::PathBuf;

use super::curl::{Curl, has_status};
use super::{hold, seen};
use crate::failure::Outcome;

/// The name in the files.
pub(super) const NAME: &str = "tasks.example.org";

/// Where nginx speaks plain HTTP and where TLS, and what it shows there.
#[derive(Debug)]
pub(super) struct Doors {
    pub(super) plain: SocketAddr,
    pub(super) tls: SocketAddr,
    pub(super) certificate: PathBuf,
}

impl Doors {
    /// TLS leads to the service, and plain HTTP does not.
    pub(super) fn try_them(&self) -> Outcome {
        let curl = Curl::at("127.0.0.1");
        let port = self.tls.port();
        let resolve = format!("{NAME}:{port}:127.0.0.1");
        let certificate = self.certificate.to_string_lossy();
        let trusted = ["--resolve", &resolve, "--cacert", &certificate];
        let answer = curl.ask(&format!("https://{NAME}:{port}/version"), &trusted)?;
        hold(has_status(&answer, 200), || format!("by TLS: {answer}"))?;
        hold(answer.contains("strict-transport-security"), || {
            format!("nothing keeps browsers to TLS: {answer}")
        })?;
        for (path, status) in [("/tasks", 403), ("/", 308), ("/docs", 308)] {
            let answer = curl.ask(&format!("http://{}{path}", self.plain), &[])?;
            hold(has_status(&answer, status), || {
                format!("{path} in plain HTTP: {answer}")
            })?;
        }
        seen("TLS leads to the service, and plain HTTP does not");
        Ok(())
    }
}
