//! How errands get from those who ask to the threads that have connections, and answers back.
//!
//! Waking a thread costs more than reading a task does. So those who ask in the same turn of their
//! thread wake a thread with a connection once, and those whose answers come at the same moment
//! are woken as a group: one of them by the thread that answers, which has to interrupt theirs,
//! and the others by that one, which is there already. No channel does that: each item that is sent
//! wakes somebody.

mod queue;
mod replies;
mod reply;

pub(crate) use queue::{Queue, Taking};
pub(crate) use replies::Replies;
pub(crate) use reply::{Awaited, Reply, pair};

use std::future::poll_fn;
use std::task::Poll;

/// Lets the other tasks of this thread that can go on now go on first.
pub(crate) async fn let_others_ask() {
    let mut is_first = true;
    poll_fn(|context| {
        if is_first {
            is_first = false;
            context.waker().wake_by_ref();
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    })
    .await;
}
