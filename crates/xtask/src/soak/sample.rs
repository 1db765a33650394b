//! What the server takes, and whether that levels off.

use std::fmt;
use std::fs;
use std::path::Path;

use crate::failure::{Failure, Outcome};
use crate::vitals;

/// What it took at one time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample([u64; 5]);

/// What is looked at: its name, by how much it may be more in the last third of the time than in
/// the middle one (in hundredths, and as it is counted), and in how many bytes it is shown.
const FIGURES: [Figure; 5] = [
    Figure::new("memory, MiB", 5, 2 << 20, 1 << 20),
    Figure::new("open files", 0, 4, 1),
    Figure::new("threads", 0, 2, 1),
    Figure::new("write-ahead log, MiB", 5, 1 << 20, 1 << 20),
    Figure::new("database, MiB", 5, 1 << 20, 1 << 20),
];

struct Figure {
    name: &'static str,
    hundredths: u64,
    more: u64,
    unit: u64,
}

impl Figure {
    const fn new(name: &'static str, hundredths: u64, more: u64, unit: u64) -> Self {
        Self {
            name,
            hundredths,
            more,
            unit,
        }
    }
}

impl Sample {
    /// Looks at the process, and at its files in the directory.
    pub(super) fn take(process: u32, directory: &Path) -> Outcome<Self> {
        let bytes = |file| fs::metadata(directory.join(file)).ok().map(|it| it.len());
        let figures = [
            vitals::memory_kib(process, "VmRSS:").map(|kib| kib << 10),
            vitals::open_files(process),
            vitals::threads(process),
            bytes("docket.db-wal"),
            bytes("docket.db"),
        ];
        if let [Some(a), Some(b), Some(c), Some(d), Some(e)] = figures {
            return Ok(Self([a, b, c, d, e]));
        }
        Err(Failure::because("the system does not say what it takes"))
    }
}

/// The medians of each third of the time, figure by figure.
#[derive(Debug)]
pub(super) struct Thirds([[u64; 3]; FIGURES.len()]);

impl Thirds {
    pub(super) fn of(samples: &[Sample]) -> Self {
        let third = samples.len().div_ceil(3).max(1);
        let mut thirds = [[0; 3]; FIGURES.len()];
        for (at, part) in samples.chunks(third).enumerate() {
            for (figure, medians) in thirds.iter_mut().enumerate() {
                let mut values: Vec<u64> = part.iter().map(|sample| sample.0[figure]).collect();
                values.sort_unstable();
                medians[at] = values[values.len() / 2];
            }
        }
        Self(thirds)
    }

    /// Fails if something has not levelled off: the first third is to get warm.
    pub(super) fn check(&self) -> Outcome {
        for (figure, [_, middle, last]) in FIGURES.iter().zip(self.0) {
            let limit = middle + middle * figure.hundredths / 100 + figure.more;
            if last > limit {
                return Err(Failure::because(format!(
                    "{}: it does not level off, but has gone from {middle} to {last}",
                    figure.name
                )));
            }
        }
        Ok(())
    }
}

impl fmt::Display for Thirds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "\n| median | first third | middle third | last third |\n|---|---|---|---|"
        )?;
        for (figure, thirds) in FIGURES.iter().zip(self.0) {
            // To a tenth of what it is shown in.
            let [first, middle, last] = thirds.map(|value| {
                let tenths = value * 10 / figure.unit;
                format!("{}.{}", tenths / 10, tenths % 10)
            });
            writeln!(f, "| {} | {first} | {middle} | {last} |", figure.name)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Sample, Thirds};

    /// Whether it passes that the figures go through these values.
    fn is_well(value: impl Fn(u64) -> [u64; 5]) -> bool {
        let samples: Vec<Sample> = (0..90).map(|at| Sample(value(at))).collect();
        Thirds::of(&samples).check().is_ok()
    }

    #[test]
    fn what_levels_off_after_the_first_third_is_well() {
        let warm = |at: u64| [(at.min(30) + 10) << 20, 40, 20, 4 << 20, 9 << 20];
        assert!(is_well(warm));
    }

    #[test]
    fn each_figure_that_goes_on_growing_is_found() {
        for grown in 0..5 {
            let leak = |at: u64| {
                let mut figures = [30 << 20, 40, 20, 4 << 20, 9 << 20];
                figures[grown] += figures[grown] * at / 90;
                figures
            };
            assert!(!is_well(leak), "{grown}");
        }
    }
}
