//! From where a client comes is known behind the proxy, and nobody can pretend.

use super::curl::{Curl, has_status};
use super::fleet::{Fleet, LOGINS};
use super::front::Front;
use super::{hold, seen};
use crate::failure::Outcome;

/// What clients claim who want to be taken for others.
const FORGED: &str = "X-Forwarded-For: 203.0.113.9, 198.51.100.7";

/// Tries it.
pub(super) fn try_it(front: &Front, fleet: &Fleet) -> Outcome {
    told(front, fleet)?;
    limited(front)
}

fn told(front: &Front, fleet: &Fleet) -> Outcome {
    for (id, more) in [("honest", None), ("forged", Some(FORGED))] {
        let named = format!("X-Request-Id: {id}");
        let mut arguments = vec!["--header", &named];
        arguments.extend(more.into_iter().flat_map(|header| ["--header", header]));
        let answer = Curl::at("127.0.0.5").ask(&front.url("/version"), &arguments)?;
        hold(has_status(&answer, 200), || format!("answered: {answer}"))?;
        let lines = fleet.logged(id)?.concat();
        hold(
            lines
                .iter()
                .all(|line| line.contains(r#""client":"127.0.0.5""#)),
            || format!("the client at 127.0.0.5 is logged otherwise: {lines:?}"),
        )?;
    }
    seen("the log has the address of the client, whatever it claims");
    Ok(())
}

/// Of two clients behind the proxy, one uses up what it is allowed.
fn limited(front: &Front) -> Outcome {
    let url = front.url("/auth/login");
    let log_in = |address, try_number: u32| {
        let forged = format!("X-Forwarded-For: 203.0.113.{try_number}");
        // Each time another account, so that it is the limit for addresses that is met.
        let account = format!("username=nobody{try_number}&password=guess");
        Curl::at(address).ask(&url, &["--header", &forged, "--data", &account])
    };
    // Each instance counts for itself.
    let most = 2 * LOGINS;
    let mut refused = None;
    for try_number in 0..=most {
        let answer = log_in("127.0.0.6", try_number)?;
        if has_status(&answer, 429) {
            refused = Some(try_number);
            break;
        }
        hold(has_status(&answer, 401), || format!("answered: {answer}"))?;
    }
    let Some(refused) = refused else {
        return hold(false, || format!("{most} guesses were not too many"));
    };
    hold(refused >= LOGINS, || {
        format!("refused after {refused} guesses")
    })?;
    let other = log_in("127.0.0.7", 0)?;
    hold(has_status(&other, 401), || {
        format!("one client has used up what another one is allowed: {other}")
    })?;
    seen(&format!(
        "a client was refused after {refused} guesses, whatever it claims, and another one was not"
    ));
    Ok(())
}
