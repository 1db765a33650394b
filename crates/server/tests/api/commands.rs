//! The command line.

use std::fs;

use docket_testkit::database::{TestDatabase, TestEngine};

use crate::harness::{App, Case, Docket, cases, closed_port, eventually, workspace_file};

pub(crate) const CASES: &[Case] = cases!(
    App:
        healthcheck_says_whether_the_server_is_ready;
    Engine:
        migrations_are_listed_applied_and_reverted,
        migrate_alone_applies_them,
        serve_needs_no_word;
    Sqlite:
        help_names_every_command,
        an_unknown_command_is_refused,
        every_engine_has_the_same_migrations;
    Postgres:
        migrating_without_postgres_fails;
    Mysql:
        migrating_without_mysql_fails,
);

/// The names of the migrations of an engine, in order.
fn migrations(engine: TestEngine) -> Vec<String> {
    let directory = workspace_file("migrations").join(engine.name());
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn every_engine_has_the_same_migrations() {
    let names = TestEngine::ALL.map(migrations);
    assert!(!names[0].is_empty());
    assert!(names.iter().all(|other| *other == names[0]), "{names:?}");
}

/// What `docket migrate` prints.
#[track_caller]
fn migrate(docket: &Docket, word: &str) -> Vec<String> {
    let printed = docket.run(&["migrate", word]).success();
    printed.lines().map(str::to_owned).collect()
}

fn migrations_are_listed_applied_and_reverted(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    let names = migrations(engine);
    let marked = |mark: &str| {
        names
            .iter()
            .map(|name| format!("{mark} {name}"))
            .collect::<Vec<_>>()
    };

    assert_eq!(migrate(&docket, "status"), marked("pending"));
    assert_eq!(
        migrate(&docket, "status"),
        marked("pending"),
        "asking changes nothing"
    );
    assert_eq!(migrate(&docket, "run"), marked("applied"));
    assert_eq!(migrate(&docket, "status"), marked("applied"));
    let nothing = migrate(&docket, "run");
    assert!(
        nothing.len() == 1 && nothing[0].contains("nothing to do"),
        "{nothing:?}"
    );

    for reverted in (0..names.len()).rev() {
        assert_eq!(
            migrate(&docket, "revert"),
            [format!("reverted {}", names[reverted])]
        );
        let status = migrate(&docket, "status");
        assert_eq!(status[..reverted], marked("applied")[..reverted]);
        assert_eq!(status[reverted..], marked("pending")[reverted..]);
    }
    let nothing = migrate(&docket, "revert");
    assert!(
        nothing.len() == 1 && nothing[0].contains("nothing to do"),
        "{nothing:?}"
    );

    assert_eq!(migrate(&docket, "run"), marked("applied"));
    docket.start().client().new_user("ada").new_task("a");
}

fn migrate_alone_applies_them(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url()).with("DATABASE_AUTO_MIGRATE", "false");
    docket.run(&["migrate"]).success();
    docket.start().client().ready().ok();
}

#[track_caller]
fn assert_migrating_fails(engine: TestEngine) {
    const PASSWORD: &str = "a-secret-of-the-database";
    let (scheme, port) = (engine.name(), closed_port());
    let docket = Docket::on(&format!(
        "{scheme}://docket:{PASSWORD}@127.0.0.1:{port}/docket"
    ));
    for word in ["run", "status", "revert"] {
        let ended = docket.run(&["migrate", word]);
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert_eq!(ended.stdout, "", "{ended:?}");
        assert!(
            !ended.stderr.is_empty() && !ended.stderr.contains(PASSWORD),
            "{ended:?}"
        );
    }
}

fn migrating_without_postgres_fails() {
    assert_migrating_fails(TestEngine::Postgres);
}

fn migrating_without_mysql_fails() {
    assert_migrating_fails(TestEngine::Mysql);
}

fn healthcheck_says_whether_the_server_is_ready(app: &App) {
    let check = |port: u16| {
        let docket = Docket::bare().with("PORT", &port.to_string());
        docket.run(&["healthcheck"])
    };
    check(app.server().address().port()).success();
    let nobody = check(closed_port());
    assert_eq!(nobody.code, Some(1), "{nobody:?}");
    assert_eq!(nobody.stderr.lines().count(), 1, "{nobody:?}");

    app.docket().run(&["migrate", "revert"]).success();
    let client = app.client();
    eventually("it is not ready any more", || {
        (client.ready().status == 503).then_some(())
    });
    let not_ready = check(app.server().address().port());
    assert_eq!(not_ready.code, Some(1), "{not_ready:?}");
}

fn serve_needs_no_word(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    docket.start_by(&[]).client().ready().ok();
    docket.start_by(&["serve"]).client().ready().ok();
}

fn help_names_every_command() {
    let docket = Docket::bare();
    let help = docket.run(&["--help"]).success();
    for word in [
        "serve",
        "migrate",
        "openapi",
        "healthcheck",
        "DATABASE_URL",
        "SECRET_KEY",
        "PORT",
    ] {
        assert!(help.contains(word), "{word} is not in\n{help}");
    }
    let help = docket.run(&["migrate", "--help"]).success();
    for word in ["run", "revert", "status"] {
        assert!(help.contains(word), "{word} is not in\n{help}");
    }
    assert!(
        fs::read_dir(docket.directory()).unwrap().next().is_none(),
        "help makes no files"
    );
}

fn an_unknown_command_is_refused() {
    for arguments in [
        ["fly"].as_slice(),
        &["migrate", "sideways"],
        &["--nonsense"],
    ] {
        let ended = Docket::bare().run(arguments);
        assert!(ended.code.is_some_and(|code| code != 0), "{ended:?}");
        assert!(
            !ended.stderr.is_empty() && ended.stdout.is_empty(),
            "{ended:?}"
        );
    }
}
