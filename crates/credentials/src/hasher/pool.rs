//! A few threads, and a bounded queue before them.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use docket_application::ports::hasher::HashingError;
use tokio::sync::oneshot;

use super::HashingLoad;

type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// Threads that work off a queue, where the operating system can tell them from the others at a
/// lower priority. Each has a state of its own, an `S`, which its jobs may reuse. They end when the
/// pool is dropped and the queue is empty.
pub(super) struct Pool<S> {
    queue: Sender<Job<S>>,
}

impl<S: Default + 'static> Pool<S> {
    /// Starts so many threads, before which so many jobs may wait.
    pub(super) fn start(name: &str, threads: usize, queue: usize) -> io::Result<Self> {
        let (sender, receiver) = bounded(queue);
        for _ in 0..threads {
            let receiver = receiver.clone();
            thread::Builder::new()
                .name(name.to_owned())
                .spawn(move || work_off(&receiver))?;
        }
        Ok(Self { queue: sender })
    }

    /// How many jobs wait, and how many may.
    pub(super) fn load(&self) -> HashingLoad {
        HashingLoad {
            waiting: self.queue.len(),
            capacity: self.queue.capacity().unwrap_or(usize::MAX),
        }
    }

    /// Runs `job` on one of the threads. It is not run at all if the future is dropped before its
    /// turn comes.
    ///
    /// # Errors
    /// [`HashingError::Busy`] if the queue is full, [`HashingError::Failed`] if the job panicked.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> T + Send + 'static,
    ) -> Result<T, HashingError> {
        let (answer, result) = oneshot::channel();
        let job: Job<S> = Box::new(move |state| {
            if !answer.is_closed() {
                // The answer is lost if whoever asked has gone meanwhile, and nobody misses it.
                let _ = answer.send(job(state));
            }
        });
        self.queue.try_send(job).map_err(|refused| match refused {
            TrySendError::Full(_) => HashingError::Busy,
            TrySendError::Disconnected(_) => {
                HashingError::Failed("no hashing thread is left".into())
            }
        })?;
        result
            .await
            .map_err(|_| HashingError::Failed("hashing panicked".into()))
    }
}

fn work_off<S: Default>(queue: &Receiver<Job<S>>) {
    give_way();
    let mut state = S::default();
    for job in queue {
        // The panic was reported where it happened, and whoever waits learns of it because the
        // job is dropped without an answer. The state may be half written, so it is made anew.
        if catch_unwind(AssertUnwindSafe(|| job(&mut state))).is_err() {
            state = S::default();
        }
    }
}

/// By how much hashing steps back: beside a thread that serves requests and is as busy, it gets
/// about a tenth of a core.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 10;

/// Lets everything else in this process, and on this machine, go first from now on.
///
/// On Linux a priority is the thread's that sets it; elsewhere it is that of the whole process,
/// and stays as it is.
fn give_way() {
    #[cfg(target_os = "linux")]
    {
        // Who may not lower a priority hashes as well with the one there is.
        let _ = rustix::process::nice(NICENESS);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::sync::mpsc;
    use std::task::{Context, Poll, Waker};

    use super::*;

    /// A pool of one thread with one place in the queue, and its thread held until the sender
    /// that is answered is dropped.
    fn held_pool() -> (Pool<()>, mpsc::Sender<()>) {
        let pool = Pool::start("test", 1, 1).unwrap();
        let (release, held) = mpsc::channel::<()>();
        let (begun, has_begun) = mpsc::channel();
        let job: Job<()> = Box::new(move |()| {
            begun.send(()).unwrap();
            held.recv().unwrap_err();
        });
        assert!(pool.queue.try_send(job).is_ok());
        has_begun.recv().unwrap();
        (pool, release)
    }

    fn poll_once<F: Future>(future: F) -> Poll<F::Output> {
        pin!(future).poll(&mut Context::from_waker(Waker::noop()))
    }

    #[tokio::test]
    async fn who_finds_the_queue_full_is_told_so() {
        let (pool, release) = held_pool();
        let mut waiting = pin!(pool.run(|()| 1));
        assert!(poll_once(waiting.as_mut()).is_pending());
        let full = HashingLoad {
            waiting: 1,
            capacity: 1,
        };
        assert_eq!(pool.load(), full);
        assert!(matches!(pool.run(|()| 2).await, Err(HashingError::Busy)));
        drop(release);
        assert_eq!(waiting.await.unwrap(), 1);
        assert_eq!(pool.run(|()| 3).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn a_job_is_not_run_whose_caller_has_gone() {
        let (pool, release) = held_pool();
        let (ran, runs) = mpsc::channel();
        assert!(poll_once(pool.run(move |()| ran.send(()))).is_pending());
        drop(release);
        // The sender was dropped with the job, and nothing was ever sent.
        assert_eq!(runs.recv(), Err(mpsc::RecvError));
    }

    #[tokio::test]
    async fn a_panic_is_an_error_of_its_caller_alone() {
        let pool = Pool::<u32>::start("test", 1, 1).unwrap();
        let outcome = pool
            .run(|state| {
                *state = 7;
                // Without the report that would look like a failed test.
                std::panic::resume_unwind(Box::new("on purpose"))
            })
            .await;
        let outcome: Result<(), _> = outcome;
        assert!(matches!(outcome, Err(HashingError::Failed(_))));
        assert_eq!(pool.run(|state| *state).await.unwrap(), 0);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_threads_of_a_pool_and_they_alone_give_way_to_others() {
        let priority = || rustix::process::getpriority_process(None).unwrap();
        let before = priority();
        let pool = Pool::<()>::start("test", 1, 1).unwrap();
        let hashing = pool.run(move |()| priority()).await.unwrap();
        assert_eq!(hashing, (before + NICENESS).min(19));
        assert_eq!(priority(), before);
    }
}
