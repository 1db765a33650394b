//! Every spelling of where the database is.

use std::fs;
use std::path::Path;

use docket_testkit::database::{TestDatabase, TestEngine};
use url::Url;

use crate::harness::{App, Case, Docket, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(
    Sqlite:
        relative_files_are_made_in_the_working_directory,
        absolute_files_are_made_where_they_say,
        without_a_url_the_file_is_docket_db,
        a_missing_directory_is_not_made_up;
    Postgres:
        every_spelling_of_postgres_leads_to_the_same_database,
        the_parts_of_a_postgres_url_can_be_given_one_by_one,
        a_url_goes_before_its_parts;
    Mysql:
        every_spelling_of_mysql_leads_to_the_same_database,
);

/// Makes sure that a server with this URL keeps its tasks in this file, and makes no other.
#[track_caller]
fn assert_file(docket: &Docket, file: &Path) {
    assert!(!file.exists());
    docket.start().client().new_user("ada").new_task("a");
    let begin = fs::read(file).unwrap_or_default();
    assert!(
        begin.starts_with(b"SQLite format 3\0"),
        "{} is no database",
        file.display()
    );
}

fn relative_files_are_made_in_the_working_directory() {
    for (url, file) in [
        ("sqlite://tasks.db", "tasks.db"),
        ("sqlite:tasks.db", "tasks.db"),
        ("sqlite:///tasks.db", "tasks.db"),
        ("sqlite:///./task.db", "task.db"),
        ("sqlite:///./data/task.db", "data/task.db"),
        ("sqlite+aiosqlite:///./task.db", "task.db"),
        ("sqlite+aiosqlite:///task.db", "task.db"),
        ("SQLite://task.db", "task.db"),
        ("sqlite://my%20tasks.db", "my tasks.db"),
        ("sqlite:///./täsk.db", "täsk.db"),
    ] {
        let docket = Docket::on(url);
        fs::create_dir(docket.directory().join("data")).unwrap();
        assert_file(&docket, &docket.directory().join(file));
    }
}

fn absolute_files_are_made_where_they_say() {
    for scheme in ["sqlite", "sqlite+aiosqlite"] {
        for slashes in ["///", "////"] {
            let elsewhere = tempfile::tempdir().unwrap();
            let file = elsewhere.path().join("tasks.db");
            let path = file.to_str().unwrap().trim_start_matches('/');
            let docket = Docket::on(&format!("{scheme}:{slashes}{path}"));
            assert_file(&docket, &file);
            assert!(fs::read_dir(docket.directory()).unwrap().next().is_none());
        }
    }
}

fn without_a_url_the_file_is_docket_db() {
    let docket = Docket::on("").without("DATABASE_URL");
    assert_file(&docket, &docket.directory().join("docket.db"));
}

fn a_missing_directory_is_not_made_up() {
    let ended = Docket::on("sqlite://no/such/directory/tasks.db").run(&["serve"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("DATABASE_URL"), "{ended:?}");
}

/// Makes sure that all of these URLs lead to the database of `app`.
#[track_caller]
fn assert_same_database(app: &App, urls: &[String]) {
    app.user("ada");
    for url in urls {
        let docket = Docket::on(url);
        let server = docket.start();
        server.becomes_ready();
        server.client().logged_in("ada", PASSWORD);
    }
}

/// The same URL under other schemes.
fn with_schemes(app: &App, schemes: &[&str]) -> Vec<String> {
    let (_, rest) = app.database_url().split_once(':').unwrap();
    schemes
        .iter()
        .map(|scheme| format!("{scheme}:{rest}"))
        .collect()
}

fn every_spelling_of_postgres_leads_to_the_same_database() {
    let app = App::start(TestEngine::Postgres);
    let schemes = [
        "postgres",
        "postgresql",
        "postgresql+psycopg2",
        "postgresql+asyncpg",
        "postgresql+psycopg",
        "PostgreSQL",
    ];
    assert_same_database(&app, &with_schemes(&app, &schemes));
}

fn every_spelling_of_mysql_leads_to_the_same_database() {
    let app = App::start(TestEngine::Mysql);
    let schemes = [
        "mysql",
        "mariadb",
        "mysql+pymysql",
        "mariadb+pymysql",
        "mysql+aiomysql",
    ];
    let mut urls = with_schemes(&app, &schemes);
    urls.push(format!("{}?charset=utf8mb4", urls[2]));
    assert_same_database(&app, &urls);
}

/// Settings that name the database of this URL by its parts.
fn by_parts(url: &str) -> Docket {
    let url = Url::parse(url).unwrap();
    let decoded = |text: &str| {
        let pair = format!("x={}", text.replace('+', "%2B"));
        let (_, value) = url::form_urlencoded::parse(pair.as_bytes()).next().unwrap();
        value.into_owned()
    };
    let mut docket = Docket::on("")
        .without("DATABASE_URL")
        .with("DB_NAME", url.path().trim_start_matches('/'))
        .with("DB_HOST", url.host_str().unwrap());
    if let Some(port) = url.port() {
        docket = docket.with("DB_PORT", &port.to_string());
    }
    if !url.username().is_empty() {
        docket = docket.with("DB_USER", &decoded(url.username()));
    }
    if let Some(password) = url.password() {
        docket = docket.with("DB_PASSWORD", &decoded(password));
    }
    docket
}

fn the_parts_of_a_postgres_url_can_be_given_one_by_one() {
    let app = App::start(TestEngine::Postgres);
    app.user("ada");
    let docket = by_parts(app.database_url());
    let server = docket.start();
    server.client().logged_in("ada", PASSWORD);
    assert!(
        fs::read_dir(docket.directory()).unwrap().next().is_none(),
        "nothing of SQLite"
    );
}

fn a_url_goes_before_its_parts() {
    let database = TestDatabase::create(TestEngine::Postgres);
    let docket = by_parts(database.url()).with("DATABASE_URL", "sqlite://docket.db");
    assert_file(&docket, &docket.directory().join("docket.db"));
}
