//! One answer, from the thread that has it to the task that waits for it.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread::{self, ThreadId};

use super::replies::Group;

/// Where the answer is put.
#[derive(Debug)]
pub(crate) struct Reply<T>(Arc<Slot<T>>);

/// The answer that is waited for; `None` if there will be none.
#[derive(Debug)]
pub(crate) struct Awaited<T>(Arc<Slot<T>>);

#[derive(Debug)]
struct Slot<T>(Mutex<State<T>>);

#[derive(Debug)]
enum State<T> {
    /// Nobody has answered yet.
    Open {
        waiter: Option<Waiter>,
        /// Whether someone is about to.
        is_begun: bool,
    },
    /// Here it is, and whoever takes it wakes the others of its group.
    Answered(T, Option<Arc<Group>>),
    /// There will be no answer.
    Abandoned,
    /// Nobody waits any more.
    Over,
}

/// A task that waits, and the thread on which it was when it last looked.
#[derive(Debug)]
struct Waiter {
    waker: Waker,
    thread: ThreadId,
}

/// A place for an answer, from both sides.
pub(crate) fn pair<T>() -> (Reply<T>, Awaited<T>) {
    let slot = Arc::new(Slot(Mutex::new(State::Open {
        waiter: None,
        is_begun: false,
    })));
    (Reply(Arc::clone(&slot)), Awaited(slot))
}

impl<T> Slot<T> {
    fn state(&self) -> MutexGuard<'_, State<T>> {
        // Nothing is left half done if a thread panics here.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the waiting so, unless it has ended, and wakes whoever waits.
    fn settle(&self, end: State<T>) {
        let mut state = self.state();
        if let State::Open { waiter, .. } = &mut *state {
            let waiter = waiter.take();
            *state = end;
            drop(state);
            if let Some(waiter) = waiter {
                waiter.waker.wake();
            }
        }
    }
}

impl<T> Reply<T> {
    /// Notes that the answer is being made. `false` if nobody waits for it any more.
    pub(crate) fn begin(&self) -> bool {
        let mut state = self.0.state();
        let State::Open { is_begun, .. } = &mut *state else {
            return false;
        };
        *is_begun = true;
        true
    }

    /// Gives the answer now. Whoever asked may have gone away meanwhile; then nobody need know.
    pub(crate) fn give(self, answer: T) {
        self.0.settle(State::Answered(answer, None));
    }

    /// Puts the answer there, and its waker into the group of its thread.
    pub(super) fn join(self, answer: T, groups: &mut Vec<Arc<Group>>) {
        let mut state = self.0.state();
        let State::Open { waiter, .. } = &mut *state else {
            return;
        };
        let group = waiter
            .take()
            .map(|waiter| Group::join(waiter.thread, waiter.waker, groups));
        *state = State::Answered(answer, group);
    }
}

impl<T> Drop for Reply<T> {
    fn drop(&mut self) {
        self.0.settle(State::Abandoned);
    }
}

impl<T> Awaited<T> {
    /// Whether someone has begun with it, or is done.
    pub(crate) fn is_begun(&self) -> bool {
        let state = self.0.state();
        !matches!(
            *state,
            State::Open {
                is_begun: false,
                ..
            }
        )
    }
}

impl<T> Future for Awaited<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = self.0.state();
        match mem::replace(&mut *state, State::Over) {
            State::Answered(answer, group) => {
                drop(state);
                if let Some(group) = group {
                    group.wake_all();
                }
                Poll::Ready(Some(answer))
            }
            State::Abandoned | State::Over => Poll::Ready(None),
            State::Open { waiter, is_begun } => {
                let waiter = waiter.filter(|known| known.waker.will_wake(context.waker()));
                let waiter = Some(Waiter {
                    waker: waiter.map_or_else(|| context.waker().clone(), |known| known.waker),
                    thread: thread::current().id(),
                });
                *state = State::Open { waiter, is_begun };
                Poll::Pending
            }
        }
    }
}

impl<T> Drop for Awaited<T> {
    fn drop(&mut self) {
        let state = mem::replace(&mut *self.0.state(), State::Over);
        // The others may wait for this one to wake them.
        if let State::Answered(_, Some(group)) = state {
            group.wake_all();
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use super::*;

    /// Counts how often it is woken.
    #[derive(Default)]
    struct Bell(AtomicUsize);

    impl Wake for Bell {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// Someone who waits for an answer.
    pub(crate) struct Asker {
        pub(crate) awaited: Option<Awaited<u32>>,
        bell: Arc<Bell>,
    }

    impl Asker {
        /// Asks, and looks once.
        pub(crate) fn ask() -> (Reply<u32>, Self) {
            let (reply, awaited) = pair();
            let mut asker = Self {
                awaited: Some(awaited),
                bell: Arc::default(),
            };
            assert_eq!(asker.look(), Poll::Pending);
            (reply, asker)
        }

        pub(crate) fn look(&mut self) -> Poll<Option<u32>> {
            let waker = Waker::from(Arc::clone(&self.bell));
            let awaited = self.awaited.as_mut().unwrap();
            Pin::new(awaited).poll(&mut Context::from_waker(&waker))
        }

        pub(crate) fn is_woken(&self) -> bool {
            self.bell.0.load(Ordering::SeqCst) > 0
        }
    }

    #[test]
    fn nobody_waits_for_an_answer_that_will_not_come() {
        let (reply, mut asker) = Asker::ask();
        drop(reply);
        assert!(asker.is_woken());
        assert_eq!(asker.look(), Poll::Ready(None));
    }

    #[test]
    fn it_is_known_whether_someone_still_waits() {
        let (reply, asker) = Asker::ask();
        assert!(reply.begin());
        drop(asker);
        assert!(!reply.begin());
        reply.give(1);
    }

    #[test]
    fn it_is_known_whether_someone_has_begun() {
        let (reply, asker) = Asker::ask();
        let is_begun = || asker.awaited.as_ref().unwrap().is_begun();
        assert!(!is_begun());
        assert!(reply.begin());
        assert!(is_begun());
        reply.give(1);
        assert!(is_begun());
    }

    #[test]
    fn whoever_has_not_looked_yet_finds_the_answer() {
        let (reply, awaited) = pair();
        reply.give(7);
        let mut asker = Asker {
            awaited: Some(awaited),
            bell: Arc::default(),
        };
        assert_eq!(asker.look(), Poll::Ready(Some(7)));
    }
}
