//! The binary: what the library beside it does.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Answers take many small pieces of memory for a short time, which this one gives out faster than
/// the system's (measured: docs/performance.md).
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    docket::run()
}
