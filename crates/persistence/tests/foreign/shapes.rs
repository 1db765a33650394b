//! The shapes in which databases come.

use docket_application::ports::foreign::ForeignSource;
use docket_domain::{Priority, Role, Status};
use docket_persistence::{ForeignOptions, OpenSourceError};
use docket_testkit::database::TestEngine;

use super::source::{ENGINES, Source, flawed, good, tasks, used, users};

/// As the ORM of SQLAlchemy writes it to SQLite: enumerations by their names, truth values as
/// numbers, instants as text without an offset; tags in tables of their own.
const CLASSIC_SQLITE: &str = "
    CREATE TABLE users (
        id INTEGER NOT NULL PRIMARY KEY, username VARCHAR, email VARCHAR, full_name VARCHAR,
        hashed_password VARCHAR, is_active BOOLEAN, role VARCHAR(5), created_at DATETIME);
    CREATE TABLE tasks (
        id INTEGER NOT NULL PRIMARY KEY, title VARCHAR(200) NOT NULL, description TEXT,
        status VARCHAR(11), priority VARCHAR(6), due_date DATE, owner_id INTEGER,
        created_at DATETIME, updated_at DATETIME, completed_at DATETIME, position INTEGER,
        FOREIGN KEY(owner_id) REFERENCES users (id));
    CREATE TABLE tags (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR, color VARCHAR);
    CREATE TABLE task_tags (task_id INTEGER, tag_id INTEGER);
    CREATE TABLE alembic_version (version_num VARCHAR(32));
    INSERT INTO users VALUES
        (1, 'ada', 'Ada@mail.example', 'Ada L.', '$2b$12$x', 1, 'ADMIN', '2026-01-02 03:04:05.678901'),
        (2, 'bob', NULL, NULL, '', 0, 'USER', NULL);
    INSERT INTO tasks VALUES
        (10, 'Read', 'a' || char(13) || char(10) || 'b', 'IN_PROGRESS', 'HIGH', '2026-12-01', 1,
         '2026-01-03 00:00:00.000000', '2026-01-04 00:00:00', NULL, 7),
        (11, 'Write', NULL, 'DONE', NULL, NULL, 2, '2026-01-03 00:00:00', NULL,
         '2026-01-05 00:00:00.000000', NULL);
    INSERT INTO tags VALUES (1, 'work', 'red'), (2, 'home', NULL);
    INSERT INTO task_tags VALUES (10, 1), (10, 2), (10, 1), (99, 1);";

/// The same in PostgreSQL, which has types for all of it.
const CLASSIC_POSTGRES: &str = "
    CREATE TYPE userrole AS ENUM ('ADMIN', 'USER');
    CREATE TYPE taskstatus AS ENUM ('TODO', 'IN_PROGRESS', 'DONE');
    CREATE TYPE taskpriority AS ENUM ('LOW', 'HIGH');
    CREATE TABLE users (
        id SERIAL PRIMARY KEY, username VARCHAR, email VARCHAR, full_name VARCHAR,
        hashed_password VARCHAR, is_active BOOLEAN, role userrole, created_at TIMESTAMP);
    CREATE TABLE tasks (
        id SERIAL PRIMARY KEY, title VARCHAR(200) NOT NULL, description TEXT, status taskstatus,
        priority taskpriority, due_date DATE, owner_id INTEGER REFERENCES users (id),
        created_at TIMESTAMPTZ, updated_at TIMESTAMPTZ, completed_at TIMESTAMP, position INTEGER);
    CREATE TABLE tags (id SERIAL PRIMARY KEY, name VARCHAR, color VARCHAR);
    CREATE TABLE task_tags (task_id INTEGER, tag_id INTEGER);
    CREATE TABLE alembic_version (version_num VARCHAR(32));
    INSERT INTO users VALUES
        (1, 'ada', 'Ada@mail.example', 'Ada L.', '$2b$12$x', true, 'ADMIN', '2026-01-02 03:04:05.678901'),
        (2, 'bob', NULL, NULL, '', false, 'USER', NULL);
    INSERT INTO tasks VALUES
        (10, 'Read', E'a\\r\\nb', 'IN_PROGRESS', 'HIGH', '2026-12-01', 1,
         '2026-01-03 02:00:00+02', '2026-01-04 00:00:00+00', NULL, 7),
        (11, 'Write', NULL, 'DONE', NULL, NULL, 2, '2026-01-03 00:00:00+00', NULL,
         '2026-01-05 00:00:00', NULL);
    INSERT INTO tags VALUES (1, 'work', 'red'), (2, 'home', NULL);
    INSERT INTO task_tags VALUES (10, 1), (10, 2), (10, 1), (99, 1);";

