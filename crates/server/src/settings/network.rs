//! Where to listen.

use std::net::{SocketAddr, ToSocketAddrs};

use super::reader::{Reader, SettingsError};

/// The address that `HOST` and `PORT` name. A host name stands for its first address.
pub(super) fn address(reader: &Reader) -> Result<SocketAddr, SettingsError> {
    let port: u16 = reader.integer("PORT", 0..=u16::MAX, 8000)?;
    let host = reader.get("HOST").unwrap_or("127.0.0.1");
    let host = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    (host, port)
        .to_socket_addrs()
        .ok()
        .and_then(|mut found| found.next())
        .ok_or(SettingsError::Variable {
            variable: "HOST",
            problem: "must be an IP address, or a name of this machine".into(),
        })
}
