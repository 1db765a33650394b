//! Another process that has SQLite's file open.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::failure::{Failure, Outcome};

/// What it says when it has begun.
const BEGUN: &str = "begun";

/// A `sqlite3` in a transaction. It ends with us at the latest, for its input does.
#[derive(Debug)]
pub(super) struct Holder {
    shell: Child,
    input: ChildStdin,
}

impl Holder {
    /// Has it begin a transaction by these statements on the file in the directory, and waits until
    /// it has.
    pub(super) fn begin(directory: &Path, statements: &str) -> Outcome<Self> {
        let mut shell = Command::new("sqlite3")
            .arg("-batch")
            .arg(directory.join("docket.db"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(Failure::while_doing("starting sqlite3"))?;
        let (Some(mut input), Some(output)) = (shell.stdin.take(), shell.stdout.take()) else {
            return Err(Failure::because("sqlite3 has no pipes"));
        };
        // It has to wait for its turn, as everybody.
        let script = format!(".timeout 20000\n.bail on\n{statements};\n.print {BEGUN}\n");
        input
            .write_all(script.as_bytes())
            .map_err(Failure::while_doing("talking to sqlite3"))?;
        let has_begun = BufReader::new(output)
            .lines()
            .map_while(Result::ok)
            .any(|line| line == BEGUN);
        if !has_begun {
            return Err(Failure::because("sqlite3 did not begin a transaction"));
        }
        Ok(Self { shell, input })
    }

    /// Has it end its transaction without having changed anything.
    pub(super) fn end(self) -> Outcome {
        let Self { mut shell, input } = self;
        // It rolls back at the end of its input.
        drop(input);
        let status = shell
            .wait()
            .map_err(Failure::while_doing("waiting for sqlite3"))?;
        Failure::unless_success(status)
    }
}