#[test]
fn what_an_orm_has_written_is_read() {
    for engine in ENGINES {
        let source = Source::of(
            engine,
            match engine {
                TestEngine::Sqlite => CLASSIC_SQLITE,
                _ => CLASSIC_POSTGRES,
            },
        );
        let mut source = source.open();
        let shape = source.shape();
        assert_eq!(shape.users.unused, ["full_name"]);
        assert_eq!(shape.tasks.as_ref().unwrap().unused, ["position"]);
        assert_eq!(shape.tags, ["task_tags", "tags"]);
        assert_eq!(shape.unused, ["alembic_version"]);
        let rows = source.count().unwrap();
        assert_eq!((rows.users, rows.tasks), (2, 2));

        let all = users(&mut source);
        let ids: Vec<&str> = all.iter().map(|found| found.id.as_str()).collect();
        assert_eq!(ids, ["1", "2"]);
        let (ada, bob) = (good(&all[0]), good(&all[1]));
        assert_eq!(ada.username.as_ref().unwrap().as_str(), "ada");
        assert_eq!(ada.email.as_ref().unwrap().as_str(), "Ada@mail.example");
        assert_eq!(ada.password_hash.as_ref().unwrap().expose(), "$2b$12$x");
        assert_eq!((ada.role, ada.is_active), (Role::Admin, true));
        assert_eq!(
            ada.created_at.unwrap().to_string(),
            "2026-01-02T03:04:05.678901Z"
        );
        assert_eq!((bob.role, bob.is_active), (Role::User, false));
        assert!(bob.email.is_none() && bob.created_at.is_none() && bob.password_hash.is_none());

        let all = tasks(&mut source);
        let (read, write) = (good(&all[0]), good(&all[1]));
        assert_eq!(read.owner.as_deref(), Some("1"));
        assert_eq!(read.title.as_str(), "Read");
        assert_eq!(read.description.as_ref().unwrap().as_str(), "a\nb");
        assert_eq!(
            (read.status, read.is_completed),
            (Some(Status::InProgress), None)
        );
        assert_eq!(read.priority, Priority::High);
        assert_eq!(read.due_date.unwrap().to_string(), "2026-12-01");
        assert_eq!(read.tags.join(), "home,work");
        assert_eq!(
            read.created_at.unwrap().to_string(),
            "2026-01-03T00:00:00.000000Z"
        );
        assert_eq!(
            read.updated_at.unwrap().to_string(),
            "2026-01-04T00:00:00.000000Z"
        );
        assert_eq!(
            (write.status, write.priority),
            (Some(Status::Completed), Priority::Medium)
        );
        assert_eq!(
            write.completed_at.unwrap().to_string(),
            "2026-01-05T00:00:00.000000Z"
        );
        assert!(write.tags.is_empty() && write.description.is_none());
    }
}

