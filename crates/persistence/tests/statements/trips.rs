//! How many times each use case waits for the server of the database.
//!
//! Each wait costs a way over the network and back, and holds one of few connections meanwhile. So
//! a use case that needs more of them than before fails here; one that needs less is welcome.

use std::cell::Cell;
use std::sync::Arc;

use docket_application::ports::idempotency::{Attempt, IdempotencyKey};
use docket_application::sessions::{Callers, Grant, Tokens};
use docket_application::tasks::{Precondition, TaskQuery, TaskSettings};
use docket_application::{
    AccountService, Caller, Passwords, SessionService, StatisticsService, TaskService,
};
use docket_domain::{Device, Task, TaskDraft, TaskPatch};
use docket_testkit::database::TestEngine;
use docket_testkit::fakes::{
    AuditLog, FixedClock, PlainHasher, PlainRefreshTokens, PlainTokens, StrictThrottle,
};
use docket_testkit::{block_on, fixtures};
use secrecy::ExposeSecret;

use crate::recorder::{Recorded, trips};
use crate::tags;

/// The password that everybody has.
const PASSWORD: &str = "correct horse";

/// The use cases, on a database that tells what it is asked.
struct World {
    _recorded: Recorded,
    accounts: AccountService,
    sessions: SessionService,
    tasks: TaskService,
    statistics: StatisticsService,
    /// What tells apart those who come several times.
    number: Cell<u32>,
}

impl World {
    fn new(engine: TestEngine) -> Self {
        let recorded = Recorded::new(engine);
        let store = recorded.store.clone();
        let (clock, audit) = (Arc::new(FixedClock::new()), Arc::new(AuditLog::new()));
        let passwords = Passwords::new(
            Arc::new(PlainHasher::new()),
            Arc::new(StrictThrottle::new()),
        );
        let callers = Callers::new();
        Self {
            accounts: AccountService::new(
                store.clone(),
                passwords.clone(),
                clock.clone(),
                audit.clone(),
                callers.clone(),
            ),
            sessions: SessionService::new(
                store.clone(),
                passwords,
                Tokens {
                    access: Arc::new(PlainTokens::good_for(600)),
                    refresh: Arc::new(PlainRefreshTokens::new()),
                },
                clock.clone(),
                audit.clone(),
                callers,
                fixtures::session_lifetime(),
            ),
            tasks: TaskService::new(store.clone(), clock.clone(), audit, TaskSettings::default()),
            statistics: StatisticsService::new(store, clock),
            _recorded: recorded,
            number: Cell::new(0),
        }
    }

    fn next_number(&self) -> u32 {
        self.number.set(self.number.get() + 1);
        self.number.get()
    }

    fn register(&self) -> String {
        let name = format!("ada-{}", self.next_number());
        let identity = fixtures::identity(&name);
        block_on(
            self.accounts
                .register(identity, fixtures::password(PASSWORD)),
        )
        .unwrap();
        name
    }

    fn log_in(&self, name: &str) -> Grant {
        let password = fixtures::password(PASSWORD);
        block_on(self.sessions.log_in(name, password, Device::default())).unwrap()
    }

    fn authenticate(&self, grant: &Grant) -> Caller {
        let token = grant.access.token.expose_secret();
        block_on(self.sessions.authenticate(token)).unwrap()
    }

    fn create(&self, caller: &Caller, draft: TaskDraft) -> Task {
        block_on(self.tasks.create(caller, draft)).unwrap()
    }

    /// Creates a task under a key that is new.
    fn create_once(&self, caller: &Caller) {
        let key = format!("key-{}", self.next_number());
        let attempt = Attempt {
            key: IdempotencyKey::parse(&key).unwrap(),
            fingerprint: [0; 32],
        };
        let draft = fixtures::draft("once");
        let render = |_: &[Task]| Vec::new();
        block_on(
            self.tasks
                .create_all_once(caller, vec![draft], attempt, render),
        )
        .unwrap();
    }

    fn list(&self, caller: &Caller, with_total: bool) {
        let query = TaskQuery {
            with_total,
            ..TaskQuery::default()
        };
        block_on(self.tasks.list(caller, query)).unwrap();
    }

