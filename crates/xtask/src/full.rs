//! `cargo xtask full`: the disk under SQLite is full for some seconds while tasks are created, read,
//! changed and deleted.
//!
//! Nobody may be told anything but success and 503 with `Retry-After`, and readers nothing but
//! success; everything must work again soon after there is room; and what was acknowledged must be
//! there, and what was not must not have happened by halves.

mod gardener;

use std::time::{Duration, Instant};

use crate::crew::{self, Crew, Ledger, Verdict};
use crate::disk::SmallDisk;
use crate::docket::{self, Client, Docket, Profile};
use crate::failure::{Failure, Outcome};
use crate::process::Signal;
use crate::scratch::{Scratch, random_hex};
use crate::setup::{self, Need};
use crate::visitor::{self, FirstPage, Visit, Visitor};
use crate::window::{self, Came, Window};
use crate::{poll, report, sqlite_file};
use gardener::Gardener;

/// How large the disk is, in bytes.
const DISK: usize = 24 << 20;

/// How much of it is taken away, and given back in the end, in bytes.
const BALLAST: usize = 12 << 20;

/// From one task of a writer to the next: 800 in a second in all.
const PACE: Duration = Duration::from_millis(20);

/// How long it may take until the disk is full.
const FILL_LIMIT: Duration = Duration::from_mins(1);

/// For how long it is full, and for how long it is looked at afterwards.
const TIME: Duration = Duration::from_secs(4);

/// How long an answer may take, on a machine that has other things to do.
const LONGEST_ANSWER: Duration = Duration::from_secs(2);

/// How long the server may take to stop in the end.
const STOP_LIMIT: Duration = Duration::from_secs(31);

const PASSWORD: &str = "correct horse battery";

/// The requests of one kind, with room, without, and with room again.
struct Row {
    name: &'static str,
    came: [Came; 3],
    recovery: Outcome<Duration>,
}

/// Fills the disk, makes room again, and looks at what came of it.
pub(crate) fn run() -> Outcome {
    setup::ensure(&[Need::Sqlite3])?;
    let binary = docket::build(Profile::Release)?;
    // Declared in this order, hence the server stops before its disk is removed.
    let scratch = Scratch::new("full")?;
    let disk = SmallDisk::mount(scratch.path().join("disk"), DISK)?;
    let secret = [random_hex()?, random_hex()?].concat();
    let settings = [
        ("SECRET_KEY", secret.as_str()),
        ("BCRYPT_COST", "4"),
        ("RATE_LIMIT", "off"),
    ];
    let mut server = Docket::start(&binary, disk.path(), &settings)?;
    let tokens = crew::accounts(&server)?;
    let mut owner = server.connect()?;
    let token = owner.register("ada", PASSWORD)?.access;
    let gardener = Gardener::new(&mut owner)?;
    disk.load(BALLAST)?;

    let began = Instant::now();
    let looker = Visitor::start(server.address(), &token, PACE, FirstPage)?;
    let gardener = Visitor::start(server.address(), &token, PACE, gardener)?;
    let crew = Crew::start(server.address(), &tokens, Some(PACE))?;
    await_full(&mut owner)?;
    let filled = Instant::now();
    report::say("the disk is full");
    poll::let_pass(TIME)?;
    disk.unload()?;
    let freed = Instant::now();
    report::say("there is room again");
    poll::let_pass(TIME)?;
    let ledger = crew.finish()?;
    let (gardener, changes) = gardener.finish()?;
    let (_, looks) = looker.finish()?;
    let ended = Instant::now();

    let spans = [(began, filled), (filled, freed), (freed, ended)];
    let windows = spans.map(|(from, until)| Window { from, until });
    let row = |name, visits: &[Visit]| Row {
        name,
        came: windows.map(|window| window.look_at(visits)),
        recovery: window::recovery(freed, visits),
    };
    let writes = window::of_writers(&ledger.attempts);
    let rows = [
        row("tasks created", &writes),
        row("changed, deleted", &changes),
        row("read", &looks),
    ];
    let verdict = crew::judge(&ledger.writes, &crew::everything(&server, &tokens)?);
    report::print(table(&rows, &ledger, &verdict));
    gardener.check(&mut owner)?;
    server.running().signal(Signal::Terminate);
    Failure::unless_success(server.running().wait(STOP_LIMIT)?)?;
    sqlite_file::check(disk.path())?;
    verdict.check()?;
    for visits in [writes, changes, looks] {
        visitor::check(&visits)?;
    }
    rows.into_iter().try_for_each(Row::check)
}

/// Creates large tasks until there is no room for one.
fn await_full(owner: &mut Client) -> Outcome {
    let body = format!(
        r#"{{"title":"Fill the disk","description":"{}"}}"#,
        "all there is ".repeat(500)
    );
    poll::until(FILL_LIMIT, "the disk to be full", || {
        let answer = owner.send("POST", "/tasks", &body)?;
        Ok((answer.status == 503).then_some(()))
    })
}

impl Row {
    fn check(self) -> Outcome {
        let full = self.came[1];
        let readers = self.name == "read";
        if readers != (full.unavailable == 0) {
            return Err(Failure::because(format!(
                "{}: {} were refused while the disk was full",
                self.name, full.unavailable
            )));
        }
        for came in self.came {
            came.check(self.name, LONGEST_ANSWER)?;
        }
        self.recovery.map(|_| ())
    }
}

/// What was seen, in Markdown.
fn table(rows: &[Row], ledger: &Ledger, verdict: &Verdict) -> String {
    let mut table = format!(
        "\nSQLite: {verdict}; other answers: {}\n\n\
         | done; 503; slowest, ms | with room | disk full | room again | works again after, ms |\n\
         |---|---|---|---|---|\n",
        ledger.wrong(),
    );
    for row in rows {
        let [before, full, after] = row.came;
        let recovery = row.recovery.as_ref().map_or_else(
            |_| "never".to_owned(),
            |recovery| recovery.as_millis().to_string(),
        );
        let line = format!(
            "| {} | {before} | {full} | {after} | {recovery} |\n",
            row.name
        );
        table.push_str(&line);
    }
    table
}
