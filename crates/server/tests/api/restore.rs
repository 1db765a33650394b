//! `docket restore`: backups put in the place of a SQLite database, and never half.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::backup::{BAD_INPUT, files, killed_along, refused, sqlite};
use crate::harness::{Case, Docket, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(
    Sqlite:
        what_was_there_before_is_kept,
        nothing_is_restored_while_anybody_has_the_database_open,
        what_is_no_sound_backup_is_refused_and_nothing_is_lost,
        a_copy_of_an_open_database_is_not_taken_for_the_whole,
        an_older_backup_is_brought_up_to_date_unless_told_otherwise,
        a_damaged_database_is_replaced_and_kept,
        a_second_name_of_the_database_is_no_backup_of_it,
        a_log_without_its_database_is_not_taken_for_the_new_ones,
        killed_at_any_moment_it_leaves_the_old_state_or_the_new_one,
);

const IN_USE: i32 = 75;

/// A database whose only user has this name, and which nobody has open.
fn with_user(name: &str) -> Docket {
    let docket = sqlite();
    docket
        .start()
        .client()
        .new_user(name)
        .new_task("of the user");
    // Whichever connection of a server is closed last, it may be so by the end of the process: what
    // is in the log then is moved into the file by the next one that has it alone.
    docket.run(&["user", "list"]).success();
    docket
}

/// The path of a backup of a database like that.
fn backup_of(docket: &Docket) -> String {
    docket.run(&["backup", "copy.db"]).success();
    let copy = docket.directory().join("copy.db");
    copy.to_str().unwrap().to_owned()
}

/// Makes sure that these can log in, and others cannot.
#[track_caller]
fn assert_users(docket: &Docket, names: &[&str]) {
    let said = docket.run(&["user", "list"]).success();
    let found: Vec<&str> = said
        .lines()
        .skip(1)
        .map(|line| line.split('\t').nth(1).unwrap())
        .collect();
    assert_eq!(found, names, "{said}");
}

/// The files that are not those of the database and its backup.
fn others(docket: &Docket) -> Vec<String> {
    let mut files = files(docket.directory());
    files.retain(|name| name != "docket.db" && name != "copy.db");
    files
}

fn what_was_there_before_is_kept() {
    let (ada, bob) = (with_user("ada"), with_user("bob"));
    let database = bob.directory().join("docket.db");
    fs::set_permissions(&database, fs::Permissions::from_mode(0o640)).unwrap();
    let said = bob.run(&["restore", &backup_of(&ada)]).success();
    assert!(said.contains("restored 1 user and 1 task "), "{said}");
    assert_users(&bob, &["ada"]);
    let mode = database.metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640, "as it was");
    let tasks = bob
        .start()
        .client()
        .logged_in("ada", PASSWORD)
        .list("")
        .ok();
    assert_eq!(tasks[0]["title"], "of the user");

    let kept = others(&bob);
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert!(kept[0].starts_with("docket.db.before-"), "{kept:?}");
    assert!(said.contains(&kept[0]), "{said}");
    // And so there is a way back.
    bob.run(&["restore", &kept[0]]).success();
    assert_users(&bob, &["bob"]);
    assert_eq!(others(&bob).len(), 2);
}

/// As a restore leaves it that is killed between keeping the one and replacing it by the other.
fn a_second_name_of_the_database_is_no_backup_of_it() {
    let bob = with_user("bob");
    let (place, second) = (
        bob.directory().join("docket.db"),
        bob.directory().join("docket.db.before-then"),
    );
    fs::hard_link(&place, &second).unwrap();
    let words = ["the backup is the database itself"];
    for name in ["docket.db", "docket.db.before-then"] {
        refused(&bob, &["restore", name], BAD_INPUT, &words);
    }
    assert_users(&bob, &["bob"]);
}