#[test]
fn ids_may_be_of_any_kind_and_hashes_bytes() {
    // With hyphens in one table and without in the other, as happens where there is no type for it.
    let sqlite = r#"
        CREATE TABLE "user" (id CHAR(32) PRIMARY KEY, email VARCHAR, hashed_password BLOB,
            is_superuser BOOLEAN, disabled BOOLEAN, "createdAt" DATETIME);
        CREATE TABLE "todo" (id CHAR(32) PRIMARY KEY, content VARCHAR, is_done BOOLEAN,
            deadline DATETIME, tags JSON, user_id CHAR(36));
        INSERT INTO "user" VALUES
            ('0192f0a07cc17abc8def0123456789ab', 'a@mail.example', x'24326224', 1, 1,
             '2026-01-02T03:04:05+00:00');
        INSERT INTO "todo" VALUES
            ('ffffffffffffffffffffffffffffffff', 'first', 1, '2026-12-01 23:00:00.000000',
             '["b", "a"]', '0192F0A0-7CC1-7ABC-8DEF-0123456789AB'),
            ('00000000000000000000000000000000', 'second', 0, NULL, 'null', NULL);"#;
    let postgres = r#"
        CREATE TABLE "user" (id UUID PRIMARY KEY, email VARCHAR, hashed_password BYTEA,
            is_superuser BOOLEAN, disabled BOOLEAN, "createdAt" TIMESTAMPTZ);
        CREATE TABLE "todo" (id UUID PRIMARY KEY, content VARCHAR, is_done BOOLEAN,
            deadline TIMESTAMP, tags TEXT[], user_id VARCHAR, created_at TIMESTAMP);
        INSERT INTO "user" VALUES
            ('0192f0a0-7cc1-7abc-8def-0123456789ab', 'a@mail.example', '\x24326224', true, true,
             '2026-01-02 05:04:05+02');
        INSERT INTO "todo" VALUES
            ('ffffffff-ffff-ffff-ffff-ffffffffffff', 'first', true, '2026-12-01 23:00:00',
             ARRAY['b', 'a'], '0192f0a07cc17abc8def0123456789ab', '2026-01-01 00:00:00'),
            ('00000000-0000-0000-0000-000000000000', 'second', false, NULL, NULL, NULL,
             '2026-01-02 00:00:00');"#;
    for engine in ENGINES {
        let statements = match engine {
            TestEngine::Sqlite => sqlite,
            _ => postgres,
        };
        let database = Source::of(engine, statements);
        let mut source = database.open();
        let all = users(&mut source);
        let user = good(&all[0]);
        assert_eq!(user.password_hash.as_ref().unwrap().expose(), "$2b$");
        assert_eq!((user.role, user.is_active), (Role::Admin, false));
        assert!(user.username.is_none());
        assert_eq!(
            user.created_at.unwrap().to_string(),
            "2026-01-02T03:04:05.000000Z"
        );

        let found = tasks(&mut source);
        let (first, second) = (good(&found[0]), good(&found[1]));
        // In the order in which they were made, whatever their ids are.
        assert_eq!(
            (first.title.as_str(), second.title.as_str()),
            ("first", "second")
        );
        assert_eq!(first.owner.as_ref(), Some(&all[0].id));
        assert_eq!((first.status, first.is_completed), (None, Some(true)));
        assert_eq!(first.due_date.unwrap().to_string(), "2026-12-01");
        assert_eq!(first.tags.join(), "a,b");
        assert!(second.tags.is_empty() && second.owner.is_none());
    }
}

#[test]
fn priorities_may_be_numbers_and_a_status_a_box_to_tick() {
    let statements = "
        CREATE TABLE users (id INTEGER PRIMARY KEY, user_name VARCHAR, hashed_password VARCHAR);
        CREATE TABLE todos (id INTEGER PRIMARY KEY, title VARCHAR, description VARCHAR,
            priority INTEGER, status BOOLEAN, owner_id INTEGER, tags VARCHAR);
        INSERT INTO users VALUES (1, 'ada', 'x');
        INSERT INTO todos VALUES
            (1, 'one', 'd', 1, true, 1, 'a, b'), (2, 'two', NULL, 3, false, 1, '');";
    for engine in ENGINES {
        let source = Source::of(engine, statements);
        let mut opened = source.open();
        let [_, columns] = used(opened.shape());
        assert!(
            columns.contains(&"priority is priority by number".to_owned()),
            "{columns:?}"
        );
        assert!(
            columns.contains(&"status is completed".to_owned()),
            "{columns:?}"
        );
        let all = tasks(&mut opened);
        let (one, two) = (good(&all[0]), good(&all[1]));
        assert_eq!(
            (one.priority, two.priority),
            (Priority::Low, Priority::High)
        );
        assert_eq!(
            (one.is_completed, two.is_completed),
            (Some(true), Some(false))
        );
        assert_eq!(
            (one.tags.join(), two.tags.join()),
            ("a,b".to_owned(), String::new())
        );

        let options = ForeignOptions {
            priorities: "1=urgent,2=high".parse().unwrap(),
            ..ForeignOptions::default()
        };
        let all = tasks(&mut source.open_with(options).unwrap());
        assert_eq!(good(&all[0]).priority, Priority::Urgent);
        assert_eq!(flawed(&all[1]), ["priority"]);
    }
}

#[test]
fn a_row_that_is_kept_although_it_was_deleted_is_told_as_such() {
    let statements = "
        CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR, password VARCHAR,
            is_deleted BOOLEAN);
        CREATE TABLE tasks (id INTEGER PRIMARY KEY, title VARCHAR, user_id INTEGER,
            deleted_at TIMESTAMP);
        INSERT INTO users VALUES (1, 'a@mail.example', 'x', false), (2, 'no address', NULL, true);
        INSERT INTO tasks VALUES (1, '', 1, '2026-01-01 00:00:00'), (2, 'x', 1, NULL);";
    for engine in ENGINES {
        let database = Source::of(engine, statements);
        let mut source = database.open();
        let all = users(&mut source);
        assert!(matches!(all[0].holds, Ok(Some(_))) && matches!(all[1].holds, Ok(None)));
        let all = tasks(&mut source);
        assert!(matches!(all[0].holds, Ok(None)) && matches!(all[1].holds, Ok(Some(_))));
    }
}

