//! The audit trail: events of the log with a target of their own.
//!
//! From where something was asked for, and in which request, is in the span that they are told in.

use docket_application::ports::audit::{Act, Actor, AuditTrail, Event, LoginFailure};
use docket_domain::{SessionId, UserId};

/// The target of the events, by which they can be told from all others.
pub(crate) const TARGET: &str = "docket::audit";

/// Writes the audit trail into the log.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LoggedTrail;

impl AuditTrail for LoggedTrail {
    fn record(&self, event: &Event) {
        let Event {
            act,
            actor,
            user,
            session,
        } = *event;
        let (kind, actor) = match actor {
            Actor::User(id) => ("user", Some(id)),
            Actor::Stranger => ("stranger", None),
            Actor::Operator => ("operator", None),
        };
        let (word, message) = words(act);
        docket_http::in_request_span(|| {
            // A member that is absent is left out.
            tracing::info!(
                target: TARGET,
                act = word,
                reason = reason(act),
                actor = kind,
                actor_id = actor.map(UserId::get),
                user_id = user.or(actor).map(UserId::get),
                session_id = session.map(SessionId::get),
                "{message}"
            );
        });
    }
}

/// The word for an act, which does not change, and a sentence.
fn words(act: Act) -> (&'static str, &'static str) {
    match act {
        Act::Registered => ("registered", "an account was made"),
        Act::LoggedIn => ("logged_in", "a session has begun"),
        Act::LoginFailed(_) => ("login_failed", "someone did not get in"),
        Act::RefreshReused => (
            "refresh_reused",
            "a refresh token was used a second time, so its session has ended",
        ),
        Act::LoggedOut => ("logged_out", "a user has logged out"),
        Act::SessionEnded => (
            "session_ended",
            "a user has ended another session of theirs",
        ),
        Act::PasswordChanged => ("password_changed", "a user has changed their password"),
        Act::PasswordReset => ("password_reset", "a password was replaced"),
        Act::PasswordWrong => (
            "password_wrong",
            "a user who was asked for their password did not know it",
        ),
        Act::PasswordThrottled => (
            "password_throttled",
            "a user who was asked for their password has tried too often",
        ),
        Act::NamesChanged => ("names_changed", "the names of an account have changed"),
        Act::AccessDenied => ("access_denied", "a user asked for what is not theirs"),
        Act::Promoted => ("promoted", "a user has become an administrator"),
        Act::Demoted => ("demoted", "a user is no longer an administrator"),
        Act::Enabled => ("enabled", "an account was enabled"),
        Act::Disabled => ("disabled", "an account was disabled"),
        Act::Deleted => ("deleted", "an account was deleted"),
    }
}

/// The word for why someone did not get in.
fn reason(act: Act) -> Option<&'static str> {
    let Act::LoginFailed(failure) = act else {
        return None;
    };
    Some(failure_word(failure))
}

/// The word for why someone did not get in, in the log and wherever it is counted.
pub(crate) fn failure_word(failure: LoginFailure) -> &'static str {
    match failure {
        LoginFailure::UnknownUser => "unknown_user",
        LoginFailure::WrongPassword => "wrong_password",
        LoginFailure::Disabled => "disabled",
        LoginFailure::UnusableHash => "unusable_hash",
        LoginFailure::Throttled => "throttled",
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::{Read, Seek};
    use std::sync::Arc;

    use serde_json::{Value, json};
    use tracing_subscriber::fmt;

    use super::*;

    /// The event as it is logged, without what all events have, in a request.
    fn logged(event: &Event) -> Value {
        let mut file: File = tempfile::tempfile().unwrap();
        let log = fmt()
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .with_writer(Arc::new(file.try_clone().unwrap()))
            .finish();
        tracing::subscriber::with_default(log, || {
            LoggedTrail.record(event);
        });
        file.rewind().unwrap();
        let mut line = String::new();
        file.read_to_string(&mut line).unwrap();
        let mut event: Value = serde_json::from_str(&line).unwrap();
        let members = event.as_object_mut().unwrap();
        assert_eq!(members.remove("target"), Some(json!(TARGET)));
        assert_eq!(members.remove("level"), Some(json!("INFO")));
        assert!(members.remove("timestamp").is_some());
        event
    }

    fn user(id: i64) -> UserId {
        UserId::new(id).unwrap()
    }

    #[test]
    fn an_act_of_a_user_is_to_their_own_account_unless_it_says_otherwise() {
        let event = Event::by(Act::LoggedIn, user(7)).of_session(SessionId::new(42).unwrap());
        assert_eq!(
            logged(&event),
            json!({
                "act": "logged_in", "actor": "user", "actor_id": 7, "user_id": 7,
                "session_id": 42, "message": "a session has begun",
            })
        );
        let of_another = Event {
            user: Some(user(8)),
            ..Event::by(Act::Disabled, user(7))
        };
        assert_eq!(
            logged(&of_another),
            json!({
                "act": "disabled", "actor": "user", "actor_id": 7, "user_id": 8,
                "message": "an account was disabled",
            })
        );
    }

    #[test]
    fn what_is_not_known_is_left_out() {
        let act = Act::LoginFailed(LoginFailure::UnknownUser);
        assert_eq!(
            logged(&Event::by_stranger(act, None)),
            json!({
                "act": "login_failed", "reason": "unknown_user", "actor": "stranger",
                "message": "someone did not get in",
            })
        );
        let by_operator = Event {
            actor: Actor::Operator,
            ..Event::by_stranger(Act::Promoted, Some(user(8)))
        };
        assert_eq!(
            logged(&by_operator),
            json!({
                "act": "promoted", "actor": "operator", "user_id": 8,
                "message": "a user has become an administrator",
            })
        );
    }
}
