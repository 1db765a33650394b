//! Searching for words.

use docket_application::ports::store::Store;
use docket_domain::task::{NewTask, TaskPatch};
use docket_domain::{Patch, Task, TaskDraft, TaskFilter, UserId};

use super::matching;
use crate::fixtures::{description, draft, instant, search, title};
use crate::suite::work::{add_task, add_user, commit, count, query, update};

list_cases!("search":
    case_makes_no_difference_in_any_script,
    accents_make_a_difference,
    every_character_stands_for_itself,
    words_may_be_in_title_and_description,
    no_word_spans_title_and_description,
    every_one_of_many_words_must_occur,
    the_longest_texts_are_searched_to_their_end,
    a_text_that_grows_when_it_is_folded_is_found,
    a_search_follows_a_change,
);

/// The titles of the tasks of `owner` that are found.
fn found(store: &Store, owner: UserId, words: &str) -> Vec<String> {
    let filter = TaskFilter {
        search: search(words),
        ..TaskFilter::default()
    };
    let tasks = query(store, owner, &matching(filter.clone()));
    let number = u64::try_from(tasks.len()).expect("few");
    assert_eq!(count(store, owner, &filter), number);
    let name = |task: &Task| task.record().title.as_str().to_owned();
    tasks.iter().map(name).collect()
}

/// Someone who has a task with each of these titles.
fn someone_with(store: &Store, titles: &[&str]) -> UserId {
    let owner = add_user(store).id;
    let tasks: Vec<NewTask> = titles
        .iter()
        .map(|name| NewTask::create(owner, draft(name), instant()))
        .collect();
    commit(store, move |work| work.tasks().add_all(&tasks)).expect("the owner is there");
    owner
}

fn described(name: &str, text: &str) -> TaskDraft {
    TaskDraft {
        description: Some(description(text)),
        ..draft(name)
    }
}

fn case_makes_no_difference_in_any_script(store: &Store) {
    // All of these are found by all of these.
    for spellings in [
        &["Read", "read", "READ"][..],
        &["\u{c9}T\u{c9}", "\u{e9}t\u{e9}", "\u{e9}T\u{c9}"],
        &["Stra\u{df}e", "STRASSE", "STRA\u{1e9e}E", "strasse"],
        &["\u{130}zmir", "i\u{307}zmir", "I\u{307}ZMIR"],
        &[
            "\u{39f}\u{394}\u{39f}\u{3a3}",
            "\u{3bf}\u{3b4}\u{3bf}\u{3c2}",
            "\u{3bf}\u{3b4}\u{3bf}\u{3c3}",
        ],
        &["\u{41c}\u{418}\u{420}", "\u{43c}\u{438}\u{440}"],
        &["\u{10400}", "\u{10428}"],
        &["\u{fb01}n", "FIN", "fin"],
        &["\u{1c4}", "\u{1c5}", "\u{1c6}"],
        &["\u{ff21}", "\u{ff41}"],
    ] {
        let owner = someone_with(store, spellings);
        for words in spellings {
            assert_eq!(found(store, owner, words), spellings, "{words:?}");
        }
    }
}

fn accents_make_a_difference(store: &Store) {
    let alone = [
        "e", "\u{e9}", "i\u{131}", "\u{e5}", "\u{f6}", "\u{f8}", "\u{142}", "\u{10d}",
    ];
    let owner = someone_with(store, &alone);
    for name in alone {
        assert_eq!(found(store, owner, name), [name]);
    }
    // A letter is part of itself with a mark after it, but not of the two in one.
    let owner = someone_with(store, &["\u{e9}", "e\u{301}"]);
    assert_eq!(found(store, owner, "e"), ["e\u{301}"]);
    assert_eq!(found(store, owner, "\u{301}"), ["e\u{301}"]);
    assert_eq!(found(store, owner, "\u{c9}"), ["\u{e9}"]);
}

fn every_character_stands_for_itself(store: &Store) {
    let marks = [
        "%",
        "_",
        "\\",
        "'",
        "\"",
        "`",
        "*",
        "?",
        "[",
        "]",
        "^",
        "$",
        ".",
        "|",
        "!",
        "#",
        "/",
        "~",
        ";",
        "--",
        "\\%",
        "\\_",
        "%%",
        "\\\\",
        "\u{1f980}",
        "\u{1f981}",
        "\u{200b}",
        "\u{feff}",
    ];
    let titles = marks.map(|mark| format!("a{mark}b"));
    let mut all: Vec<&str> = titles.iter().map(String::as_str).collect();
    all.extend(["axb", "ab", "axxb", "a b"]);
    let owner = someone_with(store, &all);
    for mark in marks {
        let has_it = |name: &&&str| name.contains(mark);
        let expected: Vec<&str> = all.iter().filter(has_it).copied().collect();
        assert_eq!(found(store, owner, mark), expected, "{mark:?}");
        let whole = format!("A{mark}B");
        assert_eq!(found(store, owner, &whole), [format!("a{mark}b")]);
    }
}

