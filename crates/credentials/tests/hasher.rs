//! Passwords are hashed and compared, by either algorithm, whatever is stored.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use std::sync::Arc;

use docket_application::accounts::{Password, PasswordRules};
use docket_application::ports::hasher::{HashingError, PasswordHash, PasswordHasher, Verdict};
use docket_credentials::{Algorithm, Hasher, HasherSettings, SettingsError};

const CHEAP: Algorithm = Algorithm::Bcrypt { cost: 4 };

fn hasher(algorithm: Algorithm) -> Hasher {
    Hasher::new(HasherSettings {
        algorithm,
        threads: 1,
        queue: 8,
    })
    .unwrap()
}

fn password(text: &str) -> Password {
    Password::new(text.to_owned())
}

async fn verify(hasher: &Hasher, text: &str, hash: &str) -> Result<Verdict, HashingError> {
    hasher
        .verify(password(text), Some(PasswordHash::new(hash.to_owned())))
        .await
}

/// The hash of `password` by `algorithm`.
async fn hash(algorithm: Algorithm, text: &str) -> String {
    hasher(algorithm)
        .hash(password(text))
        .await
        .unwrap()
        .expose()
        .to_owned()
}

#[tokio::test]
async fn a_password_matches_its_hash_and_no_other_does() {
    for algorithm in [CHEAP, Algorithm::Argon2id] {
        let hasher = hasher(algorithm);
        let hash = hasher.hash(password("correct horse")).await.unwrap();
        for (text, expected) in [
            ("correct horse", Verdict::Match),
            ("correct horsf", Verdict::Mismatch),
            ("Correct horse", Verdict::Mismatch),
            ("correct horse ", Verdict::Mismatch),
            ("correct", Verdict::Mismatch),
            ("", Verdict::Mismatch),
        ] {
            assert_eq!(
                verify(&hasher, text, hash.expose()).await.unwrap(),
                expected,
                "{text:?}"
            );
        }
    }
}

#[tokio::test]
async fn hashes_have_the_form_of_their_algorithm_and_a_salt_of_their_own() {
    for (algorithm, prefix) in [
        (CHEAP, "$2b$04$"),
        (Algorithm::Argon2id, "$argon2id$v=19$m=19456,t=2,p=1$"),
    ] {
        let [first, second] = [
            hash(algorithm, "12345678").await,
            hash(algorithm, "12345678").await,
        ];
        assert!(first.starts_with(prefix), "{first}");
        assert_ne!(first, second);
    }
}

#[tokio::test]
async fn a_hash_of_another_kind_or_cost_is_outdated_and_matches() {
    let dearer = Algorithm::Bcrypt { cost: 5 };
    for (stored, set) in [
        (CHEAP, dearer),
        (dearer, CHEAP),
        (CHEAP, Algorithm::Argon2id),
        (Algorithm::Argon2id, CHEAP),
    ] {
        let hash = hash(stored, "correct horse").await;
        let hasher = hasher(set);
        assert_eq!(
            verify(&hasher, "correct horse", &hash).await.unwrap(),
            Verdict::MatchOutdated
        );
        assert_eq!(
            verify(&hasher, "wrong horse", &hash).await.unwrap(),
            Verdict::Mismatch
        );
    }
}

/// Of `correct horse battery`, as Python's libraries make them.
const OF_OTHERS: [&str; 6] = [
    // passlib, and bcrypt alone; then the same with the names of older versions.
    "$2b$04$8.CY5AEh2KBkVgTn4mIq2Owxm6pAVy0STs2BQhGL5uQd0XgtMd3wi",
    "$2y$04$rx5iVGEs62XTmgoXCQQuguDqCe7GxnhEv2DBoYccRNdrBhNJhf1MW",
    "$2a$04$AXHO7PEdh449EMhAy/YiFudQT7fxV0XFp58G2LCH4LlL//5XeqK82",
    // argon2-cffi, cheap; by its older default; and as passlib and pwdlib have it.
    "$argon2id$v=19$m=512,t=1,p=2$yfXbFhKRchKrB++bEauHDg$imt7ZWxoA/9H0sDbhrB+soidBeZIp8nNgbN93KIcnDs",
    "$argon2i$v=19$m=512,t=2,p=2$kx32v11dxExlfT+NdDnMWw$ERSNLMgg59Krg+YkWzZX4g",
    "$argon2id$v=19$m=65536,t=3,p=4$WgLG79qFUWUSytmGjLbacQ$WYLRJs0xYxFZUdli9mjlDD3SLUB0Ume1K2jqowGbK0w",
];

