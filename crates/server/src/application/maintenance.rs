//! Doing from time to time what has to be done.

use std::time::Duration;

use actix_web::rt;
use docket_application::MaintenanceService;

/// How long to wait between two times.
const PAUSE: Duration = Duration::from_mins(10);

/// Begins to do it, in the background, until the process ends. Instances that share a database do
/// it each on their own: what one has removed, the others do not find.
pub(super) fn start(service: MaintenanceService) {
    rt::spawn(async move {
        loop {
            tokio::time::sleep(PAUSE).await;
            match service.remove_expired_answers().await {
                Ok(0) => {}
                Ok(removed) => tracing::debug!(removed, "expired idempotency keys were removed"),
                Err(error) => {
                    let error = &error as &dyn std::error::Error;
                    tracing::warn!(error, "expired idempotency keys could not be removed");
                }
            }
        }
    });
}
