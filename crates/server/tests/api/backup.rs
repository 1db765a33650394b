//! `docket backup`: copies of a SQLite database, made while the service serves.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use crate::harness::{Case, Docket, PASSWORD, cases, eventually};

pub(crate) const CASES: &[Case] = cases!(
    Sqlite:
        a_backup_holds_what_was_acknowledged_before_it_began,
        a_backup_is_for_its_owner_alone_and_nothing_else_is_left,
        a_file_that_is_there_is_replaced_by_force_alone,
        a_database_is_never_replaced_by_its_backup,
        a_place_that_cannot_be_written_to_is_refused,
        without_a_database_there_is_no_backup,
        killed_at_any_moment_it_leaves_a_whole_backup_or_none;
    Postgres:
        a_postgres_database_is_left_to_its_own_tools;
    Mysql:
        a_mysql_database_is_left_to_its_own_tools,
);

/// What a backup that was not made, or not put in its place, ends with.
pub(crate) const BAD_INPUT: i32 = 65;
const CANNOT_CREATE: i32 = 73;

/// How often a command is killed, each time a little later.
const ROUNDS: u32 = 40;

/// A binary with a SQLite database in its working directory.
pub(crate) fn sqlite() -> Docket {
    Docket::on("sqlite://docket.db")
}

/// Runs a command, and makes sure that it ends with this code, and says why in one line that has
/// these words.
#[track_caller]
pub(crate) fn refused(docket: &Docket, arguments: &[&str], code: i32, words: &[&str]) {
    let ended = docket.run(arguments);
    assert_eq!(ended.code, Some(code), "{arguments:?}: {ended:?}");
    assert_eq!(ended.stdout, "", "{arguments:?}: {ended:?}");
    assert_eq!(ended.stderr.lines().count(), 1, "{arguments:?}: {ended:?}");
    for word in words {
        assert!(ended.stderr.contains(word), "{arguments:?}: {ended:?}");
    }
}

/// The names of the files in a directory, but for those of the open database.
pub(crate) fn files(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "docket.db-wal" && name != "docket.db-shm")
        .collect();
    names.sort();
    names
}

/// Runs a command again and again, and kills it each time a little later; the last time it may end.
pub(crate) fn killed_along(
    docket: &Docket,
    arguments: &[&str],
    before: impl Fn(),
    mut after: impl FnMut(),
) {
    before();
    let begun = Instant::now();
    docket.run(arguments).success();
    let whole = begun.elapsed();
    for round in 0..=ROUNDS {
        before();
        let begun = Instant::now();
        let mut process = docket.spawn(arguments);
        eventually("it is to be killed", || {
            let is_time = round < ROUNDS && begun.elapsed() >= whole * round / ROUNDS;
            (is_time || process.ended().is_some()).then_some(())
        });
        process.kill();
        drop(process);
        after();
    }
}

fn a_backup_holds_what_was_acknowledged_before_it_began() {
    let docket = sqlite();
    let server = docket.start();
    let ada = server.client().new_user("ada");
    let (acknowledged, is_over) = (AtomicUsize::new(0), AtomicBool::new(false));
    let before = thread::scope(|scope| {
        scope.spawn(|| {
            // One after the other, so each backup has the first of them, and no other.
            while !is_over.load(Ordering::Relaxed) {
                let number = acknowledged.load(Ordering::Relaxed);
                ada.new_task(&format!("number {number}"));
                acknowledged.store(number + 1, Ordering::Relaxed);
            }
        });
        eventually("the load is under way", || {
            (acknowledged.load(Ordering::Relaxed) > 20).then_some(())
        });
        let before = acknowledged.load(Ordering::Relaxed);
        let said = docket.run(&["backup", "copy.db"]);
        let after = acknowledged.load(Ordering::Relaxed);
        is_over.store(true, Ordering::Relaxed);
        assert!(after > before, "nobody waited for the backup: {before}");
        assert!(said.success().starts_with("backed up 1 user and "));
        before
    });

    let copy = docket.directory().join("copy.db");
    let elsewhere = sqlite();
    let restored = elsewhere.run(&["restore", copy.to_str().unwrap()]);
    assert!(restored.success().contains("restored 1 user and "));
    let server = elsewhere.start();
    let ada = server.client().logged_in("ada", PASSWORD);
    let tasks = ada.list("?limit=1000&sort_by=id").ok();
    let titles: Vec<&str> = tasks
        .as_array()
        .unwrap()
        .iter()
        .map(|task| task["title"].as_str().unwrap())
        .collect();
    assert!(titles.len() >= before, "{} of {before}", titles.len());
    for (number, title) in titles.iter().enumerate() {
        assert_eq!(*title, format!("number {number}"));
    }
    ada.new_task("and so on");
}

