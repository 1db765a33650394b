//! The few numbers that are needed of the JSON that the load generator prints.

use super::super::sample::Seen;

/// What it saw, where answers of this status are the right ones.
pub(super) fn read(json: &str, status: u16) -> Option<Seen> {
    let statuses = numbers(object(json, "statusCodeDistribution")?);
    // What was never answered.
    let errors = numbers(object(json, "errorDistribution")?);
    let status = status.to_string();
    let is_right = |(name, _): &(&str, f64)| *name == status;
    let latencies = object(json, "latencyPercentiles")?;
    Some(Seen {
        right: sum(statuses.iter().filter(|entry| is_right(entry))),
        wrong: sum(statuses.iter().filter(|entry| !is_right(entry))) + sum(errors.iter()),
        total: number(object(json, "summary")?, "total")?,
        // Without a single answer there are none.
        p50: number(latencies, "p50").unwrap_or(f64::NAN),
        p99: number(latencies, "p99").unwrap_or(f64::NAN),
    })
}

/// What stands between the braces of the first object of that name; it holds no other object.
fn object<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = json.split_once(&format!("\"{name}\""))?;
    let (_, rest) = rest.split_once('{')?;
    let (inside, _) = rest.split_once('}')?;
    Some(inside)
}

/// The members of an object that are numbers. A name may hold anything, but for a comma that does
/// no harm: what it cuts off is not read as a number.
fn numbers(object: &str) -> Vec<(&str, f64)> {
    let members = object.split(',').filter_map(|member| {
        let (name, value) = member.rsplit_once(':')?;
        Some((name.trim().trim_matches('"'), value.trim().parse().ok()?))
    });
    members.collect()
}

fn number(object: &str, name: &str) -> Option<f64> {
    let found = numbers(object)
        .into_iter()
        .find(|(known, _)| *known == name);
    found.map(|(_, value)| value)
}

fn sum<'a>(entries: impl Iterator<Item = &'a (&'a str, f64)>) -> f64 {
    entries.map(|(_, count)| count).sum()
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::bench::sample::Seen;

    const SAID: &str = r#"{
  "summary": {"successRate": 0.99, "total": 2.5, "slowest": 0.2, "requestsPerSec": 41.2},
  "metrics": {"success_rate": 0.99, "latency_ms": {"p50": 1000.0}},
  "responseTimeHistogram": {"0.01": 7},
  "latencyPercentiles": {
    "p10": 0.0001,
    "p50": 4.2e-5,
    "p99": 0.0031,
    "p99.9": null
  },
  "firstBytePercentiles": {"p50": 9.0},
  "statusCodeDistribution": {"200": 100, "503": 2},
  "errorDistribution": {"connection closed: before, all was said": 1}
}"#;

    #[test]
    fn the_right_answers_are_told_from_the_others() {
        let expected = Seen {
            right: 100.0,
            wrong: 3.0,
            total: 2.5,
            p50: 0.000_042,
            p99: 0.0031,
        };
        assert_eq!(read(SAID, 200), Some(expected));
        assert_eq!(read(SAID, 503).map(|seen| seen.right), Some(2.0));
        assert_eq!(read(SAID, 201).map(|seen| seen.right), Some(0.0));
    }

    #[test]
    fn what_is_something_else_is_not_read() {
        assert_eq!(read("", 200), None);
        assert_eq!(read(&SAID.replace("total", "sum"), 200), None);
        assert_eq!(read(&SAID.replace("errorDistribution", "e"), 200), None);
    }
}
