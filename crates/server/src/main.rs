//! The binary: what the library beside it does.

use std::process::ExitCode;

fn main() -> ExitCode {
    docket::run()
}
