//! Claims that are not those of the service, signed as if they were.

use serde_json::{Value, json};

use super::mint::Mint;

/// Every claim of another type or form, or missing.
pub(super) fn mistyped(mint: &Mint) -> Vec<String> {
    let names: Vec<String> = mint.claims.as_object().unwrap().keys().cloned().collect();
    assert_eq!(names, ["exp", "iat", "iss", "jti", "sid", "sub"]);
    let mut tokens = Vec::new();
    for name in &names {
        let good = &mint.claims[name];
        let text = good
            .as_str()
            .map_or_else(|| good.to_string(), str::to_owned);
        let mut missing = mint.claims.clone();
        missing.as_object_mut().unwrap().remove(name);
        tokens.push(mint.with_claims(&missing));
        let mut wrong = vec![
            Value::Null,
            json!(true),
            json!(false),
            json!([]),
            json!([good]),
            json!([good, good]),
            json!([[good]]),
            json!({}),
            json!({name: good}),
            json!(""),
            json!(" "),
            json!("x"),
            json!("null"),
            json!("0"),
            json!("-1"),
            json!("1e3"),
            json!("1.0"),
            json!("0x1"),
            json!("١"),
            json!("\u{0}"),
            json!("99999999999999999999"),
            json!("' OR 1=1 --"),
            json!("é"),
            json!("x".repeat(2_000)),
            json!(format!(" {text}")),
            json!(format!("{text} ")),
            json!(format!("+{text}")),
            json!(format!("-{text}")),
            json!(format!("0{text}")),
            json!(format!("{text}.0")),
            json!(format!("{text}\n")),
            json!(format!("{text}\u{0}")),
            json!(format!("{text},2")),
            json!(0.5),
            json!(-1.5),
            json!(1e300),
            json!(u64::MAX),
        ];
        if good.is_string() {
            wrong.extend([
                json!(0),
                json!(1),
                json!(-1),
                json!(i64::MAX),
                json!(i64::MIN),
            ]);
        } else {
            wrong.push(json!(text));
            wrong.push(json!(text.parse::<f64>().unwrap()));
        }
        tokens.extend(wrong.into_iter().map(|value| mint.with_claim(name, value)));
        for raw in [
            "1e400",
            "-1e400",
            "18446744073709551616",
            "NaN",
            "Infinity",
            "01",
            "0x10",
            "",
            "'x'",
        ] {
            tokens.push(mint.with_raw_claim(name, raw));
        }
    }
    for issuer in [
        "Docket",
        "DOCKET",
        "docket2",
        "dockеt",
        "http://docket",
        "ocket",
    ] {
        tokens.push(mint.with_claim("iss", json!(issuer)));
    }
    // Before 1970.
    for instant in [-1, -1_000_000_000, i64::MIN] {
        tokens.push(mint.with_claim("exp", json!(instant)));
    }
    // Of the future, by more than clocks differ.
    for ahead in [3600, 1_000_000_000] {
        let mut claims = mint.claims.clone();
        claims["iat"] = json!(mint.issued() + ahead);
        claims["exp"] = json!(mint.issued() + ahead + 1800);
        tokens.push(mint.with_claims(&claims));
    }
    tokens
}

/// More claims than there are.
pub(super) fn additions(mint: &Mint) -> Vec<String> {
    let now = mint.issued();
    let additions = [
        ("aud", json!("docket")),
        ("aud", json!(["docket"])),
        ("aud", json!("someone else")),
        ("aud", json!("")),
        ("aud", Value::Null),
        ("nbf", json!(now - 60)),
        ("nbf", json!(now + 3600)),
        ("nbf", json!(0)),
        ("nbf", json!("yesterday")),
        ("nbf", json!(1e300)),
        ("role", json!("admin")),
        ("roles", json!(["admin"])),
        ("is_admin", json!(true)),
        ("admin", json!(true)),
        ("scope", json!("admin")),
        ("scope", json!("")),
        ("user_id", json!(1)),
        ("username", json!("root")),
        ("email", json!("root@example.org")),
        ("session", json!(1)),
        ("SUB", json!("1")),
        ("Sub", json!("1")),
        ("sub ", json!("1")),
        ("", json!("1")),
        ("typ", json!("refresh")),
        ("token_type", json!("access")),
        ("kid", json!("../../dev/null")),
        ("cnf", json!({})),
        ("act", json!({"sub": "1"})),
        ("auth_time", json!(now)),
        ("azp", json!("docket")),
        ("client_id", json!("docket")),
        ("nonce", json!("x")),
        ("__proto__", json!({"role": "admin"})),
    ];
    additions
        .into_iter()
        .map(|(name, value)| mint.with_claim(name, value))
        .collect()
}

/// Every claim twice, with the same value, and with another one before or after it.
pub(super) fn twice(mint: &Mint) -> Vec<String> {
    let payload = mint.claims.to_string();
    let inner = &payload[1..payload.len() - 1];
    let mut tokens = Vec::new();
    for (name, good) in mint.claims.as_object().unwrap() {
        let other = if good.is_string() {
            json!("2")
        } else {
            json!(mint.issued() + 9999)
        };
        for value in [good, &other, &Value::Null] {
            let member = json!({name: value}).to_string();
            let member = &member[1..member.len() - 1];
            tokens.push(mint.with_payload(&format!("{{{inner},{member}}}")));
            tokens.push(mint.with_payload(&format!("{{{member},{inner}}}")));
        }
        let escaped = format!("\\u{:04x}{}", u32::from(name.as_bytes()[0]), &name[1..]);
        tokens.push(mint.with_payload(&format!("{{{inner},\"{escaped}\":{good}}}")));
    }
    tokens
}

/// What is no set of claims.
pub(super) fn no_claims(mint: &Mint) -> Vec<String> {
    let payload = mint.claims.to_string();
    let deep = format!("{{\"sub\":{}", "[".repeat(500));
    [
        "",
        " ",
        "{}",
        "[]",
        "null",
        "true",
        "1",
        "\"1\"",
        "x",
        &deep,
        &payload[1..],
        &payload[..payload.len() - 1],
        &format!("[{payload}]"),
        &format!("{payload}{payload}"),
        &format!("{payload}x"),
        &format!("{payload}\0"),
        &format!("\u{feff}{payload}"),
        &payload.replace('"', "'"),
        &json!(payload).to_string(),
        &json!([1, 2, 3, 4, 5, 6]).to_string(),
    ]
    .map(|payload| mint.with_payload(payload))
    .into()
}

/// Well-formed claims that fit no session: of one user in the session of another one, and of
/// nobody.
pub(super) fn of_others(mint: &Mint, other: &Mint) -> Vec<String> {
    let mut tokens = vec![
        mint.with_claim("sub", other.claims["sub"].clone()),
        mint.with_claim("sid", other.claims["sid"].clone()),
        other.with_claim("sub", mint.claims["sub"].clone()),
    ];
    for nobodys in [4_711, 999_999, i64::MAX - 1, i64::MAX] {
        let nobodys = json!(nobodys.to_string());
        tokens.push(mint.with_claim("sub", nobodys.clone()));
        tokens.push(mint.with_claim("sid", nobodys.clone()));
        let mut both = mint.claims.clone();
        both["sub"] = nobodys.clone();
        both["sid"] = nobodys;
        tokens.push(mint.with_claims(&both));
    }
    tokens
}
