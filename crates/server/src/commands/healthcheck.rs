//! `docket healthcheck`: asks a running server whether requests are welcome. For containers,
//! which have no other HTTP client in them.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::settings::Settings;

/// How long each step may take.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Asks the server at `HOST` and `PORT`.
///
/// # Errors
/// If it does not answer, or answers other than 200.
pub(crate) fn run(settings: &Settings) -> Result<(), Box<dyn Error>> {
    let address = reachable(settings.address);
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)
        .map_err(|error| format!("no server at {address}: {error}"))?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    write!(
        stream,
        "GET /health/ready HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n"
    )?;
    let mut answer = Vec::new();
    stream.take(64 * 1024).read_to_end(&mut answer)?;
    let status = answer
        .split(|byte| *byte == b'\r')
        .next()
        .unwrap_or_default();
    if status.starts_with(b"HTTP/1.1 200") {
        Ok(())
    } else {
        Err(format!(
            "the server at {address} is not ready: {}",
            String::from_utf8_lossy(status)
        )
        .into())
    }
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
