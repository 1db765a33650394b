//! `docket import`: the databases of other programs, whose users log in afterwards as before.

use std::collections::BTreeSet;
use std::fs;

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::json;

use crate::harness::{App, Case, Docket, Ended, PASSWORD, cases, closed_port};

pub(crate) const CASES: &[Case] = cases!(
    App:
        users_log_in_with_their_old_passwords,
        nothing_comes_if_something_is_wrong,
        a_dry_run_tells_everything_and_writes_nothing,
        what_cannot_come_as_it_is_comes_as_is_asked_for;
    Engine:
        a_target_that_is_not_there_yet_is_made_unless_nothing_comes;
    Sqlite:
        a_source_that_is_none_is_told_in_one_line,
        the_source_cannot_be_the_target;
);

/// Of [`PASSWORD`], as Python's libraries make them, but cheap.
const BCRYPT: &str = "$2b$04$8.CY5AEh2KBkVgTn4mIq2Owxm6pAVy0STs2BQhGL5uQd0XgtMd3wi";
const ARGON2ID: &str = "$argon2id$v=19$m=512,t=1,p=2$yfXbFhKRchKrB++bEauHDg$imt7ZWxoA/9H0sDbhrB+soidBeZIp8nNgbN93KIcnDs";
const ARGON2I: &str = "$argon2i$v=19$m=512,t=2,p=2$kx32v11dxExlfT+NdDnMWw$ERSNLMgg59Krg+YkWzZX4g";
/// Of 80 times `x`, of which passlib takes 72.
const CUT_OFF: &str = "$2b$04$PA6RoY6YdITlMRJDaBlfV./jpbtJx16PhrxeyWBuWZtHzv87nNPk6";

const TABLES: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR, email VARCHAR,
        full_name VARCHAR, hashed_password VARCHAR, is_active BOOLEAN, is_superuser BOOLEAN);
    CREATE TABLE tasks (id INTEGER PRIMARY KEY, title VARCHAR, description VARCHAR,
        status VARCHAR, priority VARCHAR, due_date DATE, tags VARCHAR, owner_id INTEGER,
        created_at TIMESTAMP, completed_at TIMESTAMP);";

/// The engines that are read.
const SOURCES: [TestEngine; 2] = [TestEngine::Sqlite, TestEngine::Postgres];

/// A database of another program, with these rows.
fn source(engine: TestEngine, rows: &str) -> TestDatabase {
    let database = TestDatabase::create(engine);
    database.run(&format!("{TABLES}{rows}"));
    database
}

/// The URL as it stands in the settings of the other program.
fn spelled(database: &TestDatabase) -> String {
    let url = database.url();
    url.replacen("postgres://", "postgresql+asyncpg://", 1)
        .replacen("sqlite://", "sqlite+aiosqlite://", 1)
}

fn import(docket: &Docket, database: &TestDatabase, words: &[&str]) -> Ended {
    let url = spelled(database);
    docket.run(&[&["import", url.as_str()], words].concat())
}

