//! The reader: someone who reads a task at a steady pace.

use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

use crate::docket::Client;
use crate::failure::Outcome;
use crate::keeper;

/// From one request to the next: slow enough for the limit of a user's requests.
const PACE: Duration = Duration::from_millis(12);

/// How long requests took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Latencies {
    p50: Duration,
    /// Longer than all but a hundredth of them.
    pub(super) p99: Duration,
}

/// Reads the first task for so long. What is late counts from when it should have begun: a reader
/// who is made to wait must not ask less often for it.
#[expect(
    clippy::disallowed_methods,
    reason = "nothing is awaited here: the pace is what is wanted"
)]
pub(super) fn read(client: &mut Client, duration: Duration) -> Outcome<Latencies> {
    let begun = Instant::now();
    let mut took = Vec::new();
    let mut due = begun;
    while due.duration_since(begun) < duration {
        keeper::check()?;
        thread::sleep(due.saturating_duration_since(Instant::now()));
        client.get("/tasks/1")?.expect(200)?;
        took.push(due.elapsed());
        due += PACE;
    }
    took.sort();
    Ok(Latencies {
        p50: took[took.len() / 2],
        p99: took[took.len() * 99 / 100],
    })
}

impl fmt::Display for Latencies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |duration: Duration| duration.as_secs_f64() * 1000.0;
        write!(f, "{:.2}; {:.2}", ms(self.p50), ms(self.p99))
    }
}
