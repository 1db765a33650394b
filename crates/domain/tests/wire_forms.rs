//! With the `serde` feature: values are written as their texts, and read through their rules.

#![cfg(feature = "serde")]

use std::fmt::Debug;

use docket_domain::list::{Direction, SortKey};
use docket_domain::task::Version;
use docket_domain::{
    Description, DueDate, Email, Priority, Role, SessionId, Status, Tag, Tags, TaskId, TimeZone,
    Timestamp, Title, UserAgent, UserId, Username,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, from_value, json, to_value};

#[track_caller]
fn assert_round_trip<T: Serialize + DeserializeOwned>(wire: &Value) {
    let value: T = from_value(wire.clone()).unwrap_or_else(|error| panic!("{wire}: {error}"));
    assert_eq!(to_value(&value).ok().as_ref(), Some(wire));
}

#[track_caller]
fn assert_refused<T: DeserializeOwned + Debug>(wires: &[Value]) {
    for wire in wires {
        let outcome = from_value::<T>(wire.clone());
        assert!(outcome.is_err(), "{wire} was read as {outcome:?}");
    }
}

#[test]
fn good_values_are_written_and_read_back() {
    assert_round_trip::<Title>(&json!("read"));
    assert_round_trip::<Description>(&json!("  a book\n"));
    assert_round_trip::<Description>(&json!(""));
    assert_round_trip::<Username>(&json!("Ada.L-1"));
    assert_round_trip::<Email>(&json!("Ada@Example.org"));
    assert_round_trip::<DueDate>(&json!("2026-12-01"));
    assert_round_trip::<TimeZone>(&json!("Europe/Paris"));
    assert_round_trip::<Timestamp>(&json!("2026-11-20T08:30:00.000001Z"));
    assert_round_trip::<TaskId>(&json!(i64::MAX));
    assert_round_trip::<UserId>(&json!(1));
    for status in Status::ALL {
        assert_round_trip::<Status>(&json!(status.as_str()));
    }
    for priority in Priority::ALL {
        assert_round_trip::<Priority>(&json!(priority.as_str()));
    }
    for role in Role::ALL {
        assert_round_trip::<Role>(&json!(role.as_str()));
    }
    assert_round_trip::<SessionId>(&json!(7));
    assert_round_trip::<Version>(&json!(1));
    assert_round_trip::<Tag>(&json!("home"));
    assert_round_trip::<Tags>(&json!(["home", "shop"]));
    assert_round_trip::<Tags>(&json!([]));
    assert_round_trip::<UserAgent>(&json!("curl/8.5.0"));
    for key in SortKey::ALL {
        assert_round_trip::<SortKey>(&json!(key.to_string()));
    }
    for direction in Direction::ALL {
        assert_round_trip::<Direction>(&json!(direction.to_string()));
    }
}

#[test]
fn bad_values_cannot_be_read() {
    assert_refused::<Title>(&[
        json!(""),
        json!(" "),
        json!("a\u{0}"),
        json!("x".repeat(201)),
        json!(1),
        json!(null),
    ]);
    assert_refused::<Description>(&[json!("\r"), json!("x".repeat(10_001)), json!(null)]);
    assert_refused::<Username>(&[json!("ab"), json!("a b c"), json!("ada@example.org")]);
    assert_refused::<Email>(&[json!("ada"), json!("a@b"), json!(["a@b.c"])]);
    assert_refused::<DueDate>(&[json!("1969-12-31"), json!("2026-02-29"), json!(20_000)]);
    assert_refused::<TimeZone>(&[json!("Mars/Olympus"), json!(""), json!(2)]);
    assert_refused::<Timestamp>(&[json!("2026-11-20"), json!("now"), json!(0)]);
    assert_refused::<TaskId>(&[json!(0), json!(-1), json!("1"), json!(1.0), json!(u64::MAX)]);
    assert_refused::<UserId>(&[json!(0), json!(-1), json!("1"), json!(null)]);
    assert_refused::<Status>(&[json!("Pending"), json!("open"), json!(0)]);
    assert_refused::<Priority>(&[json!("HIGH"), json!(1)]);
    assert_refused::<Role>(&[json!("root"), json!("")]);
    assert_refused::<Version>(&[json!(0), json!("1"), json!(1.5)]);
    assert_refused::<Tag>(&[json!("a,b"), json!(" "), json!("x".repeat(51))]);
    let many: Vec<String> = (0..51).map(|n| n.to_string()).collect();
    assert_refused::<Tags>(&[json!("a,b"), json!(["a,b"]), json!(many), json!(null)]);
    assert_refused::<UserAgent>(&[json!(""), json!("\u{7}")]);
    assert_refused::<SortKey>(&[json!("due"), json!(0)]);
    assert_refused::<Direction>(&[json!("ascending"), json!(true)]);
}

#[test]
fn what_is_accepted_in_other_spellings_is_written_in_the_usual_one() {
    for (read, written) in [("todo", "pending"), ("done", "completed")] {
        let status: Status = from_value(json!(read)).unwrap();
        assert_eq!(to_value(status).unwrap(), json!(written));
    }
    let tags: Tags = from_value(json!(["shop", " home ", "shop"])).unwrap();
    assert_eq!(to_value(tags).unwrap(), json!(["home", "shop"]));
    let zone: TimeZone = from_value(json!("europe/paris")).unwrap();
    assert_eq!(to_value(zone).unwrap(), json!("Europe/Paris"));
    let instant: Timestamp = from_value(json!("2026-11-20T09:30:00+01:00")).unwrap();
    assert_eq!(
        to_value(instant).unwrap(),
        json!("2026-11-20T08:30:00.000000Z")
    );
}