fn a_backup_is_for_its_owner_alone_and_nothing_else_is_left() {
    let docket = sqlite();
    docket.run(&["migrate"]).success();
    let said = docket.run(&["backup", "copy.db"]).success();
    assert!(
        said.contains("0 users and 0 tasks") && said.contains("copy.db"),
        "{said}"
    );
    let metadata = docket.directory().join("copy.db").metadata().unwrap();
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    assert_eq!(files(docket.directory()), ["copy.db", "docket.db"]);
}

fn a_file_that_is_there_is_replaced_by_force_alone() {
    let docket = sqlite();
    docket.run(&["migrate"]).success();
    let copy = docket.directory().join("copy.db");
    fs::write(&copy, "what somebody keeps").unwrap();
    refused(
        &docket,
        &["backup", "copy.db"],
        CANNOT_CREATE,
        &["copy.db is there already", "--force"],
    );
    assert_eq!(fs::read(&copy).unwrap(), b"what somebody keeps");
    docket.run(&["backup", "--force", "copy.db"]).success();
    sqlite().run(&["restore", copy.to_str().unwrap()]).success();
    assert_eq!(files(docket.directory()), ["copy.db", "docket.db"]);
}

fn a_database_is_never_replaced_by_its_backup() {
    let docket = sqlite();
    let server = docket.start();
    symlink("docket.db", docket.directory().join("link.db")).unwrap();
    for target in [
        "docket.db",
        "./docket.db",
        "docket.db-wal",
        "docket.db.key",
        "link.db",
    ] {
        refused(
            &docket,
            &["backup", "--force", target],
            CANNOT_CREATE,
            &[target],
        );
    }
    server.client().new_user("ada").new_task("is safe");
}

fn a_place_that_cannot_be_written_to_is_refused() {
    let docket = sqlite();
    docket.run(&["migrate"]).success();
    fs::create_dir(docket.directory().join("directory")).unwrap();
    for (target, word) in [
        ("no/such/copy.db", "make its directory"),
        ("directory", "regular file"),
    ] {
        refused(
            &docket,
            &["backup", "--force", target],
            CANNOT_CREATE,
            &[target, word],
        );
    }
    for command in ["backup", "restore"] {
        let ended = docket.run(&[command, "-"]);
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.stderr.contains("name a file"), "{ended:?}");
    }
    assert_eq!(files(docket.directory()), ["directory", "docket.db"]);
}

fn without_a_database_there_is_no_backup() {
    let docket = sqlite();
    refused(
        &docket,
        &["backup", "copy.db"],
        BAD_INPUT,
        &["docket.db", "DATABASE_URL"],
    );
    assert_eq!(files(docket.directory()), [""; 0], "and none is made");
}

fn killed_at_any_moment_it_leaves_a_whole_backup_or_none() {
    let docket = sqlite();
    docket.run(&["migrate"]).success();
    let copy = docket.directory().join("copy.db");
    let remove = || {
        // The process may have been killed before it was made.
        let _ = fs::remove_file(&copy);
    };
    let (mut none, mut whole) = (0, 0);
    killed_along(&docket, &["backup", "copy.db"], remove, || {
        if copy.exists() {
            whole += 1;
            sqlite().run(&["restore", copy.to_str().unwrap()]).success();
        } else {
            none += 1;
        }
    });
    assert!(
        none > 0 && whole > 0,
        "killed too late or too early: {none}, {whole}"
    );
}

#[track_caller]
fn assert_left_to(url: &str, tool: &str) {
    let docket = Docket::on(url);
    for command in ["backup", "restore"] {
        refused(&docket, &[command, "copy.db"], 1, &[tool]);
    }
}

fn a_postgres_database_is_left_to_its_own_tools() {
    assert_left_to("postgres://127.0.0.1:1/none", "pg_dump");
}

fn a_mysql_database_is_left_to_its_own_tools() {
    assert_left_to("mysql://127.0.0.1:1/none", "mysqldump");
}
