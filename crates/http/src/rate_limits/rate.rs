//! Rates: so many in so long.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;
use std::time::Duration;

/// So many in so long, from 1 to 1 000 000 in a second, a minute, an hour or a day.
///
/// ```
/// use docket_http::Rate;
///
/// assert_eq!("10/minute".parse::<Rate>(), Ok(Rate::per_minute(10)));
/// assert!("often".parse::<Rate>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    pub(super) count: NonZeroU32,
    pub(super) period: Duration,
}

/// It is no rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be like 10/minute: a number from 1 to 1000000, and second, minute, hour or day")]
pub struct NoRate;

const PERIODS: [(&str, Duration); 4] = [
    ("second", Duration::from_secs(1)),
    ("minute", Duration::from_mins(1)),
    ("hour", Duration::from_hours(1)),
    ("day", Duration::from_hours(24)),
];

impl Rate {
    const MAX: u32 = 1_000_000;

    /// So many a minute; one if it is zero.
    #[must_use]
    pub const fn per_minute(count: u32) -> Self {
        Self::new(count, Duration::from_mins(1))
    }

    /// So many an hour; one if it is zero.
    #[must_use]
    pub const fn per_hour(count: u32) -> Self {
        Self::new(count, Duration::from_hours(1))
    }

    const fn new(count: u32, period: Duration) -> Self {
        let count = match NonZeroU32::new(count) {
            Some(count) => count,
            None => NonZeroU32::MIN,
        };
        Self { count, period }
    }
}

impl FromStr for Rate {
    type Err = NoRate;

    fn from_str(raw: &str) -> Result<Self, NoRate> {
        let (count, period) = raw.split_once('/').ok_or(NoRate)?;
        let count: NonZeroU32 = count.trim().parse().map_err(|_| NoRate)?;
        let period = period.trim();
        let (_, period) = PERIODS
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(period))
            .ok_or(NoRate)?;
        if count.get() > Self::MAX {
            return Err(NoRate);
        }
        Ok(Self { count, period })
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = PERIODS.iter().find(|(_, period)| *period == self.period);
        let period = named.map_or("second", |(name, _)| name);
        write!(f, "{}/{period}", self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_as_they_are_written() {
        for rate in ["10/minute", "20/hour", "1/second", "1000000/day"] {
            assert_eq!(rate.parse::<Rate>().unwrap().to_string(), rate);
        }
        assert_eq!(" 10 / Minute ".parse(), Ok(Rate::per_minute(10)));
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for refused in [
            "",
            "10",
            "/minute",
            "0/minute",
            "-1/hour",
            "1.5/hour",
            "10/week",
            "10/minute/2",
            "1000001/day",
        ] {
            assert_eq!(refused.parse::<Rate>(), Err(NoRate), "{refused:?}");
        }
    }
}
