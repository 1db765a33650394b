//! Answers that are given together.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::thread::ThreadId;

use super::reply::Reply;

/// Answers that are given at one moment.
#[derive(Debug)]
pub(crate) struct Replies<T> {
    given: Vec<(Reply<T>, T)>,
    /// Those who were answered last, in which one was to wake the others.
    woken: Vec<Arc<Group>>,
}

/// Those of one thread who have been answered and have not taken their answers.
#[derive(Debug)]
pub(super) struct Group {
    thread: ThreadId,
    wakers: Mutex<Vec<Waker>>,
}

impl<T> Replies<T> {
    pub(crate) const fn new() -> Self {
        Self {
            given: Vec::new(),
            woken: Vec::new(),
        }
    }

    /// Adds an answer, to be given with the others.
    pub(crate) fn add(&mut self, reply: Reply<T>, answer: T) {
        self.given.push((reply, answer));
    }

    /// Gives them all, and wakes one task for each thread that waits.
    pub(crate) fn give(&mut self) {
        self.wake_left();
        if self.given.len() == 1 {
            for (reply, answer) in self.given.drain(..) {
                reply.give(answer);
            }
            return;
        }
        for (reply, answer) in self.given.drain(..) {
            reply.join(answer, &mut self.woken);
        }
        // Whoever looked by themselves meanwhile has woken those before it; whose waker is left in
        // a group has still to take an answer, or to go away, and wakes the rest when it does.
        self.woken.iter().for_each(|group| group.wake_one());
    }

    /// Whether some may still wait for one of their group, who was woken last, to wake them.
    pub(crate) fn are_some_left(&self) -> bool {
        self.woken.iter().any(|group| !group.wakers().is_empty())
    }

    /// Wakes those who were answered last and have not been woken by the one of their group who
    /// was to do it, in case it never will: it may be held by something that does not go on.
    pub(crate) fn wake_left(&mut self) {
        self.woken.drain(..).for_each(|group| group.wake_all());
    }
}

impl<T> Drop for Replies<T> {
    fn drop(&mut self) {
        self.wake_left();
    }
}

impl Group {
    /// Adds a task to the group of its thread among `groups`, which is made if there is none.
    pub(super) fn join(thread: ThreadId, waker: Waker, groups: &mut Vec<Arc<Self>>) -> Arc<Self> {
        let known = groups.iter().find(|group| group.thread == thread);
        let group = known.map_or_else(
            || {
                Arc::new(Self {
                    thread,
                    wakers: Mutex::default(),
                })
            },
            Arc::clone,
        );
        if known.is_none() {
            groups.push(Arc::clone(&group));
        }
        group.wakers().push(waker);
        group
    }

    /// Wakes one of them, who has not taken its answer yet, and will wake the others.
    fn wake_one(&self) {
        let waker = self.wakers().pop();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Wakes them all.
    pub(super) fn wake_all(&self) {
        let wakers = mem::take(&mut *self.wakers());
        wakers.into_iter().for_each(Waker::wake);
    }

    fn wakers(&self) -> MutexGuard<'_, Vec<Waker>> {
        // Nothing is left half done if a thread panics here.
        self.wakers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;
    use std::thread;

    use super::super::reply::tests::Asker;
    use super::*;

    /// So many who are answered at one moment, with their number.
    fn answered(count: u32) -> (Replies<u32>, Vec<Asker>) {
        let mut replies = Replies::new();
        let mut askers = Vec::new();
        for number in 0..count {
            let (reply, asker) = Asker::ask();
            replies.add(reply, number);
            askers.push(asker);
        }
        replies.give();
        (replies, askers)
    }

    fn woken(askers: &[Asker]) -> usize {
        askers.iter().filter(|asker| asker.is_woken()).count()
    }

    #[test]
    fn one_of_a_thread_is_woken_and_wakes_the_others_when_it_takes_its_answer() {
        let (_replies, mut askers) = answered(5);
        assert_eq!(woken(&askers), 1);
        let first = askers.iter().position(Asker::is_woken).unwrap();
        assert!(askers[first].look().is_ready());
        assert_eq!(woken(&askers), 5);
        askers.remove(first);
        assert!(askers.iter_mut().all(|asker| asker.look().is_ready()));
    }

    #[test]
    fn each_gets_their_own_answer() {
        let (_replies, mut askers) = answered(3);
        for (asker, number) in askers.iter_mut().zip(0..) {
            assert_eq!(asker.look(), Poll::Ready(Some(number)));
        }
    }

    #[test]
    fn the_others_are_woken_too_if_the_one_who_was_woken_goes_away() {
        let (_replies, mut askers) = answered(3);
        let first = askers.iter().position(Asker::is_woken).unwrap();
        askers[first].awaited = None;
        assert_eq!(woken(&askers), 3);
    }

    #[test]
    fn the_others_are_woken_too_if_the_one_who_was_woken_does_not_go_on() {
        let (mut replies, askers) = answered(3);
        assert!(replies.are_some_left());
        replies.wake_left();
        assert_eq!(woken(&askers), 3);
        assert!(!replies.are_some_left());
    }

    #[test]
    fn each_thread_has_one_who_is_woken() {
        let mut replies = Replies::new();
        let mut askers = Vec::new();
        for _ in 0..3 {
            let asked = thread::spawn(|| [Asker::ask(), Asker::ask()]);
            for (reply, asker) in asked.join().unwrap() {
                replies.add(reply, 1);
                askers.push(asker);
            }
        }
        replies.give();
        assert_eq!(woken(&askers), 3);
    }
}
