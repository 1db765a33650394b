//! PostgreSQL alone: the statements of the server, sent by the program that comes with it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::super::sample::Sample;
use super::super::users::TASKS;
use crate::database::{Database, Engine};
use crate::failure::{Failure, Outcome};
use crate::process;
use crate::scratch::Scratch;
use crate::servers::PostgresPrograms;

/// One task.
const SELECT: &str = "\
SELECT id, owner_id, title, description, status, priority, due_date, version, created_at,
    updated_at, completed_at, tags
FROM tasks WHERE id = :id;
";

/// A task of the writer's.
const INSERT: &str = "\
INSERT INTO tasks (owner_id, title, description, status, priority, due_date, version, created_at,
    updated_at, completed_at, title_key, searchable, tags)
VALUES (2, :title || ' the travel plan', NULL, 0, 2, 20788, 1, 1795132800000000, 1795132800000000,
    NULL, :title || ' the travel plan', :title || ' the travel plan', '')
RETURNING id;
";

/// What is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Script {
    /// All that the server sends to read one task: whose the token is, it remembers.
    Read,
    /// All that it sends to create one.
    Create,
}

impl Script {
    fn text(self) -> String {
        let statements = match self {
            Self::Read => SELECT.to_owned(),
            Self::Create => INSERT.to_owned(),
        };
        // A title is text, wherever it stands in the statement.
        let statements = statements.replace(":title", ":title::text");
        format!("\\set id random(1, {TASKS})\n\\set title random(1, 1000000000)\n{statements}")
    }
}

/// The program, and the database that it sends statements to.
#[derive(Debug)]
pub(in super::super) struct Pgbench {
    program: PathBuf,
    url: String,
    directory: PathBuf,
}

impl Pgbench {
    /// Finds it, if it is PostgreSQL that is measured.
    pub(in super::super) fn new(
        engine: Engine,
        database: &Database,
        scratch: &Scratch,
    ) -> Outcome<Option<Self>> {
        if engine != Engine::Postgres {
            return Ok(None);
        }
        let program = PostgresPrograms::find()
            .and_then(|programs| programs.pgbench())
            .ok_or_else(|| Failure::because("there is a PostgreSQL server, but no pgbench"))?;
        Ok(Some(Self {
            program,
            url: database.url().to_owned(),
            directory: scratch.path().to_path_buf(),
        }))
    }

    /// So many clients send a script for so long.
    pub(in super::super) fn run(
        &self,
        script: Script,
        clients: u16,
        seconds: u32,
    ) -> Outcome<Sample> {
        let file = self.directory.join("pgbench.sql");
        fs::write(&file, script.text()).map_err(Failure::while_doing("writing a script"))?;
        let mut command = Command::new(&self.program);
        command
            .args(["--no-vacuum", "--protocol", "prepared"])
            .args(["--client", &clients.to_string()])
            .args(["--jobs", &clients.min(2).to_string()])
            .args(["--time", &seconds.to_string()])
            .arg("--file")
            .arg(file)
            .arg(&self.url);
        let said = process::output(&mut command)?;
        let rate = rate(&said)
            .ok_or_else(|| Failure::because(format!("pgbench told no rate:\n{said}")))?;
        Ok(Sample {
            rate,
            ..Sample::default()
        })
    }
}

/// How many transactions it says there were in a second.
fn rate(said: &str) -> Option<f64> {
    let line = said.lines().find_map(|line| line.strip_prefix("tps = "))?;
    line.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Script, rate};

    #[test]
    fn the_rate_is_read() {
        let said = "latency average = 0.089 ms\n\
            tps = 11164.4 (without initial connection time)\n";
        assert_eq!(rate(said), Some(11164.4));
        assert_eq!(rate("pgbench: error"), None);
    }

    #[test]
    fn a_title_is_text() {
        let script = Script::Create.text();
        assert_eq!(script.matches(":title::text").count(), 3);
    }
}
