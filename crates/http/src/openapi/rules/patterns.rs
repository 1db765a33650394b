//! The rules of texts as regular expressions (ECMA-262, as JSON Schema has them). Tests hold them
//! against the constructors of the domain.

use docket_application::accounts::PasswordRules;
use serde_json::{Value, json};

use super::either;

/// Control characters other than newline and tab, within a class.
const CONTROL: &str = r"\u0000-\u0008\u000B-\u001F\u007F-\u009F";
/// Characters that trimming drops, within a class, but those that are control characters.
const BLANK: &str = r"\u0009\u000A \u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000";

/// What is not blank from end to end, made of other characters than `refused`.
fn not_blank(refused: &str) -> String {
    format!("^[^{refused}]*[^{refused}{BLANK}][^{refused}]*$")
}

pub(super) fn title() -> Value {
    json!({"pattern": not_blank(CONTROL)})
}

pub(super) fn description() -> Value {
    json!({"pattern": format!("^[^{CONTROL}]*$")})
}

pub(super) fn search() -> Value {
    description()
}

pub(super) fn tag() -> Value {
    json!({"minLength": 1, "maxLength": 50, "pattern": not_blank(r",\u0000-\u001F\u007F-\u009F")})
}

/// The form alone; which days a month has is said by the format.
pub(super) fn due_date() -> Value {
    json!({"format": "date", "pattern": "^(19[7-9][0-9]|[2-9][0-9]{3})-[0-9]{2}-[0-9]{2}$"})
}

pub(super) fn instant_or_day() -> Value {
    let instant = json!({
        "format": "date-time",
        "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,9})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
    });
    either(instant, due_date())
}

/// The form of the HTML Living Standard, with a dot in the domain.
pub(super) fn email() -> Value {
    let label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    let atom = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
    json!({"pattern": format!("^{atom}([.]{atom})*@{label}([.]{label})+$")})
}

/// A password that bcrypt can take whole: 71 bytes without NUL. JSON Schema counts characters, so
/// the fewer the more bytes each may have.
pub(super) fn new_password() -> Value {
    let max = PasswordRules::MAX_BCRYPT_BYTES;
    let tier = |bytes: usize, pattern: &str| json!({"maxLength": max / bytes, "pattern": pattern});
    let rarest = either(tier(3, r"^[\u0001-\uFFFF]*$"), tier(4, r"^[^\u0000]*$"));
    let rare = either(tier(2, r"^[\u0001-\u07FF]*$"), rarest);
    let mut rule = either(tier(1, r"^[\u0001-\u007F]*$"), rare);
    rule["maxLength"] = json!(max);
    rule
}

#[cfg(test)]
mod tests {
    use docket_application::accounts::Password;
    use docket_domain::list::Search;
    use docket_domain::{Description, DueDate, Email, Tag, Title};
    use regex::Regex;

    use super::*;

    /// Whether a text is of a schema, as far as these schemas go.
    fn allows(schema: &Value, text: &str) -> bool {
        let number = |name| schema[name].as_u64().and_then(|n| usize::try_from(n).ok());
        let length = text.chars().count();
        let matches = |pattern| Regex::new(pattern).unwrap().is_match(text);
        number("minLength").is_none_or(|min| min <= length)
            && number("maxLength").is_none_or(|max| length <= max)
            && schema["pattern"].as_str().is_none_or(matches)
            && schema["if"]
                .as_object()
                .is_none_or(|_| allows(&schema["if"], text) || allows(&schema["else"], text))
    }

    /// Texts at the edges of every rule.
    fn texts() -> Vec<String> {
        let mut texts: Vec<String> = [
            "",
            " ",
            "a",
            " a ",
            "\u{3000}",
            "a\nb",
            "\n",
            "\t",
            "a\0b",
            "\u{1b}",
            "\u{7f}",
            "\u{85}",
            "\u{9f}",
            "\u{a0}",
            "\u{a0}a",
            "a,b",
            ",",
            "é",
            "🦀",
            "\u{feff}",
            "\u{200b}",
            "2026-12-01",
            "1969-12-31",
            "1970-01-01",
            "9999-12-31",
            "10000-01-01",
            "2026-1-1",
            "a@b.c",
            "a@b",
            ".a@b.c",
            "a..b@c.d",
            "a.b@c.d",
            "a@-b.c",
            "a@b-.c",
            "a b@c.d",
            "a@b.c.",
            "o'h@x-y.example",
        ]
        .map(str::to_owned)
        .into();
        for length in [7, 8, 17, 18, 23, 24, 35, 36, 50, 51, 71, 72] {
            texts.extend(["x", "é", "€", "🦀"].map(|letter| letter.repeat(length)));
        }
        texts
    }

    #[test]
    fn the_document_allows_what_the_domain_accepts() {
        for text in texts() {
            let agree = |name: &str, schema: &Value, accepted: bool| {
                assert_eq!(allows(schema, &text), accepted, "{name}: {text:?}");
            };
            agree(
                "description",
                &description(),
                Description::parse(&text).is_ok(),
            );
            agree("search", &search(), Search::parse(&text).is_ok());
            agree("tag", &tag(), Tag::parse(&text).is_ok());
            agree("email", &email(), Email::parse(&text).is_ok());
            agree("due date", &due_date(), text.parse::<DueDate>().is_ok());
            // Of titles, the pattern says nothing about their length.
            if text.chars().count() <= 200 {
                agree("title", &title(), Title::parse(&text).is_ok());
            }
        }
    }

    #[test]
    fn a_password_that_the_document_allows_is_accepted() {
        let schema = new_password();
        for text in texts().into_iter().filter(|text| text.chars().count() >= 8) {
            let accepted = PasswordRules::Bcrypt
                .check(&Password::new(text.clone()))
                .is_ok();
            assert!(accepted || !allows(&schema, &text), "{text:?}");
            // The tiers are exact for texts of letters of one size, as these are.
            assert_eq!(allows(&schema, &text), accepted, "{text:?}");
        }
    }
}
