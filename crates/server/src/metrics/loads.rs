//! How full pools and queues are at the moment at which somebody asks.

use std::sync::Arc;

use docket_credentials::Hasher;
use docket_persistence::Database;
use prometheus::core::{Collector, Desc};
use prometheus::proto::MetricFamily;
use prometheus::{IntGauge, IntGaugeVec, Opts};

/// Asks the database and the hasher how busy they are, when what is counted is read and at no other
/// time.
pub(crate) struct Loads {
    database: Arc<Database>,
    hasher: Arc<Hasher>,
    connections: IntGaugeVec,
    waiting: IntGaugeVec,
    capacity: IntGaugeVec,
    passwords: IntGauge,
    passwords_capacity: IntGauge,
}

impl Loads {
    /// Of these.
    ///
    /// # Errors
    /// If it is badly described: a defect.
    pub(crate) fn of(database: Arc<Database>, hasher: Arc<Hasher>) -> prometheus::Result<Self> {
        let by_pool = |name: &str, help: &str| IntGaugeVec::new(Opts::new(name, help), &["pool"]);
        Ok(Self {
            database,
            hasher,
            connections: IntGaugeVec::new(
                Opts::new(
                    "docket_database_connections",
                    "Open connections to the database, by pool and whether they are in use.",
                ),
                &["pool", "state"],
            )?,
            waiting: by_pool(
                "docket_database_queue_length",
                "Units of work that wait for a connection.",
            )?,
            capacity: by_pool(
                "docket_database_queue_capacity",
                "Units of work that may wait for a connection; one more is refused.",
            )?,
            passwords: IntGauge::new(
                "docket_password_hashing_queue_length",
                "Passwords that wait to be hashed.",
            )?,
            passwords_capacity: IntGauge::new(
                "docket_password_hashing_queue_capacity",
                "Passwords that may wait to be hashed; one more is refused.",
            )?,
        })
    }

    fn gauges(&self) -> [&dyn Collector; 5] {
        [
            &self.connections,
            &self.waiting,
            &self.capacity,
            &self.passwords,
            &self.passwords_capacity,
        ]
    }
}

impl Collector for Loads {
    fn desc(&self) -> Vec<&Desc> {
        let descriptions = self.gauges().map(Collector::desc);
        descriptions.into_iter().flatten().collect()
    }

    fn collect(&self) -> Vec<MetricFamily> {
        for load in self.database.load() {
            let pool = load.name;
            let connections = |state| self.connections.with_label_values(&[pool, state]);
            connections("in_use").set(number(load.in_use));
            connections("idle").set(number(load.idle));
            self.waiting
                .with_label_values(&[pool])
                .set(number(load.waiting));
            self.capacity
                .with_label_values(&[pool])
                .set(number(load.capacity));
        }
        let load = self.hasher.load();
        self.passwords.set(number(load.waiting));
        self.passwords_capacity.set(number(load.capacity));
        let families = self.gauges().map(Collector::collect);
        families.into_iter().flatten().collect()
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
