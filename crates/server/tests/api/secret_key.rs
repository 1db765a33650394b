//! What access tokens are signed with, where that is not said, or badly chosen.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::harness::{Case, Docket, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(Sqlite:
    a_weak_key_is_refused_where_others_can_reach_the_service,
    a_weak_key_is_warned_about_on_a_loopback_address,
    a_good_key_is_neither,
    without_a_key_one_is_made_and_kept_for_its_owner_alone,
    a_key_that_was_made_outlives_a_restart,
    each_database_has_a_key_of_its_own,
    without_a_key_instances_of_a_database_server_are_refused,
);

const WEAK: [&str; 4] = [
    "short",
    "0123456789abcdef0123456789abcde",
    "your-secret-key-change-in-production-please",
    "changeme-changeme-changeme-changeme",
];

fn sqlite() -> Docket {
    Docket::on("sqlite://docket.db")
}

fn a_weak_key_is_refused_where_others_can_reach_the_service() {
    for host in ["0.0.0.0", "::"] {
        for weak in WEAK {
            let ended = sqlite()
                .with("SECRET_KEY", weak)
                .with("HOST", host)
                .run(&["serve"]);
            assert_eq!(ended.code, Some(1), "{ended:?}");
            assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
            assert!(ended.stderr.contains("SECRET_KEY"), "{ended:?}");
            assert!(!ended.stderr.contains(weak), "{ended:?}");
        }
    }
}

fn a_weak_key_is_warned_about_on_a_loopback_address() {
    for weak in WEAK {
        let docket = sqlite().with("SECRET_KEY", weak);
        let server = docket.start();
        let line = server.log_line(&["WARN", "SECRET_KEY"]);
        assert!(!line.contains(weak), "{line}");
        server.client().new_user("ada").me().ok();
    }
}

fn a_good_key_is_neither() {
    for host in ["127.0.0.1", "0.0.0.0"] {
        let docket = sqlite().with("HOST", host);
        let log = docket.start().stop();
        assert!(
            !log.contains("SECRET_KEY") && !log.contains("WARN"),
            "{log}"
        );
    }
}

/// The files in the working directory that are not the database's own.
fn other_files(docket: &Docket) -> Vec<PathBuf> {
    let files = fs::read_dir(docket.directory())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let own = ["docket.db", "docket.db-wal", "docket.db-shm"];
    files
        .filter(|path| !own.iter().any(|name| path.ends_with(name)))
        .collect()
}

fn without_a_key_one_is_made_and_kept_for_its_owner_alone() {
    let docket = sqlite().without("SECRET_KEY");
    let server = docket.start();
    let files = other_files(&docket);
    let [file] = files.as_slice() else {
        panic!("one file holds the key, not {files:?}")
    };
    assert_eq!(
        fs::metadata(file).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let name = file.file_name().unwrap().to_str().unwrap();
    server.log_line(&["SECRET_KEY", name]);
    let key = fs::read_to_string(file).unwrap();
    assert!(key.trim().len() >= 32);
    assert!(
        !server.stop().contains(key.trim()),
        "the key itself is not in the log"
    );
}

fn a_key_that_was_made_outlives_a_restart() {
    let docket = sqlite().without("SECRET_KEY");
    let server = docket.start();
    let ada = server.client().new_user("ada");
    let token = ada.token().to_owned();
    let key = fs::read(&other_files(&docket)[0]).unwrap();
    server.stop();

    let server = docket.start();
    assert_eq!(
        server.client().with_token(&token).me().ok()["username"],
        "ada"
    );
    assert_eq!(fs::read(&other_files(&docket)[0]).unwrap(), key);
    server.client().logged_in("ada", PASSWORD);
}

fn each_database_has_a_key_of_its_own() {
    let (one, other) = (
        sqlite().without("SECRET_KEY"),
        sqlite().without("SECRET_KEY"),
    );
    let (first, second) = (one.start(), other.start());
    let ada = first.client().new_user("ada");
    second.client().new_user("ada");
    second
        .client()
        .with_token(ada.token())
        .me()
        .problem(401, "token_invalid");
    let key_of = |docket: &Docket| fs::read(&other_files(docket)[0]).unwrap();
    assert_ne!(key_of(&one), key_of(&other));
}

fn without_a_key_instances_of_a_database_server_are_refused() {
    let docket = Docket::on("postgres://127.0.0.1:1/docket").without("SECRET_KEY");
    let ended = docket.with("HOST", "0.0.0.0").run(&["serve"]);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.stderr.contains("SECRET_KEY"), "{ended:?}");
}
