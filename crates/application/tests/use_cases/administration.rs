//! The accounts of others.

use docket_application::administration::{Authority, UserQuery};
use docket_application::ports::hasher::HashingError;
use docket_application::ports::store::{Entity, StoreError};
use docket_application::{AccountError, AdministrationError, Caller, PageRequest};
use docket_domain::user::AccountChange;
use docket_domain::{LoginName, Role, User, UserId};
use docket_testkit::fixtures::{draft, identity, instant, password, search, user_id};

use crate::world::{PASSWORD, World, access};

const PROMOTE: AccountChange = role(Role::Admin);
const DEMOTE: AccountChange = role(Role::User);
const ENABLE: AccountChange = active(true);
const DISABLE: AccountChange = active(false);

const fn role(role: Role) -> AccountChange {
    AccountChange {
        role: Some(role),
        is_active: None,
    }
}

const fn active(is_active: bool) -> AccountChange {
    AccountChange {
        role: None,
        is_active: Some(is_active),
    }
}

/// The outcome of every use case, tried on `user`.
async fn try_everything(
    world: &World,
    by: Authority<'_>,
    user: UserId,
) -> Vec<Result<(), AdministrationError>> {
    let administration = &world.administration;
    let name = LoginName::parse("ada").unwrap();
    let new = || password("a new horse");
    vec![
        administration
            .list(by, UserQuery::default())
            .await
            .map(drop),
        administration.get(by, user).await.map(drop),
        administration.find(by, name).await.map(drop),
        administration
            .create(by, identity("newcomer"), new(), Role::Admin)
            .await
            .map(drop),
        administration.edit(by, user, PROMOTE).await.map(drop),
        administration.edit(by, user, DISABLE).await.map(drop),
        administration.reset_password(by, user, new()).await,
        administration.delete(by, user).await,
    ]
}

#[track_caller]
fn assert_denied<T: std::fmt::Debug>(outcome: &Result<T, AdministrationError>, actor: UserId) {
    assert!(
        matches!(outcome, Err(AdministrationError::Denied(denied)) if denied.actor == actor),
        "{outcome:?}"
    );
}

#[track_caller]
fn assert_last<T: std::fmt::Debug>(outcome: &Result<T, AdministrationError>) {
    assert!(
        matches!(outcome, Err(AdministrationError::LastAdmin(_))),
        "{outcome:?}"
    );
}

async fn stored(world: &World, id: UserId) -> User {
    world.credentials(id).await.unwrap().user
}

#[tokio::test]
async fn nobody_manages_accounts_who_is_no_administrator() {
    let world = World::new();
    let (ada, grace) = (world.caller("ada").await, world.caller("grace").await);
    world.admin("root").await;
    let hashes = world.hasher.hashes();
    // Not even their own.
    for user in [grace.user_id(), ada.user_id(), user_id(i64::MAX)] {
        for outcome in try_everything(&world, Authority::Caller(&ada), user).await {
            assert_denied(&outcome, ada.user_id());
        }
    }
    assert_eq!(world.hasher.hashes(), hashes);
    assert!(world.log_in("grace", PASSWORD).await.is_ok());
    assert!(world.log_in("newcomer", "a new horse").await.is_err());
    let grace = stored(&world, grace.user_id()).await;
    assert_eq!((grace.role, grace.is_active), (Role::User, true));
}

#[tokio::test]
async fn an_administrator_and_an_operator_may_manage_accounts() {
    let world = World::new();
    world.register("ada").await;
    let root = world.admin("root").await;
    for (number, by) in [Authority::Caller(&root), Authority::Operator]
        .into_iter()
        .enumerate()
    {
        let user = world.register(&format!("user{number}")).await;
        for outcome in try_everything(&world, by, user.id).await {
            assert!(outcome.is_ok(), "{outcome:?}");
        }
        assert!(world.credentials(user.id).await.is_none());
        let newcomer = LoginName::parse("newcomer").unwrap();
        let newcomer = world.administration.find(by, newcomer).await.unwrap();
        world.administration.delete(by, newcomer.id).await.unwrap();
    }
}

