//! The texts of a task: what is accepted comes back byte for byte, and what is refused.

use serde_json::{Value, json};

use crate::harness::{App, Case, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    odd_texts_come_back_byte_for_byte,
    texts_that_look_alike_stay_apart,
    blanks_around_a_title_are_dropped,
    blanks_around_a_description_are_kept,
    an_empty_description_is_not_null,
    titles_have_up_to_200_characters,
    descriptions_have_up_to_10_000_characters,
    control_characters_are_refused,
    newlines_and_tabs_are_text,
);

/// Texts that something on the way might change. None has blanks around it.
const ODD: [&str; 31] = [
    "plain",
    "it's \"quoted\" `twice`",
    "100% _under_ \\back\\ \\' \\\" \\n \\u0041",
    "'; DROP TABLE tasks; --",
    "{{7*7}} ${7*7} <%= 7*7 %> #{7*7}",
    "<script>alert(1)</script> &amp; &lt;",
    "$1 :name @p ? ?1 %s %d {} {0}",
    "../../etc/passwd %2e%2e%2f C:\\",
    "a\u{202e}txt.exe",
    "\u{200b}zero\u{200b}width\u{200d}",
    "\u{feff}bom\u{feff}bom\u{feff}",
    "👩\u{200d}👩\u{200d}👧\u{200d}👦 🏳\u{fe0f}\u{200d}🌈 👍🏽",
    "e\u{301}\u{302}\u{303} combining",
    "Z\u{351}\u{36b}a\u{36b}\u{343}l\u{36c}g\u{361}o",
    "é",
    "e\u{301}",
    "Å",
    "A\u{30a}",
    "\u{212b}",
    "ﬁ ſ ẞ ß ı İ i\u{307}",
    "Ωμέγα ελληνικά",
    "русский язык",
    "日本語 漢字 かな カナ ｶﾅ",
    "한국어 \u{1112}\u{1161}\u{11ab}",
    "العربية עברית",
    "ไทย हिन्दी தமிழ்",
    "𝒻𝓊𝓃𝓀𝓎 𐍈 𠜎 🜚",
    "\u{10ffff}\u{e000}\u{fffd}\u{fffe}\u{ffff}",
    "line\nbreak\ttab",
    "a\u{a0}b\u{2003}c\u{2028}d\u{2029}e",
    "null",
];

fn odd_texts_come_back_byte_for_byte(app: &App) {
    let ada = app.user("ada");
    for odd in ODD {
        let task = ada
            .create(&json!({"title": odd, "description": odd}))
            .created();
        let read = ada.task(&task["id"]).ok();
        for member in ["title", "description"] {
            assert_eq!(task[member], odd, "{member} when created");
            assert_eq!(read[member], odd, "{member} when read");
        }
    }
    let listed = ada.list("").ok();
    let titles: Vec<&Value> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|t| &t["title"])
        .collect();
    assert_eq!(titles, ODD);

    let id = listed[0]["id"].clone();
    for odd in ODD {
        let patch = json!({"title": odd, "description": odd});
        assert_eq!(ada.edit(&id, &patch).ok()["description"], odd);
    }
}

fn texts_that_look_alike_stay_apart(app: &App) {
    let ada = app.user("ada");
    let id = ada.new_task("é")["id"].clone();
    // One letter or two, capital or small, with blanks at its end or without: each is a change.
    let mut version = 1;
    for (member, text) in [
        ("title", "e\u{301}"),
        ("title", "E\u{301}"),
        ("title", "É"),
        ("title", "é"),
        ("description", "a"),
        ("description", "A"),
        ("description", "a "),
        ("description", "á"),
        ("description", "a\u{200b}"),
    ] {
        version += 1;
        let task = ada.edit(&id, &json!({member: text})).ok();
        assert_eq!(
            (&task[member], &task["version"]),
            (&json!(text), &json!(version))
        );
        assert_eq!(ada.task(&id).ok()[member], text);
    }
}

fn blanks_around_a_title_are_dropped(app: &App) {
    let ada = app.user("ada");
    for (written, kept) in [
        ("  a  b  ", "a  b"),
        ("\n\ta\t\n", "a"),
        ("\u{3000}\u{a0}a\u{2003}", "a"),
        (" 'a' ", "'a'"),
    ] {
        assert_eq!(ada.new_task(written)["title"], kept);
    }
}

fn blanks_around_a_description_are_kept(app: &App) {
    let ada = app.user("ada");
    for description in [" ", "  a  ", "\n\ta\t\n", "\u{3000}a\u{3000}", "a     "] {
        let task = ada
            .create(&json!({"title": "a", "description": description}))
            .created();
        assert_eq!(ada.task(&task["id"]).ok()["description"], description);
    }
}

fn an_empty_description_is_not_null(app: &App) {
    let ada = app.user("ada");
    let task = ada
        .create(&json!({"title": "a", "description": ""}))
        .created();
    assert_eq!(ada.task(&task["id"]).ok()["description"], "");
    let cleared = ada.edit(&task["id"], &json!({"description": null})).ok();
    assert_eq!(
        (&cleared["description"], &cleared["version"]),
        (&Value::Null, &json!(2))
    );
}

fn titles_have_up_to_200_characters(app: &App) {
    let ada = app.user("ada");
    for letter in ["x", "é", "漢", "🦀"] {
        let longest = letter.repeat(200);
        assert_eq!(ada.new_task(&longest)["title"], longest);
        let in_blanks = format!("  {longest}\n");
        let task = ada.new_task(&in_blanks);
        assert_eq!(ada.task(&task["id"]).ok()["title"], longest);
        let too_long = json!({"title": letter.repeat(201)});
        ada.create(&too_long).refuses_by("title", "too_long");
        ada.edit(&task["id"], &too_long)
            .refuses_by("title", "too_long");
    }
}

fn descriptions_have_up_to_10_000_characters(app: &App) {
    let ada = app.user("ada");
    for letter in ["x", "🦀"] {
        let longest = letter.repeat(10_000);
        let task = ada
            .create(&json!({"title": "a", "description": longest}))
            .created();
        assert!(ada.task(&task["id"]).ok()["description"] == json!(longest));
        let too_long = json!({"title": "a", "description": letter.repeat(10_001)});
        ada.create(&too_long).refuses_by("description", "too_long");
        ada.replace(&task["id"], &too_long)
            .refuses_by("description", "too_long");
    }
}

fn control_characters_are_refused(app: &App) {
    let ada = app.user("ada");
    let task = ada.new_task("a");
    for control in [
        '\0', '\u{1}', '\u{8}', '\r', '\u{1b}', '\u{7f}', '\u{80}', '\u{85}', '\u{9f}',
    ] {
        for member in ["title", "description"] {
            for text in [
                format!("a{control}b"),
                format!("a{control}"),
                control.to_string(),
            ] {
                let mut body = json!({"title": "a"});
                body[member] = json!(text);
                ada.create(&body).refuses_by(member, "control_character");
                ada.edit(&task["id"], &body)
                    .refuses_by(member, "control_character");
            }
        }
    }
    assert_eq!(ada.list("").ok(), json!([task]));
}

fn newlines_and_tabs_are_text(app: &App) {
    let ada = app.user("ada");
    let body = json!({"title": "a\n\tb", "description": "\n\t\n"});
    let task = ada.create(&body).created();
    let read = ada.task(&task["id"]).ok();
    assert_eq!(
        (&read["title"], &read["description"]),
        (&body["title"], &body["description"])
    );
}
