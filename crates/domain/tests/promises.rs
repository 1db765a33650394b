//! What the README promises of all types alike.

use docket_domain::{
    Denied, LastAdmin, NotAdmin, Session, Task, TaskDraft, TaskFilter, TaskOrder, TaskPatch, User,
    Violation,
};

fn goes_to_other_threads<T: Send + Sync + 'static>() {}

fn is_an_error<T: std::error::Error + Send + Sync + 'static>() {}

#[test]
fn all_that_services_hold_goes_to_other_threads() {
    goes_to_other_threads::<Task>();
    goes_to_other_threads::<User>();
    goes_to_other_threads::<Session>();
    goes_to_other_threads::<(TaskDraft, TaskPatch)>();
    goes_to_other_threads::<(TaskFilter, TaskOrder)>();
}

#[test]
fn every_refusal_is_an_error_like_others() {
    is_an_error::<Violation>();
    is_an_error::<Denied>();
    is_an_error::<NotAdmin>();
    is_an_error::<LastAdmin>();
}
