//! The bodies of requests: what is accepted keeps the rules of the domain, and is the same when it
//! has been rendered and read again.

use docket_application::TaskService;
use docket_application::accounts::PasswordRules;
use docket_domain::task::NewTask;
use docket_domain::user::NewUser;
use docket_domain::{Tags, Task, TaskDraft, TaskId, TaskPatch, Title};
use docket_http::probe::{accounts, administration, profile, tasks, told};

use crate::world::{now, today, user_id};

/// Reads the bytes as the body of every kind of request in turn.
pub fn bodies(bytes: &[u8]) {
    if let Some(draft) = accepted(tasks::draft(bytes)) {
        let replacement = accepted(tasks::replacement(bytes));
        assert_eq!(
            replacement.as_ref(),
            Some(&draft),
            "new task and replacement"
        );
        survives(&draft);
    }
    if let Some(draft) = accepted(tasks::replacement(bytes)) {
        survives(&draft);
    }
    if let Some(patch) = accepted(tasks::patch(bytes)) {
        applies(&patch);
    }
    if let Some(drafts) = accepted(tasks::drafts(bytes)) {
        assert!((1..=TaskService::MAX_BULK).contains(&drafts.len()));
        drafts.iter().for_each(survives);
    }
    if let Some(imports) = accepted(tasks::import_of_array(bytes, now())) {
        assert!(imports.len() <= TaskService::MAX_IMPORT);
        for import in &imports {
            survives(import.draft());
        }
    }
    if let Some((ids, patch)) = accepted(tasks::patch_of_many(bytes)) {
        are_ids(&ids);
        applies(&patch);
    }
    if let Some(ids) = accepted(tasks::ids(bytes)) {
        are_ids(&ids);
    }
    if let Some(tags) = accepted(tasks::tags(bytes)) {
        assert_eq!(Tags::split(&tags.join()), Ok(tags), "joined and split");
    }
    of_accounts(bytes);
}

fn of_accounts(bytes: &[u8]) {
    for rules in [PasswordRules::Bcrypt, PasswordRules::Argon2id] {
        if let Some((identity, password)) = accepted(accounts::account(bytes, rules)) {
            assert!(identity.username().is_some() || identity.email().is_some());
            assert_eq!(rules.check(&password), Ok(()));
        }
        if let Some((_, new)) = accepted(profile::password_change(bytes, rules)) {
            assert_eq!(rules.check(&new), Ok(()));
        }
    }
    accepted(accounts::login(bytes));
    accepted(accounts::login_form(bytes));
    accepted(accounts::refresh(bytes));
    accepted(profile::password(bytes));
    accepted(administration::account_change(bytes));
    if let Some(patch) = accepted(profile::patch(bytes)) {
        let caller = docket_domain::Username::parse("ada").expect("it is a name");
        let identity = docket_domain::Identity::new(Some(caller), None).expect("there is a name");
        let mut user = NewUser::create(identity, now()).stored_as(user_id(7));
        if user.edit(&patch) == Ok(true) {
            assert_eq!(user.edit(&patch), Ok(false), "what is done needs no doing");
        }
    }
}

/// What was read, if it was accepted. A refusal must have words.
fn accepted<T>(read: Result<T, docket_http::ApiError>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(error) => {
            assert!(!told(&error).is_empty());
            None
        }
    }
}

/// A draft becomes a task, is rendered, and is the same draft when it is read again.
fn survives(draft: &TaskDraft) {
    let id = TaskId::new(1).expect("it is an id");
    let task = NewTask::create(user_id(7), draft.clone(), now()).stored_as(id);
    assert_eq!(read_again(&task), *draft);
}

/// A patch changes a task into one that can be stored and read again, and does so once.
fn applies(patch: &TaskPatch) {
    let id = TaskId::new(1).expect("it is an id");
    let title = Title::parse("before").expect("it is a title");
    let draft = TaskDraft::new(title);
    let mut task = NewTask::create(user_id(7), draft, now()).stored_as(id);
    let _ = task.edit(patch, now().plus_seconds(1));
    assert!(
        !task.edit(patch, now().plus_seconds(2)),
        "what is done needs no doing"
    );
    let restored = Task::restore(id, task.record().clone());
    assert_eq!(restored.as_ref(), Ok(&task));
    let record = task.record();
    let again = read_again(&task);
    assert_eq!(again.title, record.title);
    assert_eq!(again.description, record.description);
    assert_eq!(again.status, record.status);
    assert_eq!(again.tags, record.tags);
}

fn read_again(task: &Task) -> TaskDraft {
    let rendered = tasks::render(task, today());
    tasks::replacement(&rendered).expect("what is answered of a task can be sent back")
}

fn are_ids(ids: &[TaskId]) {
    assert!((1..=TaskService::MAX_BULK).contains(&ids.len()));
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
}
