//! What can be done and asked.

use docket_application::PageRequest;
use docket_domain::{Tag, TaskFilter, TaskOrder};

use super::shown::{Draft, Filter, Joined, Patched};

/// A user, by number: of those there are, counted round and round.
pub(super) type UserNumber = usize;

/// A task, by number: of those there ever were, counted round and round.
pub(super) type TaskNumber = usize;

/// The versions of which a task must have one, if any are named.
pub(super) type Versions = Option<Vec<i64>>;

/// One thing done or asked.
#[derive(Debug, Clone)]
pub(super) enum Command {
    /// Someone registers; names that differ in case alone are the same.
    Register {
        name: &'static str,
    },
    /// Someone deletes their account, with all that is theirs.
    Leave {
        user: UserNumber,
    },
    /// Someone moves to another time zone.
    Move {
        user: UserNumber,
        zone: &'static str,
    },
    /// Time passes, or a clock is set back.
    Pass {
        seconds: i64,
    },
    Create {
        user: UserNumber,
        draft: Draft,
    },
    CreateAll {
        user: UserNumber,
        drafts: Vec<Draft>,
    },
    /// The same with a key, under which it is done once.
    CreateOnce {
        user: UserNumber,
        key: &'static str,
        fingerprint: u8,
        drafts: Vec<Draft>,
    },
    /// At most so many expired answers are removed.
    Forget {
        limit: u16,
    },
    Get {
        user: UserNumber,
        task: TaskNumber,
    },
    Edit {
        user: UserNumber,
        task: TaskNumber,
        patch: Patched,
        if_match: Versions,
    },
    Replace {
        user: UserNumber,
        task: TaskNumber,
        draft: Draft,
        if_match: Versions,
    },
    Delete {
        user: UserNumber,
        task: TaskNumber,
        if_match: Versions,
    },
    AddTags {
        user: UserNumber,
        task: TaskNumber,
        tags: Joined,
        if_match: Versions,
    },
    RemoveTag {
        user: UserNumber,
        task: TaskNumber,
        tag: Tag,
        if_match: Versions,
    },
    EditAll {
        user: UserNumber,
        tasks: Vec<TaskNumber>,
        patch: Patched,
    },
    DeleteAll {
        user: UserNumber,
        tasks: Vec<TaskNumber>,
    },
    /// One tag takes the place of another in all of someone's tasks.
    RenameTag {
        user: UserNumber,
        old: Tag,
        new: Tag,
    },
    /// A tag is removed from all of someone's tasks.
    DropTag {
        user: UserNumber,
        tag: Tag,
    },
    /// A list from its beginning, where [`Self::Next`] goes on.
    List {
        user: UserNumber,
        filter: Filter,
        order: TaskOrder,
        page: PageRequest,
        with_total: bool,
    },
    /// The next page of the last list, after the last task that was on the page before.
    Next {
        limit: u16,
    },
    Tags {
        user: UserNumber,
    },
    Statistics {
        user: UserNumber,
    },
}

impl Command {
    /// What is asked at the end of every history, whatever was asked in it: everything.
    pub(super) fn last_look() -> impl Iterator<Item = Self> {
        (0..4).flat_map(|user| {
            let list = Self::List {
                user,
                filter: Filter(TaskFilter::default()),
                order: TaskOrder::default(),
                page: PageRequest::new(0, PageRequest::MAX_LIMIT),
                with_total: true,
            };
            [list, Self::Tags { user }, Self::Statistics { user }]
        })
    }
}
