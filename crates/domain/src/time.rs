//! Instants, to the microsecond.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use crate::violation::Violation;

/// An instant in UTC, in whole microseconds since 1970-01-01T00:00:00Z (without leap seconds),
/// from the year 0000 to the year 9999.
///
/// Microseconds are what every database keeps exactly, so an instant is the same before and
/// after it was stored. It is written and read as RFC 3339:
///
/// ```
/// use docket_domain::Timestamp;
///
/// let instant: Timestamp = "2026-11-20T08:30:00+01:00".parse()?;
/// assert_eq!(instant.to_string(), "2026-11-20T07:30:00.000000Z");
/// # Ok::<(), docket_domain::Violation>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

const RANGE: Violation = Violation::OutOfRange("an instant from the year 0000 to the year 9999");

impl Timestamp {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX_EPOCH: Self = Self(0);
    /// The earliest instant: 0000-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_167_219_200_000_000);
    /// The latest instant: 9999-12-30T22:00:00.999999Z, the last that the calendar in use can
    /// show in every time zone.
    pub const MAX: Self = Self(253_402_207_200_999_999);

    /// An instant from microseconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`Violation::OutOfRange`] outside [`Self::MIN`] and [`Self::MAX`].
    pub const fn from_microseconds(microseconds: i64) -> Result<Self, Violation> {
        if microseconds < Self::MIN.0 || microseconds > Self::MAX.0 {
            return Err(RANGE);
        }
        Ok(Self(microseconds))
    }

    /// Microseconds since 1970-01-01T00:00:00Z; negative before it.
    #[must_use]
    pub const fn as_microseconds(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded towards the past: the `NumericDate`
    /// of RFC 7519.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The instant so many seconds later (or earlier, if negative), held within the range.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        let moved = self.0.saturating_add(seconds.saturating_mul(1_000_000));
        Self(moved.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// One microsecond earlier.
    #[must_use]
    pub fn just_before(self) -> Self {
        Self((self.0 - 1).max(Self::MIN.0))
    }

    /// The instant of this type nearest to the calendar library's.
    pub(crate) fn nearest(instant: jiff::Timestamp) -> Self {
        Self(instant.as_microsecond().clamp(Self::MIN.0, Self::MAX.0))
    }

    /// As the calendar library sees it.
    pub(crate) fn to_jiff(self) -> jiff::Timestamp {
        let seconds = self.0.div_euclid(1_000_000);
        // Less than a million, so less than a billion after the multiplication.
        let nanoseconds = i32::try_from(self.0.rem_euclid(1_000_000) * 1_000).unwrap_or(0);
        // The range of this type lies within jiff's: the fallback is never taken.
        jiff::Timestamp::new(seconds, nanoseconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

/// What a clock of the standard library says; what is finer than a microsecond is cut off towards
/// the past.
///
/// ```
/// use docket_domain::Timestamp;
/// use std::time::{Duration, SystemTime};
///
/// let instant = Timestamp::try_from(SystemTime::UNIX_EPOCH + Duration::from_millis(1_500))?;
/// assert_eq!(instant.to_string(), "1970-01-01T00:00:01.500000Z");
/// # Ok::<(), docket_domain::Violation>(())
/// ```
impl TryFrom<SystemTime> for Timestamp {
    type Error = Violation;

    fn try_from(time: SystemTime) -> Result<Self, Violation> {
        let microseconds = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_micros()),
            Err(before) => {
                i64::try_from(before.duration().as_nanos().div_ceil(1_000)).map(|before| -before)
            }
        };
        Self::from_microseconds(microseconds.map_err(|_| RANGE)?)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.to_jiff())
    }
}

impl FromStr for Timestamp {
    type Err = Violation;

    /// Reads RFC 3339 with any offset; what is finer than a microsecond is cut off.
    fn from_str(raw: &str) -> Result<Self, Violation> {
        const FORM: Violation =
            Violation::Malformed("an instant by RFC 3339, like 2026-11-20T08:30:00Z");
        // The library reads more than RFC 3339 has (week dates, zone names): keep to its letters.
        let looks_right = raw.is_ascii()
            && raw
                .as_bytes()
                .get(10)
                .is_some_and(|b| matches!(b, b'T' | b't' | b' '))
            && raw.as_bytes()[..10]
                .iter()
                .all(|b| b.is_ascii_digit() || *b == b'-')
            && !raw.contains('[')
            && !raw.starts_with(['-', '+']);
        if !looks_right {
            return Err(FORM);
        }
        let instant: jiff::Timestamp = raw.parse().map_err(|_| FORM)?;
        Self::from_microseconds(instant.as_microsecond())
    }
}

crate::text::wire_form!(Timestamp);

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_bounds_can_be_written_and_read_back() {
        for bound in [Timestamp::MIN, Timestamp::MAX] {
            assert_eq!(bound.to_string().parse(), Ok(bound));
        }
        assert_eq!(Timestamp::MIN.to_string(), "0000-01-01T00:00:00.000000Z");
        assert_eq!(Timestamp::MAX.to_string(), "9999-12-30T22:00:00.999999Z");
        assert!(Timestamp::from_microseconds(Timestamp::MAX.0 + 1).is_err());
        assert!(Timestamp::from_microseconds(i64::MIN).is_err());
    }

    #[test]
    fn what_is_no_rfc_3339_instant_is_refused() {
        for refused in [
            "",
            "now",
            "2026-11-20",
            "2026-11-20T08:30:00",
            "20261120T083000Z",
            "2026-13-01T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "infinity",
            "2026-11-20T08:30:00Z[Europe/Paris]",
            "2026-W01-1T00:00:00Z",
            "+002026-11-20T08:30:00Z",
        ] {
            assert!(refused.parse::<Timestamp>().is_err(), "{refused:?}");
        }
    }

    #[test]
    fn seconds_round_towards_the_past() {
        let just_before = Timestamp::from_microseconds(-1);
        assert_eq!(just_before.map(Timestamp::as_seconds), Ok(-1));
    }

    #[test]
    fn times_of_the_standard_library_are_cut_off_towards_the_past() {
        let epoch = SystemTime::UNIX_EPOCH;
        let at = |time| Timestamp::try_from(time).map(Timestamp::as_microseconds);
        assert_eq!(at(epoch + Duration::from_nanos(1_999)), Ok(1));
        assert_eq!(at(epoch - Duration::from_nanos(1)), Ok(-1));
        assert_eq!(at(epoch - Duration::from_micros(2)), Ok(-2));
        let beyond = epoch + Duration::from_hours(100_000_000);
        assert_eq!(at(beyond), Err(RANGE));
    }
}
