//! What every store must do with the list of all users.

use docket_application::PageRequest;
use docket_application::administration::UserQuery;
use docket_application::ports::store::Store;
use docket_domain::list::Search;
use docket_domain::{Email, Identity, Role, TimeZone, User, UserId};

use crate::fixtures::{self, email, search, unique, user_id, username};
use crate::suite::work::{add_user, commit, hash, read};

list_cases!("users":
    all_are_listed_by_ascending_id_with_all_that_they_have,
    a_page_of_users_begins_where_it_is_asked_to,
    users_are_found_by_words_in_either_name_whatever_their_case,
    every_word_must_occur_in_one_of_the_names_of_a_user,
    every_character_of_a_search_for_users_stands_for_itself,
    users_that_are_found_are_paged_and_counted,
    removed_users_are_neither_listed_nor_counted,
);

fn find(store: &Store, query: &UserQuery, limit: usize) -> Vec<User> {
    let query = query.clone();
    read(store, move |work| work.users().list(&query, limit))
}

fn count(store: &Store, search: &Search) -> u64 {
    let search = search.clone();
    read(store, move |work| work.users().count(&search))
}

/// Everyone after `after`.
fn after(after: UserId) -> UserQuery {
    UserQuery {
        after: Some(after),
        ..UserQuery::default()
    }
}

/// The ids of those who are found by these words.
#[track_caller]
fn found(store: &Store, words: &str) -> Vec<UserId> {
    let search = search(words);
    let query = UserQuery {
        search: search.clone(),
        ..UserQuery::default()
    };
    let found: Vec<UserId> = ids(&find(store, &query, 2000));
    let counted = count(store, &search);
    assert_eq!(counted, u64::try_from(found.len()).expect("few"), "{words}");
    found
}

fn ids(users: &[User]) -> Vec<UserId> {
    users.iter().map(|user| user.id).collect()
}

fn add(store: &Store, name: Option<&str>, address: Option<&str>) -> User {
    let identity = Identity::new(name.map(username), address.map(email)).expect("there is a name");
    let user = fixtures::new_user(identity);
    commit(store, move |work| work.users().add(user.clone(), &hash()))
}

fn all_are_listed_by_ascending_id_with_all_that_they_have(store: &Store) {
    let before = add_user(store).id;
    let mut added = Vec::new();
    for (role, is_active, zone) in [
        (Role::Admin, true, "Pacific/Auckland"),
        (Role::User, false, "UTC"),
        (Role::Admin, false, "Europe/Paris"),
    ] {
        let mut new = fixtures::new_user(fixtures::full_identity(&unique("Ada")));
        (new.role, new.is_active) = (role, is_active);
        new.time_zone = TimeZone::parse(zone).expect("a zone of the database");
        added.push(commit(store, move |work| {
            work.users().add(new.clone(), &hash())
        }));
    }
    assert_eq!(find(store, &after(before), 2000), added);
    let all = find(store, &UserQuery::default(), 100_000);
    assert!(all.is_sorted_by_key(|user| user.id));
    assert!(added.iter().all(|user| all.contains(user)));
    let total = u64::try_from(all.len()).expect("few");
    assert_eq!(count(store, &Search::default()), total);
}

fn a_page_of_users_begins_where_it_is_asked_to(store: &Store) {
    let before = add_user(store).id;
    let added = [(); 5].map(|()| add_user(store).id);
    let page = |after, skip, limit| {
        let query = UserQuery {
            after: Some(after),
            page: PageRequest::new(skip, 1000),
            ..UserQuery::default()
        };
        ids(&find(store, &query, limit))
    };
    assert_eq!(page(before, 0, 2), added[..2]);
    assert_eq!(page(before, 3, 2), added[3..]);
    assert_eq!(page(before, 4, 2), added[4..]);
    assert_eq!(page(before, 5, 2), []);
    assert_eq!(page(added[1], 0, 2), added[2..4]);
    assert_eq!(page(added[1], 1, 9), added[3..]);
    assert_eq!(page(added[4], 0, 9), []);
    assert_eq!(page(before, PageRequest::MAX_SKIP, 9), []);
    assert_eq!(page(user_id(i64::MAX), 0, 9), []);
}