fn users_log_in_with_their_old_passwords(app: &App) {
    for (number, engine) in SOURCES.into_iter().enumerate() {
        let name = |stem: &str| format!("{stem}{number}");
        let (ada, bob, eve, old) = (name("ada"), name("bob"), name("eve"), name("old"));
        let source = source(
            engine,
            &format!(
                "INSERT INTO users VALUES
                    (1, '{ada}', '{ada}@mail.example', 'Ada L.', '{BCRYPT}', true, true),
                    (5, '{bob}', NULL, NULL, '{ARGON2ID}', true, false),
                    (6, NULL, '{eve}@mail.example', NULL, '{ARGON2I}', true, NULL),
                    (7, '{old}', NULL, NULL, '{CUT_OFF}', true, false),
                    (8, 'gone{number}', NULL, NULL, '{BCRYPT}', NULL, false);
                INSERT INTO tasks VALUES
                    (1, 'Read', 'all of it', 'IN_PROGRESS', 'HIGH', '2026-12-01', 'work,home', 1,
                     '2026-01-02 03:04:05.678901', NULL),
                    (2, 'Write', NULL, 'DONE', NULL, NULL, NULL, 5, '2026-01-02 03:04:05',
                     '2026-01-03 00:00:00');"
            ),
        );
        let said = import(app.docket(), &source, &[]).success();
        assert!(
            said.contains("imported: 5 users (1 administrator, 1 disabled), 2 tasks, 2 tags"),
            "{said}"
        );
        assert!(
            said.contains("users\thashed_password\tpassword\n"),
            "{said}"
        );
        assert!(said.contains("users\tfull_name\tnot used\n"), "{said}");
        assert!(!said.contains("$2b$"), "{said}");

        let client = app.client();
        let ada = client.logged_in(&ada, PASSWORD);
        assert_eq!(ada.me().ok()["role"], "admin");
        ada.logged_in(&format!("{}@MAIL.example", name("ada")), PASSWORD);
        let tasks = ada.list("").ok();
        assert_eq!(tasks.as_array().unwrap().len(), 1);
        let task = &tasks[0];
        for (member, expected) in [
            ("title", json!("Read")),
            ("description", json!("all of it")),
            ("status", json!("in_progress")),
            ("priority", json!("high")),
            ("due_date", json!("2026-12-01")),
            ("tags", json!(["home", "work"])),
            ("version", json!(1)),
            ("user_id", ada.id()),
            ("created_at", json!("2026-01-02T03:04:05.678901Z")),
        ] {
            assert_eq!(task[member], expected, "{member}");
        }
        // They are found like those that were made here.
        assert_eq!(
            ada.list("?tag=work&search=ALL")
                .ok()
                .as_array()
                .unwrap()
                .len(),
            1
        );

        // Their hashes are renewed when they log in, and their passwords stay what they were.
        for _ in 0..2 {
            let bob = client.logged_in(&bob, PASSWORD);
            let task = &bob.list("").ok()[0];
            assert_eq!(task["completed_at"], "2026-01-03T00:00:00.000000Z");
            client.logged_in(&format!("{eve}@mail.example"), PASSWORD);
        }
        let log_in = |name: &str, password: &str| {
            client.log_in(&json!({"username": name, "password": password}))
        };
        log_in(&bob, "correct horse batterY").problem(401, "invalid_credentials");
        log_in(&name("gone"), PASSWORD).problem(403, "account_disabled");
        // Of which nobody knows all that it was.
        for length in [72, 80] {
            log_in(&old, &"x".repeat(length)).problem(401, "invalid_credentials");
        }
        // Who is imported once is there already.
        let again = import(app.docket(), &source, &[]);
        assert_eq!(again.code, Some(65), "{again:?}");
        assert!(
            again.stderr.contains("users 1, username: is that of user"),
            "{again:?}"
        );
        assert_eq!(ada.list("").ok().as_array().unwrap().len(), 1);
    }
}

/// What is wrong with each row, and the word that names it.
const FAULTS: &str = "INSERT INTO users VALUES
        (1, 'ada', NULL, NULL, 'hunter2', true, false),
        (2, 'a b', NULL, NULL, '$2b$04$8.CY5AEh2KBkVgTn4mIq2Owxm6pAVy0STs2BQhGL5uQd0XgtMd3wi', true, false),
        (3, 'ADA', NULL, NULL, '5f4dcc3b5aa765d61d8327deb882cf99', true, false),
        (4, 'eve', NULL, NULL, '$2b$04$8.CY5AEh2KBkVgTn4mIq2Owxm6pAVy0STs2BQhGL5uQd0XgtMd3wi', true, false);
    INSERT INTO tasks VALUES
        (7, '', NULL, 'strange', NULL, NULL, NULL, 4, NULL, NULL),
        (8, 'lost', NULL, NULL, NULL, NULL, NULL, 99, NULL, NULL);";

fn nothing_comes_if_something_is_wrong(app: &App) {
    let root = app.admin("root");
    for engine in SOURCES {
        let ended = import(app.docket(), &source(engine, FAULTS), &[]);
        assert_eq!(ended.code, Some(65), "{ended:?}");
        for told in [
            "users 1, hashed_password: is no hash",
            "users 2, username: ",
            "users 3, username: is that of row 1 too",
            "users 3, hashed_password: is no hash",
            "tasks 7, title: is required",
            "tasks 7, status: must be one of",
            "tasks 8, owner_id: there is no such user",
            "nothing was imported, for 7 things are wrong",
            "--unusable-passwords=replace",
            "--ownerless-tasks=skip",
        ] {
            assert!(ended.stderr.contains(told), "{told} is not in {ended:?}");
        }
        let all = format!("{}{}", ended.stdout, ended.stderr);
        for secret in ["hunter2", "5f4dcc3b", "$2b$"] {
            assert!(!all.contains(secret), "{ended:?}");
        }
        assert_eq!(root.users("").ok().as_array().unwrap().len(), 1);
    }
}

