//! Both instances are asked, and what is begun at one goes on at the other.

use std::time::{Duration, Instant};

use super::fleet::Fleet;
use super::front::Front;
use super::{hold, seen};
use crate::failure::Outcome;
use crate::poll;

/// How many requests are to be spread. Caddy leaves it to chance which of two idle instances is asked:
/// that one of them gets less than an eighth is one case in millions.
const REQUESTS: usize = 40;

/// How long a session may go on elsewhere after it was ended, and what a busy machine may add.
const FORGET_LIMIT: Duration = Duration::from_secs(6);

const PASSWORD: &str = "correct horse battery";

/// Tries it.
pub(super) fn try_it(front: &Front, fleet: &Fleet) -> Outcome {
    spread(front, fleet)?;
    sessions(front, fleet)
}

fn spread(front: &Front, fleet: &Fleet) -> Outcome {
    let mut client = front.connect()?;
    let asked = |of: &Fleet| -> Outcome<[usize; 2]> {
        let [first, second] = of.instances();
        Ok([first.answered("/version")?, second.answered("/version")?])
    };
    let before = asked(fleet)?;
    for _ in 0..REQUESTS {
        client.get("/version")?.expect(200)?;
    }
    let after = asked(fleet)?;
    let [first, second] = [0, 1].map(|number| after[number] - before[number]);
    hold(first + second == REQUESTS, || {
        format!("of {REQUESTS} requests {first} and {second} came through")
    })?;
    hold(first.min(second) >= REQUESTS / 8, || {
        format!("{first} requests went to one instance and {second} to the other")
    })?;
    seen(&format!(
        "{REQUESTS} requests were spread: {first} and {second}"
    ));
    Ok(())
}

fn sessions(front: &Front, fleet: &Fleet) -> Outcome {
    let [first, second] = fleet.instances();
    let mut here = first.server().connect()?;
    let tokens = here.register("ada", PASSWORD)?;
    let mut there = second.server().connect()?;
    there.use_token(&tokens.access);
    there.get("/users/me")?.expect(200)?;
    let mut through = front.connect()?;
    through.use_token(&tokens.access);
    for _ in 0..REQUESTS {
        through.get("/users/me")?.expect(200)?;
    }
    seen("a session that began at one instance goes on at the other, and through the proxy");

    here.send("POST", "/auth/logout", "")?.expect(204)?;
    let ended = Instant::now();
    here.get("/users/me")?.expect(401)?;
    poll::until(
        FORGET_LIMIT,
        "the session to end at the other instance",
        || {
            let answer = there.get("/users/me")?;
            Ok((answer.status == 401).then_some(()))
        },
    )?;
    let took = ended.elapsed().as_millis();
    for _ in 0..REQUESTS {
        through.get("/users/me")?.expect(401)?;
    }
    seen(&format!(
        "logged out at one instance, it ended at the other within {took} ms"
    ));
    Ok(())
}
