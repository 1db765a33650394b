//! Files of SQLite, which are left as they are, and all that lies beside them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use docket_persistence::{DatabaseUrl, ForeignDatabase, ForeignOptions, OpenSourceError};
use tempfile::TempDir;

use super::source::users;

const STATEMENTS: &str = "
    CREATE TABLE users (id INTEGER PRIMARY KEY, username VARCHAR, password VARCHAR);
    INSERT INTO users VALUES (1, 'ada', 'x');";

/// A file that is not asked for often: with all that a URI could stumble over.
const NAME: &str = "old 100%25#?.db";

struct Directory(TempDir);

impl Directory {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self) -> String {
        self.0.path().join(NAME).to_str().unwrap().to_owned()
    }

    fn connect(&self) -> SqliteConnection {
        SqliteConnection::establish(&self.path()).unwrap()
    }

    fn open(&self) -> Result<ForeignDatabase, OpenSourceError> {
        open(Path::new(&self.path()))
    }

    /// Every file, and what is in it.
    fn content(&self) -> BTreeMap<String, Vec<u8>> {
        let files = fs::read_dir(self.0.path()).unwrap();
        files
            .map(|file| {
                let file = file.unwrap();
                let name = file.file_name().into_string().unwrap();
                (name, fs::read(file.path()).unwrap())
            })
            .collect()
    }
}

fn open(path: &Path) -> Result<ForeignDatabase, OpenSourceError> {
    let path = path.to_str().unwrap();
    let encoded = path.replace('%', "%25").replace('?', "%3F");
    let url = DatabaseUrl::parse(&format!("sqlite:///{encoded}")).unwrap();
    ForeignDatabase::open(&url, ForeignOptions::default())
}

#[test]
fn a_file_that_was_closed_is_read_and_nothing_is_made_beside_it() {
    for mode in ["DELETE", "WAL"] {
        let directory = Directory::new();
        let mut connection = directory.connect();
        connection
            .batch_execute(&format!("PRAGMA journal_mode = {mode}; {STATEMENTS}"))
            .unwrap();
        drop(connection);
        let before = directory.content();
        assert_eq!(before.len(), 1, "{mode}");
        let mut source = directory.open().unwrap();
        assert_eq!(users(&mut source).len(), 1);
        assert_eq!(directory.content(), before, "{mode}: while it is open");
        drop(source);
        assert_eq!(directory.content(), before, "{mode}: afterwards");
    }
}

#[test]
fn what_a_program_has_not_merged_yet_is_read_as_well() {
    let directory = Directory::new();
    let mut connection = directory.connect();
    connection
        .batch_execute(&format!("PRAGMA journal_mode = WAL; {STATEMENTS}"))
        .unwrap();
    let before = directory.content();
    let mut source = directory.open().unwrap();
    assert_eq!(users(&mut source).len(), 1);
    // What comes later is not seen, however often it is read.
    connection
        .batch_execute("INSERT INTO users VALUES (2, 'bob', 'x')")
        .unwrap();
    assert_eq!(users(&mut source).len(), 1);
    drop(source);
    assert_eq!(users(&mut directory.open().unwrap()).len(), 2);
    let after = directory.content();
    assert!(after.keys().eq(before.keys()), "{:?}", after.keys());
    assert_eq!(after[NAME], before[NAME]);
}

#[test]
fn a_file_whose_log_would_have_to_be_merged_is_refused() {
    let directory = Directory::new();
    let mut connection = directory.connect();
    connection
        .batch_execute(&format!("PRAGMA journal_mode = WAL; {STATEMENTS}"))
        .unwrap();
    // As when someone copies the two files that look important.
    let copy = Directory::new();
    for suffix in ["", "-wal"] {
        let name = format!("{NAME}{suffix}");
        fs::copy(directory.0.path().join(&name), copy.0.path().join(&name)).unwrap();
    }
    let before = copy.content();
    assert!(matches!(
        copy.open(),
        Err(OpenSourceError::NotClosed { .. })
    ));
    assert_eq!(copy.content(), before);
}

#[test]
fn what_is_no_database_is_refused_and_never_made() {
    let directory = Directory::new();
    assert!(matches!(
        directory.open(),
        Err(OpenSourceError::FileMissing(_))
    ));
    assert!(directory.content().is_empty());
    for content in [&b""[..], b"SQLite format 3", &[b'x'; 4096]] {
        fs::write(directory.path(), content).unwrap();
        assert!(matches!(
            directory.open(),
            Err(OpenSourceError::NotADatabase(_))
        ));
        assert_eq!(directory.content()[NAME], content);
    }
    assert!(open(directory.0.path()).is_err(), "a directory");
}

#[test]
fn a_link_is_followed_to_where_the_log_is() {
    let (directory, elsewhere) = (Directory::new(), Directory::new());
    let mut connection = directory.connect();
    connection
        .batch_execute(&format!("PRAGMA journal_mode = WAL; {STATEMENTS}"))
        .unwrap();
    std::os::unix::fs::symlink(directory.path(), elsewhere.path()).unwrap();
    assert_eq!(users(&mut elsewhere.open().unwrap()).len(), 1);
}
