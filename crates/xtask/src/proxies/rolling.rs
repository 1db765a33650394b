//! One instance after the other is stopped and started again under load, and nobody notices.

use std::time::Duration;

use super::fleet::{Fleet, Instance};
use super::front::Front;
use super::load::Load;
use super::{hold, seen};
use crate::crew::{self, Verdict};
use crate::failure::Outcome;
use crate::poll;
use crate::visitor::Reply;

/// How long it may take until an instance that has come back is asked again.
const RETURN_LIMIT: Duration = Duration::from_secs(10);

/// How long one instance is away, and how long both are there before the next one goes: less than
/// docs/operations.md tells people to wait.
const REST: Duration = Duration::from_secs(2);

/// What was seen.
#[derive(Debug)]
pub(super) struct Rolled {
    pub(super) stops: u32,
    pub(super) reads: usize,
    pub(super) writes: usize,
    pub(super) slowest: Duration,
    pub(super) verdict: Verdict,
}

/// Tries it, so many times for each instance.
pub(super) fn try_it(front: &Front, fleet: &mut Fleet, rounds: u32) -> Outcome<Rolled> {
    let mut client = front.connect()?;
    let tokens = client.register("alan", "correct horse battery")?;
    let load = Load::start(front, &tokens.access)?;
    let mut stops = 0;
    for _ in 0..rounds {
        for instance in fleet.instances_mut() {
            poll::let_pass(REST)?;
            instance.stop()?;
            // Without a rest once, for it is then that the proxy still believes in it.
            if stops % 2 == 0 {
                poll::let_pass(REST)?;
            }
            instance.start_again()?;
            takes_part(instance)?;
            stops += 1;
        }
    }
    let borne = load.finish()?;
    let tasks = crew::everything(fleet.instances()[0].server(), &[tokens.access])?;
    let verdict = crew::judge(&borne.writes, &tasks);
    verdict.check()?;
    let all = borne.reads.iter().chain(&borne.writing);
    hold(all.clone().all(|visit| visit.reply == Reply::Done), || {
        "a request was refused".to_owned()
    })?;
    let slowest = all.map(|visit| visit.ended.duration_since(visit.sent));
    let rolled = Rolled {
        stops,
        reads: borne.reads.len(),
        writes: borne.writing.len(),
        slowest: slowest.max().unwrap_or_default(),
        verdict,
    };
    seen(&format!(
        "{stops} times an instance was stopped and started again: of {} requests none failed, \
         and the slowest took {} ms",
        rolled.reads + rolled.writes,
        rolled.slowest.as_millis()
    ));
    Ok(rolled)
}

/// Waits until an instance is asked again by the proxy.
fn takes_part(instance: &Instance) -> Outcome {
    let before = instance.answered(r#""path":"/tasks""#)?;
    poll::until(RETURN_LIMIT, "the instance to take part again", || {
        let now = instance.answered(r#""path":"/tasks""#)?;
        Ok((now > before).then_some(()))
    })
}
