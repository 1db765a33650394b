//! How often is too often: for each client, each account, each user.
//!
//! A limit is a bucket (the generic cell rate algorithm): so many at once, and then as many as it
//! is refilled with. Limits are counted by each instance for itself.

mod rate;
mod standing;
mod states;

pub use rate::{NoRate, Rate};
pub(crate) use standing::Limited;
pub use standing::Standing;

use std::hash::{Hash, RandomState};
use std::net::IpAddr;
use std::sync::Arc;

use actix_web::http::header::HeaderValue;
use docket_application::ports::throttle::{Account, LoginThrottle, Throttled, Unthrottled};
use docket_domain::UserId;
use governor::clock::{Clock as _, MonotonicClock};
use governor::middleware::StateInformationMiddleware;
use governor::{Quota, RateLimiter};

use self::states::{Key, States};

/// What an operator sets of limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimitSettings {
    /// How often passwords may be tried from each address, and for each account.
    pub login: Rate,
    /// How often accounts may be made from each address.
    pub register: Rate,
    /// How often each user may ask for anything.
    pub api: Rate,
}

impl Default for RateLimitSettings {
    /// 10 logins a minute, 20 registrations an hour, 6000 requests a minute.
    fn default() -> Self {
        Self {
            login: Rate::per_minute(10),
            register: Rate::per_hour(20),
            api: Rate::per_minute(6000),
        }
    }
}

/// The limits, and what has been counted against them. Clones count together.
#[derive(Clone)]
pub struct RateLimits(Option<Arc<Limiters>>);

struct Limiters {
    login_by_address: Limiter,
    login_by_account: Limiter,
    login_policies: HeaderValue,
    register: Limiter,
    register_policies: HeaderValue,
    api: Limiter,
    api_policies: HeaderValue,
}

impl RateLimits {
    /// These limits; none without.
    #[must_use]
    pub fn new(settings: Option<RateLimitSettings>) -> Self {
        Self(settings.map(|settings| Arc::new(Limiters::new(settings))))
    }

    /// The limit of how often the password of an account is tried.
    #[must_use]
    pub fn login_throttle(&self) -> Arc<dyn LoginThrottle> {
        match &self.0 {
            Some(limiters) => Arc::new(AccountThrottle(Arc::clone(limiters))),
            None => Arc::new(Unthrottled),
        }
    }

    /// Counts a login from this address. `None` if there is no limit.
    pub(crate) fn login(&self, address: Option<IpAddr>) -> Option<Limited> {
        let limiters = self.0.as_ref()?;
        Some(Limited {
            policies: limiters.login_policies.clone(),
            standing: limiters.login_by_address.count(&address),
        })
    }

    /// Counts a registration from this address. `None` if there is no limit.
    pub(crate) fn register(&self, address: Option<IpAddr>) -> Option<Limited> {
        let limiters = self.0.as_ref()?;
        Some(Limited {
            policies: limiters.register_policies.clone(),
            standing: limiters.register.count(&address),
        })
    }

    /// Counts a request of this user. `None` if there is no limit.
    pub(crate) fn api(&self, user: UserId) -> Option<Limited> {
        let limiters = self.0.as_ref()?;
        Some(Limited {
            policies: limiters.api_policies.clone(),
            standing: limiters.api.count(&user),
        })
    }
}

impl std::fmt::Debug for RateLimits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RateLimits").finish_non_exhaustive()
    }
}

impl Limiters {
    fn new(settings: RateLimitSettings) -> Self {
        let RateLimitSettings {
            login,
            register,
            api,
        } = settings;
        let login_by_address = Limiter::new(Standing::LOGIN_ADDRESS, login);
        let login_by_account = Limiter::new(Standing::LOGIN_ACCOUNT, login);
        let register = Limiter::new(Standing::REGISTER_ADDRESS, register);
        let api = Limiter::new(Standing::API_USER, api);
        Self {
            login_policies: policies(&[&login_by_address, &login_by_account]),
            register_policies: policies(&[&register]),
            api_policies: policies(&[&api]),
            login_by_address,
            login_by_account,
            register,
            api,
        }
    }
}

