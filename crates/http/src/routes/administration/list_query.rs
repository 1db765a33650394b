//! What a query says of the list of users that is wanted.

use docket_application::administration::UserQuery;
use docket_domain::UserId;
use docket_domain::list::Search;
use utoipa::IntoParams;

use crate::cursor::{self, ListId};
use crate::error::ApiError;
use crate::paging;
use crate::query::QueryReader;

/// The parameters of a list, for the document; [`read`] reads them.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "names the parameters for the document")]
pub(super) struct ListParams {
    /// With every one of these words in user name or e-mail address, whatever their case.
    #[param(max_length = 200)]
    search: Option<String>,
    /// How many users to leave out at the beginning, 0 if it is not given; not together with `cursor`.
    #[param(minimum = 0, maximum = 2_147_483_647_i64)]
    skip: Option<u32>,
    /// How many users to answer at most.
    #[param(minimum = 1, maximum = 1000, default = 100)]
    limit: Option<u16>,
    /// Go on after the last user of the page that came with this cursor.
    cursor: Option<String>,
    /// Add `X-Total-Count`, the number of all that match.
    count: Option<bool>,
}

/// The list that `query` asks for.
///
/// # Errors
/// [`ApiError::ValidationFailed`] with every fault.
pub(super) fn read(query: &str, list: ListId) -> Result<UserQuery, ApiError> {
    let mut reader = QueryReader::new(query);
    let search = reader.one("search", Search::parse).unwrap_or_default();
    let after = reader.one("cursor", |text| {
        cursor::read_id(text, list).and_then(UserId::new)
    });
    let (page, with_total) = paging::read(&mut reader);
    reader.finish(UserQuery {
        search,
        after,
        page,
        with_total,
    })
}