fn a_dry_run_tells_everything_and_writes_nothing(app: &App) {
    let root = app.admin("root");
    for engine in SOURCES {
        let well = source(
            engine,
            &format!(
                "INSERT INTO users VALUES (1, 'ada', NULL, NULL, '{BCRYPT}', true, false);
                INSERT INTO tasks (id, title, owner_id) VALUES (1, 'read', 1);"
            ),
        );
        let said = import(app.docket(), &well, &["--dry-run"]).success();
        assert!(said.contains("would import: 1 user ("), "{said}");
        assert!(said.contains("nothing was written"), "{said}");
        assert_eq!(root.users("").ok().as_array().unwrap().len(), 1);

        let taken = source(
            engine,
            &format!("INSERT INTO users VALUES (1, 'ROOT', NULL, NULL, '{BCRYPT}', true, true);"),
        );
        let ended = import(app.docket(), &taken, &["--dry-run"]);
        assert_eq!(ended.code, Some(65), "{ended:?}");
        assert!(
            ended.stderr.contains("users 1, username: is that of user"),
            "{ended:?}"
        );
    }
}

fn what_cannot_come_as_it_is_comes_as_is_asked_for(app: &App) {
    let source = source(
        TestEngine::Sqlite,
        "INSERT INTO users VALUES (1, 'ada', NULL, NULL, 'hunter2hunter2', true, false);
        INSERT INTO tasks (id, title, owner_id, priority) VALUES
            (1, 'a' || char(7) || 'b', 1, 1), (2, 'lost', 9, NULL);",
    );
    let words = [
        "--unusable-passwords=replace",
        "--ownerless-tasks=skip",
        "--trim",
        "--priorities=1=urgent",
    ];
    let said = import(app.docket(), &source, &words).success();
    assert!(
        said.contains("1 user with a password that nobody knows"),
        "{said}"
    );
    assert!(said.contains("1 task left out, of nobody"), "{said}");
    let body = json!({"username": "ada", "password": "hunter2hunter2"});
    app.client()
        .log_in(&body)
        .problem(401, "invalid_credentials");
    let reset = ["user", "reset-password", "ada"];
    let input = format!("{PASSWORD}\n");
    app.docket().run_with_input(&reset, &input).success();
    let tasks = app.client().logged_in("ada", PASSWORD).list("").ok();
    assert_eq!(tasks.as_array().unwrap().len(), 1);
    assert_eq!(
        (&tasks[0]["title"], &tasks[0]["priority"]),
        (&json!("ab"), &json!("urgent"))
    );
}

fn a_target_that_is_not_there_yet_is_made_unless_nothing_comes(engine: TestEngine) {
    let target = TestDatabase::create(engine);
    let docket = Docket::on(target.url());
    let pending = || {
        docket
            .run(&["migrate", "status"])
            .success()
            .contains("pending")
    };
    let faulty = source(TestEngine::Sqlite, FAULTS);
    assert_eq!(import(&docket, &faulty, &[]).code, Some(65));
    assert!(pending());
    let user = format!("INSERT INTO users VALUES (1, 'ada', NULL, NULL, '{BCRYPT}', true, false);");
    let well = source(TestEngine::Sqlite, &user);
    let said = import(&docket, &well, &["--dry-run"]).success();
    assert!(said.contains("nor compared with DATABASE_URL"), "{said}");
    assert!(pending());
    import(&docket, &well, &[]).success();
    assert!(!pending());
    docket.start().client().logged_in("ada", PASSWORD);
}

fn a_source_that_is_none_is_told_in_one_line() {
    let docket = Docket::on("sqlite://docket.db");
    fs::write(docket.directory().join("text.db"), "no database").unwrap();
    let away = format!("postgresql://ada:hunter2@127.0.0.1:{}/tasks", closed_port());
    for (url, word, code) in [
        ("sqlite:///missing.db", "there is no file", 65),
        ("sqlite:///text.db", "no SQLite database", 65),
        ("nonsense", "SOURCE", 2),
        ("oracle://ada:hunter2@host/name", "SOURCE", 2),
        ("sqlite://", "SOURCE", 2),
        (&away, "cannot be read", 1),
    ] {
        let ended = docket.run(&["import", url]);
        assert_eq!(ended.code, Some(code), "{ended:?}");
        assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
        assert!(ended.stderr.contains(word), "{ended:?}");
        assert!(!ended.stderr.contains("hunter2"), "{ended:?}");
    }
    let files = fs::read_dir(docket.directory()).unwrap();
    let names: BTreeSet<_> = files.map(|file| file.unwrap().file_name()).collect();
    assert_eq!(names.len(), 1, "{names:?}");
}

fn the_source_cannot_be_the_target() {
    let docket = Docket::on("sqlite://same.db");
    for url in ["sqlite:///./same.db", "sqlite://same.db"] {
        fs::write(docket.directory().join("same.db"), "").unwrap();
        let ended = docket.run(&["import", url]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains("DATABASE_URL"), "{ended:?}");
    }
}
