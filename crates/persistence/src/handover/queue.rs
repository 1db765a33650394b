//! A bounded queue whose threads are woken when whoever asks says so, and not by each errand.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use docket_application::ports::store::StoreError;

use crate::error::Refusal;

/// What waits for threads that take it, the longest first.
#[derive(Debug)]
pub(crate) struct Queue<T> {
    state: Mutex<State<T>>,
    /// Threads without anything to do wait here.
    bell: Condvar,
    capacity: usize,
}

#[derive(Debug)]
struct State<T> {
    waiting: VecDeque<T>,
    /// How many threads wait to be woken.
    idle: usize,
    /// Whether one of them has been called, and has not come yet: it will call others if there is
    /// more than it takes.
    is_called: bool,
    is_closed: bool,
}

/// Why something was not taken into a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// As much waits as may.
    Full,
    /// Nothing is taken any more.
    Closed,
}

impl From<Refused> for StoreError {
    fn from(why: Refused) -> Self {
        Self::unavailable(match why {
            Refused::Full => Refusal::QueueFull,
            Refused::Closed => Refusal::Closed,
        })
    }
}

/// What came of waiting for something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Taking {
    /// Something was taken.
    Taken,
    /// There was nothing for as long as one would wait.
    Nothing,
    /// The queue is closed and empty.
    Over,
}

impl<T> Queue<T> {
    /// A queue in which so many may wait.
    pub(crate) fn bounded(capacity: usize) -> Self {
        Self {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                idle: 0,
                is_called: false,
                is_closed: false,
            }),
            bell: Condvar::new(),
            capacity,
        }
    }

    /// Adds something, without waking a thread for it: see [`Self::ring`].
    pub(crate) fn push(&self, item: T) -> Result<(), Refused> {
        let mut state = self.state();
        if state.is_closed {
            return Err(Refused::Closed);
        }
        if state.waiting.len() >= self.capacity {
            return Err(Refused::Full);
        }
        state.waiting.push_back(item);
        Ok(())
    }

    /// Wakes a thread if something waits and a thread has nothing to do.
    pub(crate) fn ring(&self) {
        let mut state = self.state();
        let is_called = state.call();
        drop(state);
        if is_called {
            self.bell.notify_one();
        }
    }

    /// Waits until there is something, for so long at most if a time is given, and moves so much
    /// of it into `taken` at most.
    pub(crate) fn take(
        &self,
        most: usize,
        patience: Option<Duration>,
        taken: &mut Vec<T>,
    ) -> Taking {
        let mut state = self.state();
        while state.waiting.is_empty() {
            if state.is_closed {
                return Taking::Over;
            }
            state.idle += 1;
            let is_late;
            (state, is_late) = self.wait(state, patience);
            state.idle -= 1;
            // If another one was called, it has as much to do as this one.
            state.is_called = false;
            if is_late && state.waiting.is_empty() {
                return Taking::Nothing;
            }
        }
        let count = state.waiting.len().min(most);
        taken.extend(state.waiting.drain(..count));
        let is_called = state.call();
        drop(state);
        if is_called {
            self.bell.notify_one();
        }
        Taking::Taken
    }

    fn wait<'s>(
        &self,
        state: MutexGuard<'s, State<T>>,
        patience: Option<Duration>,
    ) -> (MutexGuard<'s, State<T>>, bool) {
        match patience {
            None => {
                let state = self.bell.wait(state);
                (state.unwrap_or_else(PoisonError::into_inner), false)
            }
            Some(patience) => {
                let waited = self.bell.wait_timeout(state, patience);
                let (state, outcome) = waited.unwrap_or_else(PoisonError::into_inner);
                (state, outcome.timed_out())
            }
        }
    }

    /// How many wait, and how many threads have nothing to do.
    pub(crate) fn load(&self) -> (usize, usize) {
        let state = self.state();
        (state.waiting.len(), state.idle)
    }

    /// How many may wait.
    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    /// Takes nothing any more. What waits is still given out.
    pub(crate) fn close(&self) {
        self.state().is_closed = true;
        self.bell.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State<T>> {
        // Nothing is left half done if a thread panics here.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> State<T> {
    /// Whether a thread is to be called now.
    fn call(&mut self) -> bool {
        let is_needed = self.idle > 0 && !self.is_called && !self.waiting.is_empty();
        self.is_called |= is_needed;
        is_needed
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::thread;

    use super::*;

    #[test]
    fn what_waits_is_given_out_in_order_and_no_more_at_once_than_is_wanted() {
        let queue = Queue::bounded(10);
        (1..=5).for_each(|number| queue.push(number).unwrap());
        assert_eq!(queue.load(), (5, 0));
        let mut taken = Vec::new();
        assert_eq!(queue.take(3, None, &mut taken), Taking::Taken);
        assert_eq!(taken, [1, 2, 3]);
        assert_eq!(queue.take(3, None, &mut taken), Taking::Taken);
        assert_eq!(queue.load(), (0, 0));
        assert_eq!(taken, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_full_queue_refuses_and_a_closed_one_gives_out_what_is_left() {
        let queue = Queue::bounded(1);
        assert_eq!(queue.push(1), Ok(()));
        assert_eq!(queue.push(2), Err(Refused::Full));
        queue.close();
        assert_eq!(queue.push(3), Err(Refused::Closed));
        let mut taken = Vec::new();
        assert_eq!(queue.take(2, None, &mut taken), Taking::Taken);
        assert_eq!(queue.take(2, None, &mut taken), Taking::Over);
        assert_eq!(taken, [1]);
    }

    #[test]
    fn whoever_has_no_patience_does_not_wait_for_ever() {
        let queue: Queue<u32> = Queue::bounded(1);
        let moment = Some(Duration::from_millis(1));
        assert_eq!(queue.take(1, moment, &mut Vec::new()), Taking::Nothing);
    }

    #[test]
    fn one_ring_is_enough_for_all_that_waits_and_several_threads_share_it() {
        let queue = Arc::new(Queue::bounded(100));
        let (tell, told) = crossbeam_channel::unbounded();
        let workers: Vec<_> = (0..3)
            .map(|_| {
                let (queue, tell) = (Arc::clone(&queue), tell.clone());
                thread::spawn(move || {
                    let mut taken = Vec::new();
                    while queue.take(1, None, &mut taken) == Taking::Taken {
                        taken.drain(..).for_each(|item| tell.send(item).unwrap());
                    }
                })
            })
            .collect();
        (0..100).for_each(|number| queue.push(number).unwrap());
        queue.ring();
        let mut numbers: Vec<u32> = told.iter().take(100).collect();
        numbers.sort_unstable();
        assert!(numbers.into_iter().eq(0..100));
        queue.close();
        for worker in workers {
            worker.join().unwrap();
        }
    }
}
