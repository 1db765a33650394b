//! What is wrong with rows and with databases.

use docket_domain::Violation;
use docket_persistence::{DatabaseUrl, ForeignDatabase, ForeignOptions, Migrator, OpenSourceError};
use docket_testkit::database::{TestDatabase, TestEngine};

use super::source::{ENGINES, Source, flawed, good, tasks, users};

#[test]
fn everything_that_is_wrong_with_a_row_is_told_at_once() {
    let statements = "
        CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR, email VARCHAR,
            password VARCHAR, is_active VARCHAR, created_at VARCHAR);
        CREATE TABLE tasks (id INTEGER PRIMARY KEY, title VARCHAR, description VARCHAR,
            status VARCHAR, completed VARCHAR, priority VARCHAR, due_date VARCHAR, tags VARCHAR,
            created_at VARCHAR, user_id INTEGER);
        INSERT INTO users VALUES
            (1, 'a b', 'nowhere', 'x', 'maybe', 'soon'),
            (2, 'ada@mail.example', 'Ada@mail.example', 'x', NULL, NULL),
            (3, 'ada@mail.example', 'bob@mail.example', 'x', NULL, NULL),
            (4, 'eve@mail.example', NULL, 'x', NULL, NULL);
        INSERT INTO tasks VALUES
            (1, '   ', NULL, 'nonsense', 'perhaps', 'x', '1.12.2026', '[', '2026-13-01', 1),
            (2, 'ok', '', '', '', '', '', '', '', 1);";
    for engine in ENGINES {
        let database = Source::of(engine, statements);
        let mut source = database.open();
        let all = users(&mut source);
        assert_eq!(
            flawed(&all[0]),
            ["email", "username", "is_active", "created_at"]
        );
        // An address in place of a user name is an address.
        let ada = good(&all[1]);
        assert!(ada.username.is_none() && ada.email.is_some());
        assert_eq!(flawed(&all[2]), ["username"]);
        let eve = good(&all[3]);
        assert!(eve.username.is_none());
        assert_eq!(eve.email.as_ref().unwrap().as_str(), "eve@mail.example");

        let all = tasks(&mut source);
        assert_eq!(
            flawed(&all[0]),
            [
                "title",
                "status",
                "completed",
                "priority",
                "due_date",
                "tags",
                "created_at"
            ]
        );
        // What is blank is not there.
        let ok = good(&all[1]);
        assert!(ok.description.is_none() && ok.status.is_none() && ok.due_date.is_none());
    }
}

#[test]
fn what_is_too_long_is_a_fault_unless_it_is_to_be_trimmed() {
    // In SQLite a text may have a NUL in it.
    for (engine, control) in [
        (TestEngine::Sqlite, "char(0)"),
        (TestEngine::Postgres, "chr(7)"),
    ] {
        let long = match engine {
            TestEngine::Sqlite => "replace(hex(zeroblob(150000)), '0', 'é')",
            _ => "repeat('é', 300000)",
        };
        let statements = format!(
            "CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR, password VARCHAR);
            CREATE TABLE tasks (id INTEGER PRIMARY KEY, title VARCHAR, notes VARCHAR, user_id INTEGER);
            INSERT INTO users VALUES (1, 'ada', 'x');
            INSERT INTO tasks VALUES (1, {long}, {long}, 1), (2, 'a' || {control} || 'b', 'c', 1);"
        );
        let source = Source::of(engine, &statements);
        let all = tasks(&mut source.open());
        assert_eq!(flawed(&all[0]), ["title", "notes"]);
        let Err(flaws) = &all[1].holds else {
            panic!("{:?}", all[1]);
        };
        assert_eq!(flaws[0].violation, Violation::ControlCharacter);

        let options = ForeignOptions {
            trim: true,
            ..ForeignOptions::default()
        };
        let all = tasks(&mut source.open_with(options).unwrap());
        let long = good(&all[0]);
        assert_eq!(long.title.as_str(), "é".repeat(200));
        assert_eq!(
            long.description.as_ref().unwrap().as_str(),
            "é".repeat(10_000)
        );
        assert_eq!(good(&all[1]).title.as_str(), "ab");
    }
}

#[test]
fn a_text_that_is_none_is_a_fault() {
    let statements = "
        CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR, password VARCHAR);
        CREATE TABLE tasks (id INTEGER PRIMARY KEY, title VARCHAR, user_id INTEGER);
        INSERT INTO users VALUES (1, 'ada', 'x');
        INSERT INTO tasks VALUES (1, CAST(x'61ff62' AS TEXT), 1);";
    let database = Source::of(TestEngine::Sqlite, statements);
    let mut source = database.open();
    assert_eq!(flawed(&tasks(&mut source)[0]), ["title"]);
}

#[test]
fn a_database_without_what_is_needed_is_refused() {
    for engine in ENGINES {
        let open = |statements| Source::of(engine, statements).open_with(ForeignOptions::default());
        let users = "CREATE TABLE users (id INTEGER, username VARCHAR, password VARCHAR);";
        assert!(matches!(
            open("CREATE TABLE things (id INTEGER)"),
            Err(OpenSourceError::NoUsers(_))
        ));
        let owned = format!("{users} CREATE TABLE todos (id INTEGER, title VARCHAR);");
        let error = open(&owned).unwrap_err();
        assert!(
            matches!(error, OpenSourceError::ColumnMissing { what: "owner", .. }),
            "{error}"
        );
        let titled = format!("{users} CREATE TABLE tasks (id INTEGER, user_id INTEGER);");
        assert!(open(&titled).is_ok(), "there is no table of tasks then");
    }
}

#[test]
fn a_database_of_this_program_is_known_as_such() {
    for engine in ENGINES {
        let database = TestDatabase::create(engine);
        let url = DatabaseUrl::parse(database.url()).unwrap();
        Migrator::new(&url).run().unwrap();
        let opened = ForeignDatabase::open(&url, ForeignOptions::default());
        assert!(matches!(opened, Err(OpenSourceError::Own)));
    }
}

#[test]
fn a_database_that_is_not_there_is_told_without_its_password() {
    for url in [
        "postgres://ada:hunter2@127.0.0.1:1/tasks",
        "postgres://hunter2:hunter2@127.0.0.1:1/hunter2",
    ] {
        let url = DatabaseUrl::parse(url).unwrap();
        let error = ForeignDatabase::open(&url, ForeignOptions::default()).unwrap_err();
        assert!(matches!(error, OpenSourceError::Unreadable(_)));
        assert!(
            !format!("{error} {error:?}").contains("hunter2"),
            "{error:?}"
        );
    }
}
