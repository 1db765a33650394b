//! Waiting for something to become true, never longer than a limit.

use std::fmt::Display;
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::keeper;

/// How long to rest between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// Asks until there is an answer. Fails past the limit, and as soon as the command is interrupted.
pub(crate) fn until<T>(
    limit: Duration,
    awaited: impl Display,
    mut probe: impl FnMut() -> Outcome<Option<T>>,
) -> Outcome<T> {
    let started = Instant::now();
    loop {
        keeper::check()?;
        if let Some(answer) = probe()? {
            return Ok(answer);
        }
        if started.elapsed() > limit {
            return Err(Failure::because(format!(
                "waited {} s in vain for {awaited}",
                limit.as_secs()
            )));
        }
        pause();
    }
}

/// Whether something came true within the limit; for clearing up, which nothing interrupts.
pub(crate) fn came_true(limit: Duration, mut probe: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    loop {
        if probe() {
            return true;
        }
        if started.elapsed() > limit {
            return false;
        }
        pause();
    }
}

/// Rests for a moment.
pub(crate) fn pause() {
    rest(PAUSE);
}

/// Lets so much time pass, as part of what is tried. Fails as soon as the command is interrupted.
pub(crate) fn let_pass(time: Duration) -> Outcome {
    let end = Instant::now() + time;
    loop {
        keeper::check()?;
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Ok(());
        }
        rest(left.min(PAUSE));
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one sleep that every bounded wait is made of"
)]
fn rest(time: Duration) {
    thread::sleep(time);
}

#[cfg(test)]
mod tests {
    use super::{came_true, until};
    use crate::failure::Failure;
    use std::time::Duration;

    #[test]
    fn an_answer_ends_the_wait() {
        let mut looks = 0;
        let answer = until(Duration::from_mins(1), "the third look", || {
            looks += 1;
            Ok((looks == 3).then_some(looks))
        });
        assert!(matches!(answer, Ok(3)));
    }

    #[test]
    fn past_the_limit_the_wait_fails_and_says_for_what() {
        let outcome = until::<()>(Duration::ZERO, "a miracle", || Ok(None));
        assert!(
            matches!(outcome, Err(Failure::Because(text)) if text == "waited 0 s in vain for a miracle")
        );
        assert!(!came_true(Duration::ZERO, || false));
    }
}