#[test]
fn tags_may_be_in_one_table_and_tasks_in_none() {
    let users_alone = "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR, password VARCHAR);
        INSERT INTO users VALUES (1, 'ada', 'x');";
    let with_tasks = "
        CREATE TABLE tasks (id INTEGER PRIMARY KEY, name VARCHAR, created_by INTEGER);
        CREATE TABLE task_labels (id INTEGER PRIMARY KEY, task_id INTEGER, label VARCHAR);
        INSERT INTO tasks VALUES (1, 'read', 1), (2, 'write', 1);
        INSERT INTO task_labels VALUES (1, 2, 'a'), (2, 2, NULL), (3, 2, 'b');";
    for engine in ENGINES {
        let source = Source::of(engine, users_alone);
        let mut opened = source.open();
        assert!(opened.shape().tasks.is_none());
        // It is what they log in by, since there is nothing else.
        let all = users(&mut opened);
        assert_eq!(good(&all[0]).username.as_ref().unwrap().as_str(), "ada");
        assert!(tasks(&mut opened).is_empty());
        drop(opened);

        source.run(with_tasks);
        let all = tasks(&mut source.open());
        assert!(good(&all[0]).tags.is_empty());
        assert_eq!(good(&all[1]).tags.join(), "a,b");
    }
}

#[test]
fn many_rows_are_handed_out_in_parts() {
    let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1201)";
    let statements = format!(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR, password VARCHAR);
        CREATE TABLE tasks (id INTEGER PRIMARY KEY, title VARCHAR, user_id INTEGER);
        INSERT INTO users VALUES (1, 'ada', 'x');
        {numbers} INSERT INTO tasks SELECT 1202 - i, 'task', 1 FROM n;"
    );
    // PostgreSQL has the query after INSERT INTO.
    let postgres = statements.replace(
        &format!("{numbers} INSERT INTO tasks SELECT 1202 - i, 'task', 1 FROM n"),
        "INSERT INTO tasks SELECT i, 'task', 1 FROM generate_series(1, 1201) AS i",
    );
    for (engine, statements) in ENGINES.into_iter().zip([statements, postgres]) {
        let database = Source::of(engine, &statements);
        let mut source = database.open();
        let (mut ids, mut parts): (Vec<u32>, _) = (Vec::new(), 0);
        source
            .tasks(&mut |page| {
                assert!(page.len() <= 500);
                parts += 1;
                ids.extend(page.iter().map(|found| found.id.parse::<u32>().unwrap()));
                std::ops::ControlFlow::Continue(())
            })
            .unwrap();
        assert!(ids.iter().copied().eq(1..=1201) && parts > 2, "{parts}");
        // Whoever has seen enough is not given more.
        let mut seen = 0;
        source
            .tasks(&mut |page| {
                seen += page.len();
                std::ops::ControlFlow::Break(())
            })
            .unwrap();
        assert!(seen <= 500, "{seen}");
        // And the connection is good for more.
        assert_eq!(tasks(&mut source).len(), 1201);
    }
}

#[test]
fn tables_with_other_names_can_be_named() {
    let statements = "
        CREATE TABLE members (id INTEGER PRIMARY KEY, username VARCHAR, password VARCHAR);
        CREATE TABLE tasks (id INTEGER PRIMARY KEY, title VARCHAR, user_id INTEGER);
        CREATE TABLE todos (id INTEGER PRIMARY KEY, title VARCHAR, user_id INTEGER);
        INSERT INTO members VALUES (1, 'ada', 'x');
        INSERT INTO todos VALUES (1, 'read', 1);";
    for engine in ENGINES {
        let source = Source::of(engine, statements);
        let with = |users: Option<&str>, tasks: Option<&str>| {
            source.open_with(ForeignOptions {
                users_table: users.map(str::to_owned),
                tasks_table: tasks.map(str::to_owned),
                ..ForeignOptions::default()
            })
        };
        assert!(matches!(with(None, None), Err(OpenSourceError::NoUsers(_))));
        let ambiguous = with(Some("members"), None);
        assert!(matches!(ambiguous, Err(OpenSourceError::Ambiguous { .. })));
        let missing = with(Some("members"), Some("x\"; --"));
        assert!(matches!(missing, Err(OpenSourceError::TableMissing { .. })));
        let mut source = with(Some("members"), Some("todos")).unwrap();
        assert_eq!((users(&mut source).len(), tasks(&mut source).len()), (1, 1));
    }
}
