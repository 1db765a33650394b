//! What a failed case has to say: its panics with their places, and the logs of its servers.

use std::cell::RefCell;
use std::panic;

thread_local! {
    static REPORT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// From now on, panics are noted in the report of their thread and not printed.
pub(crate) fn collect_panics() {
    panic::set_hook(Box::new(|info| note(&info.to_string())));
}

/// Adds a paragraph to the report of this thread.
pub(super) fn note(text: &str) {
    REPORT.with_borrow_mut(|report| {
        report.push_str(text);
        report.push('\n');
    });
}

/// Takes the report of this thread.
pub(super) fn take() -> String {
    REPORT.take()
}
