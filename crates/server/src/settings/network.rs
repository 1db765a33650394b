//! Where to listen, and how often one may ask.

use std::net::{SocketAddr, ToSocketAddrs};

use docket_http::RateLimitSettings;

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

/// How often is too often; nothing ever is with `RATE_LIMIT=off`.
pub(super) fn rate_limits(reader: &Reader) -> Result<Option<RateLimitSettings>, SettingsError> {
    let defaults = RateLimitSettings::default();
    // They are read also when they are off: a mistake in them is to be found before they are on.
    let settings = RateLimitSettings {
        login: reader.parsed("RATE_LIMIT_LOGIN")?.unwrap_or(defaults.login),
        register: reader
            .parsed("RATE_LIMIT_REGISTER")?
            .unwrap_or(defaults.register),
        api: reader.parsed("RATE_LIMIT_API")?.unwrap_or(defaults.api),
    };
    let is_on = reader.boolean("RATE_LIMIT", true)?;
    Ok(is_on.then_some(settings))
}
