//! What is driven at how many connections, and what was seen of it.

use super::limits::Script;
use super::load::{Load, Loads};
use super::sample::{Sample, median};
use crate::database::Engine;

/// What is driven.
#[derive(Clone, Copy, Debug)]
pub(super) enum Subject<'a> {
    /// The server.
    Docket(&'a Load),
    /// The server, by two loads at once: the first one on four of five connections.
    Mixed(&'a Load, &'a Load),
    /// The framework, with the same requests.
    Framework(&'a Load),
    /// PostgreSQL.
    Pgbench(Script),
    /// The query builder on SQLite, with so many tasks at a commit.
    Commits(u16),
}

/// What the rate of a row can at best be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Limit {
    /// It is a limit itself, or nothing that was measured limits it.
    None,
    /// The rate of another row.
    Row(usize),
    /// What is left if every request costs as much as one in each of two other rows.
    Both(usize, usize),
}

/// One subject at one number of connections.
#[derive(Debug)]
pub(super) struct Row<'a> {
    pub(super) name: String,
    pub(super) connections: u16,
    pub(super) subject: Subject<'a>,
    pub(super) limit: Limit,
    /// One for each round.
    pub(super) samples: Vec<Sample>,
}

/// The numbers of connections: one, as many as the targets are set at, and a crowd.
pub(super) const fn levels(engine: Engine) -> [u16; 3] {
    match engine {
        Engine::Sqlite => [1, 64, 256],
        Engine::Postgres | Engine::Mysql => [1, 32, 256],
    }
}

/// How many log in at once; more are refused while hashing is busy.
const LOGINS: [u16; 2] = [1, 16];

/// Everything that is driven on an engine, in the order of a round.
pub(super) fn all(engine: Engine, loads: &Loads) -> Vec<Row<'_>> {
    let mut rows = Rows::default();
    for connections in levels(engine) {
        rows.level(engine, loads, connections);
    }
    if engine == Engine::Sqlite {
        for together in [1, levels(engine)[1]] {
            rows.push(Subject::Commits(together), 1, Limit::None);
        }
    }
    for connections in LOGINS {
        rows.push(Subject::Docket(&loads.login), connections, Limit::None);
    }
    rows.all
}

#[derive(Default)]
struct Rows<'a> {
    all: Vec<Row<'a>>,
    /// Where PostgreSQL alone reads and creates.
    pgbench: Option<(usize, usize)>,
}

impl<'a> Rows<'a> {
    /// Adds a row; answers its index.
    fn push(&mut self, subject: Subject<'a>, connections: u16, limit: Limit) -> usize {
        self.all.push(Row {
            name: subject.name(),
            connections,
            subject,
            limit,
            samples: Vec::new(),
        });
        self.all.len() - 1
    }

    fn level(&mut self, engine: Engine, loads: &'a Loads, connections: u16) {
        let framework = |load| Subject::Framework(load);
        let get = self.push(framework(&loads.read), connections, Limit::None);
        let post = self.push(framework(&loads.create), connections, Limit::None);
        let (mut one, mut new) = (Limit::Row(get), Limit::Row(post));
        // A crowd of clients does not become one of the database's.
        if engine == Engine::Postgres && connections <= levels(engine)[1] {
            let mut pgbench =
                |script| self.push(Subject::Pgbench(script), connections, Limit::None);
            self.pgbench = Some((pgbench(Script::Read), pgbench(Script::Create)));
        }
        if let Some((read, create)) = self.pgbench {
            (one, new) = (Limit::Both(get, read), Limit::Both(post, create));
        }
        for (load, limit) in [
            (&loads.read, one),
            (&loads.list, Limit::Row(get)),
            (&loads.filtered, Limit::Row(get)),
            (&loads.statistics, Limit::Row(get)),
            (&loads.create, new),
            (&loads.update, Limit::Row(post)),
        ] {
            self.push(Subject::Docket(load), connections, limit);
        }
        if connections > 1 {
            let mixed = Subject::Mixed(&loads.read, &loads.update);
            self.push(mixed, connections, Limit::None);
        }
        let bulk = self.push(framework(&loads.bulk), connections, Limit::None);
        self.push(Subject::Docket(&loads.bulk), connections, Limit::Row(bulk));
    }
}

impl Subject<'_> {
    fn name(self) -> String {
        match self {
            Self::Docket(load) => load.name.to_owned(),
            Self::Mixed(most, some) => format!("four of five {}, one {}", most.name, some.name),
            Self::Framework(load) if load.method == "GET" => "framework: fixed body".to_owned(),
            Self::Framework(load) => format!("framework: echo of `{}`", load.name),
            Self::Pgbench(Script::Read) => "pgbench: read one".to_owned(),
            Self::Pgbench(Script::Create) => "pgbench: create".to_owned(),
            Self::Commits(1) => "diesel: create, one commit each".to_owned(),
            Self::Commits(together) => format!("diesel: create, {together} at a commit"),
        }
    }
}

impl Row<'_> {
    /// The median of a figure that every round has.
    pub(super) fn median(&self, figure: impl Fn(&Sample) -> Option<f64>) -> Option<f64> {
        let figures: Option<Vec<f64>> = self.samples.iter().map(figure).collect();
        median(figures?)
    }

    /// The median of the ratios of its rate to its limit, round by round.
    pub(super) fn ratio(&self, rows: &[Row<'_>]) -> Option<f64> {
        let rate = |row: usize, round: usize| Some(rows.get(row)?.samples.get(round)?.rate);
        let ratios = self.samples.iter().enumerate().map(|(round, sample)| {
            let limit = match self.limit {
                Limit::None => return None,
                Limit::Row(row) => rate(row, round)?,
                Limit::Both(one, other) => {
                    1.0 / (1.0 / rate(one, round)? + 1.0 / rate(other, round)?)
                }
            };
            Some(sample.rate / limit)
        });
        median(ratios.collect::<Option<Vec<f64>>>()?)
    }
}

#[cfg(test)]
mod tests {
    use super::{Limit, Row, Sample, Subject};

    fn row(limit: Limit, rates: [f64; 3]) -> Row<'static> {
        Row {
            name: String::new(),
            connections: 1,
            subject: Subject::Commits(1),
            limit,
            samples: rates
                .map(|rate| Sample {
                    rate,
                    ..Sample::default()
                })
                .to_vec(),
        }
    }

    #[test]
    fn ratios_are_those_within_a_round() {
        let rows = [
            row(Limit::None, [100.0, 10.0, 1.0]),
            row(Limit::None, [100.0, 10.0, 1.0]),
            row(Limit::Row(0), [50.0, 5.0, 0.1]),
            row(Limit::Both(0, 1), [25.0, 2.5, 0.25]),
        ];
        let ratios = rows.each_ref().map(|row| row.ratio(&rows));
        assert_eq!(ratios, [None, None, Some(0.5), Some(0.5)]);
    }

    #[test]
    fn a_figure_that_was_not_always_seen_has_no_median() {
        let mut row = row(Limit::None, [1.0, 2.0, 3.0]);
        assert_eq!(row.median(|sample| Some(sample.rate)), Some(2.0));
        row.samples[0].cpu = Some(1.0);
        assert_eq!(row.median(|sample| sample.cpu), None);
    }
}
