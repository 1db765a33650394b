//! Pages of lists: which one a query asks for, and the way to the next one.

use actix_web::HttpResponseBuilder;
use actix_web::http::header::{self, HeaderName};
use docket_application::PageRequest;
use docket_domain::Violation;

use crate::query::QueryReader;

const NEXT_CURSOR: HeaderName = HeaderName::from_static("x-next-cursor");
const TOTAL_COUNT: HeaderName = HeaderName::from_static("x-total-count");

/// Which page a query asks for, and whether all that match are to be counted. Where the list goes
/// on by cursor, nothing can be skipped.
pub(crate) fn read(reader: &mut QueryReader) -> (PageRequest, bool) {
    const EXCLUDES: Violation = Violation::Malformed("given without `skip`");
    if reader.has("cursor") && reader.has("skip") {
        reader.refuse("cursor", EXCLUDES);
    }
    let skip = reader.integer("skip", PageRequest::skip_of).unwrap_or(0);
    let limit = reader.integer("limit", PageRequest::limit_of);
    let page = PageRequest::new(skip, limit.unwrap_or(PageRequest::DEFAULT_LIMIT));
    (page, reader.boolean("count").unwrap_or(false))
}

/// Adds the headers of a page: the way to the next one if there is one, and how many match if that
/// was asked for.
pub(crate) fn add_headers(
    response: &mut HttpResponseBuilder,
    path: &str,
    query: &str,
    next_cursor: Option<String>,
    total: Option<u64>,
) {
    if let Some(cursor) = next_cursor {
        response.insert_header((header::LINK, next_link(path, query, &cursor)));
        response.insert_header((NEXT_CURSOR, cursor));
    }
    if let Some(total) = total {
        response.insert_header((TOTAL_COUNT, total));
    }
}

/// The next page (RFC 8288): the same query, from the cursor on. Relative, so that it holds
/// behind whatever proxy.
fn next_link(path: &str, query: &str, cursor: &str) -> String {
    let mut next = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        if name != "cursor" && name != "skip" {
            next.append_pair(&name, &value);
        }
    }
    next.append_pair("cursor", cursor);
    format!("<{path}?{}>; rel=\"next\"", next.finish())
}
