//! Good tokens that were damaged on their way, or are written in another way.

use super::mint::{Mint, decoded, encoded};

/// The token with each single bit flipped: of what it is written in, as far as that can be in a
/// header, and of what it stands for.
pub(super) fn flipped(mint: &Mint) -> Vec<String> {
    let mut tokens = Vec::new();
    for (at, bit) in bits(mint.token.len()) {
        let mut bytes = mint.token.clone().into_bytes();
        bytes[at] ^= 1 << bit;
        if bytes[at].is_ascii_graphic() {
            tokens.push(String::from_utf8(bytes).unwrap());
        }
    }
    let parts: Vec<&str> = mint.token.split('.').collect();
    for (part, text) in parts.iter().enumerate() {
        let good = decoded(text);
        for (at, bit) in bits(good.len()) {
            let mut bytes = good.clone();
            bytes[at] ^= 1 << bit;
            let flipped = encoded(bytes);
            let mut parts = parts.clone();
            parts[part] = &flipped;
            tokens.push(parts.join("."));
        }
    }
    tokens
}

/// The place of every bit of so many bytes.
fn bits(length: usize) -> impl Iterator<Item = (usize, u8)> {
    (0..length).flat_map(|at| (0..8).map(move |bit| (at, bit)))
}

/// The token without its end, without its beginning, and without each of its letters.
pub(super) fn cut(mint: &Mint) -> Vec<String> {
    let token = &mint.token;
    let mut tokens = Vec::new();
    for at in 1..token.len() {
        tokens.push(token[..at].to_owned());
        tokens.push(token[at..].to_owned());
        tokens.push(format!("{}{}", &token[..at - 1], &token[at..]));
    }
    tokens
}

/// The token with something around, between or in place of its letters.
pub(super) fn written_otherwise(mint: &Mint) -> Vec<String> {
    let token = mint.token.as_str();
    let parts: Vec<&str> = token.split('.').collect();
    let [header, payload, signature] = parts.as_slice() else {
        panic!("a token has three parts")
    };
    let mut tokens = vec![
        format!(" {token}"),
        format!("  {token}"),
        format!("\t{token}"),
        format!("\"{token}\""),
        format!("'{token}'"),
        format!("<{token}>"),
        format!("Bearer {token}"),
        format!("{token} {token}"),
        format!("{token},{token}"),
        format!("{token}, Bearer {token}"),
        format!("{token};"),
        format!("access_token={token}"),
        format!("{token}."),
        format!(".{token}"),
        format!("..{token}"),
        format!("{token}.."),
        format!("{token}.{signature}"),
        format!("{token}.x"),
        format!("{header}.{token}"),
        format!("{header}.{payload}.{payload}.{signature}"),
        format!("{header}..{payload}.{signature}"),
        format!("{header}....{signature}"),
        format!("{header}.{payload}.{signature}.{payload}.{signature}"),
        format!("{payload}.{header}.{signature}"),
        format!("{header}.{header}.{signature}"),
        format!("{header}..{signature}"),
        format!(".{payload}.{signature}"),
        format!("{header}{payload}{signature}"),
        ".".to_owned(),
        "..".to_owned(),
        "...".to_owned(),
        "null".to_owned(),
        "undefined".to_owned(),
        "{}".to_owned(),
        "%00".to_owned(),
        token.replace('.', "%2E"),
        token.replace('.', ","),
        token.replace('.', ". "),
        token.replace('.', " ."),
        token.to_uppercase(),
        token.to_lowercase(),
        token.chars().rev().collect(),
    ];
    // Padding, which is never there.
    for padding in ["=", "==", "===", "%3D", "%3D%3D"] {
        tokens.push(format!("{token}{padding}"));
        tokens.push(format!("{header}{padding}.{payload}.{signature}"));
        tokens.push(format!("{header}.{payload}{padding}.{signature}"));
    }
    // What decoders that are too kind skip.
    for (at, _) in token.char_indices().skip(1).step_by(7) {
        for skipped in [" ", "\t", "=", "-=", "\\n", "%20", "+"] {
            tokens.push(format!("{}{skipped}{}", &token[..at], &token[at..]));
        }
    }
    tokens.extend(not_canonical(header, payload, signature));
    let good = mint.good();
    tokens.retain(|forged| forged != token && *forged != good);
    tokens
}

/// Parts whose last letter has bits that stand for nothing, set as no encoder sets them.
fn not_canonical(header: &str, payload: &str, signature: &str) -> Vec<String> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let others = |part: &str| -> Vec<String> {
        let unused = match part.len() % 4 {
            2 => 4,
            3 => 2,
            _ => 0,
        };
        let (rest, last) = part.split_at(part.len() - 1);
        let value = LETTERS
            .iter()
            .position(|letter| *letter == last.as_bytes()[0]);
        let value = value.unwrap();
        (1..1 << unused)
            .map(|bits| format!("{rest}{}", char::from(LETTERS[value | bits])))
            .collect()
    };
    let mut tokens = Vec::new();
    for other in others(header) {
        tokens.push(format!("{other}.{payload}.{signature}"));
    }
    for other in others(payload) {
        tokens.push(format!("{header}.{other}.{signature}"));
    }
    for other in others(signature) {
        tokens.push(format!("{header}.{payload}.{other}"));
    }
    tokens
}

/// Tokens that are too long, up to what is looked at and beyond.
pub(super) fn too_long(mint: &Mint) -> Vec<String> {
    let mut tokens = Vec::new();
    for length in [
        500, 1_000, 2_000, 4_000, 4_088, 4_089, 4_090, 4_095, 4_096, 4_097, 5_000, 8_000, 16_000,
    ] {
        tokens.push("A".repeat(length));
        tokens.push(".".repeat(length));
        tokens.push(format!("{}.{}", mint.token, "A".repeat(length)));
        tokens.push(format!("{}{}", mint.token, "A".repeat(length)));
        tokens.push(format!("{}{}", "A".repeat(length), mint.token));
        tokens.push(format!("{}{}", mint.token, "=".repeat(length)));
        // Good in everything but that it is blown up.
        let blank = " ".repeat(length);
        let blown_up = mint.with_payload(&format!("{}{blank}", mint.claims));
        if blown_up.len() > 4_096 {
            tokens.push(blown_up);
        }
    }
    tokens
}
