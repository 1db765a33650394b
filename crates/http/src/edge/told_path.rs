//! The path of a request, as far as it goes into the log.

/// What stands for what a client typed.
const TYPED: &str = "*";
/// How many segments are told.
const MAX_SEGMENTS: usize = 16;
/// How many digits an id can have.
const MAX_DIGITS: usize = 19;

/// The path with the words of the routes and the ids in it, and without anything else: people and
/// programs put tokens and passwords into paths by mistake, and the names of tags are nobody's
/// business.
pub(crate) fn told_path(path: &str, is_of_a_route: impl Fn(&str) -> bool) -> String {
    let mut segments: Vec<&str> = path
        .split('/')
        .take(MAX_SEGMENTS)
        .map(|segment| {
            let is_told = segment.is_empty() || is_id(segment) || is_of_a_route(segment);
            if is_told { segment } else { TYPED }
        })
        .collect();
    if path.split('/').nth(MAX_SEGMENTS).is_some() {
        segments.push(TYPED);
    }
    segments.join("/")
}

fn is_id(segment: &str) -> bool {
    segment.len() <= MAX_DIGITS && segment.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(path: &str) -> String {
        told_path(path, |segment| ["tasks", "tags", "bulk"].contains(&segment))
    }

    #[test]
    fn words_of_routes_and_ids_are_told() {
        for path in [
            "/",
            "/tasks",
            "/tasks/",
            "/tasks/42",
            "/tasks/42/tags",
            "//",
        ] {
            assert_eq!(told(path), path);
        }
    }

    #[test]
    fn what_someone_typed_is_not() {
        for (path, expected) in [
            ("/tasks/42/tags/doctor", "/tasks/42/tags/*"),
            ("/hunter2/tasks", "/*/tasks"),
            ("/tasks/-1", "/tasks/*"),
            ("/tasks/12345678901234567890", "/tasks/*"),
            ("/Tasks", "/*"),
            ("/tasks;hunter2", "/*"),
        ] {
            assert_eq!(told(path), expected);
        }
    }

    #[test]
    fn a_path_without_end_is_told_to_some_depth() {
        let deep = "/tasks".repeat(1000);
        assert_eq!(told(&deep), format!("{}/*", "/tasks".repeat(15)));
    }
}
