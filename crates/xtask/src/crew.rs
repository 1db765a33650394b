//! A crew of writers, who create tasks and go on whatever becomes of the server.
//!
//! Each has an account and a connection of its own. A request that is not answered, or by 503, is
//! sent again under the same `Idempotency-Key` until it is. What they were told is kept, and held
//! against what is there in the end.

mod inventory;
mod judge;
mod ledger;
mod stage;
mod writer;

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::docket::Docket;
use crate::failure::{Failure, Outcome};
pub(crate) use inventory::everything;
pub(crate) use judge::{Task, Verdict, judge};
pub(crate) use ledger::{Attempt, End, Ledger, Write};
use stage::Stage;
use writer::Writer;

/// How many there are.
pub(crate) const WRITERS: u32 = 16;

const PASSWORD: &str = "correct horse battery";

/// Makes an account for each writer; answers their access tokens.
pub(crate) fn accounts(server: &Docket) -> Outcome<Vec<String>> {
    (0..WRITERS)
        .map(|number| {
            let mut client = server.connect()?;
            let tokens = client.register(&format!("writer{number}"), PASSWORD)?;
            Ok(tokens.access)
        })
        .collect()
}

/// Writers at work.
#[derive(Debug)]
pub(crate) struct Crew {
    stage: Arc<Stage>,
    threads: Vec<JoinHandle<Outcome<Ledger>>>,
}

impl Crew {
    /// One writer for each token begins, and waits from one task to the next if there is a pace.
    pub(crate) fn start(
        server: SocketAddr,
        tokens: &[String],
        pace: Option<Duration>,
    ) -> Outcome<Self> {
        let stage = Arc::new(Stage::at(server));
        let threads = tokens
            .iter()
            .enumerate()
            .map(|(number, token)| {
                let writer = Writer::new(number, token.clone(), pace, Arc::clone(&stage));
                thread::Builder::new()
                    .name(format!("writer-{number}"))
                    .spawn(move || writer.write())
                    .map_err(Failure::while_doing("starting a thread"))
            })
            .collect::<Outcome<_>>()?;
        Ok(Self { stage, threads })
    }

    /// Who needs a new connection waits from now on.
    pub(crate) fn server_goes(&self) {
        self.stage.set(None);
    }

    /// The server is here now.
    pub(crate) fn server_is_at(&self, address: SocketAddr) {
        self.stage.set(Some(address));
    }

    /// Each has its last task answered, and stops; answers what they were told.
    pub(crate) fn finish(self) -> Outcome<Ledger> {
        self.stage.end();
        let mut all = Ledger::default();
        for thread in self.threads {
            let ledger = thread.join();
            all.add(ledger.unwrap_or_else(|_| Err(Failure::because("a thread panicked")))?);
        }
        Ok(all)
    }
}
