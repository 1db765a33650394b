//! `cargo xtask schemathesis`: generated requests, valid and invalid, against a real server on each
//! engine, and every answer held against the OpenAPI document.

mod environment;
mod reached;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::arguments::Arguments;
use crate::database::{Database, Engine};
use crate::docket::{self, Client, Docket, Profile, Tokens};
use crate::failure::{Failure, Outcome};
use crate::scratch::Scratch;
use crate::setup::{self, Need};
use crate::{process, report};

/// How many requests are generated for an operation in the phase of random ones, unless `-n` says
/// otherwise.
const EXAMPLES: u32 = 15;

/// What they are generated from, unless `--seed` says otherwise.
const SEED: u32 = 1;

/// The user name in the examples of the document, and so the first user, whose id is 1.
const ADMIN: &str = "ada";

/// The password in the examples of the document.
const PASSWORD: &str = "correct horse battery";

/// The operations that end the session they are tried in, each of which has a user of its own.
const ENDING: [&str; 3] = ["delete_me", "end_my_session", "logout"];

/// The variable by which `hooks.py` is told a refresh token to begin with.
const REFRESH_TOKEN_VARIABLE: &str = "DOCKET_REFRESH_TOKEN";

/// The variable by which `hooks.py` is told the session that there is to end.
const SESSION_VARIABLE: &str = "DOCKET_SESSION";

/// The settings of the server: those of every day, with cheap passwords, and without limits that
/// so many requests would exceed.
const SETTINGS: &[(&str, &str)] = &[("BCRYPT_COST", "4"), ("RATE_LIMIT", "off")];

/// Runs it on the engines that are named, or on all.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let arguments = Arguments::parse(arguments, &["-n", "--seed"])?;
    let examples = arguments.number("-n").unwrap_or(EXAMPLES);
    let seed = arguments.number("--seed").unwrap_or(SEED);
    let engines = arguments.engines_or(&Engine::ALL);
    let mut needs = vec![Need::Python, Need::MysqlClientLibrary];
    needs.extend(engines.iter().filter_map(|engine| engine.need()));
    setup::ensure(&needs)?;
    let tool = Tool {
        program: environment::ensure()?,
        examples: examples.to_string(),
        seed: seed.to_string(),
    };
    let binary = docket::build(Profile::Debug)?;
    let mut failed = Vec::new();
    for engine in engines {
        report::say(format_args!("schemathesis on {}", engine.name()));
        match on(engine, &binary, &tool) {
            Ok(()) => {}
            Err(Failure::Because(reason)) => failed.push(format!("{}: {reason}", engine.name())),
            Err(other) => return Err(other),
        }
    }
    if failed.is_empty() {
        return Ok(());
    }
    Err(Failure::because(failed.join("; ")))
}

/// Runs it on one engine.
fn on(engine: Engine, binary: &Path, tool: &Tool) -> Outcome {
    // Declared before the servers, hence removed after they have stopped.
    let scratch = Scratch::new("schemathesis")?;
    let database = Database::new(engine, &scratch)?;
    let mut settings = SETTINGS.to_vec();
    settings.push(("DATABASE_URL", database.url()));
    let mut server = Docket::start(binary, scratch.path(), &settings)?;
    let mut promote = docket::command(binary, scratch.path());
    promote
        .args(["user", "promote", ADMIN])
        .envs(settings.iter().copied());
    let outcome = try_all(&server, scratch.path(), tool, &mut promote);
    if outcome.is_err() {
        server.log().show_errors();
    }
    outcome
}

/// Everything as an administrator but what ends a session; that, each as a user of its own.
fn try_all(server: &Docket, directory: &Path, tool: &Tool, promote: &mut Command) -> Outcome {
    let mut client = server.connect()?;
    prepare(&mut client)?;
    Failure::unless_success(process::run(promote)?)?;
    let admin = client.log_in(ADMIN, PASSWORD)?;
    let other = server.connect()?.register("alan", PASSWORD)?;
    let reached = directory.join("reached");
    let run = |tokens: &Tokens, variable: (&str, &str), choice: &[String]| {
        let mut command = tool.command(server.address(), directory, &tokens.access);
        command
            .args(choice)
            .env(reached::HOOK_VARIABLE, &reached)
            .env(variable.0, variable.1);
        let status = process::run(&mut command)?;
        if !status.success() {
            return Err(Failure::because(format!(
                "schemathesis ended with {status}"
            )));
        }
        Ok(())
    };
    let all_others = ENDING.map(|operation| format!("--exclude-operation-id={operation}"));
    run(
        &admin,
        (REFRESH_TOKEN_VARIABLE, &other.refresh),
        &all_others,
    )?;
    for operation in ENDING {
        let mut client = server.connect()?;
        let name = operation.replace('_', "-");
        let tokens = client.register(&name, PASSWORD)?;
        let session = client
            .get("/users/me/sessions")?
            .expect(200)?
            .number("id")?;
        let alone = [format!("--include-operation-id={operation}")];
        run(&tokens, (SESSION_VARIABLE, &session), &alone)?;
    }
    // Nothing was sent on the first connection for so long that it may be closed by now.
    let mut client = server.connect()?;
    let document = client.get("/openapi.json")?.expect(200)?.body;
    reached::expect_nearly_all(&document, &reached)
}

/// Makes the user of the document's examples, with a few tasks.
fn prepare(client: &mut Client) -> Outcome {
    client.register(ADMIN, PASSWORD)?;
    for title in ["one", "two", "three"] {
        let task = format!(r#"{{"title":"{title}","tags":["backend","{title}"]}}"#);
        client.send("POST", "/tasks", &task)?.expect(201)?;
    }
    Ok(())
}

/// The program, and how much it is to do.
struct Tool {
    program: PathBuf,
    examples: String,
    seed: String,
}

impl Tool {
    /// All phases, all checks, valid and invalid data; what it leaves behind goes to the directory.
    fn command(&self, server: SocketAddr, directory: &Path, token: &str) -> Command {
        let mut command = Command::new(&self.program);
        command
            .current_dir(directory)
            .env("SCHEMATHESIS_HOOKS", environment::file("hooks.py"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg("--config-file")
            .arg(environment::file("schemathesis.toml"))
            .arg("run")
            .arg(format!("http://{server}/openapi.json"))
            .args(["--header", &format!("Authorization: Bearer {token}")])
            .args(["--mode", "all", "--checks", "all"])
            .args(["--phases", "examples,coverage,fuzzing,stateful"])
            .args(["--max-examples", &self.examples, "--seed", &self.seed])
            .args(["--generation-database", "none", "--continue-on-failure"]);
        command
    }
}
