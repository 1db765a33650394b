//! Which build this is.

use docket_domain::Timestamp;
use docket_http::BuildInfo;

/// Which build this is, as the build script found out.
pub(crate) fn build_info() -> BuildInfo {
    BuildInfo {
        version: env!("CARGO_PKG_VERSION"),
        commit: env!("DOCKET_COMMIT"),
        built_at: built_at(env!("DOCKET_BUILT_AT")),
    }
}

/// The instant that is so many seconds after 1970, which stands for "not known" if it is 0.
fn built_at(seconds: &str) -> String {
    let instant = seconds
        .parse()
        .ok()
        .filter(|seconds| *seconds != 0)
        .and_then(|seconds: i64| seconds.checked_mul(1_000_000))
        .and_then(|microseconds| Timestamp::from_microseconds(microseconds).ok());
    instant.map_or_else(|| "unknown".to_owned(), |instant| instant.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_become_an_instant_and_anything_else_is_unknown() {
        assert_eq!(built_at("1763627400"), "2025-11-20T08:30:00.000000Z");
        for unknown in ["0", "", "soon", "99999999999999999"] {
            assert_eq!(built_at(unknown), "unknown");
        }
    }
}
