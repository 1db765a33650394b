//! The parameters after the question mark.

use super::{EngineKind, pairs, unknown};
use crate::database_url::DatabaseUrlError;

/// What libpq reads in a URL, of its versions 12 to 18.
const POSTGRES: &str = "application_name, channel_binding, client_encoding, connect_timeout, \
    dbname, fallback_application_name, gssdelegation, gssencmode, gsslib, host, hostaddr, \
    keepalives, keepalives_count, keepalives_idle, keepalives_interval, krbsrvname, \
    load_balance_hosts, max_protocol_version, min_protocol_version, options, passfile, password, \
    port, require_auth, requirepeer, service, ssl_max_protocol_version, \
    ssl_min_protocol_version, sslcert, sslcertmode, sslcompression, sslcrl, sslcrldir, sslkey, \
    sslmode, sslnegotiation, sslpassword, sslrootcert, sslsni, target_session_attrs, \
    tcp_user_timeout, user";

/// What is set unless the URL says otherwise: a server that does not answer must be noticed
/// within seconds (without these, libpq and the kernel wait for minutes).
const POSTGRES_DEFAULTS: [(&str, &str); 4] = [
    ("connect_timeout", "2"),
    ("tcp_user_timeout", "5000"),
    ("keepalives_idle", "5"),
    ("application_name", "docket"),
];

/// What diesel reads in a URL of MySQL.
#[cfg(feature = "mysql")]
const MYSQL: &str = "ssl_ca, ssl_cert, ssl_key, ssl_mode, unix_socket";

/// The parameters for libpq.
pub(super) fn of_postgres(query: &str) -> Result<Vec<(String, String)>, DatabaseUrlError> {
    let mut parameters = Vec::new();
    for (name, value) in pairs(query)? {
        let (name, value) = match name.as_str() {
            // asyncpg's spelling.
            "ssl" => ("sslmode".to_owned(), ssl_mode(&value)?.to_owned()),
            known if POSTGRES.split(", ").any(|other| other == known) => (name, value),
            _ => return Err(unknown(EngineKind::Postgres, name, POSTGRES)),
        };
        parameters.push((name, value));
    }
    for (name, value) in POSTGRES_DEFAULTS {
        if !parameters.iter().any(|(given, _)| given == name) {
            parameters.push((name.to_owned(), value.to_owned()));
        }
    }
    Ok(parameters)
}

/// What asyncpg's `ssl` is called by libpq.
fn ssl_mode(value: &str) -> Result<&'static str, DatabaseUrlError> {
    Ok(match value.to_ascii_lowercase().as_str() {
        "true" | "1" | "on" | "yes" | "require" => "require",
        "false" | "0" | "off" | "no" | "disable" => "disable",
        "allow" => "allow",
        "prefer" => "prefer",
        "verify-ca" => "verify-ca",
        "verify-full" => "verify-full",
        _ => return Err(DatabaseUrlError::ParameterValue("ssl")),
    })
}

/// The parameters for diesel.
#[cfg(feature = "mysql")]
pub(super) fn of_mysql(query: &str) -> Result<Vec<(String, String)>, DatabaseUrlError> {
    let mut parameters = Vec::new();
    for (name, value) in pairs(query)? {
        match name.as_str() {
            // The driver always speaks utf8mb4.
            "charset" => {}
            "ssl_mode" if !mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE => {
                return Err(DatabaseUrlError::SslMode);
            }
            known if MYSQL.split(", ").any(|other| other == known) => {
                parameters.push((name, value));
            }
            _ => return Err(unknown(EngineKind::Mysql, name, MYSQL)),
        }
    }
    Ok(parameters)
}