#[tokio::test]
async fn hashes_that_other_programs_made_are_compared_with_and_outdated() {
    let hasher = hasher(Algorithm::Bcrypt { cost: 5 });
    for hash in OF_OTHERS {
        assert!(hasher.can_verify(&PasswordHash::new(hash.to_owned())));
        let right = verify(&hasher, "correct horse battery", hash).await;
        assert_eq!(right.unwrap(), Verdict::MatchOutdated, "{hash}");
        let wrong = verify(&hasher, "correct horse batterY", hash).await;
        assert_eq!(wrong.unwrap(), Verdict::Mismatch, "{hash}");
    }
}

/// passlib cuts passwords off at 72 bytes, and takes whatever follows them.
#[tokio::test]
async fn a_password_that_another_program_cut_off_matches_in_no_length() {
    // Of 80 times `x`.
    let hash = "$2b$04$PA6RoY6YdITlMRJDaBlfV./jpbtJx16PhrxeyWBuWZtHzv87nNPk6";
    let hasher = hasher(CHEAP);
    for length in [71, 72, 73, 80] {
        let verdict = verify(&hasher, &"x".repeat(length), hash).await.unwrap();
        assert_eq!(verdict, Verdict::Mismatch, "{length}");
    }
}

#[tokio::test]
async fn a_hash_of_nobody_is_of_the_kind_asked_for_and_matches_nothing() {
    for algorithm in [CHEAP, Algorithm::Argon2id] {
        let hasher = hasher(algorithm);
        let [one, other] = [(); 2].map(|()| hasher.of_nobody().unwrap());
        assert_ne!(one.expose(), other.expose());
        assert!(hasher.can_verify(&one));
        for text in ["", "correct horse", one.expose()] {
            let verdict = verify(&hasher, text, one.expose()).await.unwrap();
            assert_eq!(verdict, Verdict::Mismatch);
        }
    }
}

#[tokio::test]
async fn argon2id_with_other_parameters_is_outdated_and_matches() {
    // Of the crate's own tests of PHC strings: 64 MiB, 2 passes, 1 lane, the salt `somesalt`.
    let hash =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    let hasher = hasher(Algorithm::Argon2id);
    assert_eq!(
        verify(&hasher, "password", hash).await.unwrap(),
        Verdict::MatchOutdated
    );
    assert_eq!(
        verify(&hasher, "differentpassword", hash).await.unwrap(),
        Verdict::Mismatch
    );
    // And what stood in the memory before changes nothing about the next one.
    let own = hasher.hash(password("correct horse")).await.unwrap();
    assert_eq!(
        verify(&hasher, "correct horse", own.expose())
            .await
            .unwrap(),
        Verdict::Match
    );
}

#[tokio::test]
async fn hashes_of_other_programs_are_understood() {
    // Made by an online tool, Python, Node and PHP, as the tests of the crate `bcrypt` have them.
    let hasher = hasher(CHEAP);
    for (text, hash) in [
        (
            "password",
            "$2a$04$UuTkLRZZ6QofpDOlMz32MuuxEHA43WOemOYHPz6.SjsVsyO1tDU96",
        ),
        (
            "correctbatteryhorsestapler",
            "$2b$04$EGdrhbKUv8Oc9vGiXX0HQOxSg445d458Muh7DAHskb6QbtCvdxcie",
        ),
        (
            "correctbatteryhorsestapler",
            "$2a$04$n4Uy0eSnMfvnESYL.bLwuuj0U/ETSsoTpRT9GVk5bektyVVa5xnIi",
        ),
    ] {
        assert_eq!(
            verify(&hasher, text, hash).await.unwrap(),
            Verdict::Match,
            "{hash}"
        );
        assert_eq!(
            verify(&hasher, "another", hash).await.unwrap(),
            Verdict::Mismatch,
            "{hash}"
        );
    }
}

