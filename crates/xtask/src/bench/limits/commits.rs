//! The query builder alone: tasks added to a SQLite file by one thread.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::sample::Sample;
use super::super::served::Served;
use crate::database::Engine;
use crate::docket::Client;
use crate::failure::{Failure, Outcome};
use crate::process;
use crate::scratch::Scratch;

/// The file, beside that of the server: one file has one writer.
const FILE: &str = "bare.db";

/// A file with the tables of Docket, and what adds to it.
#[derive(Debug)]
pub(in super::super) struct Commits {
    limits: PathBuf,
    directory: PathBuf,
}

impl Commits {
    /// Has the server make the file, with a user in it, if it is SQLite that is measured.
    pub(in super::super) fn new(
        engine: Engine,
        docket: &Path,
        limits: &Path,
        scratch: &Scratch,
    ) -> Outcome<Option<Self>> {
        if engine != Engine::Sqlite {
            return Ok(None);
        }
        let url = format!("sqlite://{FILE}");
        let settings = [("DATABASE_URL", url.as_str()), ("BCRYPT_COST", "4")];
        let server = Served::start(docket, scratch.path(), &settings)?;
        Client::connect(server.address())?.register("ada", "correct horse battery")?;
        Ok(Some(Self {
            limits: limits.to_path_buf(),
            directory: scratch.path().to_path_buf(),
        }))
    }

    /// Adds tasks for so long, so many at a commit.
    pub(in super::super) fn run(&self, seconds: u32, together: u16) -> Outcome<Sample> {
        let mut command = Command::new(&self.limits);
        command
            .current_dir(&self.directory)
            .args(["commits", FILE])
            .args([seconds.to_string(), together.to_string()]);
        let said = process::output(&mut command)?;
        let rate = said
            .trim()
            .parse()
            .map_err(|_| Failure::because(format!("docket-bench said `{said}`")))?;
        Ok(Sample {
            rate,
            ..Sample::default()
        })
    }
}
