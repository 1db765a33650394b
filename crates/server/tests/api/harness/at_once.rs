//! Doing several things at the same moment.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Barrier;
use std::thread;

use super::report;

/// Runs `job` in so many threads, which all begin together. Answers what they answer, in order.
#[track_caller]
pub(crate) fn at_once<T: Send>(count: usize, job: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(count);
    let run = |number| {
        barrier.wait();
        catch_unwind(AssertUnwindSafe(|| job(number))).map_err(|_| report::take())
    };
    let run = &run;
    let outcomes: Vec<_> = thread::scope(|scope| {
        let threads: Vec<_> = (0..count)
            .map(|number| scope.spawn(move || run(number)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().expect("panics are caught"))
            .collect()
    });
    outcomes
        .into_iter()
        .map(|outcome| outcome.unwrap_or_else(|report| panic!("in a thread of the case: {report}")))
        .collect()
}
