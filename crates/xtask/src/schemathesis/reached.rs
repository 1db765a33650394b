//! Whether the generated requests got anywhere: how many operations did what they are there for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::failure::{Failure, Outcome};
use crate::report;

/// The variable by which `hooks.py` is told where to write the operations that answered 2xx, one
/// on each line.
pub(super) const HOOK_VARIABLE: &str = "DOCKET_REACHED";

/// How many of a hundred operations must have been reached.
const PERCENT: usize = 95;

/// Fails unless nearly all operations of the document are in the file.
pub(super) fn expect_nearly_all(document: &str, file: &Path) -> Outcome {
    let reached = fs::read_to_string(file).map_err(Failure::while_doing(
        "reading which operations were reached",
    ))?;
    let reached: BTreeSet<&str> = reached.lines().collect();
    let all = operations(document);
    let missed: Vec<&str> = all.difference(&reached).copied().collect();
    let count = all.len() - missed.len();
    let verdict = format!("{count} of {} operations answered 2xx", all.len());
    report::say(&verdict);
    for operation in &missed {
        report::say(format_args!("never with 2xx: {operation}"));
    }
    if all.is_empty() || count * 100 < all.len() * PERCENT {
        return Err(Failure::because(verdict));
    }
    Ok(())
}

/// The ids of all operations.
fn operations(document: &str) -> BTreeSet<&str> {
    document
        .split(r#""operationId""#)
        .skip(1)
        .filter_map(|rest| rest.split('"').nth(1))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::operations;

    #[test]
    fn operations_are_found_however_the_document_is_spaced() {
        let document = r#"{"get": {"operationId": "list"}, "post":{"operationId":"add","x":1}}"#;
        assert_eq!(Vec::from_iter(operations(document)), ["add", "list"]);
    }
}
