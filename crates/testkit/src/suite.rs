//! The suite that every store must pass, whatever it keeps its data in.
//!
//! The cases know a store by its port alone. They may share one store: each makes users of its own
//! and looks at nothing else, so a store need not be empty, but nobody else may write to it.
//!
//! To add a case: a function in the file of its subject, named by a sentence, and its name in the
//! list at the top of that file. A function that is not listed is dead code, which CI refuses.

use docket_application::ports::store::Store;

/// Lists the cases of a subject.
macro_rules! list_cases {
    ($subject:literal: $($case:path),+ $(,)?) => {
        pub(in $crate::suite) const CASES: &[$crate::suite::Case] = &[$($crate::suite::Case {
            name: concat!($subject, "::", stringify!($case)),
            run: $case,
        }),+];
    };
}

mod administrators;
mod answers;
mod bulk;
mod concurrency;
mod lists;
mod sessions;
mod snapshot;
mod statistics;
mod tags;
mod tasks;
mod transactions;
mod users;
mod work;

/// One thing that every store must do.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// What it is, as `subject::a_sentence`.
    pub name: &'static str,
    /// Does it, and panics if the store does something else.
    pub run: fn(&Store),
}

/// Every case.
#[must_use]
pub fn cases() -> Vec<Case> {
    [
        users::CASES,
        users::names::CASES,
        users::lists::CASES,
        administrators::CASES,
        sessions::CASES,
        sessions::renewal::CASES,
        sessions::removal::CASES,
        sessions::races::CASES,
        tasks::CASES,
        tasks::versions::CASES,
        tags::CASES,
        tags::index::CASES,
        lists::filters::CASES,
        lists::ranges::CASES,
        lists::search::CASES,
        lists::order::CASES,
        lists::pages::CASES,
        bulk::CASES,
        statistics::CASES,
        answers::CASES,
        snapshot::CASES,
        transactions::CASES,
        concurrency::CASES,
    ]
    .concat()
}
