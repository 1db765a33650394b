//! `docket openapi`: prints the OpenAPI document.

use std::borrow::Cow;

use crate::console::{self, CommandError, Explain};

/// The document has no JSON form.
#[derive(Debug, thiserror::Error)]
#[error("the OpenAPI document cannot be written as JSON")]
struct NoJson(#[from] serde_json::Error);

impl Explain for NoJson {
    fn hint(&self) -> Option<Cow<'static, str>> {
        Some("this is a defect: report it".into())
    }
}

/// Prints the document as it is served, in the spelling of `docs/openapi.json`.
///
/// # Errors
/// If it cannot be written.
pub(crate) fn run() -> Result<(), CommandError> {
    let document = docket_http::document().map_err(NoJson)?;
    let json = serde_json::to_string_pretty(&document).map_err(NoJson)?;
    Ok(console::write(json + "\n")?)
}
