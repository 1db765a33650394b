//! What is counted beside requests: of the ports, by adapters around their adapters, which know
//! nothing of it; and of the process.

mod database;
mod hashing;
mod loads;
mod logins;

pub(crate) use database::CountedEngine;
pub(crate) use hashing::CountedHasher;
pub(crate) use loads::Loads;
pub(crate) use logins::CountedTrail;

use docket_http::BuildInfo;
use prometheus::{Histogram, HistogramOpts, HistogramVec, IntGaugeVec, Opts, Registry};

/// Tells which build this is, and what the operating system knows of the process.
///
/// # Errors
/// If that is told already.
pub(crate) fn describe(registry: &Registry, build: &BuildInfo) -> prometheus::Result<()> {
    let info = IntGaugeVec::new(
        Opts::new("docket_build_info", "Which build this is; always 1."),
        &["version", "commit"],
    )?;
    info.with_label_values(&[build.version, build.commit])
        .set(1);
    registry.register(Box::new(info))?;
    #[cfg(target_os = "linux")]
    {
        let process = prometheus::process_collector::ProcessCollector::for_self();
        registry.register(Box::new(process))?;
    }
    Ok(())
}

/// Histograms of durations, one for each value of a label.
fn durations<const N: usize>(
    registry: &Registry,
    (name, help): (&str, &str),
    buckets: &[f64],
    (label, values): (&str, [&str; N]),
) -> prometheus::Result<[Histogram; N]> {
    let options = HistogramOpts::new(name, help).buckets(buckets.to_vec());
    let family = HistogramVec::new(options, &[label])?;
    registry.register(Box::new(family.clone()))?;
    Ok(values.map(|value| family.with_label_values(&[value])))
}
