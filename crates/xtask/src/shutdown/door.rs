//! Whether the server still lets people in, and what it says of its readiness meanwhile.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use crate::docket::Client;
use crate::failure::{Failure, Outcome};

/// What was seen of the listener.
#[derive(Debug, Default)]
pub(super) struct Door {
    /// When it was last known to be open.
    open: Option<Instant>,
    /// What `/health/ready` answered in turn.
    ready: Vec<u16>,
}

/// Looks again and again, until nobody is let in any more.
pub(super) fn watch(server: SocketAddr, door: &Mutex<Door>) {
    loop {
        let now = Instant::now();
        let Ok(mut client) = Client::connect(server) else {
            return;
        };
        let status = client.get("/health/ready").map(|answer| answer.status);
        let mut door = door.lock().unwrap_or_else(PoisonError::into_inner);
        // Only who is answered has certainly been let in: the system lets people in before the
        // server does.
        if let Ok(status) = status {
            door.open = Some(now);
            door.ready.push(status);
        }
    }
}

impl Door {
    /// Whether anybody was let in yet.
    pub(super) const fn has_let_someone_in(&self) -> bool {
        self.open.is_some()
    }

    /// Whether it was still open after this instant.
    pub(super) fn was_open_after(&self, instant: Instant) -> bool {
        self.open.is_some_and(|open| open >= instant)
    }

    /// Fails unless readiness was refused for a while before the door closed, and until then.
    pub(super) fn check(&self) -> Outcome {
        let first = self.ready.iter().position(|status| *status == 503);
        let (before, after) = self.ready.split_at(first.unwrap_or(self.ready.len()));
        let is_well = before.iter().all(|status| *status == 200)
            && !before.is_empty()
            && after.iter().all(|status| *status == 503)
            && !after.is_empty();
        if is_well {
            return Ok(());
        }
        let last = &self.ready[self.ready.len().saturating_sub(5)..];
        Err(Failure::because(format!(
            "readiness should be 200, then 503, and then the listener closed: it was {last:?} last"
        )))
    }

    #[cfg(test)]
    pub(super) fn closed_after(instant: Instant) -> Self {
        Self {
            open: Some(instant),
            ready: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Door;

    #[test]
    fn readiness_is_to_be_refused_before_the_door_closes() {
        let check = |ready: &[u16]| {
            Door {
                open: None,
                ready: ready.to_vec(),
            }
            .check()
            .is_ok()
        };
        assert!(check(&[200, 200, 503, 503]));
        for wrong in [
            &[200, 200][..],
            &[503],
            &[],
            &[200, 503, 200],
            &[200, 500, 503],
        ] {
            assert!(!check(wrong), "{wrong:?}");
        }
    }
}
