//! What is noted of what matters for security: each act once, although every unit of work here is
//! run twice.

use docket_application::Caller;
use docket_application::administration::Authority;
use docket_application::ports::audit::{Act, Actor, Event, LoginFailure};
use docket_application::tasks::{Precondition, TaskService};
use docket_domain::user::{AccountChange, UserPatch};
use docket_domain::{Device, Patch, Role, TaskPatch, TimeZone, User, UserId};
use docket_testkit::fixtures::{
    draft, email, identity, password, password_hash, session_id, task_id, username,
};

use crate::world::{PASSWORD, World, access};

/// A caller, of whom nothing has been noted yet.
async fn caller(world: &World, name: &str) -> Caller {
    let caller = world.caller(name).await;
    drop(world.audit.take());
    caller
}

/// `act` by the caller, in the session that they are in.
fn by(act: Act, caller: &Caller) -> Event {
    Event::by(act, caller.user_id()).of_session(caller.session_id())
}

fn login_failed(failure: LoginFailure, user: Option<UserId>) -> Event {
    Event::by_stranger(Act::LoginFailed(failure), user)
}

#[tokio::test]
async fn registering_is_noted_if_it_succeeds() {
    let world = World::new();
    let user = world.register("ada").await;
    assert_eq!(world.audit.take(), [Event::by(Act::Registered, user.id)]);
    let taken = world
        .accounts
        .register(identity("ADA"), password(PASSWORD))
        .await;
    assert!(taken.is_err());
    assert_eq!(world.audit.take(), []);
}

#[tokio::test]
async fn a_login_is_noted_with_its_session() {
    let world = World::new();
    caller(&world, "ada").await;
    let token = world.log_in("ada", PASSWORD).await.unwrap();
    let ada = world.authenticate(&token).await.unwrap();
    assert_eq!(world.audit.take(), [by(Act::LoggedIn, &ada)]);
}

#[tokio::test]
async fn a_failed_login_is_noted_with_its_reason() {
    let world = World::new();
    let user = world.register("ada").await;
    let id = user.id;
    drop(world.audit.take());
    let expect = async |name: &str, text: &str, expected: Event| {
        assert!(world.log_in(name, text).await.is_err());
        assert_eq!(world.audit.take(), [expected], "{name}");
    };
    let wrong = login_failed(LoginFailure::WrongPassword, Some(id));
    expect("ada", "wrong horse", wrong).await;
    let unknown = login_failed(LoginFailure::UnknownUser, None);
    expect("nobody", PASSWORD, unknown).await;
    expect("no name at all", PASSWORD, unknown).await;

    world.throttle.set_limit(0);
    let throttled = |user| login_failed(LoginFailure::Throttled, user);
    expect("ada", PASSWORD, throttled(Some(id))).await;
    expect("nobody", PASSWORD, throttled(None)).await;
    world.throttle.set_limit(usize::MAX);

    let disabled = User {
        is_active: false,
        ..user.clone()
    };
    world.update_user(disabled).await;
    expect("ada", "wrong horse", wrong).await;
    let disabled = login_failed(LoginFailure::Disabled, Some(id));
    expect("ada", PASSWORD, disabled).await;
    world.update_user(user).await;

    world.replace_hash(id, password_hash("unusable")).await;
    let unusable = login_failed(LoginFailure::UnusableHash, Some(id));
    expect("ada", PASSWORD, unusable).await;
}

#[tokio::test]
async fn a_login_that_a_changed_password_overtook_is_noted_as_a_failed_one() {
    let world = World::new();
    let ada = caller(&world, "ada").await;
    let (accounts, user) = (world.accounts.clone(), ada.clone());
    world.hasher.meanwhile(async move {
        let new = password("a new horse");
        let changed = accounts.change_password(&user, password(PASSWORD), new);
        changed.await.unwrap();
    });
    assert!(world.log_in("ada", PASSWORD).await.is_err());
    let failed = login_failed(LoginFailure::WrongPassword, Some(ada.user_id()));
    assert_eq!(world.audit.take(), [by(Act::PasswordChanged, &ada), failed]);
}

