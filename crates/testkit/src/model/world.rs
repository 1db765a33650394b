//! The use cases on one of the two stores.

mod tasks;

use std::sync::Arc;

use docket_application::ports::clock::Clock;
use docket_application::ports::store::{Store, StoreError};
use docket_application::ports::throttle::Unthrottled;
use docket_application::sessions::Callers;
use docket_application::tasks::{TaskQuery, TaskSettings};
use docket_application::{
    AccountService, Caller, PageRequest, Passwords, StatisticsService, TagService, TaskService,
};
use docket_domain::user::UserPatch;
use docket_domain::{TaskId, TimeZone, User};

use super::answer::{Answer, Numbers, refused_account, refused_tag};
use super::command::Command;
use crate::fakes::{AuditLog, FixedClock, PlainHasher};
use crate::fixtures::{self, password, session_id, unique};

const PASSWORD: &str = "correct horse";

/// The use cases on a store, and who and what there is by number.
pub(super) struct World {
    store: Store,
    clock: Arc<FixedClock>,
    accounts: AccountService,
    tasks: TaskService,
    tags: TagService,
    statistics: StatisticsService,
    /// What makes names different from those of other histories.
    mark: String,
    callers: Vec<Caller>,
    numbers: Numbers,
    /// Whose list was read last, and from where it goes on.
    list: Option<(usize, TaskQuery)>,
}

impl World {
    /// A world with one user in it.
    pub(super) async fn on(store: Store) -> Self {
        let clock = Arc::new(FixedClock::new());
        let settings = TaskSettings {
            keep_answers_for: 60,
            ..TaskSettings::default()
        };
        let passwords = Passwords::new(Arc::new(PlainHasher::new()), Arc::new(Unthrottled));
        let audit = Arc::new(AuditLog::new());
        let mut world = Self {
            accounts: AccountService::new(
                store.clone(),
                passwords,
                clock.clone(),
                audit.clone(),
                Callers::new(),
            ),
            tasks: TaskService::new(store.clone(), clock.clone(), audit, settings),
            tags: TagService::new(store.clone(), clock.clone()),
            statistics: StatisticsService::new(store.clone(), clock.clone()),
            store,
            clock,
            mark: unique("h"),
            callers: Vec::new(),
            numbers: Numbers::default(),
            list: None,
        };
        assert_eq!(world.register("someone").await, Answer::Done);
        world
    }

    /// Removes everyone, and all that is theirs.
    pub(super) async fn clear_up(self) {
        for id in self.numbers.users {
            let gone = self.store.write(move |work| work.users().remove(id)).await;
            gone.expect("users can be removed");
        }
    }

    /// Does what `command` says, and answers what was answered.
    pub(super) async fn run(&mut self, command: &Command) -> Answer {
        match command.clone() {
            Command::Register { name } => self.register(name).await,
            Command::Leave { user } => {
                let outcome = self
                    .accounts
                    .delete(self.caller(user), password(PASSWORD))
                    .await;
                outcome.map_or_else(|error| refused_account(&error), |()| Answer::Done)
            }
            Command::Move { user, zone } => self.move_to(user, zone).await,
            Command::Pass { seconds } => {
                self.clock.advance_seconds(seconds);
                Answer::Done
            }
            Command::Forget { limit } => self.forget(limit).await,
            Command::Create { .. } | Command::CreateAll { .. } | Command::CreateOnce { .. } => {
                self.create(command.clone()).await
            }
            Command::List {
                user,
                filter,
                order,
                page,
                with_total,
            } => {
                let query = TaskQuery {
                    filter: filter.0,
                    order,
                    after: None,
                    page,
                    with_total,
                };
                self.list(user, query).await
            }
            Command::Next { limit } => match self.list.take() {
                Some((user, query)) => {
                    let page = PageRequest::new(0, limit);
                    self.list(user, TaskQuery { page, ..query }).await
                }
                None => Answer::Done,
            },
            Command::Tags { user } => match self.tags.list(self.caller(user)).await {
                Ok(tags) => Answer::Tags(tags),
                Err(error) => refused_tag(&error.into()),
            },
            Command::Statistics { user } => match self.statistics.of(self.caller(user)).await {
                Ok(mut statistics) => {
                    statistics.by_kind.sort_unstable();
                    Answer::Statistics(statistics)
                }
                Err(error) => refused_tag(&error.into()),
            },
            Command::RenameTag { user, old, new } => {
                let outcome = self.tags.rename(self.caller(user), old, new).await;
                outcome.map_or_else(|error| refused_tag(&error), Answer::Number)
            }
            Command::DropTag { user, tag } => {
                let outcome = self.tags.remove(self.caller(user), tag).await;
                outcome.map_or_else(|error| refused_tag(&error), Answer::Number)
            }
            Command::EditAll { .. } | Command::DeleteAll { .. } | Command::Delete { .. } => {
                self.change_or_delete(command.clone()).await
            }
            other => self.get_or_change(other).await,
        }
    }

    async fn list(&mut self, user: usize, query: TaskQuery) -> Answer {
        let outcome = self.tasks.list(self.caller(user), query.clone()).await;
        match outcome {
            Ok(page) => {
                let after = page.items.last().map(|last| query.order.position(last));
                self.list = after.map(|after| {
                    let after = Some(after);
                    (user, TaskQuery { after, ..query })
                });
                Answer::Page {
                    items: self.numbers.see_all(&page.items),
                    has_more: page.has_more,
                    total: page.total,
                }
            }
            Err(error) => self.numbers.refused(&error),
        }
    }

    async fn register(&mut self, name: &str) -> Answer {
        let identity = fixtures::identity(&format!("{name}-{}", self.mark));
        match self.accounts.register(identity, password(PASSWORD)).await {
            Ok(user) => {
                self.numbers.users.push(user.id);
                self.callers.push(caller(user));
                Answer::Done
            }
            Err(error) => refused_account(&error),
        }
    }

    async fn move_to(&mut self, user: usize, zone: &str) -> Answer {
        let patch = UserPatch {
            time_zone: Some(TimeZone::parse(zone).expect("these are good zones")),
            ..UserPatch::default()
        };
        match self.accounts.edit(self.caller(user), patch).await {
            Ok(edited) => {
                let number = user % self.callers.len();
                self.callers[number] = caller(edited);
                Answer::Done
            }
            Err(error) => refused_account(&error),
        }
    }

    async fn forget(&self, limit: u16) -> Answer {
        let now = self.clock.now();
        let outcome: Result<usize, StoreError> = self
            .store
            .write(move |work| work.answers().remove_expired(now, limit))
            .await;
        Answer::Number(outcome.expect("answers can be removed"))
    }

    fn caller(&self, number: usize) -> &Caller {
        &self.callers[number % self.callers.len()]
    }

    /// The task with this number; one that never was, if there are none.
    fn task(&self, number: usize) -> TaskId {
        let known = &self.numbers.tasks;
        let id = known.get(number % known.len().max(1)).copied();
        id.unwrap_or_else(|| fixtures::task_id(i64::MAX))
    }
}

/// `user` as one who makes requests: nothing here asks in which session.
fn caller(user: User) -> Caller {
    Caller::new(user, session_id(1))
}
