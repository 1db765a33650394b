//! Nobody can tell by the time or the looks of a refusal whether there is such a user.

use std::time::{Duration, Instant};

use docket_testkit::database::TestEngine;
use serde_json::{Value, json};
use ureq::http::HeaderName;

use crate::harness::{Answer, App, Case, PASSWORD, Wire, cases};

pub(crate) const CASES: &[Case] = cases!(Sqlite:
    nobody_can_tell_by_a_refusal_whether_there_is_such_a_user,
);

/// How often each is tried.
const TIMES: usize = 500;

/// By which part the medians may differ.
const TOLERANCE: f64 = 0.05;

/// Who is tried: nobody, someone, someone who is disabled, and what cannot be a name. They are of
/// one length.
const NAMES: [&str; 4] = ["nobody", "lovely", "mallet", "no one"];

#[track_caller]
fn try_once(wire: &mut Wire, name: &str) -> (Duration, Answer) {
    let body = json!({"username": name, "password": "a password that is wrong"}).to_string();
    // In one piece, or the operating system waits for more to send.
    let request = format!(
        "POST /auth/login HTTP/1.1\r\nHost: a\r\nX-Request-Id: refused\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let started = Instant::now();
    wire.send(request);
    let answer = wire.answer();
    (started.elapsed(), answer)
}

/// The medians of the times of all four, each tried in turn, so that whatever else the machine
/// does concerns them alike.
fn medians(app: &App) -> [Duration; NAMES.len()] {
    let mut wire = app.server().wire();
    let mut times = [const { Vec::new() }; NAMES.len()];
    let mut looks: Option<(Value, usize)> = None;
    for round in 0..TIMES {
        for turn in 0..NAMES.len() {
            let who = (round + turn) % NAMES.len();
            let (time, answer) = try_once(&mut wire, NAMES[who]);
            times[who].push(time);
            let problem = answer.problem(401, "invalid_credentials");
            let mut headers: Vec<&str> = answer.headers.keys().map(HeaderName::as_str).collect();
            headers.sort_unstable();
            let seen = (json!([problem, headers]), answer.body.len());
            let expected = looks.get_or_insert_with(|| seen.clone());
            assert_eq!(seen, *expected, "{}", NAMES[who]);
        }
    }
    times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    })
}

/// By which part the shortest is shorter than the longest.
fn difference(medians: [Duration; NAMES.len()]) -> f64 {
    let seconds = medians.map(|median| median.as_secs_f64());
    let longest = seconds.into_iter().fold(0.0, f64::max);
    let shortest = seconds.into_iter().fold(f64::MAX, f64::min);
    (longest - shortest) / longest
}

fn nobody_can_tell_by_a_refusal_whether_there_is_such_a_user() {
    let app = App::with(TestEngine::Sqlite, &[("BCRYPT_COST", "7")]);
    let client = app.client();
    for name in &NAMES[1..3] {
        client
            .register(&json!({"username": name, "password": PASSWORD}))
            .created();
    }
    app.docket().run(&["user", "disable", NAMES[2]]).success();
    let first = medians(&app);
    if difference(first) > TOLERANCE {
        // Chance does not strike twice.
        let second = medians(&app);
        assert!(
            difference(second) <= TOLERANCE,
            "the medians for {NAMES:?} are {first:?} and {second:?}"
        );
    }
}
