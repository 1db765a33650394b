//! Doing from time to time what has to be done.

use std::time::Duration;

use actix_web::rt;
use docket_application::MaintenanceService;
use docket_application::ports::store::StoreError;

use crate::console::in_one_line;

/// How long to wait before the first time: what comes right after a start is to be served first.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
/// How long to wait between two times.
const PAUSE: Duration = Duration::from_mins(10);

/// Begins to do it, in the background, until the process ends. Instances that share a database do
/// it each on their own: what one has removed, the others do not find.
pub(super) fn start(service: MaintenanceService) {
    rt::spawn(async move {
        tokio::time::sleep(FIRST_PAUSE).await;
        loop {
            tell("idempotency keys", service.remove_expired_answers().await);
            tell("sessions", service.remove_expired_sessions().await);
            tokio::time::sleep(PAUSE).await;
        }
    });
}

/// Tells how many of these things were removed.
fn tell(things: &str, outcome: Result<usize, StoreError>) {
    match outcome {
        Ok(0) => {}
        Ok(removed) => tracing::debug!(things, removed, "what had expired was removed"),
        Err(error) => {
            let cause = in_one_line(&error);
            tracing::warn!(things, cause, "what has expired could not be removed");
        }
    }
}
