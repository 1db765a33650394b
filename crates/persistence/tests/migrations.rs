//! Migrations: the same ones on every engine, there and back, and by many instances at once.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Barrier};
use std::thread;

use diesel::prelude::*;
use diesel::sql_types::Text;
use docket_application::administration::UserQuery;
use docket_application::ports::store::{Engine, Store, StoreError};
use docket_application::ports::tokens::SecretDigest;
use docket_application::tasks::TaskQuery;
use docket_domain::list::{Direction, Search, SortKey};
use docket_domain::{TaskFilter, TaskOrder};
use docket_persistence::{
    Database, DatabaseOptions, DatabaseUrl, EngineKind, MigrationError, Migrator, SqliteError,
};
use docket_testkit::block_on;
use docket_testkit::database::{TestDatabase, TestEngine};
use docket_testkit::fixtures::{instant, session_id, task_id, user_id, username};

/// How many instances start at once.
const INSTANCES: usize = 12;

fn names_of(engine: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../migrations")
        .join(engine);
    let directories = std::fs::read_dir(root).unwrap();
    directories
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn migrations_have_the_same_names_on_every_engine_and_each_can_be_reverted() {
    let names = names_of("sqlite");
    assert_eq!(names, names_of("postgres"));
    assert_eq!(names, names_of("mysql"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    for engine in ["sqlite", "postgres", "mysql"] {
        for name in &names {
            for file in ["up.sql", "down.sql"] {
                assert!(
                    root.join(engine).join(name).join(file).is_file(),
                    "{engine}/{name}/{file}"
                );
            }
        }
    }
}

fn parse(database: &TestDatabase) -> DatabaseUrl {
    DatabaseUrl::parse(database.url()).unwrap()
}

fn there_and_back(engine: TestEngine) {
    let test_database = TestDatabase::create(engine);
    let migrator = Migrator::new(&parse(&test_database));
    let names: Vec<String> = names_of(engine.name()).into_iter().collect();

    assert_eq!(applied(&migrator), vec![false; names.len()]);
    assert_eq!(migrator.run().unwrap(), names);
    assert_eq!(applied(&migrator), vec![true; names.len()]);
    assert_eq!(migrator.run().unwrap(), Vec::<String>::new());
    let schema = schema(&test_database, engine);
    assert!(
        schema.contains("tasks") && schema.contains("email_key"),
        "{schema}"
    );

    for name in names.iter().rev() {
        assert_eq!(migrator.revert().unwrap().as_ref(), Some(name));
    }
    assert_eq!(migrator.revert().unwrap(), None);
    assert_eq!(applied(&migrator), vec![false; names.len()]);

    assert_eq!(migrator.run().unwrap(), names);
    assert_eq!(self::schema(&test_database, engine), schema);
    let status = migrator.status().unwrap();
    assert_eq!(
        status
            .into_iter()
            .map(|status| status.name)
            .collect::<Vec<_>>(),
        names
    );
}

fn applied(migrator: &Migrator) -> Vec<bool> {
    migrator
        .status()
        .unwrap()
        .into_iter()
        .map(|status| status.applied)
        .collect()
}

#[test]
fn up_down_up_leaves_the_same_schema_on_sqlite() {
    there_and_back(TestEngine::Sqlite);
}

#[test]
fn up_down_up_leaves_the_same_schema_on_postgres() {
    there_and_back(TestEngine::Postgres);
}

#[test]
fn up_down_up_leaves_the_same_schema_on_mysql() {
    there_and_back(TestEngine::Mysql);
}

/// All that the database says of its tables, columns, indexes and constraints.
fn schema(database: &TestDatabase, engine: TestEngine) -> String {
    let lines: Vec<String> = match engine {
        TestEngine::Sqlite => {
            let path = parse(database)
                .sqlite_path()
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            let mut connection = SqliteConnection::establish(&path).unwrap();
            let all = "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name";
            diesel::dsl::sql::<Text>(all).load(&mut connection).unwrap()
        }
        TestEngine::Postgres => {
            let mut connection = PgConnection::establish(database.url()).unwrap();
            let columns = "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, \
                identity_generation) FROM information_schema.columns WHERE table_schema = 'public' \
                ORDER BY 1";
            let constraints = "SELECT conrelid::regclass || conname || pg_get_constraintdef(oid) \
                FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1";
            let indexes = "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1";
            let load =
                |query: &str| diesel::dsl::sql::<Text>(query).load::<String>(&mut connection);
            [columns, constraints, indexes]
                .map(load)
                .into_iter()
                .flat_map(Result::unwrap)
                .collect()
        }
        TestEngine::Mysql => mysql_schema(database.url()),
    };
    lines.join("\n")
}

#[cfg(feature = "mysql")]
fn mysql_schema(url: &str) -> Vec<String> {
    let mut connection = MysqlConnection::establish(url).unwrap();
    let columns = "SELECT concat_ws(' ', table_name, column_name, column_type, is_nullable, \
        collation_name, column_key, extra) FROM information_schema.columns \
        WHERE table_schema = database() ORDER BY 1";
    let constraints = "SELECT concat_ws(' ', table_name, constraint_name, constraint_type) \
        FROM information_schema.table_constraints WHERE table_schema = database() ORDER BY 1";
    let indexes = "SELECT concat_ws(' ', table_name, index_name, seq_in_index, column_name) \
        FROM information_schema.statistics WHERE table_schema = database() ORDER BY 1";
    let load = |query: &str| diesel::dsl::sql::<Text>(query).load::<String>(&mut connection);
    [columns, constraints, indexes]
        .map(load)
        .into_iter()
        .flat_map(Result::unwrap)
        .collect()
}

#[cfg(not(feature = "mysql"))]
fn mysql_schema(_: &str) -> Vec<String> {
    panic!("testing on MySQL needs the feature `mysql`");
}

fn many_at_once(engine: TestEngine) {
    let test_database = TestDatabase::create(engine);
    let url = parse(&test_database);
    let barrier = Arc::new(Barrier::new(INSTANCES));
    let instances = [(); INSTANCES].map(|()| {
        let (url, barrier) = (url.clone(), Arc::clone(&barrier));
        thread::spawn(move || {
            barrier.wait();
            let names = Migrator::new(&url).run().unwrap();
            let database = Database::open(&url, DatabaseOptions::default()).unwrap();
            block_on(database.check()).unwrap();
            database.close();
            names.len()
        })
    });
    let applied = instances.map(|instance| instance.join().unwrap());
    assert_eq!(applied.into_iter().sum::<usize>(), names_of("sqlite").len());
}

#[test]
fn twelve_instances_that_start_at_once_all_come_up_on_sqlite() {
    many_at_once(TestEngine::Sqlite);
}

#[test]
fn twelve_instances_that_start_at_once_all_come_up_on_postgres() {
    many_at_once(TestEngine::Postgres);
}

#[test]
fn twelve_instances_that_start_at_once_all_come_up_on_mysql() {
    many_at_once(TestEngine::Mysql);
}

/// Runs a statement past the store.
fn execute(database: &TestDatabase, engine: TestEngine, statement: &str) {
    use diesel::connection::SimpleConnection;

    match engine {
        TestEngine::Sqlite => {
            let path = parse(database).sqlite_path().unwrap().display().to_string();
            SqliteConnection::establish(&path)
                .unwrap()
                .batch_execute(statement)
        }
        TestEngine::Postgres => PgConnection::establish(database.url())
            .unwrap()
            .batch_execute(statement),
        #[cfg(feature = "mysql")]
        TestEngine::Mysql => MysqlConnection::establish(database.url())
            .unwrap()
            .batch_execute(statement),
        #[cfg(not(feature = "mysql"))]
        TestEngine::Mysql => panic!("testing on MySQL needs the feature `mysql`"),
    }
    .unwrap();
}

/// More than are folded at once, from before there was anything to search and sort by.
fn tasks_from_before_are_folded(engine: TestEngine) {
    const TASKS: usize = 1203;
    let test_database = TestDatabase::create(engine);
    let migrator = Migrator::new(&parse(&test_database));
    migrator.run().unwrap();
    while !migrator
        .revert()
        .unwrap()
        .unwrap()
        .contains("add_task_columns")
    {}
    execute(
        &test_database,
        engine,
        "INSERT INTO users (id, username, username_key, password_hash, role, is_active, \
         time_zone, created_at) VALUES (1, 'ada', 'ada', 'hash', 'user', true, 'UTC', 0)",
    );
    let rows: Vec<String> = (1..=TASKS)
        .map(|id| format!("({id}, 1, '\u{c9}T\u{c9} {id:04}', 'Stra\u{df}e', 0, 1, 7, 0, 0)"))
        .collect();
    execute(
        &test_database,
        engine,
        &format!(
            "INSERT INTO tasks (id, owner_id, title, description, status, priority, version, \
             created_at, updated_at) VALUES {}",
            rows.join(", ")
        ),
    );
    migrator.run().unwrap();

    let url = parse(&test_database);
    let database = Arc::new(Database::open(&url, DatabaseOptions::default()).unwrap());
    let query = TaskQuery {
        filter: TaskFilter {
            search: Search::parse("STRASSE \u{e9}t\u{e9}").unwrap(),
            ..TaskFilter::default()
        },
        order: TaskOrder {
            key: SortKey::Title,
            direction: Direction::Descending,
        },
        ..TaskQuery::default()
    };
    let store = Store::new(database.clone());
    let found = store
        .read::<_, StoreError, _>(move |work| work.tasks().list(user_id(1), &query, 2 * TASKS));
    let found = block_on(found).unwrap();
    assert_eq!(found.len(), TASKS);
    assert!(found.windows(2).all(|pair| pair[0].id() > pair[1].id()));
    assert!(found.iter().all(|task| task.record().version.get() == 7));
    database.close();
}

#[test]
fn tasks_from_before_are_folded_on_sqlite() {
    tasks_from_before_are_folded(TestEngine::Sqlite);
}

#[test]
fn tasks_from_before_are_folded_on_postgres() {
    tasks_from_before_are_folded(TestEngine::Postgres);
}

#[test]
fn tasks_from_before_are_folded_on_mysql() {
    tasks_from_before_are_folded(TestEngine::Mysql);
}

/// Together these select every row type, with every column of it.
fn nothing_is_found(engine: TestEngine) {
    let test_database = TestDatabase::create(engine);
    let url = parse(&test_database);
    Migrator::new(&url).run().unwrap();
    let database = Arc::new(Database::open(&url, DatabaseOptions::default()).unwrap());
    let store = Store::new(database.clone());
    let name = docket_domain::LoginName::Username(username("ada"));
    let found = block_on(store.read::<_, StoreError, _>(move |work| {
        let users = work.users();
        let nobody = users.find(user_id(1))?.is_none()
            && users.find_credentials(user_id(1))?.is_none()
            && users.find_credentials_by_name(&name)?.is_none()
            && users.list(&UserQuery::default(), 1)?.is_empty()
            && users.hold_active_admins()?.is_empty();
        let now = instant();
        let sessions = work.sessions();
        let nobody = nobody
            && sessions.find_user(session_id(1), now)?.is_none()
            && sessions.find_family(&SecretDigest([7; 32]))?.is_none()
            && sessions.list(user_id(1), now)?.is_empty();
        let tasks = work.tasks();
        let nothing = tasks.find(task_id(1))?.is_none()
            && tasks.list(user_id(1), &TaskQuery::default(), 1)?.is_empty();
        Ok(nobody && nothing)
    }));
    assert!(found.unwrap());
    database.close();
}

#[test]
fn every_row_selects_from_the_empty_tables_on_sqlite() {
    nothing_is_found(TestEngine::Sqlite);
}

#[test]
fn every_row_selects_from_the_empty_tables_on_postgres() {
    nothing_is_found(TestEngine::Postgres);
}

#[test]
fn every_row_selects_from_the_empty_tables_on_mysql() {
    nothing_is_found(TestEngine::Mysql);
}

fn is_outdated(engine: TestEngine) {
    let test_database = TestDatabase::create(engine);
    let url = parse(&test_database);
    let database = Database::open(&url, DatabaseOptions::default()).unwrap();
    let refused = |database: &Database| match block_on(database.check()) {
        Err(StoreError::Unavailable(Some(cause))) => cause.to_string(),
        other => panic!("{other:?}"),
    };
    let first = names_of("sqlite").into_iter().next().unwrap();
    assert_eq!(
        refused(&database),
        format!("the database lacks the migration {first}")
    );
    let migrator = Migrator::new(&url);
    migrator.run().unwrap();
    block_on(database.check()).unwrap();
    let last = migrator.revert().unwrap().unwrap();
    assert_eq!(
        refused(&database),
        format!("the database lacks the migration {last}")
    );
    database.close();
}

#[test]
fn a_database_that_lacks_a_migration_is_not_ready_on_sqlite() {
    is_outdated(TestEngine::Sqlite);
}

#[test]
fn a_database_that_lacks_a_migration_is_not_ready_on_postgres() {
    is_outdated(TestEngine::Postgres);
}

#[test]
fn a_database_that_lacks_a_migration_is_not_ready_on_mysql() {
    is_outdated(TestEngine::Mysql);
}

#[test]
fn asking_for_the_status_makes_no_file() {
    let test_database = TestDatabase::create(TestEngine::Sqlite);
    let url = parse(&test_database);
    assert_eq!(url.engine(), EngineKind::Sqlite);
    assert!(
        Migrator::new(&url)
            .status()
            .unwrap()
            .iter()
            .all(|status| !status.applied)
    );
    assert!(!url.sqlite_path().unwrap().exists());
}

#[test]
fn a_server_that_is_away_is_told_from_a_migration_that_fails() {
    let away = DatabaseUrl::parse("postgres://postgres@127.0.0.1:1/tasks").unwrap();
    let outcome = Migrator::new(&away).run();
    assert!(
        matches!(outcome, Err(MigrationError::Unavailable(_))),
        "{outcome:?}"
    );

    let test_database = TestDatabase::create(TestEngine::Postgres);
    let unknown = format!("{}_that_is_not_there", test_database.url());
    let outcome = Migrator::new(&DatabaseUrl::parse(&unknown).unwrap()).run();
    assert!(
        matches!(outcome, Err(MigrationError::Failed(_))),
        "{outcome:?}"
    );

    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("other.db");
    std::fs::write(
        &file,
        "a file of another kind, and longer than the head of a database".repeat(9),
    )
    .unwrap();
    let other = DatabaseUrl::parse(&format!("sqlite:///{}", file.display())).unwrap();
    let outcome = Migrator::new(&other).run();
    assert!(
        matches!(
            outcome,
            Err(MigrationError::Sqlite(SqliteError::NotADatabase(_)))
        ),
        "{outcome:?}"
    );
}
