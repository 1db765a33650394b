//! Random histories. There are few different values, so that they meet: names that differ in
//! case alone, tags that look alike, ties in every order.

mod values;

use docket_application::PageRequest;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::History;
use super::command::Command;
use super::shown::Joined;
use values::{
    KEYS, NAMES, SECONDS, ZONES, draft, filter, order, patch, tag, tags, task, user, versions,
};

/// How many commands a history has at most.
const COMMANDS: usize = 40;

pub(super) fn history() -> impl Strategy<Value = History> {
    vec(command(), 1..=COMMANDS).prop_map(History)
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => accounts(),
        13 => creations(),
        9 => changes_of_one(),
        5 => changes_of_many(),
        14 => questions(),
    ]
}

fn accounts() -> impl Strategy<Value = Command> {
    prop_oneof![
        2 => select(NAMES).prop_map(|name| Command::Register { name }),
        1 => user().prop_map(|user| Command::Leave { user }),
        1 => (user(), select(ZONES)).prop_map(|(user, zone)| Command::Move { user, zone }),
        6 => select(SECONDS).prop_map(|seconds| Command::Pass { seconds }),
    ]
}

fn creations() -> impl Strategy<Value = Command> {
    let fingerprint = prop_oneof![4 => Just(0_u8), 1 => Just(1)];
    prop_oneof![
        6 => (user(), draft()).prop_map(|(user, draft)| Command::Create { user, draft }),
        3 => (user(), vec(draft(), 1..6))
            .prop_map(|(user, drafts)| Command::CreateAll { user, drafts }),
        6 => (user(), select(KEYS), fingerprint, vec(draft(), 1..3)).prop_map(
            |(user, key, fingerprint, drafts)| Command::CreateOnce {
                user,
                key,
                fingerprint,
                drafts,
            },
        ),
        1 => (1..3_u16).prop_map(|limit| Command::Forget { limit }),
    ]
}

fn changes_of_one() -> impl Strategy<Value = Command> {
    prop_oneof![
        4 => (user(), task(), patch(), versions()).prop_map(|(user, task, patch, if_match)| {
            Command::Edit { user, task, patch, if_match }
        }),
        2 => (user(), task(), draft(), versions()).prop_map(|(user, task, draft, if_match)| {
            Command::Replace { user, task, draft, if_match }
        }),
        2 => (user(), task(), versions())
            .prop_map(|(user, task, if_match)| Command::Delete { user, task, if_match }),
        2 => (user(), task(), tags(1..3).prop_map(Joined), versions()).prop_map(
            |(user, task, tags, if_match)| Command::AddTags { user, task, tags, if_match },
        ),
        2 => (user(), task(), tag(), versions()).prop_map(|(user, task, tag, if_match)| {
            Command::RemoveTag { user, task, tag, if_match }
        }),
    ]
}

fn changes_of_many() -> impl Strategy<Value = Command> {
    prop_oneof![
        2 => (user(), vec(task(), 1..6), patch())
            .prop_map(|(user, tasks, patch)| Command::EditAll { user, tasks, patch }),
        1 => (user(), vec(task(), 1..4))
            .prop_map(|(user, tasks)| Command::DeleteAll { user, tasks }),
        2 => (user(), tag(), tag())
            .prop_map(|(user, old, new)| Command::RenameTag { user, old, new }),
        1 => (user(), tag()).prop_map(|(user, tag)| Command::DropTag { user, tag }),
    ]
}

fn questions() -> impl Strategy<Value = Command> {
    let page = (prop_oneof![3 => Just(0), 1 => 0..6_u32], 1..6_u16);
    let list = (user(), filter(), order(), page, any::<bool>());
    prop_oneof![
        1 => (user(), task()).prop_map(|(user, task)| Command::Get { user, task }),
        7 => list.prop_map(|(user, filter, order, (skip, limit), with_total)| Command::List {
            user,
            filter,
            order,
            page: PageRequest::new(skip, limit),
            with_total,
        }),
        4 => (1..4_u16).prop_map(|limit| Command::Next { limit }),
        1 => user().prop_map(|user| Command::Tags { user }),
        1 => user().prop_map(|user| Command::Statistics { user }),
    ]
}
