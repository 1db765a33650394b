//! `docket serve`: serves until told to stop.

use std::error::Error;

use actix_web::rt::System;

use crate::application::Application;
use crate::settings::Settings;
use crate::{signals, telemetry};

/// Serves until SIGTERM or SIGINT, then finishes what is under way.
///
/// # Errors
/// If the service cannot start, or its listener fails.
pub(crate) fn run(settings: Settings) -> Result<(), Box<dyn Error>> {
    telemetry::init(&settings.log)?;
    System::new().block_on(async {
        let stop = signals::stop()?;
        let application = Application::build(settings)?;
        tracing::info!(address = %application.address()?, "listening");
        application.run(stop).await?;
        tracing::info!("stopped");
        Ok(())
    })
}