#[tokio::test]
async fn every_variant_of_bcrypt_is_verified() {
    let made = hash(CHEAP, "correct horse").await;
    for variant in ["$2a$", "$2b$", "$2x$", "$2y$"] {
        let hash = made.replacen("$2b$", variant, 1);
        assert_eq!(
            verify(&hasher(CHEAP), "correct horse", &hash)
                .await
                .unwrap(),
            Verdict::Match
        );
    }
}

#[tokio::test]
async fn without_a_hash_nothing_matches() {
    for algorithm in [CHEAP, Algorithm::Argon2id] {
        for text in ["correct horse", "", "a\0a", &"x".repeat(10_000)] {
            let verdict = hasher(algorithm)
                .verify(password(text), None)
                .await
                .unwrap();
            assert_eq!(verdict, Verdict::Mismatch);
        }
    }
}

#[tokio::test]
async fn a_password_that_would_be_cut_off_does_not_match() {
    let longest = "x".repeat(71);
    let stored = hash(CHEAP, &longest).await;
    for set in [CHEAP, Algorithm::Argon2id] {
        let hasher = hasher(set);
        assert_ne!(
            verify(&hasher, &longest, &stored).await.unwrap(),
            Verdict::Mismatch
        );
        for text in [
            "x".repeat(72),
            "x".repeat(73),
            "x".repeat(1000),
            format!("{longest}\0"),
        ] {
            assert_eq!(
                verify(&hasher, &text, &stored).await.unwrap(),
                Verdict::Mismatch
            );
        }
    }
}

#[tokio::test]
async fn a_nul_does_not_repeat_a_password() {
    // Of 72 bytes with their NUL, bcrypt would see the same in all of these.
    let stored = "$2a$04$UuTkLRZZ6QofpDOlMz32MuuxEHA43WOemOYHPz6.SjsVsyO1tDU96";
    for text in ["password\0password", "password\0", "\0"] {
        assert_eq!(
            verify(&hasher(CHEAP), text, stored).await.unwrap(),
            Verdict::Mismatch
        );
    }
}

#[tokio::test]
async fn a_long_password_still_matches_when_bcrypt_is_set() {
    let long = "x".repeat(128);
    let stored = hash(Algorithm::Argon2id, &long).await;
    assert_eq!(
        verify(&hasher(CHEAP), &long, &stored).await.unwrap(),
        Verdict::MatchOutdated
    );
    assert_eq!(
        verify(&hasher(CHEAP), &"x".repeat(129), &stored)
            .await
            .unwrap(),
        Verdict::Mismatch
    );
}

