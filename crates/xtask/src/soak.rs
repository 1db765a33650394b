//! `cargo xtask soak`: half the load that the server can carry, for a long time.
//!
//! All kinds of requests are sent at a steady rate, and whatever is made is removed again. So what
//! the server takes, of memory, files, threads and room on the disk, must level off.

mod resident;
mod sample;

use std::ffi::OsString;
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::crew;
use crate::docket::{self, Docket, Profile};
use crate::failure::{Failure, Outcome};
use crate::offer::{Offer, Tally};
use crate::process::Signal;
use crate::scratch::{Scratch, random_hex};
use crate::{poll, report};
use resident::Resident;
use sample::{Sample, Thirds};

/// For how many minutes, unless `--minutes` or `--seconds` says otherwise.
const MINUTES: u32 = 60;

/// For how long it is measured what it can carry.
const TRIAL: Duration = Duration::from_secs(5);

/// How much of that it is to carry.
const SHARE: f64 = 0.5;

/// How many samples are taken at least, and how often one is taken at most.
const SAMPLES: u32 = 60;
const OFTEN: Duration = Duration::from_secs(1);

/// How long the server may take to stop in the end.
const STOP_LIMIT: Duration = Duration::from_secs(31);

/// Loads it for a long time, and looks at what it takes.
pub(crate) fn run(arguments: &[OsString]) -> Outcome {
    let arguments = Arguments::parse_options(arguments, &["--minutes", "--seconds"])?;
    let minutes = arguments.number("--minutes").unwrap_or(MINUTES);
    let seconds = arguments.number("--seconds").unwrap_or(minutes * 60);
    let time = Duration::from_secs(seconds.into());
    let binary = docket::build(Profile::Release)?;
    let scratch = Scratch::new("soak")?;
    let secret = [random_hex()?, random_hex()?].concat();
    let settings = [
        ("SECRET_KEY", secret.as_str()),
        ("BCRYPT_COST", "4"),
        ("RATE_LIMIT", "off"),
        ("ACCESS_TOKEN_EXPIRE_MINUTES", "1440"),
    ];
    let mut server = Docket::start(&binary, scratch.path(), &settings)?;
    let tokens = crew::accounts(&server)?;
    let residents = || Resident::all(server.address(), &tokens);
    report::say("what it can carry");
    let trial = Offer::start(server.address(), None, residents())?.finish_after(TRIAL)?;
    let rate = trial.done_each_second() * SHARE;
    report::say(format_args!("{rate:.0} requests a second for {seconds} s"));
    let offer = Offer::start(server.address(), Some(rate), residents())?;
    let mut samples = Vec::new();
    let begun = Instant::now();
    let pause = OFTEN.min(time / SAMPLES);
    while begun.elapsed() < time {
        poll::let_pass(pause)?;
        samples.push(Sample::take(server.process(), scratch.path())?);
    }
    let tally = offer.finish_after(Duration::ZERO)?;
    server.running().signal(Signal::Terminate);
    Failure::unless_success(server.running().wait(STOP_LIMIT)?)?;
    let thirds = Thirds::of(&samples);
    report::print(table(&trial, &tally, &thirds));
    check(&tally)?;
    thirds.check()
}

/// Fails if anybody was not answered by success.
fn check(tally: &Tally) -> Outcome {
    if tally.wrong.is_empty() && tally.refused.count() == 0 {
        return Ok(());
    }
    Err(Failure::because(format!(
        "{} requests were refused; wrong answers: {:?}",
        tally.refused.count(),
        tally.wrong
    )))
}

/// What was seen, in Markdown.
fn table(trial: &Tally, tally: &Tally, thirds: &Thirds) -> String {
    format!(
        "\n| {} s at {SHARE} of {:.0} requests a second | |\n|---|---|\n\
         | answered well; 503; otherwise | {}; {}; {} |\n\
         | each second | {:.0} |\n\
         | p50; p99; slowest, ms | {} |\n{thirds}",
        tally.took.as_secs(),
        trial.done_each_second(),
        tally.done.count(),
        tally.refused.count(),
        tally.wrong.values().sum::<u32>(),
        tally.done_each_second(),
        tally.done,
    )
}
