//! How long very many things took, in little room.

use std::fmt;
use std::time::Duration;

/// How many steps there are from one duration to twice it.
const STEPS: u32 = 16;

/// How long very many things took: exact to a sixteenth of itself, from a microsecond on.
#[derive(Debug, Default, Clone)]
pub(crate) struct Histogram {
    counts: Vec<u32>,
    total: u32,
}

impl Histogram {
    /// Adds one.
    pub(crate) fn add(&mut self, took: Duration) {
        let place = place(took);
        if self.counts.len() <= place {
            self.counts.resize(place + 1, 0);
        }
        self.counts[place] += 1;
        self.total += 1;
    }

    /// Adds those of another one.
    pub(crate) fn add_all(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.total += other.total;
    }

    /// How many there are.
    pub(crate) const fn count(&self) -> u32 {
        self.total
    }

    /// As long as, or longer than, so many of a thousand took; zero of none.
    pub(crate) fn quantile(&self, thousandths: u32) -> Duration {
        let wanted = u64::from(self.total) * u64::from(thousandths);
        let mut seen = 0;
        for (place, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count) * 1000;
            if *count > 0 && seen >= wanted {
                return end(place);
            }
        }
        Duration::ZERO
    }
}

/// In which step a duration falls.
fn place(took: Duration) -> usize {
    let micros = u32::try_from(took.as_micros()).unwrap_or(u32::MAX).max(1);
    let octave = micros.ilog2();
    let within = ((u64::from(micros) * u64::from(STEPS)) >> octave) - u64::from(STEPS);
    (octave * STEPS) as usize + usize::try_from(within).unwrap_or_default()
}

/// Where a step ends.
fn end(place: usize) -> Duration {
    let place = u64::try_from(place).unwrap_or_default();
    let (octave, within) = (place / u64::from(STEPS), place % u64::from(STEPS));
    let micros = ((u64::from(STEPS) + within + 1) << octave).div_ceil(u64::from(STEPS));
    Duration::from_micros(micros)
}

impl fmt::Display for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |thousandths| self.quantile(thousandths).as_secs_f64() * 1000.0;
        write!(f, "{:.1}; {:.1}; {:.1}", ms(500), ms(990), ms(1000))
    }
}

#[cfg(test)]
mod tests {
    use super::Histogram;
    use std::time::Duration;

    #[test]
    fn quantiles_are_right_to_a_sixteenth() {
        let mut histogram = Histogram::default();
        for micros in 1..=10_000 {
            histogram.add(Duration::from_micros(micros));
        }
        let mut twice = histogram.clone();
        twice.add_all(&histogram);
        assert_eq!(twice.count(), 20_000);
        for (thousandths, exact) in [(500, 5000), (990, 9900), (1000, 10_000)] {
            for histogram in [&histogram, &twice] {
                let found = histogram.quantile(thousandths);
                assert!(found >= Duration::from_micros(exact), "{found:?}");
                assert!(
                    found <= Duration::from_micros(exact * 17 / 16 + 1),
                    "{found:?}"
                );
            }
        }
        assert_eq!(Histogram::default().quantile(990), Duration::ZERO);
    }
}