#[tokio::test]
async fn a_new_password_that_breaks_the_rules_is_refused() {
    for (algorithm, rules) in [
        (CHEAP, PasswordRules::Bcrypt),
        (Algorithm::Argon2id, PasswordRules::Argon2id),
    ] {
        let hasher = hasher(algorithm);
        assert_eq!(hasher.rules(), rules);
        for text in ["1234567", &"x".repeat(129)] {
            let outcome = hasher.hash(password(text)).await;
            assert!(
                matches!(outcome, Err(HashingError::Refused(_))),
                "{outcome:?}"
            );
        }
    }
    let outcome = hasher(CHEAP).hash(password("1234\u{0}5678")).await;
    assert!(
        matches!(outcome, Err(HashingError::Refused(_))),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_hash_that_cannot_be_used_is_refused_without_computing() {
    const BCRYPT: &str = "UuTkLRZZ6QofpDOlMz32MuuxEHA43WOemOYHPz6.SjsVsyO1tDU96";
    const ARGON: &str = "c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    let hasher = hasher(CHEAP);
    for refused in [
        String::new(),
        "plain".to_owned(),
        "$1$salt$hash".to_owned(),
        format!("$2b$17${BCRYPT}"),
        format!("$2b$31${BCRYPT}"),
        format!("$2b$03${BCRYPT}"),
        format!("$2b$99${BCRYPT}"),
        format!("$2z$04${BCRYPT}"),
        format!("$2b$04${BCRYPT}="),
        format!("$2b$04${}", &BCRYPT[1..]),
        format!("$2b$04${}\u{a3}", &BCRYPT[2..]),
        format!("$argon2i$v=19$m=1048577,t=2,p=1${ARGON}"),
        format!("$argon2i$v=19$m=65536,t=17,p=1${ARGON}"),
        format!("$argon2d$v=19$m=65536,t=2,p=1${ARGON}"),
        format!("$argon2id$m=65536,t=2,p=1${ARGON}"),
        format!("$argon2id$v=20$m=65536,t=2,p=1${ARGON}"),
        format!("$argon2id$v=19$m=1048577,t=2,p=1${ARGON}"),
        format!("$argon2id$v=19$m=65536,t=17,p=1${ARGON}"),
        format!("$argon2id$v=19$m=65536,t=2,p=17${ARGON}"),
        format!("$argon2id$v=19$m=4294967295,t=4294967295,p=1${ARGON}"),
        format!("$argon2id$v=19$m=4,t=2,p=1${ARGON}"),
        format!("$argon2id$v=19$m=65536,t=2,p=1,keyid=Zm9v${ARGON}"),
        format!("$argon2id$v=19$m=65536,t=2,p=1,data=Zm9v${ARGON}"),
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ".to_owned(),
        "$argon2id$v=19$m=65536,t=2,p=1".to_owned(),
    ] {
        let outcome = verify(&hasher, "password", &refused).await;
        assert!(
            matches!(outcome, Err(HashingError::UnusableHash)),
            "{refused}: {outcome:?}"
        );
        assert!(!hasher.can_verify(&PasswordHash::new(refused)));
    }
}

#[test]
fn settings_that_cannot_be_followed_are_refused() {
    for cost in [0, 3, 17, 31, u32::MAX] {
        let outcome = Hasher::new(HasherSettings::new(Algorithm::Bcrypt { cost }));
        assert!(matches!(outcome, Err(SettingsError::Cost(refused)) if refused == cost));
    }
    for (threads, queue) in [(0, 1), (1, 0)] {
        let outcome = Hasher::new(HasherSettings {
            algorithm: CHEAP,
            threads,
            queue,
        });
        assert!(matches!(outcome, Err(SettingsError::NoRoom)));
    }
}

#[test]
fn a_hasher_has_threads_and_a_queue_unless_said_otherwise() {
    let settings = HasherSettings::new(CHEAP);
    assert!(settings.threads >= 1);
    assert_eq!(settings.queue, 16 * settings.threads);
}

#[tokio::test]
async fn who_finds_the_queue_full_is_told_so() {
    let hasher = Arc::new(hasher(Algorithm::Bcrypt { cost: 10 }));
    let crowd: Vec<_> = (0..100)
        .map(|_| {
            let hasher = Arc::clone(&hasher);
            tokio::spawn(async move { hasher.verify(password("correct horse"), None).await })
        })
        .collect();
    let (mut done, mut busy) = (0, 0);
    for one in crowd {
        match one.await.unwrap() {
            Ok(Verdict::Mismatch) => done += 1,
            Err(HashingError::Busy) => busy += 1,
            other => panic!("{other:?}"),
        }
    }
    // One thread and eight places: the crowd cannot be hashed as fast as it comes.
    assert!(done >= 8 && busy > 0, "{done} done, {busy} busy");
}

#[test]
fn a_hasher_shows_no_hash_when_printed() {
    let shown = format!("{:?}", hasher(CHEAP));
    assert!(shown.contains("Bcrypt") && !shown.contains('$'), "{shown}");
}
