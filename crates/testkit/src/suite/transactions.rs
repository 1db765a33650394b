//! What every store must do at the end of a unit of work: all of it or nothing.

use docket_application::ports::store::{Entity, Store, StoreError, UnitOfWork};
use docket_application::ports::tokens::TokenDigests;
use docket_application::tasks::TaskQuery;
use docket_domain::task::TaskPatch;
use docket_domain::user::NewUser;
use docket_domain::{Session, Task, User, UserId};

use super::work::{
    add_task, add_user, begin_session, commit, find_by_name, find_family, find_task, find_user,
    hash, list, read, sessions_of, write,
};
use crate::block_on;
use crate::fixtures::{self, draft, title, unique};

list_cases!("transactions":
    what_was_committed_is_seen_by_the_next_unit,
    a_unit_sees_its_own_writes,
    an_error_undoes_everything_before_it,
    a_panic_undoes_everything_before_it,
    a_panic_of_a_reading_unit_is_answered_as_one,
    a_unit_may_end_with_an_error_of_its_own,
    a_refused_name_undoes_everything_before_it,
    a_refused_name_harms_no_later_unit,
    a_unit_may_write_much,
);

/// Writes of every kind: what they leave behind, or do not, is asserted by [`Scene`].
fn write_everything(work: &mut dyn UnitOfWork, scene: &Scene) -> Result<(), StoreError> {
    let added = work.users().add(scene.newcomer.clone(), &hash())?;
    let task = fixtures::new_task(added.id, draft("of the newcomer"));
    work.tasks().add(&task)?.expect("the owner is there");
    work.tasks()
        .add(&fixtures::new_task(scene.user.id, draft("one more")))?;
    let mut task = scene.task.clone();
    let patch = TaskPatch {
        title: Some(title("changed")),
        ..TaskPatch::default()
    };
    assert!(task.edit(&patch, fixtures::instant()));
    work.tasks().update(&task, scene.task.record().version)?;
    let renamed = User {
        is_active: false,
        ..scene.user.clone()
    };
    assert!(work.users().update(&renamed)?);
    let changed = fixtures::password_hash("changed");
    assert!(
        work.users()
            .replace_password_hash(scene.user.id, &hash(), &changed)?
    );
    let mut session = scene.session.clone();
    let lifetime = fixtures::session_lifetime();
    session.renew(fixtures::device("changed"), lifetime, fixtures::instant());
    let (own, next) = (scene.digests.own, fixtures::unique_digest());
    assert!(work.sessions().rotate(&session, &own, &next)?);
    work.sessions().add(
        fixtures::new_session(scene.user.id),
        &fixtures::unique_digests(),
    )?;
    assert!(work.users().remove(scene.leaving)?);
    Ok(())
}

/// A user with a task and a session, another user with a task, and one who is yet to come.
#[derive(Clone)]
struct Scene {
    user: User,
    task: Task,
    session: Session,
    digests: TokenDigests,
    leaving: UserId,
    left: Task,
    name: String,
    newcomer: NewUser,
}

impl Scene {
    fn set(store: &Store) -> Self {
        let (user, leaving) = (add_user(store), add_user(store).id);
        let task = add_task(store, user.id, draft("as it was"));
        let (session, digests) = begin_session(store, user.id);
        let left = add_task(store, leaving, draft("as it was"));
        let name = unique("newcomer");
        let newcomer = fixtures::new_user(fixtures::identity(&name));
        Self {
            user,
            task,
            session,
            digests,
            leaving,
            left,
            name,
            newcomer,
        }
    }

    fn assert_untouched(&self, store: &Store) {
        let id = self.user.id;
        let stored = read(store, move |work| work.users().find_credentials(id));
        let stored = stored.expect("the user is there");
        assert_eq!(stored.user, self.user);
        assert_eq!(stored.password_hash.expose(), hash().expose());
        assert_eq!(list(store, id), std::slice::from_ref(&self.task));
        let kept = find_family(store, self.digests.family).expect("the session is there");
        assert_eq!(
            (&kept.session, kept.token),
            (&self.session, self.digests.own)
        );
        assert_eq!(sessions_of(store, id), std::slice::from_ref(&self.session));
        assert_eq!(list(store, self.leaving), std::slice::from_ref(&self.left));
        assert!(find_user(store, self.leaving).is_some());
        assert!(find_by_name(store, &self.name).is_none());
    }

    /// The same writes, this time kept: what was undone stands in nobody's way.
    fn assert_still_possible(&self, store: &Store) {
        let scene = self.clone();
        commit(store, move |work| write_everything(work, &scene));
        assert!(find_by_name(store, &self.name).is_some());
        assert!(find_user(store, self.leaving).is_none());
        assert_eq!(list(store, self.user.id).len(), 2);
        assert_eq!(sessions_of(store, self.user.id).len(), 2);
    }
}

fn what_was_committed_is_seen_by_the_next_unit(store: &Store) {
    let owner = add_user(store).id;
    for number in 1..=20 {
        let task = add_task(store, owner, draft("read"));
        assert_eq!(find_task(store, task.id()), Some(task));
        assert_eq!(list(store, owner).len(), number);
    }
}