/// The value of `RateLimit-Policy` for these limits.
fn policies(limiters: &[&Limiter]) -> HeaderValue {
    let policies: Vec<String> = limiters
        .iter()
        .map(|limiter| {
            let Rate { count, period } = limiter.rate;
            format!("\"{}\";q={count};w={}", limiter.policy, period.as_secs())
        })
        .collect();
    // Names and numbers are visible ASCII: the fallback is never taken.
    HeaderValue::from_str(&policies.join(", ")).unwrap_or(HeaderValue::from_static(""))
}

/// One limit, and what has been counted against it for each key.
struct Limiter {
    policy: &'static str,
    rate: Rate,
    hasher: RandomState,
    buckets: RateLimiter<Key, States, MonotonicClock, StateInformationMiddleware>,
}

impl Limiter {
    fn new(policy: &'static str, rate: Rate) -> Self {
        let every = rate.period / rate.count.get();
        // The period is not zero, so the fallback is never taken.
        let quota = Quota::with_period(every)
            .unwrap_or(Quota::per_second(rate.count))
            .allow_burst(rate.count);
        Self {
            policy,
            rate,
            hasher: RandomState::new(),
            buckets: RateLimiter::new(quota, States::default(), MonotonicClock),
        }
    }

    /// Counts one against `key`, unless that is one too many.
    fn count(&self, key: &impl Hash) -> Standing {
        let key = Key::of(key, &self.hasher);
        match self.buckets.check_key(&key) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let used = self.rate.count.get().saturating_sub(remaining);
                let refilled_in = self
                    .rate
                    .period
                    .mul_f64(f64::from(used) / f64::from(self.rate.count.get()));
                Standing::admitted(self.policy, remaining, seconds(refilled_in))
            }
            Err(not_until) => {
                let wait = not_until.wait_time_from(self.buckets.clock().now());
                Standing::refused(self.policy, seconds(wait))
            }
        }
    }
}

/// Whole seconds, rounded up, at least one.
fn seconds(duration: std::time::Duration) -> u32 {
    let whole = u32::try_from(duration.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
    whole.max(1)
}

/// The limit of how often the password of an account is tried.
struct AccountThrottle(Arc<Limiters>);

impl LoginThrottle for AccountThrottle {
    fn admit(&self, account: &Account) -> Result<(), Throttled> {
        self.0.login_by_account.count(account).check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> RateLimits {
        RateLimits::new(Some(RateLimitSettings {
            login: Rate::per_hour(3),
            register: Rate::per_hour(1),
            api: Rate::per_hour(2),
        }))
    }

    fn address(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    #[test]
    fn as_many_are_admitted_as_the_limit_says_for_each_key() {
        let limits = limits();
        for client in [1, 2] {
            let standings =
                [(); 4].map(|()| limits.login(Some(address(client))).unwrap().standing());
            let remaining = standings.map(|standing| standing.header().1);
            assert_eq!(remaining[0], "\"login-address\";r=2;t=1200");
            assert_eq!(remaining[1], "\"login-address\";r=1;t=2400");
            assert_eq!(remaining[2], "\"login-address\";r=0;t=3600");
            assert_eq!(standings[2].check(), Ok(()));
            let refused = standings[3].check().unwrap_err();
            assert!((1199..=1200).contains(&refused.retry_after), "{refused}");
        }
    }

    #[test]
    fn what_is_limited_is_counted_apart() {
        let limits = limits();
        let user = UserId::new(7).unwrap();
        let throttle = limits.login_throttle();
        for _ in 0..3 {
            assert_eq!(throttle.admit(&Account::Known(user)), Ok(()));
        }
        assert!(throttle.admit(&Account::Known(user)).is_err());
        assert_eq!(throttle.admit(&Account::Unknown("ada".to_owned())), Ok(()));
        assert_eq!(limits.api(user).unwrap().standing().check(), Ok(()));
        assert_eq!(
            limits.login(Some(address(1))).unwrap().standing().check(),
            Ok(())
        );
        assert_eq!(
            limits
                .register(Some(address(1)))
                .unwrap()
                .standing()
                .check(),
            Ok(())
        );
        assert!(
            limits
                .clone()
                .register(Some(address(1)))
                .unwrap()
                .standing()
                .check()
                .is_err()
        );
    }

    #[test]
    fn without_limits_everybody_is_admitted_and_nothing_is_told() {
        let limits = RateLimits::new(None);
        assert!(limits.login(Some(address(1))).is_none());
        let throttle = limits.login_throttle();
        for _ in 0..1000 {
            assert_eq!(throttle.admit(&Account::Unknown(String::new())), Ok(()));
        }
    }
}
