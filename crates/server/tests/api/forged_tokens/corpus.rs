//! All forged tokens together.

use std::collections::BTreeSet;

use serde_json::json;

use super::mint::Mint;
use super::{Scene, claims, headers, spellings};
use crate::harness::{PASSWORD, SECRET_KEY};

/// All that are invalid, each of them once.
pub(super) fn corpus(mint: &Mint, scene: &Scene) -> BTreeSet<String> {
    let mut corpus = BTreeSet::new();
    corpus.extend(headers::unsigned(mint));
    corpus.extend(headers::other_algorithms(mint));
    corpus.extend(headers::other_keys(mint));
    corpus.extend(headers::additions(mint));
    corpus.extend(headers::no_headers(mint));
    corpus.extend(claims::mistyped(mint));
    corpus.extend(claims::additions(mint));
    corpus.extend(claims::twice(mint));
    corpus.extend(claims::no_claims(mint));
    corpus.extend(claims::of_others(mint, &Mint::of(scene.eve.token())));
    corpus.extend(spellings::flipped(mint));
    corpus.extend(spellings::cut(mint));
    corpus.extend(spellings::written_otherwise(mint));
    corpus.extend(spellings::too_long(mint));
    corpus.extend(other_secrets(scene));
    corpus
}

/// What gets one something somewhere else.
fn other_secrets(scene: &Scene) -> Vec<String> {
    vec![
        scene.ada.refresh_token().to_owned(),
        scene.ada.refresh_token().replace("dkr_", ""),
        scene.eve.refresh_token().to_owned(),
        scene.foreign.token().to_owned(),
        scene.foreign.refresh_token().to_owned(),
        PASSWORD.to_owned(),
        SECRET_KEY.to_owned(),
        "ada".to_owned(),
        "1".to_owned(),
    ]
}

/// All that were good once, if it is true what they say.
pub(super) fn expired(mint: &Mint) -> BTreeSet<String> {
    let mut claims = mint.claims.clone();
    let issued = mint.issued();
    claims["iat"] = json!(issued - 7200);
    let instants = (0..=60)
        .map(|seconds| issued - seconds)
        .chain([issued - 3600, 1, 0]);
    instants
        .map(|instant| {
            claims["exp"] = json!(instant);
            mint.with_claims(&claims)
        })
        .collect()
}
