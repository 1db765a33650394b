//! `docket healthcheck`: asks a running server whether requests are welcome. For containers,
//! which have no other HTTP client in them.

use std::borrow::Cow;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::console::{CommandError, Explain};
use crate::settings::Settings;

/// How long each step may take.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Why requests are not known to be welcome.
#[derive(Debug, thiserror::Error)]
enum Unhealthy {
    /// Nobody listens there.
    #[error("no server at {address}")]
    Absent {
        address: SocketAddr,
        source: io::Error,
    },
    /// Somebody does, and does not answer.
    #[error("the server at {address} does not answer")]
    Silent {
        address: SocketAddr,
        source: io::Error,
    },
    /// The answer is that they are not.
    #[error("the server at {address} is not ready: {status}")]
    NotReady { address: SocketAddr, status: String },
}

impl Explain for Unhealthy {
    fn hint(&self) -> Option<Cow<'static, str>> {
        Some(match self {
            Self::Absent { .. } => "is it running, and do HOST and PORT say where?".into(),
            Self::Silent { .. } => "is it Docket that listens there?".into(),
            Self::NotReady { .. } => "its log says why".into(),
        })
    }
}

/// Asks the server at `HOST` and `PORT`.
///
/// # Errors
/// If it does not answer, or answers other than 200.
pub(crate) fn run(settings: &Settings) -> Result<(), CommandError> {
    let address = reachable(settings.address);
    let stream = TcpStream::connect_timeout(&address, TIMEOUT)
        .map_err(|source| Unhealthy::Absent { address, source })?;
    let status = ask(stream, address).map_err(|source| Unhealthy::Silent { address, source })?;
    if status.starts_with("HTTP/1.1 200") {
        Ok(())
    } else {
        Err(Unhealthy::NotReady { address, status }.into())
    }
}

/// The first line of the answer.
fn ask(mut stream: TcpStream, address: SocketAddr) -> io::Result<String> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    write!(
        stream,
        "GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.take(64 * 1024).read_to_end(&mut answer)?;
    let status = answer.split(|byte| *byte == b'\r').next();
    Ok(String::from_utf8_lossy(status.unwrap_or_default()).into_owned())
}

/// Where a server can be reached that listens on `address`: one that listens everywhere, here.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}
