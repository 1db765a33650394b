//! What every store must do so that an administrator remains.

use docket_application::ports::store::{Store, StoreError, UnitOfWork};
use docket_domain::{Role, User, UserId};

use super::concurrency::{THREADS, in_threads};
use super::work::{add_admin, add_user, commit, find_user, hash, write};
use crate::fixtures::{self, unique};

list_cases!("administrators":
    active_administrators_are_held_and_nobody_else,
    who_becomes_an_administrator_or_ceases_to_be_one_is_seen_in_the_same_unit,
    of_the_last_two_administrators_one_remains,
    of_many_administrators_who_leave_at_once_one_remains,
    holding_administrators_and_holding_one_of_them_both_end,
);

/// Those of `own` who are held as active administrators.
fn held(store: &Store, own: &[UserId]) -> Vec<UserId> {
    let own = own.to_vec();
    commit(store, move |work| held_of(work, &own))
}

/// Those of `own` who are held: there may be others, of other cases.
fn held_of(work: &mut dyn UnitOfWork, own: &[UserId]) -> Result<Vec<UserId>, StoreError> {
    let mut admins = work.users().hold_active_admins()?;
    assert!(admins.is_sorted(), "by ascending id: {admins:?}");
    admins.retain(|admin| own.contains(admin));
    Ok(admins)
}

fn active_administrators_are_held_and_nobody_else(store: &Store) {
    let mut users = Vec::new();
    for (role, is_active) in [
        (Role::Admin, true),
        (Role::Admin, false),
        (Role::User, true),
        (Role::User, false),
        (Role::Admin, true),
    ] {
        let mut new = fixtures::new_user(fixtures::identity(&unique("ada")));
        (new.role, new.is_active) = (role, is_active);
        users.push(commit(store, move |work| work.users().add(new.clone(), &hash())).id);
    }
    assert_eq!(held(store, &users), [users[0], users[4]]);
    let first = users[0];
    assert!(commit(store, move |work| work.users().remove(first)));
    assert_eq!(held(store, &users), [users[4]]);
}

fn who_becomes_an_administrator_or_ceases_to_be_one_is_seen_in_the_same_unit(store: &Store) {
    let (user, admin) = (add_user(store), add_admin(store));
    let own = [user.id, admin.id];
    commit(store, move |work| {
        assert_eq!(held_of(work, &own)?, [own[1]]);
        let promoted = User {
            role: Role::Admin,
            ..user.clone()
        };
        assert!(work.users().update(&promoted)?);
        assert_eq!(held_of(work, &own)?, own);
        let disabled = User {
            is_active: false,
            ..admin.clone()
        };
        assert!(work.users().update(&disabled)?);
        assert_eq!(held_of(work, &own)?, [own[0]]);
        Ok(())
    });
}

/// How an administrator ceases to be one.
#[derive(Clone, Copy)]
enum Way {
    Demoted,
    Disabled,
    Removed,
}

/// Lets `leaving` cease to be an administrator unless nobody else of `own` would remain, and says
/// whether they did. Tries again when others were faster more often than the store does by itself.
fn leave(store: &Store, own: &[UserId], leaving: UserId, way: Way) -> bool {
    loop {
        let own = own.to_vec();
        let outcome = write(store, move |work| {
            let admins = held_of(work, &own)?;
            if !admins.contains(&leaving) || admins.len() == 1 {
                return Ok(false);
            }
            let mut user = work.users().find(leaving)?.expect("they are there");
            match way {
                Way::Demoted => user.role = Role::User,
                Way::Disabled => user.is_active = false,
                Way::Removed => return work.users().remove(leaving),
            }
            work.users().update(&user)
        });
        match outcome {
            Ok(has_left) => return has_left,
            Err(StoreError::Stale) => {}
            Err(other) => panic!("a unit did not end: {other:?}"),
        }
    }
}

fn of_the_last_two_administrators_one_remains(store: &Store) {
    for round in 0..30 {
        let own = [(); 2].map(|()| add_admin(store).id);
        let outcomes = in_threads(|number| {
            let way = [Way::Demoted, Way::Disabled, Way::Removed][round % 3];
            leave(store, &own, own[number % 2], way)
        });
        let left = outcomes.iter().filter(|has_left| **has_left).count();
        assert_eq!(left, 1, "in round {round}");
        assert_eq!(held(store, &own).len(), 1, "in round {round}");
    }
}

fn of_many_administrators_who_leave_at_once_one_remains(store: &Store) {
    for round in 0..5 {
        let own = [(); THREADS].map(|()| add_admin(store).id);
        let outcomes = in_threads(|number| {
            let way = [Way::Demoted, Way::Disabled, Way::Removed][number % 3];
            leave(store, &own, own[number], way)
        });
        let stayed = (0..THREADS).filter(|number| !outcomes[*number]);
        let stayed: Vec<UserId> = stayed.map(|number| own[number]).collect();
        assert_eq!(stayed.len(), 1, "in round {round}");
        assert_eq!(held(store, &own), stayed, "in round {round}");
    }
}

/// Units of work that hold all administrators, and such that hold one of them and write: none waits
/// for ever.
fn holding_administrators_and_holding_one_of_them_both_end(store: &Store) {
    let own = [(); 3].map(|()| add_admin(store));
    let ids = own.each_ref().map(|admin| admin.id);
    in_threads(|number| {
        for round in 0..10 {
            let id = ids[(number + round) % ids.len()];
            let user = own[(number + round) % ids.len()].clone();
            let outcome = write(store, move |work| {
                if number % 2 == 0 {
                    assert_eq!(held_of(work, &ids)?, ids);
                }
                assert_eq!(work.users().find(id)?.as_ref(), Some(&user));
                work.sessions()
                    .add(fixtures::new_session(id), &fixtures::unique_digests())?;
                work.users().update(&user)
            });
            match outcome {
                Ok(is_there) => assert!(is_there),
                Err(StoreError::Stale) => {}
                Err(other) => panic!("a unit did not end: {other:?}"),
            }
        }
    });
    for admin in own {
        assert_eq!(find_user(store, admin.id), Some(admin));
    }
}
