//! Tags, as programs keep them in one column.

use docket_domain::{Tag, Tags, Violation};
use serde_json::Value;

/// Reads a list in JSON, or texts with commas between them. What is blank is no tag.
pub(super) fn tags(text: &str) -> Result<Tags, Violation> {
    let text = text.trim();
    // A column of JSON holds `null` where it holds nothing.
    if text == "null" {
        return Ok(Tags::default());
    }
    let tags: Result<Vec<Tag>, Violation> = if text.starts_with('[') {
        listed(text)?.iter().map(|tag| Tag::parse(tag)).collect()
    } else {
        let parts = text.split(',').filter(|part| !part.trim().is_empty());
        parts.map(Tag::parse).collect()
    };
    Tags::new(tags?)
}

fn listed(text: &str) -> Result<Vec<String>, Violation> {
    const FORM: Violation =
        Violation::Malformed("a list of texts in JSON, or texts with commas between them");
    let values: Vec<Value> = serde_json::from_str(text).map_err(|_| FORM)?;
    let mut names = Vec::with_capacity(values.len());
    for value in values {
        match value {
            Value::Null => {}
            Value::String(name) if name.trim().is_empty() => {}
            Value::String(name) => names.push(name),
            _ => return Err(FORM),
        }
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_from_json_and_from_text() {
        for (text, expected) in [
            ("", ""),
            ("null", ""),
            ("[]", ""),
            (r#"["work", "home"]"#, "home,work"),
            (r#"[null, "", "work", "work"]"#, "work"),
            ("work, home,,  ", "home,work"),
            (r#"["caf\u00e9"]"#, "café"),
        ] {
            assert_eq!(
                tags(text).map(|tags| tags.join()).as_deref(),
                Ok(expected),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_list_of_tags_is_refused() {
        for text in ["[", "[1]", r#"["a,b"]"#, r#"[["a"]]"#] {
            assert!(tags(text).is_err(), "{text}");
        }
        assert!(tags(&"x".repeat(51)).is_err());
    }
}
