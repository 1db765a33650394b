//! The way from plain code of tests into futures.

use std::future::Future;

/// Waits for `future` on the current thread, in a runtime of its own.
pub fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime needs nothing but memory")
        .block_on(future)
}
