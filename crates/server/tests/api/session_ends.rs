//! How sessions end: whatever ends them, none of their tokens is good any more, at any instance,
//! and the sessions that were not meant go on.

use std::time::{Duration, Instant};

use docket_testkit::database::{TestDatabase, TestEngine};
use serde_json::{Value, json};

use crate::harness::{Case, Client, Docket, PASSWORD, at_once, cases, eventually};

pub(crate) const CASES: &[Case] = cases!(Engine:
    whatever_ends_a_session_ends_its_tokens_at_every_instance,
);

/// How long other instances may take to learn of it.
const SIBLINGS: Duration = Duration::from_secs(5);

const NEW_PASSWORD: &str = "another horse battery";

/// A user with two sessions, of whom something is ended.
struct Scene<'a> {
    docket: &'a Docket,
    admin: &'a Client,
    name: &'a str,
    id: Value,
    /// Whoever does what ends sessions, if the user does.
    here: Client,
    /// The other session of the same user.
    there: Client,
}

/// Something that ends sessions.
struct Ending {
    name: &'static str,
    /// Whether the user is an administrator before.
    of_admin: bool,
    act: fn(&Scene),
    /// Which of the sessions it ends.
    ended: &'static [Which],
}

const ENDINGS: [Ending; 14] = [
    Ending::new("log-out", |scene| scene.here.log_out().no_content(), HERE),
    Ending::new(
        "end-another",
        |scene| {
            let id = scene.there.current_session();
            scene.here.end_session(&id).no_content();
        },
        THERE,
    ),
    Ending::new(
        "end-this",
        |scene| {
            let id = scene.here.current_session();
            scene.here.end_session(&id).no_content();
        },
        HERE,
    ),
    Ending::new(
        "password",
        |scene| {
            let body = json!({"current_password": PASSWORD, "new_password": NEW_PASSWORD});
            scene.here.change_password(&body).no_content();
        },
        THERE,
    ),
    Ending::new(
        "reuse",
        |scene| {
            let token = scene.here.refresh_token();
            scene.here.refresh(token).ok();
            scene
                .here
                .refresh(token)
                .problem(401, "refresh_token_reused");
        },
        HERE,
    ),
    Ending::new(
        "disable",
        |scene| {
            scene
                .admin
                .edit_user(&scene.id, &json!({"is_active": false}))
                .ok();
        },
        BOTH,
    ),
    Ending::new(
        "promote",
        |scene| {
            scene
                .admin
                .edit_user(&scene.id, &json!({"role": "admin"}))
                .ok();
        },
        BOTH,
    ),
    Ending::new(
        "demote",
        |scene| {
            scene
                .admin
                .edit_user(&scene.id, &json!({"role": "user"}))
                .ok();
        },
        BOTH,
    )
    .of_admin(),
    Ending::new(
        "delete-me",
        |scene| {
            scene
                .here
                .delete_me(&json!({"password": PASSWORD}))
                .no_content();
        },
        BOTH,
    ),
    Ending::new(
        "delete",
        |scene| {
            scene.admin.delete_user(&scene.id).no_content();
        },
        BOTH,
    ),
    Ending::new(
        "operator-resets",
        |scene| {
            let arguments = ["user", "reset-password", scene.name];
            scene
                .docket
                .run_with_input(&arguments, &format!("{NEW_PASSWORD}\n"))
                .success();
        },
        BOTH,
    ),
    Ending::new(
        "operator-disables",
        |scene| {
            scene.docket.run(&["user", "disable", scene.name]).success();
        },
        BOTH,
    ),
    Ending::new(
        "operator-demotes",
        |scene| {
            scene.docket.run(&["user", "demote", scene.name]).success();
        },
        BOTH,
    )
    .of_admin(),
    Ending::new(
        "operator-deletes",
        |scene| {
            scene
                .docket
                .run(&["user", "delete", "--yes", scene.name])
                .success();
        },
        BOTH,
    ),
];

/// One of a user's sessions.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Here,
    There,
}

const HERE: &[Which] = &[Which::Here];
const THERE: &[Which] = &[Which::There];
const BOTH: &[Which] = &[Which::Here, Which::There];

impl Ending {
    const fn new(name: &'static str, act: fn(&Scene), ended: &'static [Which]) -> Self {
        Self {
            name,
            of_admin: false,
            act,
            ended,
        }
    }

    const fn of_admin(mut self) -> Self {
        self.of_admin = true;
        self
    }
}

fn whatever_ends_a_session_ends_its_tokens_at_every_instance(engine: TestEngine) {
    let database = TestDatabase::create(engine);
    let docket = Docket::on(database.url());
    let (one, other) = (docket.start(), docket.start());
    let (client, sibling) = (one.client(), other.client());
    client.new_user("root");
    docket.run(&["user", "promote", "root"]).success();
    let admin = client.logged_in("root", PASSWORD);
    let bystander = client.new_user("bystander");

    at_once(ENDINGS.len(), |number| {
        let ending = &ENDINGS[number];
        let name = ending.name;
        let registered = client.new_user(name);
        let id = registered.id();
        if ending.of_admin {
            admin.edit_user(&id, &json!({"role": "admin"})).ok();
        }
        // Each session has an older access token that is as good as the newest.
        let begin = || {
            let older = client.logged_in(name, PASSWORD);
            (older.refreshed(), older)
        };
        let sessions = [(Which::Here, begin()), (Which::There, begin())];
        for client in sessions
            .iter()
            .flat_map(|(_, (newest, older))| [newest, older])
        {
            client.me().ok();
            client.at(&sibling).me().ok();
        }
        (ending.act)(&Scene {
            docket: &docket,
            admin: &admin,
            name,
            id,
            here: sessions[0].1.0.clone(),
            there: sessions[1].1.0.clone(),
        });
        let done = Instant::now();
        let (ended, others): (Vec<_>, Vec<_>) = sessions
            .iter()
            .partition(|(which, _)| ending.ended.contains(which));
        for (_, (newest, older)) in ended {
            has_ended(name, done, &[newest, older], &sibling);
        }
        for (_, (newest, older)) in others {
            older.me().ok();
            newest.at(&sibling).refreshed().at(&client).me().ok();
        }
        bystander.me().ok();
    });
    bystander.refreshed().at(&sibling).me().ok();
}

/// Makes sure that tokens of a session that has ended are refused: at the instance where that was
/// seen to, at once, and soon at its sibling.
#[track_caller]
fn has_ended(name: &str, done: Instant, clients: &[&Client], sibling: &Client) {
    for client in clients {
        // Whoever works at the command line does so past all instances.
        if name.starts_with("operator") {
            eventually("the instance refuses the token", || {
                (client.list("").status != 200).then_some(())
            });
            assert!(done.elapsed() < SIBLINGS, "{name}: {:?}", done.elapsed());
        }
        client.me().problem(401, "token_invalid");
        client.list("").problem(401, "token_invalid");
        let token = client.refresh_token();
        client.refresh(token).problem(401, "refresh_token_invalid");

        let there = client.at(sibling);
        eventually("the sibling refuses the token", || {
            (there.list("").status != 200).then_some(())
        });
        assert!(done.elapsed() < SIBLINGS, "{name}: {:?}", done.elapsed());
        there.me().problem(401, "token_invalid");
        there.refresh(token).problem(401, "refresh_token_invalid");
    }
}
