//! What every store must do with users.

pub(super) mod lists;
pub(super) mod names;

use docket_application::ports::hasher::PasswordHash;
use docket_application::ports::store::Store;
use docket_domain::user::NewUser;
use docket_domain::{Role, TimeZone, Timestamp, User, UserId};

use super::work::{
    add_task, add_user, commit, find_by_name, find_task, find_user, hash, list, read,
};
use crate::fixtures::{self, unique};

list_cases!("users":
    a_user_comes_back_as_added,
    every_field_of_a_user_is_kept,
    an_instant_of_a_user_is_kept_to_the_microsecond,
    a_hash_is_kept_as_it_is_given,
    nobody_is_found_who_is_not_there,
    an_update_changes_what_it_says_and_nothing_else,
    an_update_of_a_removed_user_says_so,
    a_hash_is_replaced_only_if_the_old_one_still_stands,
    a_hash_in_other_letters_is_another_hash,
    removing_a_user_removes_their_tasks_and_nobody_elses,
    removing_a_user_twice_says_so,
    an_id_is_not_given_again,
    an_id_is_not_given_again_within_one_unit,
);

fn add(store: &Store, user: &NewUser) -> User {
    let user = user.clone();
    commit(store, move |work| work.users().add(user.clone(), &hash()))
}

fn a_user_comes_back_as_added(store: &Store) {
    let name = unique("Ada");
    let identities = [
        fixtures::identity(&unique("Ada")),
        fixtures::email_identity(&format!("{name}@Mail.example")),
        fixtures::full_identity(&unique("Ada")),
    ];
    for identity in identities {
        let new = fixtures::new_user(identity);
        let added = add(store, &new);
        assert_eq!(added, new.stored_as(added.id));
        assert_eq!(find_user(store, added.id), Some(added));
    }
}

fn every_field_of_a_user_is_kept(store: &Store) {
    for role in [Role::User, Role::Admin] {
        for is_active in [true, false] {
            for zone in [
                "UTC",
                "America/Argentina/ComodRivadavia",
                "Pacific/Auckland",
            ] {
                let time_zone = TimeZone::parse(zone).expect("a zone of the database");
                let plain = fixtures::new_user(fixtures::full_identity(&unique("ada")));
                let new = NewUser {
                    role,
                    is_active,
                    time_zone,
                    ..plain
                };
                let added = add(store, &new);
                assert_eq!(find_user(store, added.id), Some(new.stored_as(added.id)));
            }
        }
    }
}

fn an_instant_of_a_user_is_kept_to_the_microsecond(store: &Store) {
    let instants = ["1969-12-31T23:59:59.999999Z", "2026-11-20T08:30:00.000001Z"];
    let bounds = [Timestamp::MIN, Timestamp::MAX];
    for created_at in instants.map(fixtures::at).into_iter().chain(bounds) {
        let plain = fixtures::new_user(fixtures::identity(&unique("ada")));
        let added = add(
            store,
            &NewUser {
                created_at,
                ..plain
            },
        );
        assert_eq!(
            find_user(store, added.id).map(|user| user.created_at),
            Some(created_at)
        );
    }
}

fn a_hash_is_kept_as_it_is_given(store: &Store) {
    let name = unique("ada");
    let user = fixtures::new_user(fixtures::identity(&name));
    // As long as an Argon2id hash with the longest salt and output that are in use.
    let given = format!("$argon2id$v=19$m=1048576,t=16,p=16$/+{}=", "aA0".repeat(60));
    let hash = fixtures::password_hash(&given);
    let id = commit(store, move |work| work.users().add(user.clone(), &hash)).id;
    let credentials = read(store, move |work| work.users().find_credentials(id));
    assert_eq!(
        credentials
            .expect("the user is there")
            .password_hash
            .expose(),
        given
    );
    assert_eq!(
        find_by_name(store, &name)
            .expect("the user is there")
            .password_hash
            .expose(),
        given
    );
}

fn nobody_is_found_who_is_not_there(store: &Store) {
    let gone = UserId::new(i64::MAX).expect("positive");
    assert_eq!(find_user(store, gone), None);
    assert!(read(store, move |work| work.users().find_credentials(gone)).is_none());
    assert!(find_by_name(store, &unique("nobody")).is_none());
    assert!(!commit(store, move |work| work.users().remove(gone)));
}