#[tokio::test]
async fn a_refresh_token_is_noted_if_it_is_used_a_second_time() {
    let world = World::new();
    world.register("ada").await;
    let grant = world.grant("ada").await;
    let ada = world.authenticate(&access(&grant)).await.unwrap();
    drop(world.audit.take());
    let refresh = async || {
        let outcome = world.sessions.refresh(&grant.refresh, Device::default());
        outcome.await.is_ok()
    };
    assert!(refresh().await);
    assert_eq!(world.audit.take(), []);
    assert!(!refresh().await);
    let reused = Event::by_stranger(Act::RefreshReused, Some(ada.user_id()));
    assert_eq!(world.audit.take(), [reused.of_session(ada.session_id())]);
    assert!(!refresh().await);
    assert_eq!(world.audit.take(), []);
}

#[tokio::test]
async fn the_end_of_a_session_is_noted_once() {
    let world = World::new();
    let ada = caller(&world, "ada").await;
    let other = world.session_of(&ada).await.id;
    world.sessions.end(&ada, other).await.unwrap();
    let ended = Event::by(Act::SessionEnded, ada.user_id()).of_session(other);
    assert_eq!(world.audit.take(), [ended]);
    for missing in [other, session_id(i64::MAX)] {
        assert!(world.sessions.end(&ada, missing).await.is_err());
    }
    assert_eq!(world.audit.take(), []);
    world.sessions.log_out(&ada).await.unwrap();
    world.sessions.log_out(&ada).await.unwrap();
    assert_eq!(world.audit.take(), [by(Act::LoggedOut, &ada)]);
}

#[tokio::test]
async fn what_someone_does_to_their_own_account_is_noted() {
    let world = World::new();
    let ada = caller(&world, "ada").await;
    let accounts = &world.accounts;
    let wrong = || password("wrong horse");
    let new = "a new horse";
    assert!(
        accounts
            .change_password(&ada, wrong(), password(new))
            .await
            .is_err()
    );
    assert_eq!(world.audit.take(), [by(Act::PasswordWrong, &ada)]);
    let short = accounts.change_password(&ada, password(PASSWORD), password("short"));
    assert!(short.await.is_err());
    assert_eq!(world.audit.take(), []);
    let changed = accounts.change_password(&ada, password(PASSWORD), password(new));
    changed.await.unwrap();
    assert_eq!(world.audit.take(), [by(Act::PasswordChanged, &ada)]);

    assert!(accounts.delete(&ada, wrong()).await.is_err());
    assert_eq!(world.audit.take(), [by(Act::PasswordWrong, &ada)]);
    world.throttle.set_limit(0);
    assert!(accounts.delete(&ada, password(new)).await.is_err());
    assert_eq!(world.audit.take(), [by(Act::PasswordThrottled, &ada)]);
    world.throttle.set_limit(usize::MAX);
    accounts.delete(&ada, password(new)).await.unwrap();
    assert_eq!(world.audit.take(), [by(Act::Deleted, &ada)]);
}

#[tokio::test]
async fn new_names_are_noted_and_the_rest_of_a_profile_is_not() {
    let world = World::new();
    let ada = caller(&world, "ada").await;
    let zone = TimeZone::parse("Europe/Paris").unwrap();
    let of_zone = UserPatch {
        time_zone: Some(zone.clone()),
        ..UserPatch::default()
    };
    let of_name = UserPatch {
        username: Patch::Set(username("Lovelace")),
        time_zone: Some(zone),
        ..UserPatch::default()
    };
    let of_address = UserPatch {
        email: Patch::Set(email("ADA@mail.example")),
        ..UserPatch::default()
    };
    for (patch, is_noted) in [
        (UserPatch::default(), false),
        (of_zone, false),
        (of_name.clone(), true),
        (of_name, false),
        (of_address, true),
    ] {
        world.accounts.edit(&ada, patch).await.unwrap();
        let expected = is_noted.then(|| by(Act::NamesChanged, &ada));
        assert_eq!(world.audit.take(), Vec::from_iter(expected));
    }
}

