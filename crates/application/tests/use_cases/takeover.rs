//! Taking over users and tasks of another program.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use docket_application::TakeoverService;
use docket_application::ports::audit::{Act, Actor};
use docket_application::ports::foreign::{
    Flaw, ForeignSource, ForeignTask, ForeignUser, Found, Rows, Shape, SourceError, TableShape,
    Take,
};
use docket_application::ports::hasher::PasswordHash;
use docket_application::ports::store::StoreError;
use docket_application::takeover::{
    Choices, Fault, Faults, OwnerlessTasks, Summary, Survey, TakeoverError, UnusablePasswords, Why,
};
use docket_domain::{Priority, Role, Status, Tags, Task, Timestamp, User, Violation};
use docket_testkit::fixtures::{email, instant, tags, title, username};

use crate::world::{PASSWORD, World};

/// What another program has.
#[derive(Clone)]
struct Source {
    shape: Shape,
    users: Vec<Found<ForeignUser>>,
    tasks: Vec<Found<ForeignTask>>,
}

impl Source {
    fn of(users: Vec<Found<ForeignUser>>, tasks: Vec<Found<ForeignTask>>) -> Self {
        let table = |name: &str, used: &[(&'static str, &str)]| TableShape {
            name: name.to_owned(),
            used: used
                .iter()
                .map(|(what, name)| (*what, (*name).to_owned()))
                .collect(),
            unused: Vec::new(),
        };
        Self {
            shape: Shape {
                users: table(
                    "users",
                    &[
                        ("user name", "login"),
                        ("e-mail", "mail"),
                        ("password", "pw_hash"),
                    ],
                ),
                tasks: Some(table("todos", &[("owner", "user_id")])),
                tags: Vec::new(),
                unused: Vec::new(),
            },
            users,
            tasks,
        }
    }
}

impl ForeignSource for Source {
    fn shape(&self) -> &Shape {
        &self.shape
    }

    fn count(&mut self) -> Result<Rows, SourceError> {
        Ok(Rows {
            users: self.users.len() as u64,
            tasks: self.tasks.len() as u64,
        })
    }

    fn users(&mut self, take: &mut Take<'_, ForeignUser>) -> Result<(), SourceError> {
        in_pages(&self.users, take);
        Ok(())
    }

