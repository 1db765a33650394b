//! Forged access tokens: a great many, of whom none is good, and all of which get one answer.

mod claims;
mod corpus;
mod headers;
mod mint;
mod spellings;

use std::collections::BTreeSet;

use docket_testkit::database::TestEngine;

use self::claims::of_others;
use self::corpus::{corpus, expired};
use self::mint::Mint;
use crate::harness::{Answer, App, Case, Client, Docket, PASSWORD, SECRET_KEY, at_once, cases};

pub(crate) const CASES: &[Case] = cases!(Engine:
    none_of_thousands_of_forged_tokens_is_accepted,
    what_has_expired_gets_one_answer_of_its_own,
);

/// How many forged tokens there are at least.
const AT_LEAST: usize = 4_500;

/// How many connections they are sent over.
const CONNECTIONS: usize = 4;

/// Of how many forged tokens one is tried where not all are: what a token says is the same to
/// every engine, as long as it is refused before the database is asked.
const SAMPLE: usize = 12;

/// What those have who forge tokens: a server, two users of it, and another server.
struct Scene {
    app: App,
    ada: Client,
    eve: Client,
    foreign: Client,
}

impl Scene {
    #[track_caller]
    fn make(engine: TestEngine) -> Self {
        let app = App::start(engine);
        let (ada, eve) = (app.user("ada"), app.user("eve"));
        // Another instance of the same name and number has the same users, and another key.
        let other = Docket::on("sqlite://docket.db").with("SECRET_KEY", &SECRET_KEY.to_uppercase());
        let server = other.start();
        let foreign = server.client().new_user("ada");
        Self {
            app,
            ada,
            eve,
            foreign,
        }
    }
}

/// What `/users/me` answers to each of these tokens, over one kept connection.
#[track_caller]
fn answers(app: &App, tokens: &[&String]) -> Vec<Answer> {
    let mut wire = app.server().wire();
    let answer = |token: &&String| {
        wire.send_head(&[
            "GET /users/me",
            &format!("Authorization: Bearer {token}"),
            "X-Request-Id: the-request",
        ]);
        wire.answer()
    };
    tokens.iter().map(answer).collect()
}

/// An answer as bytes, but for its date.
fn all_but_date(answer: &Answer) -> (BTreeSet<String>, &str) {
    let headers = answer.headers.iter().filter(|(name, _)| *name != "date");
    let headers = headers.map(|(name, value)| format!("{name}: {value:?}"));
    (headers.collect(), answer.text())
}

/// Makes sure that each token is refused with this code, all of them in the same bytes.
#[track_caller]
fn all_are_refused(app: &App, tokens: &[&String], code: &str) {
    let answered = at_once(CONNECTIONS, |first| {
        let share: Vec<&String> = tokens
            .iter()
            .skip(first)
            .step_by(CONNECTIONS)
            .copied()
            .collect();
        let answers = answers(app, &share);
        for (token, answer) in share.iter().zip(&answers) {
            assert_eq!(answer.status, 401, "{token}: {answer}");
        }
        answers
    });
    let answers: Vec<Answer> = answered.into_iter().flatten().collect();
    for answer in &answers {
        answer.problem(401, code);
        assert_eq!(all_but_date(answer), all_but_date(&answers[0]));
    }
    assert_eq!(answers.len(), tokens.len());
}

fn none_of_thousands_of_forged_tokens_is_accepted(engine: TestEngine) {
    let scene = Scene::make(engine);
    let me = scene.ada.me().ok();
    let mint = Mint::of(scene.ada.token());
    // What is minted without any change is good: so the changes are what makes the rest bad.
    assert_eq!(scene.ada.with_token(&mint.good()).me().ok(), me);

    let corpus = corpus(&mint, &scene);
    assert!(!corpus.contains(scene.ada.token()) && !corpus.contains(&mint.good()));
    assert!(corpus.len() >= AT_LEAST, "{} is too few", corpus.len());
    let step = if engine == TestEngine::Sqlite {
        1
    } else {
        SAMPLE
    };
    // Those that only the database can tell from good ones are tried on all engines.
    let of_others = of_others(&mint, &Mint::of(scene.eve.token()));
    let tokens: Vec<&String> = corpus.iter().step_by(step).chain(&of_others).collect();
    all_are_refused(&scene.app, &tokens, "token_invalid");

    // After all of that, the session goes on.
    assert_eq!(scene.ada.me().ok(), me);
    assert_eq!(scene.ada.refreshed().me().ok(), me);
    scene.eve.logged_in("eve", PASSWORD);
}

fn what_has_expired_gets_one_answer_of_its_own(engine: TestEngine) {
    let scene = Scene::make(engine);
    let mint = Mint::of(scene.ada.token());
    let expired = expired(&mint);
    let tokens: Vec<&String> = expired.iter().collect();
    all_are_refused(&scene.app, &tokens, "token_expired");
    scene.ada.me().ok();
}