fn a_unit_sees_its_own_writes(store: &Store) {
    let name = unique("ada");
    let user = fixtures::new_user(fixtures::identity(&name));
    let name = docket_domain::LoginName::parse(&name).expect("a good name");
    commit(store, move |work| {
        let user = work.users().add(user.clone(), &hash())?;
        assert_eq!(work.users().find(user.id)?.as_ref(), Some(&user));
        assert!(work.users().find_credentials_by_name(&name)?.is_some());
        let task = work
            .tasks()
            .add(&fixtures::new_task(user.id, draft("read")))?;
        let mut task = task.expect("the owner was just added");
        let read_at = task.record().version;
        assert!(task.complete(fixtures::instant()));
        work.tasks().update(&task, read_at)?;
        assert_eq!(work.tasks().find(task.id())?.as_ref(), Some(&task));
        assert_eq!(
            work.tasks().list(user.id, &TaskQuery::default(), 100)?,
            [task.clone()]
        );
        work.tasks().remove(task.id(), task.record().version)?;
        assert_eq!(work.tasks().find(task.id())?, None);
        assert!(work.users().remove(user.id)?);
        assert_eq!(work.users().find(user.id)?, None);
        assert!(work.users().find_credentials_by_name(&name)?.is_none());
        Ok(())
    });
}

fn an_error_undoes_everything_before_it(store: &Store) {
    let scene = Scene::set(store);
    let unit = scene.clone();
    let outcome: Result<(), _> = write(store, move |work| {
        write_everything(work, &unit)?;
        Err(StoreError::Unavailable(None))
    });
    assert!(
        matches!(outcome, Err(StoreError::Unavailable(None))),
        "{outcome:?}"
    );
    scene.assert_untouched(store);
    scene.assert_still_possible(store);
}

fn a_panic_undoes_everything_before_it(store: &Store) {
    let scene = Scene::set(store);
    let unit = scene.clone();
    let outcome: Result<(), _> = write(store, move |work| {
        write_everything(work, &unit)?;
        panic_silently()
    });
    assert!(matches!(outcome, Err(StoreError::Panicked)), "{outcome:?}");
    scene.assert_untouched(store);
    scene.assert_still_possible(store);
}

fn a_panic_of_a_reading_unit_is_answered_as_one(store: &Store) {
    let user = add_user(store);
    let id = user.id;
    let outcome: Result<(), StoreError> = block_on(store.read(move |work| {
        work.users().find(id)?;
        panic_silently()
    }));
    assert!(matches!(outcome, Err(StoreError::Panicked)), "{outcome:?}");
    assert_eq!(find_user(store, id), Some(user));
}

/// Panics without the report that a panic makes, which would look like a failed test.
pub(super) fn panic_silently() -> ! {
    std::panic::resume_unwind(Box::new("a unit of work of the suite panics on purpose"))
}

fn a_unit_may_end_with_an_error_of_its_own(store: &Store) {
    #[derive(Debug)]
    enum Own {
        Reason(&'static str),
        Store(StoreError),
    }
    impl From<StoreError> for Own {
        fn from(error: StoreError) -> Self {
            Self::Store(error)
        }
    }
    let scene = Scene::set(store);
    let unit = scene.clone();
    let outcome: Result<(), Own> = block_on(store.write(move |work| {
        write_everything(work, &unit)?;
        Err(Own::Reason("changed its mind"))
    }));
    match outcome {
        Err(Own::Reason(reason)) => assert_eq!(reason, "changed its mind"),
        Err(Own::Store(error)) => panic!("the store answered {error:?} in its place"),
        Ok(()) => panic!("the error was lost"),
    }
    scene.assert_untouched(store);
}

fn a_refused_name_undoes_everything_before_it(store: &Store) {
    let scene = Scene::set(store);
    let unit = scene.clone();
    let outcome = write(store, move |work| {
        write_everything(work, &unit)?;
        // Taken by the newcomer of this very unit.
        work.users().add(unit.newcomer.clone(), &hash())
    });
    assert!(
        matches!(outcome, Err(StoreError::Duplicate(Entity::Username))),
        "{outcome:?}"
    );
    scene.assert_untouched(store);
    scene.assert_still_possible(store);
}

fn a_refused_name_harms_no_later_unit(store: &Store) {
    let taken = fixtures::new_user(fixtures::identity(&unique("ada")));
    let first = taken.clone();
    commit(store, move |work| work.users().add(first.clone(), &hash()));
    // More often than there are connections, so that each of them has seen one.
    for _ in 0..20 {
        let again = taken.clone();
        let outcome = write(store, move |work| work.users().add(again.clone(), &hash()));
        assert!(
            matches!(outcome, Err(StoreError::Duplicate(Entity::Username))),
            "{outcome:?}"
        );
        add_user(store);
    }
}

fn a_unit_may_write_much(store: &Store) {
    let owner = add_user(store).id;
    commit(store, move |work| {
        for _ in 0..100 {
            work.tasks()
                .add(&fixtures::new_task(owner, draft("read")))?
                .expect("the owner is there");
        }
        Ok(())
    });
    assert_eq!(list(store, owner).len(), 100);
}