fn nothing_is_restored_while_anybody_has_the_database_open() {
    let ada = with_user("ada");
    let backup = backup_of(&ada);
    let bob = sqlite();
    let server = bob.start();
    let words = ["docket.db is in use", "stop the service"];
    // Also if nobody has asked for anything yet.
    refused(&bob, &["restore", &backup], IN_USE, &words);
    let client = server.client().new_user("bob");
    refused(&bob, &["restore", &backup], IN_USE, &words);
    client.new_task("is not lost");
    assert_eq!(others(&bob), [""; 0]);
    drop(server);
    bob.run(&["restore", &backup]).success();
    assert_users(&bob, &["ada"]);
}

fn what_is_no_sound_backup_is_refused_and_nothing_is_lost() {
    let bob = with_user("bob");
    let ada = with_user("ada");
    let backup = backup_of(&ada);
    let sound = fs::read(&backup).unwrap();
    let before = fs::read(bob.directory().join("docket.db")).unwrap();
    let in_the_middle = |bytes: &[u8]| {
        let mut damaged = sound.clone();
        let middle = damaged.len() / 2;
        damaged[middle..middle + bytes.len()].copy_from_slice(bytes);
        damaged
    };
    let empty = sqlite();
    empty.run(&["migrate"]).success();
    while !empty
        .run(&["migrate", "revert"])
        .success()
        .contains("nothing")
    {}
    let of_nothing = fs::read(file_of(&empty)).unwrap();
    for (content, word) in [
        (Vec::new(), "no SQLite database"),
        (
            b"-- PostgreSQL database dump".to_vec(),
            "no SQLite database",
        ),
        (sound[..100].to_vec(), "damaged"),
        (sound[..sound.len() / 2].to_vec(), "damaged"),
        (in_the_middle(&[0xA5; 8192]), "damaged"),
        (newer(&sound), "newer"),
        (of_nothing, "no database of Docket"),
    ] {
        let bad = bob.directory().join("copy.db");
        fs::write(&bad, content).unwrap();
        refused(
            &bob,
            &["restore", "copy.db"],
            BAD_INPUT,
            &["copy.db", word, "hint"],
        );
        assert_eq!(others(&bob), [""; 0], "{word}");
        assert_eq!(
            fs::read(bob.directory().join("docket.db")).unwrap(),
            before,
            "{word}"
        );
    }
    for (path, word) in [
        ("no-such-file.db", "cannot be read"),
        ("/", "no regular file"),
        ("/dev/zero", "no regular file"),
        ("docket.db", "the database itself"),
    ] {
        refused(&bob, &["restore", path], BAD_INPUT, &[word]);
    }
    assert_users(&bob, &["bob"]);
}

/// The file of a database that nobody has open.
fn file_of(docket: &Docket) -> PathBuf {
    docket.directory().join("docket.db")
}

/// A database like this one, whose last migration is of another year.
fn newer(database: &[u8]) -> Vec<u8> {
    const LAST: &[u8] = b"20261120140100";
    let mut newer = database.to_vec();
    let places: Vec<usize> = (0..newer.len() - LAST.len())
        .filter(|at| newer[*at..].starts_with(LAST))
        .collect();
    assert!(!places.is_empty(), "it is the last migration");
    for at in places {
        newer[at..at + 4].copy_from_slice(b"2099");
    }
    newer
}

fn a_copy_of_an_open_database_is_not_taken_for_the_whole() {
    let ada = sqlite();
    let server = ada.start();
    server.client().new_user("ada");
    let bob = with_user("bob");
    for ending in ["", "-wal"] {
        let from = ada.directory().join(format!("docket.db{ending}"));
        fs::copy(from, bob.directory().join(format!("copy.db{ending}"))).unwrap();
    }
    let words = ["a part of it is in copy.db-wal", "docket backup"];
    refused(&bob, &["restore", "copy.db"], BAD_INPUT, &words);
    assert_users(&bob, &["bob"]);
    // As the hint says.
    let copy = bob.directory().join("copy.db");
    let of_copy = Docket::on(&format!("sqlite:///{}", copy.display()));
    of_copy.run(&["backup", "whole.db"]).success();
    let whole = of_copy.directory().join("whole.db");
    bob.run(&["restore", whole.to_str().unwrap()]).success();
    assert_users(&bob, &["ada"]);
}

