//! Being told to stop.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

/// Resolves at the first SIGTERM or SIGINT.
///
/// # Errors
/// If the signals cannot be listened for.
pub(crate) fn stop() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    // From here on, neither of them ends the process by itself.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        let name = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        };
        tracing::info!(signal = name, "shutdown has begun");
    })
}