fn users_are_found_by_words_in_either_name_whatever_their_case(store: &Store) {
    let mark = unique("Mark");
    let by_name = add(store, Some(&format!("Ada.{mark}.x")), None).id;
    let by_address = add(store, None, Some(&format!("Grace.{mark}.x@Mail.Example"))).id;
    let by_both = add(
        store,
        Some(&unique("someone")),
        Some(&format!("{mark}.x@host.example")),
    );
    let everyone = [by_name, by_address, by_both.id];
    for spelling in [&mark, &mark.to_uppercase(), &mark.to_lowercase()] {
        assert_eq!(found(store, &format!("{spelling}.X")), everyone);
    }
    assert_eq!(found(store, &format!("{mark}.x@")), everyone[1..]);
    assert_eq!(found(store, &format!("{mark}.x@HOST.")), everyone[2..]);
    assert_eq!(found(store, &format!("ADA.{mark}.")), [by_name]);
    assert_eq!(found(store, &format!("{mark}.y")), []);
    assert_eq!(found(store, &format!("{mark}.\u{e9}")), []);
    // The Kelvin sign is a capital k.
    let spelling = mark.replace('k', "\u{212a}");
    assert_eq!(found(store, &format!("{spelling}.x")), everyone);
}

fn every_word_must_occur_in_one_of_the_names_of_a_user(store: &Store) {
    let mark = unique("mark");
    let address = format!("first.{mark}.end@mail.example");
    let both = add(store, Some(&format!("last.{mark}.end")), Some(&address)).id;
    let one = add(store, Some(&format!("lone.{mark}.end")), None).id;
    assert_eq!(found(store, &format!("{mark}.end")), [both, one]);
    // One word in this name and the other one in that.
    assert_eq!(found(store, &format!("first.{mark} last.{mark}")), [both]);
    assert_eq!(found(store, &format!("lone first {mark}.end")), []);
    // The end of one name and the beginning of the other are no word.
    assert_eq!(found(store, &format!("{mark}.endfirst")), []);
    let other_way = format!("{mark}.end@mail.examplelast");
    assert_eq!(found(store, &other_way), []);
}

fn every_character_of_a_search_for_users_stands_for_itself(store: &Store) {
    let mark = unique("mark");
    let address = |letter: &str| format!("{mark}{letter}z@mail.example");
    let letters = ["_", "-", "%", "x", "*", "?", "'", "`", "|", "!", "/", "^"];
    let added = letters.map(|letter| add(store, None, Some(&address(letter))).id);
    for (letter, id) in letters.into_iter().zip(added) {
        assert_eq!(found(store, &format!("{mark}{letter}z")), [id], "{letter}");
    }
    for letter in ["\\", "\\%", "\\_", "%%", "__", "\"", "[x]", "[", ";", "--"] {
        assert_eq!(found(store, &format!("{mark}{letter}z")), [], "{letter}");
    }
    let longest = "x".repeat(Search::LENGTH.max);
    assert_eq!(found(store, &longest), []);
}

fn users_that_are_found_are_paged_and_counted(store: &Store) {
    let mark = unique("mark");
    let mut added = Vec::new();
    for number in 0..5 {
        added.push(add(store, Some(&format!("{mark}.{number}")), None));
        // Others in between.
        add_user(store);
    }
    let mut query = UserQuery {
        search: search(&format!("{mark}.")),
        ..UserQuery::default()
    };
    assert_eq!(count(store, &query.search), 5);
    assert_eq!(find(store, &query, 2), added[..2]);
    query.page = PageRequest::new(2, 2);
    assert_eq!(find(store, &query, 2), added[2..4]);
    query.after = Some(added[0].id);
    assert_eq!(find(store, &query, 2), added[3..]);
    // Neither place changes how many there are.
    assert_eq!(count(store, &query.search), 5);
    assert_eq!(find(store, &query, 0), []);
}

fn removed_users_are_neither_listed_nor_counted(store: &Store) {
    let mark = unique("mark");
    let added = ["a", "b"].map(|letter| add(store, Some(&format!("{mark}.{letter}")), None));
    let gone = added[0].id;
    assert!(commit(store, move |work| work.users().remove(gone)));
    assert_eq!(found(store, &format!("{mark}.")), [added[1].id]);
    // Under another name they are found by that one alone.
    let renamed = User {
        identity: Identity::new(None, Email::parse(&format!("{mark}@other.example")).ok())
            .expect("there is a name"),
        ..added[1].clone()
    };
    assert!(commit(store, move |work| work.users().update(&renamed)));
    assert_eq!(found(store, &format!("{mark}.")), []);
    assert_eq!(found(store, &format!("{mark}@")), [added[1].id]);
}