fn an_older_backup_is_brought_up_to_date_unless_told_otherwise() {
    let ada = with_user("ada");
    ada.run(&["migrate", "revert"]).success();
    ada.run(&["migrate", "revert"]).success();
    let backup = backup_of(&ada);

    let said = sqlite().run(&["restore", &backup]).success();
    assert_eq!(said.matches("applied 2").count(), 2, "{said}");
    let bob = sqlite();
    bob.run(&["restore", &backup]).success();
    assert!(
        !bob.run(&["migrate", "status"])
            .success()
            .contains("pending")
    );
    assert_users(&bob, &["ada"]);

    let eve = sqlite().with("DATABASE_AUTO_MIGRATE", "false");
    let said = eve.run(&["restore", &backup]).success();
    assert_eq!(said.matches("pending 2").count(), 2, "{said}");
    let status = eve.run(&["migrate", "status"]).success();
    assert_eq!(status.matches("pending").count(), 2, "{status}");
}

fn a_damaged_database_is_replaced_and_kept() {
    let ada = with_user("ada");
    let backup = backup_of(&ada);
    let bob = with_user("bob");
    let database = bob.directory().join("docket.db");
    fs::write(&database, [0xA5; 8192]).unwrap();
    bob.run(&["restore", &backup]).success();
    assert_users(&bob, &["ada"]);
    let kept = bob.directory().join(&others(&bob)[0]);
    assert_eq!(fs::read(kept).unwrap(), [0xA5; 8192]);

    // With a log, the two belong together, and only the operator can tell.
    fs::write(&database, [0xA5; 8192]).unwrap();
    let log = bob.directory().join("docket.db-wal");
    fs::write(&log, [0x5A; 8192]).unwrap();
    refused(&bob, &["restore", &backup], 1, &["docket.db-wal", "move"]);
    assert_eq!(fs::read(&database).unwrap(), [0xA5; 8192]);
    assert_eq!(fs::read(&log).unwrap(), [0x5A; 8192]);
}

fn a_log_without_its_database_is_not_taken_for_the_new_ones() {
    let ada = with_user("ada");
    let backup = backup_of(&ada);
    let bob = sqlite();
    let server = bob.start();
    server.client().new_user("bob");
    fs::copy(
        bob.directory().join("docket.db-wal"),
        bob.directory().join("wal"),
    )
    .unwrap();
    drop(server);
    fs::remove_file(bob.directory().join("docket.db")).unwrap();
    fs::rename(
        bob.directory().join("wal"),
        bob.directory().join("docket.db-wal"),
    )
    .unwrap();
    bob.run(&["restore", &backup]).success();
    assert_users(&bob, &["ada"]);
    let kept = others(&bob);
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert!(
        kept[0].starts_with("docket.db.before-") && kept[0].ends_with("-wal"),
        "{kept:?}"
    );
}

fn killed_at_any_moment_it_leaves_the_old_state_or_the_new_one() {
    let ada = with_user("ada");
    let backup = backup_of(&ada);
    let bob = with_user("bob");
    let original = fs::read(file_of(&bob)).unwrap();
    let put_back = || {
        for file in others(&bob) {
            fs::remove_file(bob.directory().join(file)).unwrap();
        }
        fs::write(file_of(&bob), &original).unwrap();
    };
    let (mut old, mut new) = (0, 0);
    killed_along(&bob, &["restore", &backup], put_back, || {
        let said = bob.run(&["user", "list"]).success();
        match said.lines().nth(1).and_then(|line| line.split('\t').nth(1)) {
            Some("bob") => old += 1,
            Some("ada") => new += 1,
            _ => panic!("neither the old state nor the new one: {said}"),
        }
        // Which examines it.
        bob.run(&["backup", "--force", "copy.db"]).success();
    });
    assert!(
        old > 0 && new > 0,
        "killed too late or too early: {old}, {new}"
    );
}
