//! `docket serve`: serves until told to stop.

use std::borrow::Cow;
use std::io;

use actix_web::rt::System;

use crate::application::Application;
use crate::console::{CommandError, Explain};
use crate::settings::Settings;
use crate::{signals, telemetry};

/// Why the service does not go on.
#[derive(Debug, thiserror::Error)]
enum ServeError {
    /// It would not hear of being told to stop.
    #[error("signals cannot be listened for")]
    Signals(#[source] io::Error),
    /// It cannot take requests.
    #[error("the listener has failed")]
    Listener(#[source] io::Error),
}

impl Explain for ServeError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        None
    }
}

/// Serves until SIGTERM or SIGINT, then finishes what is under way.
///
/// # Errors
/// If the service cannot start, or its listener fails.
pub(crate) fn run(settings: Settings) -> Result<(), CommandError> {
    telemetry::init(&settings.log)?;
    System::new().block_on(async {
        let stop = signals::stop().map_err(ServeError::Signals)?;
        let application = Application::build(settings)?;
        let address = application.address().map_err(ServeError::Listener)?;
        tracing::info!(%address, "listening");
        application.run(stop).await.map_err(ServeError::Listener)?;
        tracing::info!("stopped");
        Ok(())
    })
}
