//! What access tokens cost: one is checked with every request.

#![expect(clippy::expect_used, reason = "in a bench a panic is the report")]

use std::hint::black_box;

use criterion::Criterion;
use docket_application::ports::tokens::{AccessTokens, Subject};
use docket_credentials::{JwtSettings, JwtTokens, TokenAlgorithm};
use docket_domain::{SessionId, Timestamp, UserId};
use secrecy::{ExposeSecret, SecretString};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let tokens = JwtTokens::new(&JwtSettings {
        algorithm: TokenAlgorithm::Hs256,
        secret: SecretString::from(
            "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
        ),
        previous: None,
        lifetime: 1800,
    });
    let tokens = tokens.expect("the settings are good");
    let subject = Subject {
        user: UserId::new(7).expect("it is an id"),
        session: SessionId::new(9).expect("it is an id"),
    };
    let now = Timestamp::from_microseconds(1_795_163_400_000_000).expect("it is an instant");
    let issued = tokens.issue(subject, now, 1800).expect("it is issued");
    let good = issued.token.expose_secret();
    let forged = format!("{}AAAA", &good[..good.len() - 4]);

    criterion.bench_function("token/check a good one", |bencher| {
        bencher.iter(|| tokens.verify(black_box(good), now).is_ok());
    });
    criterion.bench_function("token/check a forged one", |bencher| {
        bencher.iter(|| tokens.verify(black_box(&forged), now).is_ok());
    });
    criterion.bench_function("token/issue", |bencher| {
        bencher.iter(|| tokens.issue(black_box(subject), now, 1800).is_ok());
    });
    criterion.final_summary();
}
