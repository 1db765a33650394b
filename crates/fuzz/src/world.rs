//! The one user, day and instant that all targets have.

use docket_application::Caller;
use docket_domain::user::NewUser;
use docket_domain::{DueDate, Identity, SessionId, TimeZone, Timestamp, User, UserId, Username};

/// The instant that it is: 2026-11-20T08:30:00Z.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_microseconds(1_795_163_400_000_000).expect("it is an instant")
}

/// The day that it is.
pub(crate) fn today() -> DueDate {
    DueDate::from_days(20_777).expect("it is a day")
}

/// Who asks. Their days begin at another hour than those of the clock, and not always at the same.
pub(crate) fn caller() -> Caller {
    let name = Username::parse("ada").expect("it is a name");
    let identity = Identity::new(Some(name), None).expect("there is a name");
    let zone = TimeZone::parse("America/New_York").expect("it is a zone");
    let user = User {
        time_zone: zone,
        ..NewUser::create(identity, now()).stored_as(user_id(7))
    };
    Caller::new(user, session_id(9))
}

/// A user id.
pub(crate) fn user_id(id: i64) -> UserId {
    UserId::new(id).expect("it is an id")
}

/// A session id.
pub(crate) fn session_id(id: i64) -> SessionId {
    SessionId::new(id).expect("it is an id")
}
