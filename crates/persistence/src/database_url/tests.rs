//! Spellings of URLs, and what they mean.

use super::*;

fn sqlite(raw: &str) -> String {
    let url = DatabaseUrl::parse(raw).unwrap_or_else(|error| panic!("{raw}: {error}"));
    url.sqlite_path()
        .unwrap_or_else(|| panic!("{raw}"))
        .to_str()
        .unwrap()
        .to_owned()
}

fn server(raw: &str) -> String {
    match DatabaseUrl::parse(raw)
        .unwrap_or_else(|error| panic!("{raw}: {error}"))
        .0
    {
        Target::Sqlite(path) => panic!("{raw}: {}", path.display()),
        Target::Postgres(url) => url.expose(),
        #[cfg(feature = "mysql")]
        Target::Mysql(url) => url.expose(),
    }
}

fn refused(raw: &str) -> DatabaseUrlError {
    DatabaseUrl::parse(raw).expect_err(raw)
}

/// What every URL of PostgreSQL is given.
const DEFAULTS: &str =
    "connect_timeout=2&tcp_user_timeout=5000&keepalives_idle=5&application_name=docket";

#[test]
fn every_spelling_of_a_file_names_the_file_that_is_meant() {
    let cases = [
        ("sqlite://docket.db", "docket.db"),
        ("sqlite://data/docket.db", "data/docket.db"),
        ("sqlite://./docket.db", "./docket.db"),
        ("sqlite:docket.db", "docket.db"),
        ("sqlite:///task.db", "task.db"),
        ("sqlite:///./task.db", "./task.db"),
        ("sqlite:///./data/task.db", "./data/task.db"),
        ("sqlite:///../task.db", "../task.db"),
        ("sqlite:////srv/task.db", "/srv/task.db"),
        ("sqlite:////task.db", "/task.db"),
        ("sqlite:///srv/data/task.db", "/srv/data/task.db"),
        ("sqlite+aiosqlite:///./task.db", "./task.db"),
        ("sqlite+pysqlite:////srv/task.db", "/srv/task.db"),
        ("SQLite://Docket.db", "Docket.db"),
        ("  sqlite://docket.db\n", "docket.db"),
        ("sqlite://my%20tasks.db", "my tasks.db"),
        ("sqlite://file:x.db", "file:x.db"),
        ("sqlite://docket.db?", "docket.db"),
    ];
    for (raw, path) in cases {
        assert_eq!(sqlite(raw), path, "{raw}");
        assert_eq!(
            DatabaseUrl::parse(raw).map(|url| url.engine()),
            Ok(EngineKind::Sqlite)
        );
    }
}

#[test]
fn a_file_that_is_none_is_refused() {
    for raw in ["sqlite::memory:", "sqlite://:memory:", "sqlite:///:memory:"] {
        assert_eq!(refused(raw), DatabaseUrlError::InMemory, "{raw}");
    }
    for raw in [
        "sqlite:",
        "sqlite://",
        "sqlite:///",
        "sqlite://data/",
        "sqlite:////srv/",
    ] {
        assert_eq!(refused(raw), DatabaseUrlError::NoFile, "{raw}");
    }
    assert_eq!(refused("sqlite://a%00b"), DatabaseUrlError::Encoding);
    assert_eq!(refused("sqlite://a%ffb"), DatabaseUrlError::Encoding);
    let error = refused("sqlite://docket.db?mode=ro").to_string();
    assert_eq!(
        error,
        "SQLite has no parameter `mode` here; known are: none"
    );
}

