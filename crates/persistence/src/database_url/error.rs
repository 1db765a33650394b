//! Why a text is no URL of a database.

use super::EngineKind;

/// Why a text is no URL of a database. It never repeats what may be a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseUrlError {
    /// It does not begin with a scheme.
    #[error("a database URL begins with sqlite:, postgres:, postgresql:, mysql: or mariadb:")]
    NoScheme,
    /// It begins with a scheme that means nothing here.
    #[error(
        "{0}: is not a known kind of database; known are sqlite:, postgres:, postgresql:, mysql: \
         and mariadb:"
    )]
    UnknownScheme(String),
    /// The build cannot talk to such a database.
    #[error("this build cannot talk to {engine}; build it with `--features {feature}`")]
    EngineMissing {
        /// The kind of database.
        engine: EngineKind,
        /// The cargo feature that adds it.
        feature: &'static str,
    },
    /// It is a database that would be lost at the end of the process.
    #[error(
        "a SQLite database in memory would be lost at the end, and each connection would see \
         another one; name a file, like sqlite://docket.db"
    )]
    InMemory,
    /// It names no file.
    #[error("it names no file; write sqlite://docket.db")]
    NoFile,
    /// A server needs two slashes after the scheme.
    #[error("two slashes must follow the scheme, like {0}://user@host/name")]
    NoAuthority(&'static str),
    /// It names no database on the server.
    #[error("it names no database; write {0}://user@host/name")]
    NoDatabase(&'static str),
    /// There is something after the database's name.
    #[error("the name of the database must not have a slash in it")]
    DeepPath,
    /// The name of the database has characters that the driver would not send as they are.
    #[error("the name of a MySQL database must be made of letters, digits and -._~$ here")]
    MysqlName,
    /// A percent sign is followed by what is no two hexadecimal digits of UTF-8, or by `00`.
    #[error("a percent-encoding in it is not one of UTF-8 without NUL")]
    Encoding,
    /// The port is none.
    #[error("the port must be a number from 1 to 65535")]
    Port,
    /// After a question mark there is an at sign: most probably the question mark is in a password,
    /// so what follows it is not to be shown.
    #[error("an @ follows its first ?; write ? in a password as %3F, and @ in a parameter as %40")]
    QuestionMark,
    /// There is a parameter that would have no effect.
    #[error("{engine} has no parameter `{name}` here; known are: {known}")]
    UnknownParameter {
        /// The kind of database.
        engine: EngineKind,
        /// The name of the parameter.
        name: String,
        /// The names of those that there are.
        known: &'static str,
    },
    /// The client library would ignore `ssl_mode`, and so perhaps talk without TLS.
    #[error(
        "MariaDB's client library knows no `ssl_mode`; to demand TLS, name the authority by `ssl_ca`"
    )]
    SslMode,
    /// A parameter has a value that means nothing.
    #[error("the parameter `{0}` has a value that means nothing here")]
    ParameterValue(&'static str),
}
