//! Time zones by their IANA names, and which day it is there.

use std::fmt;

use crate::task::DueDate;
use crate::time::Timestamp;
use crate::violation::Violation;

/// A time zone of the IANA database, UTC unless said otherwise.
///
/// The database is built in, so all instances of one version agree on it.
///
/// ```
/// use docket_domain::TimeZone;
///
/// let auckland = TimeZone::parse("Pacific/Auckland")?;
/// assert_eq!(auckland.day_of("2026-11-20T12:00:00Z".parse()?).to_string(), "2026-11-21");
/// # Ok::<(), docket_domain::Violation>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct TimeZone(jiff::tz::TimeZone);

impl TimeZone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(jiff::tz::TimeZone::UTC);

    /// Finds a zone by its name, without regard to case; [`Self::name`] has the usual spelling.
    ///
    /// # Errors
    /// [`Violation::Malformed`] for a name that the database does not have.
    pub fn parse(name: &str) -> Result<Self, Violation> {
        if name.eq_ignore_ascii_case("utc") {
            return Ok(Self::UTC);
        }
        jiff::tz::TimeZone::get(name)
            .ok()
            .filter(|zone| zone.iana_name().is_some())
            .map(Self)
            .ok_or(Violation::Malformed(
                "an IANA time zone name, like Europe/Paris",
            ))
    }

    /// The IANA name, as it is usually spelled.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The calendar day that `instant` falls on in this zone; days before 1970-01-01 count as
    /// that day, being before every due date all the same.
    #[must_use]
    pub fn day_of(&self, instant: Timestamp) -> DueDate {
        DueDate::nearest(instant.to_jiff().to_zoned(self.0.clone()).date())
    }
}

impl TimeZone {
    /// The first and the last instant of a day in this zone, which need not be 24 hours apart.
    #[must_use]
    pub fn bounds_of(&self, day: DueDate) -> (Timestamp, Timestamp) {
        let start = |day: DueDate| {
            let midnight = day.date().to_zoned(self.0.clone());
            midnight.map_or(Timestamp::MAX, |zoned| {
                Timestamp::nearest(zoned.timestamp())
            })
        };
        let end = DueDate::from_days(day.days() + 1).map_or(Timestamp::MAX, start);
        (start(day), end.just_before())
    }
}

impl Default for TimeZone {
    fn default() -> Self {
        Self::UTC
    }
}

impl fmt::Display for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Debug for TimeZone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TimeZone({})", self.name())
    }
}

impl std::str::FromStr for TimeZone {
    type Err = Violation;

    fn from_str(raw: &str) -> Result<Self, Violation> {
        Self::parse(raw)
    }
}

crate::text::wire_form!(TimeZone);

#[cfg(test)]
mod tests {
    use super::*;

    fn day(zone: &str, instant: &str) -> String {
        TimeZone::parse(zone)
            .unwrap()
            .day_of(instant.parse().unwrap())
            .to_string()
    }

    #[test]
    fn the_day_follows_the_zone_across_a_change_of_daylight_saving() {
        // New York left daylight-saving time on 2026-11-01: UTC-4 before, UTC-5 after.
        assert_eq!(
            day("America/New_York", "2026-11-01T03:59:59Z"),
            "2026-10-31"
        );
        assert_eq!(
            day("America/New_York", "2026-11-01T04:00:00Z"),
            "2026-11-01"
        );
        assert_eq!(
            day("America/New_York", "2026-11-02T04:59:59Z"),
            "2026-11-01"
        );
        assert_eq!(
            day("America/New_York", "2026-11-02T05:00:00Z"),
            "2026-11-02"
        );
    }

    #[test]
    fn a_day_on_which_the_clocks_change_is_shorter_or_longer() {
        let hours = |zone: &str, day: &str| {
            let zone = TimeZone::parse(zone).unwrap();
            let (first, last) = zone.bounds_of(day.parse().unwrap());
            assert_eq!(zone.day_of(first).to_string(), day);
            assert_eq!(zone.day_of(last).to_string(), day);
            (last.as_microseconds() + 1 - first.as_microseconds()) / 3_600_000_000
        };
        assert_eq!(hours("Europe/Paris", "2026-03-29"), 23);
        assert_eq!(hours("Europe/Paris", "2026-10-25"), 25);
        assert_eq!(hours("Europe/Paris", "2026-11-20"), 24);
        // Here the clocks are put forward at midnight, so that the day begins at one.
        assert_eq!(hours("America/Havana", "2026-03-08"), 23);
        assert_eq!(hours("UTC", "1970-01-01"), 24);
    }

    #[test]
    fn names_are_found_without_regard_to_case_and_shown_as_usual() {
        assert_eq!(
            TimeZone::parse("europe/paris").unwrap().name(),
            "Europe/Paris"
        );
        assert_eq!(TimeZone::parse("utc").unwrap().name(), "UTC");
    }

    #[test]
    fn what_the_database_does_not_have_is_refused() {
        for refused in [
            "",
            "Mars/Olympus",
            "+02:00",
            "Europe/Paris ",
            "../etc/passwd",
            "EST5EDT4,M1",
        ] {
            assert!(TimeZone::parse(refused).is_err(), "{refused:?}");
        }
    }

    #[test]
    fn the_first_and_last_instants_have_a_day_in_every_zone() {
        for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"] {
            let zone = TimeZone::parse(zone).unwrap();
            assert_eq!(zone.day_of(Timestamp::MIN).to_string(), "1970-01-01");
            assert!(
                zone.day_of(Timestamp::MAX)
                    .to_string()
                    .starts_with("9999-12-3")
            );
        }
    }
}