#[tokio::test]
async fn what_administrators_and_operators_do_is_noted_with_whom_they_did_it_to() {
    let world = World::new();
    let root = world.admin("root").await;
    let role = |role| AccountChange {
        role: Some(role),
        is_active: None,
    };
    let active = |is_active| AccountChange {
        role: None,
        is_active: Some(is_active),
    };
    let everything = AccountChange {
        role: Some(Role::Admin),
        is_active: Some(false),
    };
    let admin = Actor::User(root.user_id());
    for (name, authority, actor, session) in [
        (
            "ada",
            Authority::Caller(&root),
            admin,
            Some(root.session_id()),
        ),
        ("grace", Authority::Operator, Actor::Operator, None),
    ] {
        drop(world.audit.take());
        let administration = &world.administration;
        let created = administration
            .create(authority, identity(name), password(PASSWORD), Role::User)
            .await
            .unwrap();
        let noted = |acts: &[Act]| {
            let event = |act: &Act| Event {
                act: *act,
                actor,
                user: Some(created.id),
                session,
            };
            let expected: Vec<Event> = acts.iter().map(event).collect();
            assert_eq!(world.audit.take(), expected);
        };
        noted(&[Act::Registered]);
        for (change, acts) in [
            (AccountChange::default(), &[][..]),
            (role(Role::User), &[]),
            (role(Role::Admin), &[Act::Promoted]),
            (role(Role::User), &[Act::Demoted]),
            (active(true), &[]),
            (active(false), &[Act::Disabled]),
            (active(true), &[Act::Enabled]),
            (everything, &[Act::Promoted, Act::Disabled]),
        ] {
            administration
                .edit(authority, created.id, change)
                .await
                .unwrap();
            noted(acts);
        }
        administration
            .reset_password(authority, created.id, password("a new horse"))
            .await
            .unwrap();
        noted(&[Act::PasswordReset]);
        administration.delete(authority, created.id).await.unwrap();
        noted(&[Act::Deleted]);
        assert!(administration.delete(authority, created.id).await.is_err());
        noted(&[]);
    }
}

#[tokio::test]
async fn what_is_refused_to_keep_an_administrator_is_not_noted_as_done() {
    let world = World::new();
    let root = world.admin("root").await;
    drop(world.audit.take());
    let change = AccountChange {
        is_active: Some(false),
        ..AccountChange::default()
    };
    let (by, id) = (Authority::Caller(&root), root.user_id());
    assert!(world.administration.edit(by, id, change).await.is_err());
    assert!(world.administration.delete(by, id).await.is_err());
    let own = world.accounts.delete(&root, password(PASSWORD)).await;
    assert!(own.is_err());
    assert_eq!(world.audit.take(), []);
}

#[tokio::test]
async fn an_administration_that_is_denied_is_noted() {
    let world = World::new();
    let grace = world.register("grace").await.id;
    let ada = caller(&world, "ada").await;
    let authority = Authority::Caller(&ada);
    assert!(world.administration.get(authority, grace).await.is_err());
    assert_eq!(world.audit.take(), [by(Act::AccessDenied, &ada)]);
    assert!(world.administration.delete(authority, grace).await.is_err());
    assert_eq!(world.audit.take(), [by(Act::AccessDenied, &ada)]);
}

#[tokio::test]
async fn asking_for_anothers_tasks_is_noted_also_where_they_are_hidden() {
    let world = World::new();
    let ada = world.caller("ada").await;
    let task = world.task(&ada, draft("read")).await.id();
    let grace = caller(&world, "grace").await;
    let own = world.task(&grace, draft("own")).await.id();
    let denied = Event::by(Act::AccessDenied, grace.user_id()).of_session(grace.session_id());
    let any = Precondition::None;
    let patch = TaskPatch::default;
    let check = async |tasks: &TaskService| {
        let outcomes = [
            tasks.get(&grace, task).await.is_err(),
            tasks
                .edit(&grace, task, patch(), any.clone())
                .await
                .is_err(),
            tasks.delete(&grace, task, any.clone()).await.is_err(),
            // One of them, and several: one note for one request.
            tasks
                .edit_all(&grace, vec![own, task], patch())
                .await
                .is_err(),
            tasks.delete_all(&grace, vec![task, own]).await.is_err(),
        ];
        assert_eq!(outcomes, [true; 5]);
        assert_eq!(world.audit.take(), [denied; 5]);
    };
    check(&world.tasks).await;
    check(&world.hiding()).await;
    // What nobody has is nobody's.
    let missing = task_id(i64::MAX);
    assert!(world.tasks.get(&grace, missing).await.is_err());
    let patched = world.tasks.edit_all(&grace, vec![missing], patch()).await;
    assert!(patched.is_err());
    assert_eq!(world.audit.take(), []);
}
