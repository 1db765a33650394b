//! The files of the page: those in `page`, and what they use of Swagger UI, which is in the crate
//! `utoipa-swagger-ui`.

use std::borrow::Cow;
use std::sync::{Arc, LazyLock};

use actix_web::web::Bytes;
use utoipa_swagger_ui::Config;

use crate::error::ApiError;

/// The page itself.
pub(super) const INDEX: &str = "index.html";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";
const PNG: &str = "image/png";

/// Our own files: name, media type, content.
const OURS: [(&str, &str, &str); 6] = [
    (INDEX, HTML, include_str!("page/index.html")),
    ("docket.css", CSS, include_str!("page/docket.css")),
    ("theme.js", JAVASCRIPT, include_str!("page/theme.js")),
    ("dialog.js", JAVASCRIPT, include_str!("page/dialog.js")),
    ("session.js", JAVASCRIPT, include_str!("page/session.js")),
    (
        "swagger-initializer.js",
        JAVASCRIPT,
        include_str!("page/swagger-initializer.js"),
    ),
];

/// The files of Swagger UI that the page uses: name and media type. It has others, such as a page
/// for flows of OAuth2 that are not ours.
const THEIRS: [(&str, &str); 4] = [
    ("swagger-ui.css", CSS),
    ("swagger-ui-bundle.js", JAVASCRIPT),
    ("favicon-16x16.png", PNG),
    ("favicon-32x32.png", PNG),
];

/// What the crate would write into an initializer of its own, which is not used.
static NO_CONFIG: LazyLock<Arc<Config<'static>>> = LazyLock::new(Arc::default);

/// A file of the page.
pub(super) struct File {
    pub(super) media_type: &'static str,
    pub(super) bytes: Bytes,
}

/// The file with this name.
///
/// # Errors
/// [`ApiError::Internal`] if Swagger UI cannot be read.
pub(super) fn find(name: &str) -> Result<Option<File>, ApiError> {
    if let Some((_, media_type, text)) = OURS.iter().find(|(ours, ..)| *ours == name) {
        let bytes = Bytes::from_static(text.as_bytes());
        return Ok(Some(File { media_type, bytes }));
    }
    let Some((theirs, media_type)) = THEIRS.iter().find(|(theirs, _)| *theirs == name) else {
        return Ok(None);
    };
    let found = utoipa_swagger_ui::serve(theirs, Arc::clone(&NO_CONFIG))
        .map_err(|error| ApiError::Internal(error.to_string().into()))?;
    Ok(found.map(|file| File {
        media_type,
        bytes: match file.bytes {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        },
    }))
}