#[tokio::test]
async fn whoever_is_not_there_is_not_found() {
    let world = World::new();
    let root = world.admin("root").await;
    let gone = world.register("grace").await.id;
    world.remove_user(gone).await;
    let by = Authority::Caller(&root);
    for id in [gone, user_id(i64::MAX)] {
        let administration = &world.administration;
        let new = password("a new horse");
        for outcome in [
            administration.get(by, id).await.map(drop),
            administration.edit(by, id, PROMOTE).await.map(drop),
            administration.edit(by, id, DISABLE).await.map(drop),
            administration.reset_password(by, id, new).await,
            administration.delete(by, id).await,
        ] {
            assert!(
                matches!(outcome, Err(AdministrationError::NotFound(missing)) if missing == id),
                "{outcome:?}"
            );
        }
    }
    let name = LoginName::parse("grace").unwrap();
    let outcome = world.administration.find(by, name).await;
    assert!(
        matches!(outcome, Err(AdministrationError::NoSuchName)),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn users_are_listed_in_pages_with_the_total_of_those_that_match() {
    let world = World::new();
    let root = world.admin("root").await;
    let mut users = Vec::new();
    for number in 0..5 {
        users.push(world.register(&format!("ada{number}")).await);
    }
    let by = Authority::Caller(&root);
    let mut query = UserQuery {
        search: search("ADA"),
        page: PageRequest::new(0, 2),
        with_total: true,
        ..UserQuery::default()
    };
    let page = world.administration.list(by, query.clone()).await.unwrap();
    assert_eq!(page.items, users[..2]);
    assert_eq!((page.has_more, page.total), (true, Some(5)));
    query.after = Some(users[2].id);
    query.with_total = false;
    let page = world.administration.list(by, query).await.unwrap();
    assert_eq!(page.items, users[3..]);
    assert_eq!((page.has_more, page.total), (false, None));
    let everyone = world.administration.list(by, UserQuery::default()).await;
    assert_eq!(everyone.unwrap().items.len(), 6);
}

#[tokio::test]
async fn an_account_that_is_made_for_someone_has_the_role_that_was_asked_for() {
    let world = World::new();
    let root = world.admin("root").await;
    let by = Authority::Caller(&root);
    world.clock.advance_seconds(60);
    for (name, role) in [("ada", Role::User), ("grace", Role::Admin)] {
        let user = world
            .administration
            .create(by, identity(name), password(PASSWORD), role)
            .await
            .unwrap();
        assert_eq!((user.role, user.is_active), (role, true));
        assert_eq!(user.created_at, instant().plus_seconds(60));
        assert_eq!(stored(&world, user.id).await, user);
        assert!(world.log_in(name, PASSWORD).await.is_ok());
    }
    let taken = world
        .administration
        .create(by, identity("ADA"), password(PASSWORD), Role::User)
        .await;
    assert!(
        matches!(
            taken,
            Err(AdministrationError::Store(StoreError::Duplicate(
                Entity::Username
            )))
        ),
        "{taken:?}"
    );
    let short = world
        .administration
        .create(by, identity("short"), password("short"), Role::User)
        .await;
    assert!(
        matches!(
            short,
            Err(AdministrationError::Hashing(HashingError::Refused(_)))
        ),
        "{short:?}"
    );
}

#[tokio::test]
async fn whoever_changes_their_role_has_to_log_in_again() {
    let world = World::new();
    let root = world.admin("root").await;
    let by = Authority::Caller(&root);
    let user = world.register("ada").await.id;
    for (change, role) in [(PROMOTE, Role::Admin), (DEMOTE, Role::User)] {
        let grants = [world.grant("ada").await, world.grant("ada").await];
        let changed = world.administration.edit(by, user, change).await.unwrap();
        assert_eq!(changed.role, role);
        assert_eq!(stored(&world, user).await, changed);
        assert_eq!(world.sessions_of(user).await, []);
        for grant in grants {
            assert!(world.authenticate(&access(&grant)).await.is_err());
        }
        let token = world.log_in("ada", PASSWORD).await.unwrap();
        let caller = world.authenticate(&token).await.unwrap();
        assert_eq!(caller.actor().role, role);
    }
    // Nobody else has to.
    assert_eq!(world.sessions_of(root.user_id()).await, [root.session_id()]);
}

#[tokio::test]
async fn whoever_is_disabled_is_out_and_has_to_log_in_once_enabled() {
    let world = World::new();
    let root = world.admin("root").await;
    let by = Authority::Caller(&root);
    let user = world.register("ada").await.id;
    let grant = world.grant("ada").await;
    world.administration.edit(by, user, DISABLE).await.unwrap();
    assert!(world.log_in("ada", PASSWORD).await.is_err());
    assert!(world.authenticate(&access(&grant)).await.is_err());
    world.administration.edit(by, user, ENABLE).await.unwrap();
    assert!(world.authenticate(&access(&grant)).await.is_err());
    let device = docket_domain::Device::default();
    assert!(
        world
            .sessions
            .refresh(&grant.refresh, device)
            .await
            .is_err()
    );
    assert_eq!(world.sessions_of(user).await, []);
    assert!(world.log_in("ada", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_change_that_changes_nothing_ends_no_session() {
    let world = World::new();
    let root = world.admin("root").await;
    let by = Authority::Caller(&root);
    let ada = world.caller("ada").await;
    for change in [AccountChange::default(), DEMOTE, ENABLE] {
        let user = ada.user_id();
        let before = stored(&world, user).await;
        let after = world.administration.edit(by, user, change).await.unwrap();
        assert_eq!(after, before);
        assert_eq!(world.sessions_of(user).await, [ada.session_id()]);
    }
}

#[tokio::test]
async fn the_last_active_administrator_stays_one_whoever_asks() {
    let world = World::new();
    let root = world.admin("root").await;
    // One who is disabled is no help.
    let disabled = world.admin("disabled").await.user_id();
    let last = root.user_id();
    let own = Authority::Caller(&root);
    world
        .administration
        .edit(own, disabled, DISABLE)
        .await
        .unwrap();
    let both = AccountChange {
        role: Some(Role::User),
        is_active: Some(false),
    };
    for by in [own, Authority::Operator] {
        for change in [DEMOTE, DISABLE, both] {
            assert_last(&world.administration.edit(by, last, change).await);
        }
        assert_last(&world.administration.delete(by, last).await);
    }
    let outcome = world.accounts.delete(&root, password(PASSWORD)).await;
    assert!(
        matches!(outcome, Err(AccountError::LastAdmin(_))),
        "{outcome:?}"
    );
    let stored = stored(&world, last).await;
    assert_eq!((stored.role, stored.is_active), (Role::Admin, true));
    assert_eq!(world.sessions_of(last).await, [root.session_id()]);
    // What changes nothing is no leaving, and the disabled one may go.
    let change = world.administration.edit(own, last, PROMOTE).await;
    assert!(change.is_ok(), "{change:?}");
    world.administration.delete(own, disabled).await.unwrap();
}

#[tokio::test]
async fn an_administrator_may_go_while_another_one_stays() {
    let world = World::new();
    let root = world.admin("root").await;
    for (number, change) in [Some(DEMOTE), Some(DISABLE), None].into_iter().enumerate() {
        let other = world.admin(&format!("other{number}")).await;
        // Themselves.
        let by = Authority::Caller(&other);
        match change {
            Some(change) => {
                let id = other.user_id();
                world.administration.edit(by, id, change).await.unwrap();
            }
            None => world
                .accounts
                .delete(&other, password(PASSWORD))
                .await
                .unwrap(),
        }
    }
    assert_last(
        &world
            .administration
            .delete(Authority::Operator, root.user_id())
            .await,
    );
}

#[tokio::test]
async fn whoever_was_demoted_meanwhile_changes_nothing_more() {
    let world = World::new();
    let (root, other) = (world.admin("root").await, world.admin("other").await);
    let user = world.register("ada").await;
    for (number, change) in [DEMOTE, DISABLE].into_iter().enumerate() {
        // As their access token was checked a moment ago.
        let stale = world.admin(&format!("stale{number}")).await;
        let by = Authority::Caller(&root);
        let id = stale.user_id();
        world.administration.edit(by, id, change).await.unwrap();
        assert_nothing_changes(&world, &stale, user.id).await;
        assert_nothing_changes(&world, &stale, other.user_id()).await;
        assert_nothing_changes(&world, &stale, id).await;
    }
    assert_eq!(stored(&world, user.id).await, user);
}

/// Asserts that `stale` changes nothing of `user`, nor anything else.
async fn assert_nothing_changes(world: &World, stale: &Caller, user: UserId) {
    let by = Authority::Caller(stale);
    let administration = &world.administration;
    let before = world.credentials(user).await.unwrap();
    let new = || password("a new horse");
    for change in [PROMOTE, DISABLE, AccountChange::default()] {
        assert_denied(
            &administration.edit(by, user, change).await,
            stale.user_id(),
        );
    }
    assert_denied(&administration.delete(by, user).await, stale.user_id());
    let reset = administration.reset_password(by, user, new()).await;
    assert_denied(&reset, stale.user_id());
    let created = administration.create(by, identity("newcomer"), new(), Role::Admin);
    assert_denied(&created.await, stale.user_id());
    let after = world.credentials(user).await.unwrap();
    assert_eq!(after.user, before.user);
    assert_eq!(after.password_hash.expose(), before.password_hash.expose());
    assert!(world.log_in("newcomer", "a new horse").await.is_err());
}

#[tokio::test]
async fn a_password_that_was_reset_is_the_only_one_and_ends_all_sessions() {
    let world = World::new();
    let root = world.admin("root").await;
    let by = Authority::Caller(&root);
    let ada = world.caller("ada").await;
    world.log_in("ada", PASSWORD).await.unwrap();
    let short = password("short");
    let refused = world
        .administration
        .reset_password(by, ada.user_id(), short)
        .await;
    assert!(
        matches!(
            refused,
            Err(AdministrationError::Hashing(HashingError::Refused(_)))
        ),
        "{refused:?}"
    );
    assert_eq!(world.sessions_of(ada.user_id()).await.len(), 2);
    let new = password("a new horse");
    world
        .administration
        .reset_password(by, ada.user_id(), new)
        .await
        .unwrap();
    assert_eq!(world.sessions_of(ada.user_id()).await, []);
    assert!(world.log_in("ada", PASSWORD).await.is_err());
    assert!(world.log_in("ada", "a new horse").await.is_ok());
}

#[tokio::test]
async fn an_account_that_is_deleted_goes_with_all_that_was_in_it() {
    let world = World::new();
    let root = world.admin("root").await;
    let ada = world.caller("ada").await;
    let grant = world.grant("ada").await;
    let task = world.task(&ada, draft("lost")).await.id();
    let by = Authority::Caller(&root);
    world
        .administration
        .delete(by, ada.user_id())
        .await
        .unwrap();
    assert!(world.credentials(ada.user_id()).await.is_none());
    assert_eq!(world.stored_task(task).await, None);
    assert!(world.authenticate(&access(&grant)).await.is_err());
    world.register("ada").await;
}