#[test]
fn every_spelling_of_postgresql_becomes_one_that_libpq_reads() {
    let cases = [
        (
            "postgres://ada:secret@db/tasks",
            "postgres://ada:secret@db/tasks",
        ),
        (
            "postgresql://ada@db:5433/tasks",
            "postgres://ada@db:5433/tasks",
        ),
        (
            "postgresql+psycopg2://ada@db/tasks",
            "postgres://ada@db/tasks",
        ),
        (
            "postgresql+asyncpg://ada@db/tasks",
            "postgres://ada@db/tasks",
        ),
        ("POSTGRESQL://db/tasks", "postgres://db/tasks"),
        ("postgres:///tasks", "postgres:///tasks"),
        (
            "postgres://a%40b:p%2Fq%25@db/tasks",
            "postgres://a%40b:p%2Fq%25@db/tasks",
        ),
        (
            "postgres://ada:p@ss@db/tasks",
            "postgres://ada:p%40ss@db/tasks",
        ),
        ("postgres://ada:@db/tasks", "postgres://ada:@db/tasks"),
        ("postgres://[::1]:5432/tasks", "postgres://[::1]:5432/tasks"),
        ("postgres://a:1,b:2/tasks", "postgres://a:1,b:2/tasks"),
        (
            "postgres://%2Frun%2Fpostgresql/tasks",
            "postgres://%2Frun%2Fpostgresql/tasks",
        ),
    ];
    for (raw, url) in cases {
        assert_eq!(server(raw), format!("{url}?{DEFAULTS}"), "{raw}");
        assert_eq!(
            DatabaseUrl::parse(raw).map(|url| url.engine()),
            Ok(EngineKind::Postgres)
        );
    }
}

#[test]
fn parameters_of_postgresql_are_kept_or_translated_and_stand_before_defaults() {
    let with = |query: &str| server(&format!("postgres://db/tasks?{query}"));
    let defaults = |query: &str| format!("postgres://db/tasks?{query}&{DEFAULTS}");
    assert_eq!(with("sslmode=verify-full"), defaults("sslmode=verify-full"));
    assert_eq!(with("ssl=require"), defaults("sslmode=require"));
    assert_eq!(with("ssl=true"), defaults("sslmode=require"));
    assert_eq!(with("ssl=false"), defaults("sslmode=disable"));
    assert_eq!(
        with("options=-c%20geqo%3Doff"),
        defaults("options=-c%20geqo%3Doff")
    );
    assert_eq!(
        with("connect_timeout=9&application_name=x&keepalives_idle=1&tcp_user_timeout=1"),
        "postgres://db/tasks?connect_timeout=9&application_name=x&keepalives_idle=1&tcp_user_timeout=1"
    );
    assert_eq!(
        refused("postgres://db/tasks?ssl=maybe"),
        DatabaseUrlError::ParameterValue("ssl")
    );
    let error = refused("postgres://db/tasks?prepared_statement_cache_size=0").to_string();
    assert!(error.starts_with("PostgreSQL has no parameter `prepared_statement_cache_size`"));
}

#[cfg(feature = "mysql")]
#[test]
fn every_spelling_of_mysql_becomes_one_that_diesel_reads() {
    let cases = [
        ("mysql://root@db/tasks", "mysql://root@db/tasks"),
        (
            "mariadb://root:p%23q@db:3307/tasks",
            "mysql://root:p%23q@db:3307/tasks",
        ),
        (
            "mysql+pymysql://root@db/tasks?charset=utf8mb4",
            "mysql://root@db/tasks",
        ),
        (
            "mariadb+mariadbconnector://root@db/tasks",
            "mysql://root@db/tasks",
        ),
        ("mysql:///tasks", "mysql://localhost/tasks"),
        (
            "mysql://db/tasks?unix_socket=/run/m.sock",
            "mysql://db/tasks?unix_socket=%2Frun%2Fm.sock",
        ),
        (
            "mysql://db/tasks?ssl_ca=/ca.pem",
            "mysql://db/tasks?ssl_ca=%2Fca.pem",
        ),
    ];
    for (raw, url) in cases {
        assert_eq!(server(raw), url, "{raw}");
        assert_eq!(
            DatabaseUrl::parse(raw).map(|url| url.engine()),
            Ok(EngineKind::Mysql)
        );
    }
    let error = refused("mysql://db/tasks?ssl=true").to_string();
    assert!(
        error.starts_with("MySQL has no parameter `ssl` here; known are: ssl_ca"),
        "{error}"
    );
    assert_eq!(refused("mysql://db/ta%20sks"), DatabaseUrlError::MysqlName);
    if !mysqlclient_sys::SUPPORTS_MYSQL_SSL_MODE {
        assert_eq!(
            refused("mysql://db/tasks?ssl_mode=required"),
            DatabaseUrlError::SslMode
        );
    }
    assert_eq!(refused("mysql://db"), DatabaseUrlError::NoDatabase("mysql"));
}

