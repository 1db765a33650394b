//! `docket openapi`: prints the OpenAPI document.

use std::error::Error;
use std::io::{self, Write};

/// Prints the document as it is served, in the spelling of `docs/openapi.json`.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn run() -> Result<(), Box<dyn Error>> {
    let json = serde_json::to_string_pretty(&docket_http::document()?)?;
    writeln!(io::stdout(), "{json}")?;
    Ok(())
}
