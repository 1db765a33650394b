//! Dates and instants, as databases write them.

use docket_domain::{DueDate, TimeZone, Timestamp, Violation};

const FORM: Violation = Violation::Malformed(
    "a date like 2026-12-01, or one with a time of day, with or without an offset from UTC",
);

/// How long a date is.
const DATE: usize = "2026-12-01".len();

/// Reads an instant. One without an offset is in UTC, and a date alone is its first instant there:
/// what programs write that do not say where.
pub(super) fn instant(text: &str) -> Result<Timestamp, Violation> {
    let text = text.trim();
    if !text.is_ascii() || text.len() < DATE {
        return Err(FORM);
    }
    let (date, time) = text.split_at(DATE);
    let parsed = if time.is_empty() {
        date.parse::<DueDate>()?;
        format!("{date}T00:00:00Z").parse()
    } else if has_offset(time) {
        text.parse()
    } else {
        format!("{text}Z").parse()
    };
    parsed.map_err(|violation| match violation {
        Violation::Malformed(_) => FORM,
        violation => violation,
    })
}

/// Reads a day. Of an instant it is the day on which it is in UTC.
pub(super) fn day(text: &str) -> Result<DueDate, Violation> {
    let text = text.trim();
    if text.len() == DATE {
        return text.parse().map_err(|violation| match violation {
            Violation::Malformed(_) => FORM,
            violation => violation,
        });
    }
    let instant = instant(text)?;
    let day = TimeZone::UTC.day_of(instant);
    // That of an instant which is out of range would be the nearest one.
    if instant < TimeZone::UTC.bounds_of(DueDate::MIN).0 {
        return DueDate::from_days(-1);
    }
    Ok(day)
}

fn has_offset(time: &str) -> bool {
    time.ends_with(['Z', 'z']) || time.contains(['+', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_read_as_databases_and_programs_write_it() {
        for (text, expected) in [
            ("2026-11-20 08:30:00.123456", "2026-11-20T08:30:00.123456Z"),
            ("2026-11-20 08:30:00", "2026-11-20T08:30:00.000000Z"),
            ("2026-11-20T08:30:00", "2026-11-20T08:30:00.000000Z"),
            ("2026-11-20 08:30:00.5+00", "2026-11-20T08:30:00.500000Z"),
            ("2026-11-20 08:30:00+00:00", "2026-11-20T08:30:00.000000Z"),
            ("2026-11-20T10:30:00+02:00", "2026-11-20T08:30:00.000000Z"),
            ("2026-11-20T08:30:00Z", "2026-11-20T08:30:00.000000Z"),
            ("2026-11-20", "2026-11-20T00:00:00.000000Z"),
        ] {
            assert_eq!(
                instant(text).map(|it| it.to_string()).as_deref(),
                Ok(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn a_day_is_that_of_an_instant_in_utc() {
        for (text, expected) in [
            ("2026-12-01", "2026-12-01"),
            ("2026-12-01 23:59:59.999999", "2026-12-01"),
            ("2026-12-01 00:00:00", "2026-12-01"),
            ("2026-12-01T01:00:00+02:00", "2026-11-30"),
        ] {
            assert_eq!(
                day(text).map(|it| it.to_string()).as_deref(),
                Ok(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "soon",
            "1764547200",
            "2026-13-01",
            "01.12.2026",
            "infinity",
            "2026-12-01 25:00:00",
            "2026-12-01é",
            "12/01/2026",
            "0044-03-15 BC",
        ] {
            assert!(instant(text).is_err(), "{text}");
            assert!(day(text).is_err(), "{text}");
        }
        assert!(day("1969-12-31").is_err());
        assert!(day("1969-12-31 23:00:00").is_err());
    }
}