#[cfg(not(feature = "mysql"))]
#[test]
fn a_url_of_mysql_says_how_to_get_it() {
    let error = refused("mysql+pymysql://root@db/tasks").to_string();
    assert_eq!(
        error,
        "this build cannot talk to MySQL; build it with `--features mysql`"
    );
}

#[test]
fn what_is_no_url_of_a_server_is_refused() {
    use DatabaseUrlError as E;
    let cases = [
        ("postgres:db/tasks", E::NoAuthority("postgres")),
        ("postgres://db", E::NoDatabase("postgres")),
        ("postgres://db/", E::NoDatabase("postgres")),
        ("postgres://db/a/b", E::DeepPath),
        ("postgres://db:0/a", E::Port),
        ("postgres://db:65536/a", E::Port),
        ("postgres://db:x/a", E::Port),
        ("postgres://u:%00@db/a", E::Encoding),
        // Half of a password would else be taken for a parameter, and be named.
        ("postgres://u:1?secret@db/a", E::QuestionMark),
        ("postgres://u:1?secret=x@db/a", E::QuestionMark),
    ];
    for (raw, error) in cases {
        assert_eq!(refused(raw), error, "{raw}");
    }
}

#[test]
fn an_unknown_scheme_lists_the_known_ones_and_repeats_no_secret() {
    let error = refused("oracle://ada:secret@db/tasks").to_string();
    assert_eq!(
        error,
        "oracle: is not a known kind of database; known are sqlite:, postgres:, postgresql:, \
         mysql: and mariadb:"
    );
    for raw in ["", "docket.db", "/srv/docket.db", "p@ss:word", "://x"] {
        assert_eq!(refused(raw), DatabaseUrlError::NoScheme, "{raw}");
    }
}

#[test]
fn a_password_is_never_printed() {
    let raw = "postgres://ada:secret@db/tasks?password=secret&sslpassword=secret";
    let url = DatabaseUrl::parse(raw).unwrap();
    assert!(server(raw).contains("secret"));
    for printed in [format!("{url}"), format!("{url:?}"), format!("{url:#?}")] {
        assert!(!printed.contains("secret"), "{printed}");
        assert!(printed.contains("postgres://ada:***@db/tasks"), "{printed}");
    }
    assert_eq!(
        DatabaseUrl::parse("sqlite://a.db").unwrap().to_string(),
        "sqlite://a.db"
    );
    assert_eq!(
        DatabaseUrl::parse("sqlite:////a.db").unwrap().to_string(),
        "sqlite:////a.db"
    );
}

#[test]
fn a_url_is_built_of_parts_that_need_no_encoding() {
    let build = |user, password, host| {
        let url = DatabaseUrl::postgres(user, password, host, 5432, "the tasks").unwrap();
        let Target::Postgres(url) = url.0 else {
            panic!("it is PostgreSQL")
        };
        url.expose()
    };
    let tail = format!(":5432/the%20tasks?{DEFAULTS}");
    assert_eq!(build(None, None, "db"), format!("postgres://db{tail}"));
    assert_eq!(
        build(Some("a@b"), Some("p/q?#%"), "db"),
        format!("postgres://a%40b:p%2Fq%3F%23%25@db{tail}")
    );
    assert_eq!(
        build(Some("a"), None, "/run/pg"),
        format!("postgres://a@%2Frun%2Fpg{tail}")
    );
    assert_eq!(
        build(Some("a"), None, "::1"),
        format!("postgres://a@[::1]{tail}")
    );
    assert!(DatabaseUrl::postgres(None, None, "db", 1, "a\0b").is_err());
}
