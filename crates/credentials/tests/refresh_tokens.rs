//! Refresh tokens: one spelling each, the family kept, and nothing of them in what is stored.

#![expect(clippy::unwrap_used, reason = "in a test a panic is the report")]

use docket_application::ports::tokens::{RefreshToken, RefreshTokens, TokenDigests, TokenError};
use docket_credentials::RandomTokens;

const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn issue() -> (RefreshToken, TokenDigests) {
    RandomTokens.issue().unwrap()
}

fn digests(token: &str) -> Result<TokenDigests, TokenError> {
    RandomTokens.digests(&RefreshToken::new(token.to_owned()))
}

#[track_caller]
fn assert_invalid(token: &str) {
    let outcome = digests(token);
    assert!(
        matches!(outcome, Err(TokenError::Invalid)),
        "{token:?}: {outcome:?}"
    );
    let next = RandomTokens.next(&RefreshToken::new(token.to_owned()));
    assert!(matches!(next, Err(TokenError::Invalid)), "{token:?}");
}

#[test]
fn a_token_is_recognised_by_its_form() {
    let (token, _) = issue();
    let written = token.expose().strip_prefix("dkr_").unwrap();
    assert_eq!(written.len(), 86);
    assert!(written.chars().all(|letter| ALPHABET.contains(letter)));
}

#[test]
fn a_token_has_the_digests_with_which_it_was_issued() {
    let (token, issued) = issue();
    assert_eq!(digests(token.expose()).unwrap(), issued);
}

#[test]
fn the_next_token_keeps_the_family_and_nothing_else() {
    let (first, of_first) = issue();
    let (second, of_second) = RandomTokens.next(&first).unwrap();
    let (third, of_third) = RandomTokens.next(&second).unwrap();
    assert_eq!(digests(third.expose()).unwrap(), of_third);
    assert_eq!(of_first.family, of_second.family);
    assert_eq!(of_second.family, of_third.family);
    let own = [of_first.own, of_second.own, of_third.own];
    assert!(own[0] != own[1] && own[1] != own[2] && own[0] != own[2]);
    assert_ne!(first.expose(), second.expose());
}

#[test]
fn of_one_token_there_are_many_next_ones() {
    let (token, _) = issue();
    let (one, of_one) = RandomTokens.next(&token).unwrap();
    let (other, of_other) = RandomTokens.next(&token).unwrap();
    assert_ne!(one.expose(), other.expose());
    assert_ne!(of_one.own, of_other.own);
}

#[test]
fn two_sessions_share_nothing() {
    let ((_, one), (_, other)) = (issue(), issue());
    let all = [one.family, one.own, other.family, other.own];
    for (at, digest) in all.iter().enumerate() {
        assert!(!all[..at].contains(digest));
    }
}

#[test]
fn a_token_of_another_form_is_refused() {
    let (token, _) = issue();
    let token = token.expose();
    for end in 0..token.len() {
        assert_invalid(&token[..end]);
    }
    let written = token.strip_prefix("dkr_").unwrap();
    for forged in [
        written.to_owned(),
        format!("{token}="),
        format!("{token}=="),
        format!("{token}A"),
        format!("{token}AA"),
        format!("{token}{written}"),
        format!("{token}\n"),
        format!(" {token}"),
        format!("{token} "),
        format!("\u{feff}{token}"),
        format!("Bearer {token}"),
        format!("DKR_{written}"),
        format!("dkr-{written}"),
        format!("dkr_{token}"),
        format!("dkr_{} {}", &written[..40], &written[41..]),
        format!("dkr_{}\n{}", &written[..40], &written[41..]),
        format!("dkr_+{}", &written[1..]),
        format!("dkr_/{}", &written[1..]),
        format!("dkr_{}=", &written[..85]),
        format!("dkr_é{}", &written[2..]),
        "dkr_".to_owned(),
        "\0".to_owned(),
        "a".repeat(10_000_000),
        format!("dkr_{}", "A".repeat(10_000_000)),
        // An access token.
        "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl".to_owned(),
    ] {
        assert_invalid(&forged);
    }
}

#[test]
fn a_token_has_one_spelling_alone() {
    let (token, issued) = issue();
    let (start, last) = token.expose().split_at(token.expose().len() - 1);
    // The last letter stands for two bits, so that four letters are ever the last one.
    for letter in ALPHABET.chars().filter(|letter| !last.starts_with(*letter)) {
        let other = format!("{start}{letter}");
        if "AQgw".contains(letter) {
            assert_ne!(digests(&other).unwrap().own, issued.own);
        } else {
            assert_invalid(&other);
        }
    }
}

#[test]
fn a_token_with_any_letter_changed_is_another_one() {
    let (token, issued) = issue();
    let token = token.expose();
    for (at, letter) in token.char_indices().skip(4).take(85) {
        let other = if letter == 'A' { 'B' } else { 'A' };
        let mut forged = token.to_owned();
        forged.replace_range(at..=at, other.encode_utf8(&mut [0; 4]));
        assert_ne!(digests(&forged).unwrap(), issued, "{at}");
    }
}

#[test]
fn neither_a_token_nor_what_is_stored_of_it_shows_when_printed() {
    let (token, digests) = issue();
    let shown = format!("{RandomTokens:?} {token:?} {digests:?}");
    assert!(!shown.contains(token.expose()), "{shown}");
    assert!(!shown.contains("dkr_"), "{shown}");
    assert!(shown.contains("SecretDigest(..)"), "{shown}");
}
