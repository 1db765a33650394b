//! How someone stands against a limit, and the headers that tell it (the `RateLimit` header fields
//! of the IETF's HTTPAPI working group).

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use docket_application::ports::throttle::Throttled;

const RATELIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATELIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// How someone stands against a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    policy: &'static str,
    /// How many more are admitted right now.
    remaining: u32,
    /// After how many seconds it is again as many as there can be; for someone who was refused,
    /// after how many they can try again.
    reset: u32,
    is_refused: bool,
}

impl Standing {
    /// The names of all limits.
    pub(crate) const POLICIES: [&'static str; 4] = [
        Self::LOGIN_ADDRESS,
        Self::LOGIN_ACCOUNT,
        Self::REGISTER_ADDRESS,
        Self::API_USER,
    ];
    /// The name of the limit of logins that is counted for each address.
    pub(super) const LOGIN_ADDRESS: &'static str = "login-address";
    /// The name of the limit that is counted for each account.
    pub(super) const LOGIN_ACCOUNT: &'static str = "login-account";
    /// The name of the limit of registrations.
    pub(super) const REGISTER_ADDRESS: &'static str = "register-address";
    /// The name of the limit of requests with a token.
    pub(super) const API_USER: &'static str = "api-user";

    pub(super) const fn admitted(policy: &'static str, remaining: u32, reset: u32) -> Self {
        Self {
            policy,
            remaining,
            reset,
            is_refused: false,
        }
    }

    pub(crate) const fn refused(policy: &'static str, retry_after: u32) -> Self {
        Self {
            policy,
            remaining: 0,
            reset: retry_after,
            is_refused: true,
        }
    }

    /// Whether they were admitted.
    ///
    /// # Errors
    /// [`Throttled`] if not.
    pub(crate) const fn check(self) -> Result<(), Throttled> {
        if self.is_refused {
            Err(Throttled {
                retry_after: self.reset,
            })
        } else {
            Ok(())
        }
    }

    /// The name of the limit.
    pub(crate) const fn policy(self) -> &'static str {
        self.policy
    }

    /// After how many seconds someone who was refused can try again.
    pub(crate) const fn retry_after(self) -> u32 {
        self.reset
    }

    /// As the header tells it.
    pub(crate) fn header(self) -> (HeaderName, HeaderValue) {
        let Self {
            policy,
            remaining,
            reset,
            is_refused: _,
        } = self;
        let text = format!("\"{policy}\";r={remaining};t={reset}");
        // Names and numbers are visible ASCII: the fallback is never taken.
        let value = HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""));
        (RATELIMIT, value)
    }
}

impl From<Throttled> for Standing {
    /// Only logins are refused by use cases, and only for the sake of an account.
    fn from(throttled: Throttled) -> Self {
        Self::refused(Self::LOGIN_ACCOUNT, throttled.retry_after)
    }
}

/// What is told of the limits that a request is held to.
#[derive(Debug, Clone)]
pub(crate) struct Limited {
    pub(super) policies: HeaderValue,
    pub(super) standing: Standing,
}

impl Limited {
    /// How the client stands.
    pub(crate) const fn standing(&self) -> Standing {
        self.standing
    }

    /// Adds the headers, unless the answer tells of another limit already.
    pub(crate) fn add_to(&self, headers: &mut HeaderMap) {
        headers.insert(RATELIMIT_POLICY, self.policies.clone());
        if !headers.contains_key(RATELIMIT) {
            let (name, value) = self.standing.header();
            headers.insert(name, value);
        }
    }
}