fn words_may_be_in_title_and_description(store: &Store) {
    let owner = add_user(store).id;
    add_task(store, owner, described("one", "two\nthree\tfour"));
    add_task(store, owner, described("two one", ""));
    add_task(store, owner, draft("twofold one"));
    for (words, expected) in [
        ("one", &["one", "two one", "twofold one"][..]),
        ("two one", &["one", "two one", "twofold one"]),
        (" ONE  two ", &["one", "two one", "twofold one"]),
        ("three one", &["one"]),
        ("four three two one one", &["one"]),
        ("fold", &["twofold one"]),
        ("five", &[]),
        ("one five", &[]),
        ("", &["one", "two one", "twofold one"]),
        (" \u{3000} ", &["one", "two one", "twofold one"]),
    ] {
        assert_eq!(found(store, owner, words), expected, "{words:?}");
    }
}

fn no_word_spans_title_and_description(store: &Store) {
    let owner = add_user(store).id;
    add_task(store, owner, described("sun", "flower"));
    add_task(store, owner, described("sunflower", ""));
    assert_eq!(found(store, owner, "sunflower"), ["sunflower"]);
    assert_eq!(found(store, owner, "nf"), ["sunflower"]);
    assert_eq!(found(store, owner, "sun flower"), ["sun", "sunflower"]);
}

fn every_one_of_many_words_must_occur(store: &Store) {
    // As many as there is room for.
    let letters: Vec<char> = ('\u{4e00}'..).take(100).collect();
    let words: Vec<String> = letters.iter().map(char::to_string).collect();
    let (all, but_one): (String, String) =
        (letters.iter().collect(), letters[1..].iter().collect());
    let owner = someone_with(store, &[&all, &but_one]);
    assert_eq!(found(store, owner, &words.join(" ")), [all.as_str()]);
    assert_eq!(found(store, owner, &words[1..].join(" ")), [all, but_one]);
}

fn the_longest_texts_are_searched_to_their_end(store: &Store) {
    let owner = add_user(store).id;
    for filler in ["x", "\u{1f980}"] {
        let text = format!("{}\u{c9}ND", filler.repeat(9_997));
        add_task(store, owner, described("long", &text));
    }
    assert_eq!(found(store, owner, "\u{e9}nd"), ["long", "long"]);
    assert_eq!(found(store, owner, &"\u{1f980}".repeat(200)), ["long"]);
}

fn a_text_that_grows_when_it_is_folded_is_found(store: &Store) {
    // Three characters in upper case: no single letter grows more.
    let (letter, owner) = ("\u{390}", add_user(store).id);
    let name = letter.repeat(200);
    add_task(store, owner, described(&name, &letter.repeat(10_000)));
    add_task(store, owner, described("read", "\u{3b9}\u{308}"));
    assert_eq!(found(store, owner, &name), [name.as_str()]);
    assert_eq!(found(store, owner, letter), [name.as_str()]);
    assert_eq!(found(store, owner, "\u{399}\u{308}").len(), 2);
}

fn a_search_follows_a_change(store: &Store) {
    let owner = add_user(store).id;
    let before = add_task(store, owner, described("read", "a book"));
    let mut after = before.clone();
    let patch = TaskPatch {
        title: Some(title("\u{c9}crire")),
        description: Patch::Clear,
        ..TaskPatch::default()
    };
    assert!(after.edit(&patch, instant()));
    update(store, &before, &after);
    for gone in ["read", "book"] {
        assert_eq!(found(store, owner, gone).len(), 0, "{gone}");
    }
    assert_eq!(found(store, owner, "\u{e9}CRIRE"), ["\u{c9}crire"]);
    let mut again = after.clone();
    let patch = TaskPatch {
        description: Patch::Set(description("A Letter")),
        ..TaskPatch::default()
    };
    assert!(again.edit(&patch, instant()));
    let (first, second) = (after.clone(), again.clone());
    commit(store, move |work| {
        work.tasks()
            .update_all(&[(&second, first.record().version)])
    });
    assert_eq!(found(store, owner, "letter \u{e9}crire").len(), 1);
}
