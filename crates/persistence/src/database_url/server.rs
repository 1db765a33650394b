//! URLs of database servers.
//!
//! They are taken apart and put together again: drivers disagree about what must be encoded, and
//! about what they do with parameters that they do not know.

use std::fmt;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{DatabaseUrlError, EngineKind};

mod parameters;

/// What is not encoded: the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// The URL of a server, in the form that its driver reads.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ServerUrl {
    scheme: &'static str,
    user: Option<String>,
    password: Option<String>,
    /// As the driver reads it: host and port, or several of them.
    authority: String,
    name: String,
    parameters: Vec<(String, String)>,
}

impl ServerUrl {
    /// A PostgreSQL database, of its parts.
    pub(super) fn of_parts(
        user: Option<&str>,
        password: Option<&str>,
        host: &str,
        port: u16,
        name: &str,
    ) -> Result<Self, DatabaseUrlError> {
        let parts = [user, password, Some(host), Some(name)];
        if parts.into_iter().flatten().any(|part| part.contains('\0')) {
            return Err(DatabaseUrlError::Encoding);
        }
        let host = if host.contains(':') && !host.starts_with(['[', '/']) {
            format!("[{host}]")
        } else if host.starts_with('[') {
            host.to_owned()
        } else {
            encode(host)
        };
        Ok(Self {
            scheme: "postgres",
            user: user.map(str::to_owned),
            password: password.map(str::to_owned),
            authority: format!("{host}:{port}"),
            name: name.to_owned(),
            parameters: parameters::of_postgres("")?,
        })
    }

    /// The URL with everything in it, for the driver alone.
    pub(crate) fn expose(&self) -> String {
        self.write(self.password.as_deref().map(encode), |_, value| {
            encode(value)
        })
    }

    fn write(&self, password: Option<String>, value: impl Fn(&str, &str) -> String) -> String {
        let Self {
            scheme,
            user,
            password: _,
            authority,
            name,
            parameters,
        } = self;
        let user_info = match (user, password) {
            (None, None) => String::new(),
            (user, None) => format!("{}@", encode(user.as_deref().unwrap_or_default())),
            (user, Some(password)) => {
                format!(
                    "{}:{password}@",
                    encode(user.as_deref().unwrap_or_default())
                )
            }
        };
        let query: Vec<String> = parameters
            .iter()
            .map(|(name, text)| format!("{name}={}", value(name, text)))
            .collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!(
            "{scheme}://{user_info}{authority}/{}{mark}{}",
            encode(name),
            query.join("&")
        )
    }
}

impl fmt::Display for ServerUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden = |name: &str, value: &str| {
            if name.contains("password") {
                "***".to_owned()
            } else {
                encode(value)
            }
        };
        f.write_str(&self.write(self.password.as_ref().map(|_| "***".to_owned()), hidden))
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

fn decode(text: &str) -> Result<String, DatabaseUrlError> {
    percent_decode_str(text)
        .decode_utf8()
        .ok()
        .filter(|text| !text.contains('\0'))
        .map(String::from)
        .ok_or(DatabaseUrlError::Encoding)
}

/// Reads what follows `postgres:`.
pub(super) fn parse_postgres(rest: &str) -> Result<ServerUrl, DatabaseUrlError> {
    let (mut url, query) = parse("postgres", rest)?;
    url.parameters = parameters::of_postgres(query)?;
    let named_elsewhere = |(name, _): &(String, String)| name == "dbname" || name == "service";
    if url.name.is_empty() && !url.parameters.iter().any(named_elsewhere) {
        return Err(DatabaseUrlError::NoDatabase("postgres"));
    }
    Ok(url)
}

/// Reads what follows `mysql:`.
#[cfg(feature = "mysql")]
pub(super) fn parse_mysql(rest: &str) -> Result<ServerUrl, DatabaseUrlError> {
    let (mut url, query) = parse("mysql", rest)?;
    url.parameters = parameters::of_mysql(query)?;
    if url.name.is_empty() {
        return Err(DatabaseUrlError::NoDatabase("mysql"));
    }
    // diesel does not decode the name of the database.
    if encode(&url.name) != url.name.replace('$', "%24") {
        return Err(DatabaseUrlError::MysqlName);
    }
    if url.authority.is_empty() {
        url.authority.push_str("localhost");
    }
    Ok(url)
}

/// Takes `//user:password@host:port/name?query` apart.
fn parse<'a>(
    scheme: &'static str,
    rest: &'a str,
) -> Result<(ServerUrl, &'a str), DatabaseUrlError> {
    let rest = rest
        .strip_prefix("//")
        .ok_or(DatabaseUrlError::NoAuthority(scheme))?;
    let (location, query) = rest.split_once('?').unwrap_or((rest, ""));
    if query.contains('@') {
        return Err(DatabaseUrlError::QuestionMark);
    }
    // The last `@`: one in a password that was not encoded does no harm then.
    let (user_info, address) = location.rsplit_once('@').unwrap_or(("", location));
    let (user, password) = match user_info.split_once(':') {
        Some((user, password)) => (user, Some(decode(password)?)),
        None => (user_info, None),
    };
    let (authority, name) = address.split_once('/').unwrap_or((address, ""));
    if name.contains('/') {
        return Err(DatabaseUrlError::DeepPath);
    }
    check_ports(authority)?;
    let url = ServerUrl {
        scheme,
        user: if user.is_empty() {
            None
        } else {
            Some(decode(user)?)
        },
        password,
        authority: authority.to_owned(),
        name: decode(name)?,
        parameters: Vec::new(),
    };
    Ok((url, query))
}

/// Hosts may be several, with commas between them: libpq tries them in turn.
fn check_ports(authority: &str) -> Result<(), DatabaseUrlError> {
    for host in authority.split(',') {
        let after_address = host.rsplit_once(']').map_or(host, |(_, port)| port);
        if let Some((_, port)) = after_address.rsplit_once(':') {
            port.parse::<u16>()
                .ok()
                .filter(|port| *port > 0)
                .ok_or(DatabaseUrlError::Port)?;
        }
    }
    Ok(())
}

/// Parameters as they stand in a URL, decoded.
fn pairs(query: &str) -> Result<Vec<(String, String)>, DatabaseUrlError> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

/// A parameter that would have no effect, so that nobody relies on it.
fn unknown(engine: EngineKind, name: String, known: &'static str) -> DatabaseUrlError {
    DatabaseUrlError::UnknownParameter {
        engine,
        name,
        known,
    }
}
