//! What every store must do with the names of users.

use docket_application::ports::store::{Entity, Store, StoreError};
use docket_domain::{Identity, User, UserId};

use crate::fixtures::{self, email, unique, username};
use crate::suite::work::{add_user, commit, find_by_name, find_user, hash, write};

list_cases!("users":
    a_user_name_is_taken_whatever_its_case,
    an_address_is_taken_whatever_its_case,
    several_users_may_lack_the_same_name,
    a_refused_name_leaves_nothing_behind,
    a_user_is_found_by_each_name_whatever_its_case,
    a_name_of_one_kind_is_not_found_as_the_other,
    a_name_is_found_letter_by_letter,
    the_longest_names_are_kept_and_found,
    a_name_may_change_its_case,
    an_update_to_a_taken_name_is_refused,
    a_name_that_was_given_up_can_be_taken,
    the_name_of_a_removed_user_can_be_taken,
);

/// Adds a user, and answers why not.
fn add(store: &Store, identity: Identity) -> Result<User, StoreError> {
    let user = fixtures::new_user(identity);
    write(store, move |work| work.users().add(user.clone(), &hash()))
}

fn update(store: &Store, user: &User, identity: Identity) -> Result<bool, StoreError> {
    let user = User {
        identity,
        ..user.clone()
    };
    write(store, move |work| work.users().update(&user))
}

fn id_of(store: &Store, name: &str) -> Option<UserId> {
    find_by_name(store, name).map(|found| found.user.id)
}

#[track_caller]
fn assert_duplicate<T: std::fmt::Debug>(outcome: &Result<T, StoreError>, of: Entity) {
    assert!(
        matches!(outcome, Err(StoreError::Duplicate(entity)) if *entity == of),
        "expected a duplicate of the {of}, got {outcome:?}"
    );
}

fn a_user_name_is_taken_whatever_its_case(store: &Store) {
    let name = unique("Ada");
    add(store, fixtures::identity(&name)).expect("the name is free");
    for spelling in [name.clone(), name.to_uppercase(), name.to_lowercase()] {
        assert_duplicate(&add(store, fixtures::identity(&spelling)), Entity::Username);
    }
    let address = email(&format!("{name}@mail.example"));
    let with_free_address = Identity::new(Some(username(&name)), Some(address));
    assert_duplicate(
        &add(store, with_free_address.expect("two names")),
        Entity::Username,
    );
}

fn an_address_is_taken_whatever_its_case(store: &Store) {
    let address = format!("{}@Mail.Example", unique("Ada"));
    add(store, fixtures::email_identity(&address)).expect("the address is free");
    for spelling in [
        address.clone(),
        address.to_uppercase(),
        address.to_lowercase(),
    ] {
        assert_duplicate(
            &add(store, fixtures::email_identity(&spelling)),
            Entity::Email,
        );
    }
    let with_free_name = Identity::new(Some(username(&unique("ada"))), Some(email(&address)));
    assert_duplicate(
        &add(store, with_free_name.expect("two names")),
        Entity::Email,
    );
}

fn several_users_may_lack_the_same_name(store: &Store) {
    for _ in 0..2 {
        add(store, fixtures::identity(&unique("ada"))).expect("without an address");
        let address = format!("{}@mail.example", unique("ada"));
        add(store, fixtures::email_identity(&address)).expect("without a user name");
    }
}

fn a_refused_name_leaves_nothing_behind(store: &Store) {
    let (taken, free) = (unique("ada"), format!("{}@mail.example", unique("ada")));
    let first = add(store, fixtures::identity(&taken)).expect("the name is free");
    let both = Identity::new(Some(username(&taken)), Some(email(&free))).expect("two names");
    assert_duplicate(&add(store, both), Entity::Username);
    assert_eq!(id_of(store, &free), None);
    assert_eq!(id_of(store, &taken), Some(first.id));
    add(store, fixtures::email_identity(&free)).expect("the address is free still");
}

fn a_user_is_found_by_each_name_whatever_its_case(store: &Store) {
    let name = unique("Ada");
    let user = add(store, fixtures::full_identity(&name)).expect("the name is free");
    let address = format!("{name}@mail.example");
    for spelling in [
        name.clone(),
        name.to_uppercase(),
        name.to_lowercase(),
        address.clone(),
        address.to_uppercase(),
        address.to_lowercase(),
    ] {
        let found = find_by_name(store, &spelling).expect("found by every spelling");
        assert_eq!(found.user, user);
        assert_eq!(found.password_hash.expose(), hash().expose());
    }
}