    /// Gives a task this title, or also these tags.
    fn edit(&self, caller: &Caller, task: &Task, joined: Option<&str>) {
        let title = format!("title {}", self.next_number());
        let patch = TaskPatch {
            title: Some(fixtures::title(&title)),
            tags: joined.map(|joined| tags(&format!("{joined}{}", self.next_number()))),
            ..TaskPatch::default()
        };
        block_on(
            self.tasks
                .edit(caller, task.id(), patch, Precondition::None),
        )
        .unwrap();
    }

    fn delete(&self, caller: &Caller, task: &Task) {
        block_on(self.tasks.delete(caller, task.id(), Precondition::None)).unwrap();
    }
}

fn each_use_case_waits_as_seldom_as_it_can(engine: TestEngine) {
    // MySQL has to be asked for the id of what was added.
    let id = usize::from(engine == TestEngine::Mysql);
    let world = World::new(engine);
    let name = world.register();
    let caller = world.authenticate(&world.log_in(&name));
    let task = world.create(&caller, fixtures::draft("one"));
    let tagged = TaskDraft {
        tags: tags("home,work"),
        ..fixtures::draft("tagged")
    };
    let retagged = world.create(&caller, tagged.clone());
    let hundred = vec![tagged.clone(); 100];
    let mut doomed: Vec<Task> = (0..3)
        .map(|_| world.create(&caller, tagged.clone()))
        .collect();
    let mut grants: Vec<Grant> = (0..6).map(|_| world.log_in(&name)).collect();

    let seen = [
        (
            "read one",
            trips(|| drop(block_on(world.tasks.get(&caller, task.id())).unwrap())),
        ),
        ("list a page", trips(|| world.list(&caller, false))),
        ("list a page and count", trips(|| world.list(&caller, true))),
        (
            "statistics",
            trips(|| drop(block_on(world.statistics.of(&caller)).unwrap())),
        ),
        (
            "create",
            trips(|| drop(world.create(&caller, fixtures::draft("new")))),
        ),
        (
            "create with tags",
            trips(|| drop(world.create(&caller, tagged.clone()))),
        ),
        ("create under a key", trips(|| world.create_once(&caller))),
        (
            "create a hundred",
            trips(|| {
                drop(block_on(world.tasks.create_all(&caller, hundred.clone())).unwrap());
            }),
        ),
        ("edit", trips(|| world.edit(&caller, &task, None))),
        (
            "edit tags",
            trips(|| world.edit(&caller, &retagged, Some("tag"))),
        ),
        (
            "delete",
            trips(|| world.delete(&caller, &doomed.pop().unwrap())),
        ),
        ("register", trips(|| drop(world.register()))),
        ("log in", trips(|| drop(world.log_in(&name)))),
        (
            "check a remembered caller",
            trips(|| drop(world.authenticate(&grants[0]))),
        ),
        (
            "renew",
            trips(|| {
                let grant = grants.pop().unwrap();
                block_on(world.sessions.refresh(&grant.refresh, Device::default())).unwrap();
            }),
        ),
        (
            "log out",
            trips(|| {
                let caller = world.authenticate(&grants.pop().unwrap());
                block_on(world.sessions.log_out(&caller)).unwrap();
            }),
        ),
    ];
    let expected = [
        ("read one", 1),
        ("list a page", 1),
        ("list a page and count", 4),
        ("statistics", 4),
        ("create", 1 + id),
        ("create with tags", 4 + id),
        ("create under a key", 5 + id),
        ("create a hundred", 4 + id),
        ("edit", 2),
        // The old ones are removed and the new ones added.
        ("edit tags", 6),
        ("delete", 2),
        ("register", 1 + id),
        ("log in", 7 + id),
        ("check a remembered caller", 0),
        ("renew", 5),
        // It is checked first whose the token is.
        ("log out", 2),
    ];
    assert_eq!(seen, expected);
}

#[test]
fn each_use_case_waits_as_seldom_as_it_can_on_postgres() {
    each_use_case_waits_as_seldom_as_it_can(TestEngine::Postgres);
}

#[test]
fn each_use_case_waits_as_seldom_as_it_can_on_mysql() {
    each_use_case_waits_as_seldom_as_it_can(TestEngine::Mysql);
}
