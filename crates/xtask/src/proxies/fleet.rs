//! Two instances of the service on one database.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::front::Kind;
use super::hold;
use crate::docket::Docket;
use crate::failure::{Failure, Outcome};
use crate::poll;
use crate::process::Signal;
use crate::scratch::random_hex;
use crate::servers::free_port;

/// How long an instance may take to end: what `SHUTDOWN_TIMEOUT_SECONDS` is by default, and some.
const END_LIMIT: Duration = Duration::from_secs(31);

/// How long it may take until something stands in a log.
const LOG_LIMIT: Duration = Duration::from_secs(5);

/// How often a password may be tried from one address in a minute, at each instance.
pub(super) const LOGINS: u32 = 5;

/// The instances.
#[derive(Debug)]
pub(super) struct Fleet {
    instances: [Instance; 2],
}

/// One of them, which keeps its address when it is started again.
#[derive(Debug)]
pub(super) struct Instance {
    server: Docket,
    start: Start,
}

/// How an instance is started.
#[derive(Debug)]
struct Start {
    binary: PathBuf,
    directory: PathBuf,
    settings: Vec<(&'static str, String)>,
    address: SocketAddr,
    log: PathBuf,
}

impl Fleet {
    /// Starts both, and waits until they listen.
    pub(super) fn start(
        before: Kind,
        binary: &Path,
        directory: &Path,
        database: &str,
    ) -> Outcome<Self> {
        let secret = [random_hex()?, random_hex()?].concat();
        let one = |name: &str| {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port()?));
            let log = directory.join(format!("{name}.log"));
            Instance::start(Start {
                binary: binary.to_owned(),
                directory: directory.to_owned(),
                settings: settings(before, address, &log, database, &secret),
                address,
                log,
            })
        };
        Ok(Self {
            instances: [one("first")?, one("second")?],
        })
    }

    /// A directory for files that go with them.
    pub(super) fn directory(&self) -> &Path {
        &self.instances[0].start.directory
    }

    /// Where they listen.
    pub(super) fn addresses(&self) -> [SocketAddr; 2] {
        self.instances.each_ref().map(|one| one.start.address)
    }

    /// The instances.
    pub(super) const fn instances(&self) -> &[Instance; 2] {
        &self.instances
    }

    /// The same, so that they can be stopped and started.
    pub(super) const fn instances_mut(&mut self) -> &mut [Instance; 2] {
        &mut self.instances
    }

    /// What each instance has logged of the request with this id; waits until one of them has.
    pub(super) fn logged(&self, id: &str) -> Outcome<[Vec<String>; 2]> {
        poll::until(LOG_LIMIT, format_args!("`{id}` to be logged"), || {
            let [first, second] = self.instances.each_ref().map(|one| one.logged(id));
            let lines = [first?, second?];
            Ok(lines.iter().any(|lines| !lines.is_empty()).then_some(lines))
        })
    }

    /// Fails if any instance has seen a request with this id.
    pub(super) fn has_not_seen(&self, id: &str) -> Outcome {
        for instance in &self.instances {
            let lines = instance.logged(id)?;
            hold(lines.is_empty(), || format!("it came through: {lines:?}"))?;
        }
        Ok(())
    }

    /// Shows what the instances have said of things that went wrong.
    pub(super) fn show_errors(&mut self) {
        for instance in &mut self.instances {
            instance.server.log().show_errors();
        }
    }
}

impl Instance {
    fn start(start: Start) -> Outcome<Self> {
        let server = start.begin()?;
        Ok(Self { server, start })
    }

    /// The server, to be asked without the proxy.
    pub(super) const fn server(&self) -> &Docket {
        &self.server
    }

    /// Tells it to stop, and waits until it has.
    pub(super) fn stop(&mut self) -> Outcome {
        self.server.running().signal(Signal::Terminate);
        let status = self.server.running().wait(END_LIMIT)?;
        Failure::unless_success(status)
            .map_err(|_| Failure::because(format!("after SIGTERM: {status}")))
    }

    /// Starts it where it was, after it has stopped.
    pub(super) fn start_again(&mut self) -> Outcome {
        self.server = self.start.begin()?;
        self.server.await_ready(LOG_LIMIT)
    }

    /// How many requests it has answered to which this belongs, such as a part of a path.
    pub(super) fn answered(&self, part: &str) -> Outcome<usize> {
        let lines = self.lines()?;
        let lines = lines.lines().filter(|line| line.contains(r#""answered""#));
        Ok(lines.filter(|line| line.contains(part)).count())
    }

    fn logged(&self, id: &str) -> Outcome<Vec<String>> {
        let id = format!(r#""request_id":"{id}""#);
        let lines = self.lines()?;
        let lines = lines.lines().filter(|line| line.contains(&id));
        Ok(lines.map(str::to_owned).collect())
    }

    fn lines(&self) -> Outcome<String> {
        fs::read_to_string(&self.start.log).map_err(Failure::while_doing("reading a log"))
    }
}

impl Start {
    fn begin(&self) -> Outcome<Docket> {
        let settings = self.settings.iter();
        let settings: Vec<(&str, &str)> = settings
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        Docket::start(&self.binary, &self.directory, &settings)
    }
}

fn settings(
    before: Kind,
    address: SocketAddr,
    log: &Path,
    database: &str,
    secret: &str,
) -> Vec<(&'static str, String)> {
    vec![
        ("PORT", address.port().to_string()),
        ("DATABASE_URL", database.to_owned()),
        ("SECRET_KEY", secret.to_owned()),
        ("LOG_FILE", log.to_string_lossy().into_owned()),
        // The address from which the proxies ask.
        ("TRUSTED_PROXIES", "127.0.0.1".to_owned()),
        ("SHUTDOWN_DELAY_SECONDS", before.delay().to_string()),
        ("RATE_LIMIT_LOGIN", format!("{LOGINS}/minute")),
        // All of the load is one user's.
        ("RATE_LIMIT_API", "60000/minute".to_owned()),
        ("BCRYPT_COST", "4".to_owned()),
    ]
}
