//! What the cases are made of: servers as processes, clients, and answers that can be examined.

mod answer;
mod app;
mod at_once;
mod case;
mod client;
mod collector;
mod document;
mod exposition;
mod process;
mod proxy;
mod raw;
mod report;
mod request;
mod server;
mod wait;
mod wire;

pub(crate) use answer::{Answer, fault_codes};
pub(crate) use app::App;
pub(crate) use at_once::at_once;
pub(crate) use case::{Case, File, Run, cases, trials};
pub(crate) use client::{Client, PASSWORD};
pub(crate) use collector::{Collector, attribute};
pub(crate) use document::{Operation, operations, path_with_values};
pub(crate) use exposition::Exposition;
pub(crate) use process::{Docket, Ended, SECRET_KEY, TestSignal};
pub(crate) use proxy::Proxy;
pub(crate) use raw::{statuses_of, statuses_until_closed};
pub(crate) use report::collect_panics;
pub(crate) use server::Server;
pub(crate) use wait::eventually;
pub(crate) use wire::Wire;

use std::path::PathBuf;

/// A file of the workspace.
pub(crate) fn workspace_file(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(path)
}

/// A port at which nobody listens.
pub(crate) fn closed_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    listener.local_addr().expect("it has an address").port()
}
