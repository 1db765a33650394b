//! Searching tasks for words.

use serde_json::json;

use crate::harness::{App, Case, Client, cases};

pub(crate) const CASES: &[Case] = cases!(App:
    words_are_found_whatever_their_case,
    special_characters_are_searched_as_they_are,
);

/// The titles of those tasks that have these words.
#[track_caller]
fn titles(client: &Client, words: &str) -> Vec<String> {
    let words: String = url::form_urlencoded::byte_serialize(words.as_bytes()).collect();
    let list = client.list(&format!("?search={words}")).ok();
    let tasks = list.as_array().unwrap().iter();
    tasks
        .map(|task| task["title"].as_str().unwrap().to_owned())
        .collect()
}

fn words_are_found_whatever_their_case(app: &App) {
    let ada = app.user("ada");
    for (title, found, not_found) in [
        ("É", ["é", "É"].as_slice(), ["e", "e\u{301}"].as_slice()),
        (
            "Straße",
            &["STRASSE", "straße", "STRAẞE", "ss", "ß"],
            &["strase"],
        ),
        ("İstanbul", &["İSTANBUL", "i\u{307}stanbul"], &["ıstanbul"]),
        ("ΟΔΟΣ", &["οδος", "οδοσ"], &["οδόσ"]),
        ("ПРИВЕТ мир", &["привет МИР", "мИр", "вет ми"], &["мирп"]),
        ("\u{1f600} Ǆ", &["\u{1f600}", "ǆ", "ǅ"], &["\u{1f601}"]),
        ("Ⅷ ﬁ", &["ⅷ", "FI", "ﬁ"], &["viii"]),
    ] {
        let id = ada.new_task(title)["id"].clone();
        let look = |place: &str| {
            for word in found {
                assert_eq!(titles(&ada, word).len(), 1, "{word} in the {place} {title}");
            }
            for word in not_found {
                assert_eq!(titles(&ada, word).len(), 0, "{word} in the {place} {title}");
            }
        };
        look("title");
        let patch = json!({"title": "x", "description": title});
        ada.edit(&id, &patch).ok();
        look("description");
        ada.delete(&id).no_content();
    }
}

fn special_characters_are_searched_as_they_are(app: &App) {
    let ada = app.user("ada");
    let texts = [
        "100% sure",
        "a_b",
        "axb",
        "back\\slash",
        "it's",
        "\"quoted\"",
        "[a-z]*",
        "?",
        "^$",
        "semi;colon--",
        "a%b",
        "\u{301}",
    ];
    for text in texts {
        ada.new_task(text);
    }
    for word in [
        "%", "_", "\\", "'", "\"", "[", "*", "?", "^", ";", "--", "a_b", "a%b", "100%", "%%", "__",
        "\\%", "\\\\", "\u{301}", "%sure", "' OR 1=1",
    ] {
        let words: Vec<&str> = word.split(' ').collect();
        let expected: Vec<&str> = texts
            .into_iter()
            .filter(|text| words.iter().all(|word| text.contains(word)))
            .collect();
        assert_eq!(titles(&ada, word), expected, "{word}");
    }
    // A word does not run from the title into the description.
    ada.create(&json!({"title": "one", "description": "two"}))
        .created();
    for (words, expected) in [
        ("onetwo", [].as_slice()),
        ("two one", &["one"]),
        ("one\ttwo", &["one"]),
        ("wo\none", &["one"]),
        ("  two\u{3000}two TWO ", &["one"]),
    ] {
        assert_eq!(titles(&ada, words), expected, "{words:?}");
    }
}