fn an_update_changes_what_it_says_and_nothing_else(store: &Store) {
    let (user, other) = (add_user(store), add_user(store));
    let changed = User {
        identity: fixtures::email_identity(&format!("{}@mail.example", unique("new"))),
        role: Role::Admin,
        is_active: false,
        time_zone: TimeZone::parse("Europe/Paris").expect("a zone of the database"),
        ..user
    };
    let update = changed.clone();
    assert!(commit(store, move |work| work.users().update(&update)));
    let id = changed.id;
    let stored = read(store, move |work| work.users().find_credentials(id)).expect("still there");
    assert_eq!(stored.user, changed);
    assert_eq!(stored.password_hash.expose(), hash().expose());
    assert_eq!(find_user(store, other.id), Some(other));
}

fn an_update_of_a_removed_user_says_so(store: &Store) {
    let user = add_user(store);
    let id = user.id;
    assert!(commit(store, move |work| work.users().remove(id)));
    assert!(!commit(store, move |work| work.users().update(&user)));
    assert_eq!(find_user(store, id), None);
}

fn a_hash_is_replaced_only_if_the_old_one_still_stands(store: &Store) {
    let id = add_user(store).id;
    assert!(replace_hash(store, id, &hash(), "second"));
    assert!(!replace_hash(store, id, &hash(), "third"));
    assert_eq!(stored_hash(store, id), "second");
    let gone = UserId::new(i64::MAX).expect("positive");
    assert!(!replace_hash(store, gone, &hash(), "second"));
}

fn a_hash_in_other_letters_is_another_hash(store: &Store) {
    let id = add_user(store).id;
    assert!(replace_hash(store, id, &hash(), "aBc"));
    for other in ["ABC", "abc", "aBc ", "aB"] {
        assert!(
            !replace_hash(store, id, &fixtures::password_hash(other), "new"),
            "{other:?}"
        );
    }
    assert_eq!(stored_hash(store, id), "aBc");
}

fn replace_hash(store: &Store, id: UserId, old: &PasswordHash, new: &str) -> bool {
    let (old, new) = (old.clone(), fixtures::password_hash(new));
    commit(store, move |work| {
        work.users().replace_password_hash(id, &old, &new)
    })
}

fn stored_hash(store: &Store, id: UserId) -> String {
    let credentials = read(store, move |work| work.users().find_credentials(id));
    credentials
        .expect("the user is there")
        .password_hash
        .expose()
        .to_owned()
}

fn removing_a_user_removes_their_tasks_and_nobody_elses(store: &Store) {
    let (leaving, staying) = (add_user(store).id, add_user(store).id);
    let lost = [(); 3].map(|()| add_task(store, leaving, fixtures::draft("lost")));
    let kept = add_task(store, staying, fixtures::draft("kept"));
    assert!(commit(store, move |work| work.users().remove(leaving)));
    assert_eq!(find_user(store, leaving), None);
    assert_eq!(
        lost.map(|task| find_task(store, task.id())),
        [None, None, None]
    );
    assert_eq!(list(store, leaving), []);
    assert_eq!(list(store, staying), [kept]);
}

fn removing_a_user_twice_says_so(store: &Store) {
    let id = add_user(store).id;
    assert!(commit(store, move |work| work.users().remove(id)));
    assert!(!commit(store, move |work| work.users().remove(id)));
}

fn an_id_is_not_given_again(store: &Store) {
    let first = add_user(store).id;
    assert!(commit(store, move |work| work.users().remove(first)));
    let second = add_user(store).id;
    assert!(second > first, "{first} was given again, as {second}");
}

fn an_id_is_not_given_again_within_one_unit(store: &Store) {
    let new = [(); 2].map(|()| fixtures::new_user(fixtures::identity(&unique("ada"))));
    let (first, second) = commit(store, move |work| {
        let first = work.users().add(new[0].clone(), &hash())?.id;
        work.users().remove(first)?;
        Ok((first, work.users().add(new[1].clone(), &hash())?.id))
    });
    assert!(second > first, "{first} was given again, as {second}");
}