fn a_name_of_one_kind_is_not_found_as_the_other(store: &Store) {
    let name = unique("ada");
    let address = format!("{name}@mail.example");
    add(store, fixtures::identity(&name)).expect("the name is free");
    assert_eq!(id_of(store, &address), None);
    let other = unique("ada");
    add(
        store,
        fixtures::email_identity(&format!("{other}@mail.example")),
    )
    .expect("free");
    assert_eq!(id_of(store, &other), None);
}

fn a_name_is_found_letter_by_letter(store: &Store) {
    let name = unique("a_a.a");
    let user = add(store, fixtures::identity(&name)).expect("the name is free");
    for other in [
        name.replace('_', "x"),
        name.replace('.', "x"),
        format!("{name}x"),
    ] {
        assert_eq!(id_of(store, &other), None, "{other}");
    }
    assert_eq!(id_of(store, &name), Some(user.id));
    let address = format!("a%b_c'd`{{e}}@{}.example", unique("mail"));
    let user = add(store, fixtures::email_identity(&address)).expect("the address is free");
    assert_eq!(id_of(store, &address.replace('%', "x")), None);
    assert_eq!(id_of(store, &address), Some(user.id));
}

fn the_longest_names_are_kept_and_found(store: &Store) {
    let stem = unique("Ada");
    let name = format!("{stem}{}", "x".repeat(50 - stem.len()));
    let address = format!(
        "{name}@{}{}",
        format!("{}.", "y".repeat(60)).repeat(3),
        "Z".repeat(20)
    );
    assert_eq!((name.len(), address.len()), (50, 254));
    let identity = Identity::new(Some(username(&name)), Some(email(&address))).expect("two names");
    let user = add(store, identity).expect("the names are free");
    assert_eq!(id_of(store, &name), Some(user.id));
    assert_eq!(id_of(store, &address), Some(user.id));
    assert_eq!(find_user(store, user.id), Some(user));
}

fn a_name_may_change_its_case(store: &Store) {
    let name = unique("ada");
    let user = add(store, fixtures::full_identity(&name)).expect("the name is free");
    let identity = fixtures::full_identity(&name.to_uppercase());
    assert!(matches!(update(store, &user, identity.clone()), Ok(true)));
    assert_eq!(
        find_user(store, user.id).map(|user| user.identity),
        Some(identity)
    );
}

fn an_update_to_a_taken_name_is_refused(store: &Store) {
    let (first, second) = (add_user(store), add_user(store));
    let (taken, own) = (&first.identity, &second.identity);
    let spelled = |name: Option<&docket_domain::Username>| {
        name.map(|name| username(&name.as_str().to_uppercase()))
    };
    let name_taken = Identity::new(spelled(taken.username()), own.email().cloned());
    assert_duplicate(
        &update(store, &second, name_taken.expect("two names")),
        Entity::Username,
    );
    let address_taken = Identity::new(own.username().cloned(), taken.email().cloned());
    assert_duplicate(
        &update(store, &second, address_taken.expect("two names")),
        Entity::Email,
    );
    assert_eq!(find_user(store, second.id), Some(second));
    assert_eq!(find_user(store, first.id), Some(first));
}

fn a_name_that_was_given_up_can_be_taken(store: &Store) {
    let (before, after) = (unique("ada"), unique("ada"));
    let user = add(store, fixtures::full_identity(&before)).expect("the name is free");
    assert!(matches!(
        update(store, &user, fixtures::identity(&after)),
        Ok(true)
    ));
    assert_eq!(id_of(store, &before), None);
    assert_eq!(id_of(store, &format!("{before}@mail.example")), None);
    assert_eq!(id_of(store, &after), Some(user.id));
    add(store, fixtures::full_identity(&before)).expect("both names are free again");
}

fn the_name_of_a_removed_user_can_be_taken(store: &Store) {
    let name = unique("ada");
    let first = add(store, fixtures::full_identity(&name)).expect("the name is free");
    let id = first.id;
    assert!(commit(store, move |work| work.users().remove(id)));
    let second = add(store, fixtures::full_identity(&name)).expect("the name is free again");
    assert_eq!(id_of(store, &name), Some(second.id));
}