    fn tasks(&mut self, take: &mut Take<'_, ForeignTask>) -> Result<(), SourceError> {
        in_pages(&self.tasks, take);
        Ok(())
    }
}

fn in_pages<T: Clone>(rows: &[Found<T>], take: &mut Take<'_, T>) {
    for page in rows.chunks(2) {
        if take(page.to_vec()) == ControlFlow::Break(()) {
            break;
        }
    }
}

fn row<T>(id: &str, holds: T) -> Found<T> {
    Found {
        id: id.to_owned(),
        holds: Ok(Some(holds)),
    }
}

fn user(name: &str) -> ForeignUser {
    ForeignUser {
        username: Some(username(name)),
        email: None,
        password_hash: Some(PasswordHash::new(format!("plain:1:{PASSWORD}"))),
        role: Role::User,
        is_active: true,
        created_at: None,
    }
}

fn task(owner: &str, name: &str) -> ForeignTask {
    ForeignTask {
        owner: Some(owner.to_owned()),
        title: title(name),
        description: None,
        status: None,
        is_completed: None,
        priority: Priority::Medium,
        due_date: None,
        tags: Tags::default(),
        created_at: None,
        updated_at: None,
        completed_at: None,
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn service(world: &World) -> TakeoverService {
    TakeoverService::new(
        world.store.clone(),
        world.hasher.clone(),
        world.clock.clone(),
        world.audit.clone(),
    )
}

/// What is found of `source`, compared with what is there.
async fn survey(world: &World, source: &Source, choices: Choices) -> Survey {
    let mut source = source.clone();
    let mut survey = Survey::of(&mut source, &*world.hasher, choices, &|_| ()).unwrap();
    service(world).compare(&mut survey).await.unwrap();
    survey
}

async fn bring(world: &World, source: Source, choices: Choices) -> Result<Summary, TakeoverError> {
    let source = Box::new(source);
    service(world)
        .bring(source, choices, Arc::new(|_| ()))
        .await
}

/// Everybody who is there, and their tasks.
async fn everything(world: &World) -> Vec<(User, Vec<Task>)> {
    let read = world.store.read::<_, StoreError, _>(|work| {
        let users = work.users().list(
            &docket_application::administration::UserQuery::default(),
            100,
        )?;
        users
            .into_iter()
            .map(|user| {
                let query = docket_application::tasks::TaskQuery::default();
                let tasks = work.tasks().list(user.id, &query, 100)?;
                Ok((user, tasks))
            })
            .collect()
    });
    read.await.unwrap()
}

fn fault(table: &str, id: &str, column: &str, why: Why) -> Fault {
    Fault {
        table: table.to_owned(),
        id: id.to_owned(),
        column: column.to_owned(),
        why,
    }
}

#[tokio::test]
async fn users_and_their_tasks_come_with_all_that_is_known_of_them() {
    let world = World::new();
    let ada = ForeignUser {
        email: Some(email("ada@mail.example")),
        role: Role::Admin,
        created_at: Some(at("2020-01-01T00:00:00Z")),
        ..user("ada")
    };
    let bob = ForeignUser {
        is_active: false,
        ..user("bob")
    };
    let read = ForeignTask {
        status: Some(Status::InProgress),
        priority: Priority::Urgent,
        due_date: Some("2026-12-01".parse().unwrap()),
        tags: tags("a,b"),
        created_at: Some(at("2020-01-02T00:00:00Z")),
        updated_at: Some(at("2020-01-03T00:00:00Z")),
        ..task("1", "read")
    };
    let source = Source::of(
        vec![row("1", ada), row("x-2", bob)],
        vec![
            row("9", read),
            row("8", task("x-2", "write")),
            row("7", task("1", "rest")),
        ],
    );
    let survey = survey(&world, &source, Choices::default()).await;
    assert_eq!(survey.faults().count(), 0);
    let summary = bring(&world, source, Choices::default()).await.unwrap();
    assert_eq!(summary, survey.summary());
    assert_eq!(
        summary,
        Summary {
            users: 2,
            administrators: 1,
            disabled: 1,
            tasks: 3,
            tags: 2,
            ..Summary::default()
        }
    );

    let all = everything(&world).await;
    let [(ada, of_ada), (bob, of_bob)] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(ada.identity.email(), Some(&email("ada@mail.example")));
    assert_eq!((ada.role, ada.is_active), (Role::Admin, true));
    assert_eq!(ada.created_at, at("2020-01-01T00:00:00Z"));
    assert_eq!((bob.role, bob.is_active), (Role::User, false));
    assert_eq!(bob.created_at, instant());
    let titles: Vec<&str> = of_ada
        .iter()
        .map(|task| task.record().title.as_str())
        .collect();
    assert_eq!(
        titles,
        ["read", "rest"],
        "in the order in which they were read"
    );
    let read = of_ada[0].record();
    assert_eq!((read.status, read.completed_at), (Status::InProgress, None));
    assert_eq!(
        (read.priority, read.tags.join()),
        (Priority::Urgent, "a,b".to_owned())
    );
    assert_eq!(read.due_date.unwrap().to_string(), "2026-12-01");
    assert_eq!(read.created_at, at("2020-01-02T00:00:00Z"));
    assert_eq!(read.updated_at, at("2020-01-03T00:00:00Z"));
    let write = of_bob[0].record();
    assert_eq!((write.created_at, write.updated_at), (instant(), instant()));

    world.log_in("ada", PASSWORD).await.unwrap();
    let made: Vec<_> = world.audit.take();
    let registered = made.iter().filter(|event| event.act == Act::Registered);
    assert!(
        registered
            .clone()
            .all(|event| event.actor == Actor::Operator)
    );
    assert_eq!(registered.count(), 2);
}

#[tokio::test]
async fn a_task_is_completed_if_its_status_or_its_box_says_so() {
    let early = at("2020-01-01T00:00:00Z");
    let late = at("2020-01-05T00:00:00Z");
    let (pending, completed) = (Status::Pending, Status::Completed);
    let cases = [
        (None, None, None, pending, None, 0),
        (None, None, Some(early), completed, Some(early), 0),
        (None, Some(true), None, completed, Some(late), 0),
        (None, Some(false), Some(early), pending, None, 0),
        (
            Some(completed),
            None,
            Some(early),
            completed,
            Some(early),
            0,
        ),
        (Some(completed), Some(false), None, completed, Some(late), 1),
        (
            Some(pending),
            Some(true),
            Some(early),
            completed,
            Some(early),
            1,
        ),
        (
            Some(Status::Cancelled),
            Some(true),
            None,
            completed,
            Some(late),
            1,
        ),
        (
            Some(Status::Cancelled),
            Some(false),
            Some(early),
            Status::Cancelled,
            None,
            0,
        ),
        (Some(pending), None, Some(early), pending, None, 0),
    ];
    for (status, is_completed, completed_at, expected, at, contradictions) in cases {
        let world = World::new();
        let task = ForeignTask {
            status,
            is_completed,
            completed_at,
            created_at: Some(early),
            updated_at: Some(late),
            ..task("1", "read")
        };
        let source = Source::of(vec![row("1", user("ada"))], vec![row("1", task)]);
        let summary = bring(&world, source, Choices::default()).await.unwrap();
        assert_eq!(
            summary.contradictions, contradictions,
            "{status:?} {is_completed:?}"
        );
        let all = everything(&world).await;
        let record = all[0].1[0].record();
        assert_eq!(
            (record.status, record.completed_at),
            (expected, at),
            "{status:?} {is_completed:?} {completed_at:?}"
        );
    }
}

#[tokio::test]
async fn every_fault_is_named_at_once_and_no_value_with_it() {
    let world = World::new();
    world.register("TAKEN").await;
    let taken = everything(&world).await[0].0.id;
    let (mut doubled, mut nobody, mut plain) = (user("ADA"), user("x-x"), user("plain"));
    doubled.email = Some(email("Ada@mail.example"));
    nobody.username = None;
    plain.password_hash = Some(PasswordHash::new("hunter2".to_owned()));
    let mut first = user("ada");
    first.email = Some(email("ada@MAIL.example"));
    let flawed = Found {
        id: "6".to_owned(),
        holds: Err(vec![Flaw {
            column: "mail".to_owned(),
            violation: Violation::Required,
        }]),
    };
    let mut lost = task("1", "lost");
    lost.owner = None;
    let source = Source::of(
        vec![
            row("1", first),
            row("2", doubled),
            row("3", nobody),
            row("4", user("taken")),
            row("5", plain),
            flawed,
        ],
        vec![
            row("1", task("1", "good")),
            row("2", task("5", "of someone who is told of already")),
            row("3", task("77", "of a stranger")),
            row("4", lost),
        ],
    );
    let survey = survey(&world, &source, Choices::default()).await;
    assert_eq!(
        survey.faults().first(),
        [
            fault("users", "2", "login", Why::Duplicate("1".to_owned())),
            fault("users", "2", "mail", Why::Duplicate("1".to_owned())),
            fault("users", "3", "login", Why::NoName),
            fault("users", "5", "pw_hash", Why::UnusablePassword),
            fault("users", "6", "mail", Why::Violation(Violation::Required)),
            fault("todos", "3", "user_id", Why::OwnerMissing),
            fault("todos", "4", "user_id", Why::NoOwner),
            fault("users", "4", "login", Why::Taken(taken)),
        ]
    );
    let told = format!("{:?}", survey.faults());
    assert!(!told.contains("hunter2"), "{told}");

    // Whoever brings it over all the same brings nothing.
    assert!(bring(&world, source, Choices::default()).await.is_err());
    assert_eq!(everything(&world).await.len(), 1);
}

#[tokio::test]
async fn of_very_many_faults_the_first_are_kept_and_all_are_counted() {
    let world = World::new();
    let tasks = (0..250).map(|id| row(&id.to_string(), task("nobody", "lost")));
    let source = Source::of(Vec::new(), tasks.collect());
    let survey = survey(&world, &source, Choices::default()).await;
    assert_eq!(survey.faults().count(), 250);
    assert_eq!(survey.faults().first().len(), Faults::KEPT);
}

#[tokio::test]
async fn a_password_that_cannot_come_is_replaced_if_that_is_asked_for() {
    let world = World::new();
    let choices = Choices {
        unusable_passwords: UnusablePasswords::Replace,
        ..Choices::default()
    };
    let (mut plain, mut none) = (user("plain"), user("none"));
    plain.password_hash = Some(PasswordHash::new(PASSWORD.to_owned()));
    none.password_hash = None;
    let source = Source::of(
        vec![row("1", user("ada")), row("2", plain), row("3", none)],
        vec![row("1", task("2", "read"))],
    );
    assert_eq!(survey(&world, &source, choices).await.faults().count(), 0);
    let summary = bring(&world, source, choices).await.unwrap();
    assert_eq!((summary.users, summary.without_password), (3, 2));
    assert_eq!(everything(&world).await[1].1.len(), 1);
    world.log_in("ada", PASSWORD).await.unwrap();
    for name in ["plain", "none"] {
        assert!(world.log_in(name, PASSWORD).await.is_err(), "{name}");
    }
}

#[tokio::test]
async fn what_was_deleted_stays_and_what_is_nobodys_if_that_is_asked_for() {
    let world = World::new();
    let gone = |id: &str| Found {
        id: id.to_owned(),
        holds: Ok(None),
    };
    let gone_task = Found {
        id: "1".to_owned(),
        holds: Ok(None),
    };
    let source = Source::of(
        vec![row("1", user("ada")), gone("2")],
        vec![
            gone_task,
            row("2", task("2", "of someone who was deleted")),
            row("3", task("3", "of nobody")),
            row("4", task("1", "read")),
        ],
    );
    let choices = Choices {
        ownerless_tasks: OwnerlessTasks::Skip,
        ..Choices::default()
    };
    let expected = Summary {
        users: 1,
        tasks: 1,
        users_left: 1,
        tasks_left: 2,
        tasks_without_owner: 1,
        ..Summary::default()
    };
    let survey = survey(&world, &source, choices).await;
    assert_eq!((survey.faults().count(), survey.summary()), (0, expected));
    assert_eq!(bring(&world, source, choices).await.unwrap(), expected);
    let all = everything(&world).await;
    assert_eq!((all.len(), all[0].1.len()), (1, 1));
}

#[tokio::test]
async fn a_name_that_is_taken_after_it_was_looked_for_ends_it() {
    let world = World::new();
    let source = Source::of(
        vec![row("1", user("bob")), row("2", user("ada"))],
        Vec::new(),
    );
    assert_eq!(
        survey(&world, &source, Choices::default())
            .await
            .faults()
            .count(),
        0
    );
    world.register("Ada").await;
    let error = bring(&world, source, Choices::default()).await.unwrap_err();
    assert!(
        matches!(error, TakeoverError::Taken { ref id, .. } if id == "2"),
        "{error}"
    );
    assert_eq!(everything(&world).await.len(), 1);
}

#[tokio::test]
async fn how_far_it_has_come_is_told_in_rows() {
    let world = World::new();
    let users = (0..5).map(|id| row(&id.to_string(), user(&format!("user{id}"))));
    let tasks = (0..3).map(|id| row(&id.to_string(), task("1", "read")));
    let mut source = Source::of(users.collect(), tasks.collect());
    let rows = AtomicU64::new(0);
    let count = |more| {
        rows.fetch_add(more, Ordering::Relaxed);
    };
    Survey::of(&mut source, &*world.hasher, Choices::default(), &count).unwrap();
    assert_eq!(rows.load(Ordering::Relaxed), 8);
}

#[tokio::test]
async fn what_cannot_have_been_was_as_near_to_it_as_it_can_have_been() {
    let world = World::new();
    let done = ForeignTask {
        status: Some(Status::Completed),
        // A clock in another zone than that of the completion.
        created_at: Some(at("2020-01-02T02:00:00Z")),
        updated_at: Some(at("9000-01-01T00:00:00Z")),
        completed_at: Some(at("2020-01-02T00:30:00Z")),
        ..task("1", "read")
    };
    let source = Source::of(vec![row("1", user("ada"))], vec![row("9", done)]);
    bring(&world, source, Choices::default()).await.unwrap();
    let all = everything(&world).await;
    let read = all[0].1[0].record();
    assert_eq!(read.created_at, at("2020-01-02T02:00:00Z"));
    assert_eq!(read.completed_at, Some(read.created_at));
    assert_eq!(read.updated_at, instant());
}
