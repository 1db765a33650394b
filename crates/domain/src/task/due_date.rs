//! The day by which a task is to be done.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use jiff::tz::Offset;

use crate::violation::Violation;

const SECONDS_PER_DAY: i64 = 86_400;

/// A calendar day from 1970-01-01 to 9999-12-31, without a time of day or a zone.
///
/// ```
/// use docket_domain::DueDate;
///
/// let date: DueDate = "2026-12-01".parse()?;
/// assert_eq!(date.days(), 20_788);
/// assert_eq!(DueDate::from_days(20_788), Ok(date));
/// # Ok::<(), docket_domain::Violation>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DueDate(i32);

impl DueDate {
    /// 1970-01-01.
    pub const MIN: Self = Self(0);
    /// 9999-12-31.
    pub const MAX: Self = Self(2_932_896);

    const RANGE: Violation = Violation::OutOfRange("a date from 1970-01-01 to 9999-12-31");

    /// The day so many days after 1970-01-01.
    ///
    /// # Errors
    /// [`Violation::OutOfRange`] outside [`Self::MIN`] and [`Self::MAX`].
    pub const fn from_days(days: i32) -> Result<Self, Violation> {
        if days < Self::MIN.0 || days > Self::MAX.0 {
            return Err(Self::RANGE);
        }
        Ok(Self(days))
    }

    /// Days since 1970-01-01.
    #[must_use]
    pub const fn days(self) -> i32 {
        self.0
    }

    /// The allowed day nearest to `date`.
    pub(crate) fn nearest(date: Date) -> Self {
        Self(Self::days_of(date).clamp(Self::MIN.0, Self::MAX.0))
    }

    fn days_of(date: Date) -> i32 {
        let midnight = date.at(0, 0, 0, 0);
        // Only the last days of the year 9999 have no instant in UTC that the library can show.
        Offset::UTC
            .to_timestamp(midnight)
            .map_or(Self::MAX.0, |instant| {
                let days = instant.as_second().div_euclid(SECONDS_PER_DAY);
                i32::try_from(days).unwrap_or(Self::MAX.0)
            })
    }

    /// As the calendar library sees it.
    pub(crate) fn date(self) -> Date {
        let second = i64::from(self.0) * SECONDS_PER_DAY;
        jiff::Timestamp::from_second(second)
            .map_or(Date::MAX, |instant| Offset::UTC.to_datetime(instant).date())
    }
}

impl fmt::Display for DueDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl FromStr for DueDate {
    type Err = Violation;

    /// Reads `YYYY-MM-DD` alone.
    fn from_str(raw: &str) -> Result<Self, Violation> {
        const FORM: Violation = Violation::Malformed("a date like 2026-12-01");
        let has_form = raw.len() == 10
            && raw.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !has_form {
            return Err(FORM);
        }
        let date: Date = raw.parse().map_err(|_| FORM)?;
        if date.year() < 1970 {
            return Err(Self::RANGE);
        }
        Self::from_days(Self::days_of(date))
    }
}

crate::text::wire_form!(DueDate);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_are_read_and_written() {
        assert_eq!("1970-01-01".parse(), Ok(DueDate::MIN));
        assert_eq!("9999-12-31".parse(), Ok(DueDate::MAX));
        assert_eq!(DueDate::MIN.to_string(), "1970-01-01");
        assert_eq!(DueDate::MAX.to_string(), "9999-12-31");
        assert_eq!(
            "9999-12-30".parse::<DueDate>().map(DueDate::days),
            Ok(2_932_895)
        );
    }

    #[test]
    fn what_is_no_day_of_the_range_is_refused() {
        for refused in [
            "",
            "0000-00-00",
            "1969-12-31",
            "0001-01-01",
            "10000-01-01",
            "2026-02-29",
            "2026-13-01",
            "2026-1-1",
            "20261201",
            "2026-12-01T00:00:00Z",
            "tomorrow",
            "infinity",
            "2026-12-0١",
        ] {
            assert!(refused.parse::<DueDate>().is_err(), "{refused:?}");
        }
    }

    #[test]
    fn a_leap_day_is_a_day() {
        assert_eq!(
            "2028-02-29".parse::<DueDate>().unwrap().to_string(),
            "2028-02-29"
        );
    }

    proptest::proptest! {
        #[test]
        fn every_day_is_written_and_read_back(days in DueDate::MIN.0..=DueDate::MAX.0) {
            let date = DueDate::from_days(days).unwrap();
            proptest::prop_assert_eq!(date.to_string().parse(), Ok(date));
        }
    }
}
