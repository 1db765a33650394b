//! Units that write by one statement at most, without a transaction around it.

use docket_application::ports::store::Job;

use super::{Reason, Try, settle_write};
use crate::error::Fault;
use crate::pooled::manager::Link;
use crate::work::{self, Trouble};

/// Its one statement that writes is a transaction by itself: no round trips to begin and end one,
/// unless the repository needs several statements, or the connection has yet to show that it works.
pub(super) fn single_write(link: &mut Link, job: &mut dyn Job) -> Try {
    let is_fresh = link.is_fresh();
    let ran = work::run_alone(&mut link.connection, is_fresh, job);
    if ran.has_begun {
        return settle_write(link, 1, &ran);
    }
    match (ran.trouble, ran.outcome) {
        (_, None) => {
            link.is_broken = true;
            Try::Done(ran.rolled_back())
        }
        (Some(Trouble::Fault(Fault::Lost)), _) => {
            link.is_broken = true;
            if ran.has_written {
                // It may have been done all the same, as with a commit that fails.
                Try::Done(ran.rolled_back())
            } else {
                Try::Again(Reason::Lost, ran.rolled_back())
            }
        }
        (Some(Trouble::Fault(Fault::Conflict)), _) => {
            Try::Again(Reason::Conflict, ran.rolled_back())
        }
        (Some(Trouble::Stale), _) => Try::Again(Reason::Stale, ran.rolled_back()),
        (Some(Trouble::Fault(Fault::Busy | Fault::Outdated | Fault::Refused)) | None, Some(_)) => {
            Try::Done(ran.rolled_back())
        }
    }
}

#[cfg(test)]
mod tests {
    use std::any::Any;
    use std::time::{Duration, Instant};

    use diesel::connection::SimpleConnection;
    use docket_application::ports::store::{Outcome, UnitOfWork};
    use docket_testkit::database::{TestDatabase, TestEngine};
    use docket_testkit::fixtures;

    use super::*;
    use crate::pooled::session::{Purpose, connect};
    use crate::{DatabaseUrl, Migrator};

    /// Adds a user.
    struct AddUser;

    impl Job for AddUser {
        fn run(&mut self, work: &mut dyn UnitOfWork) -> Outcome {
            let user = fixtures::new_user(fixtures::identity(&fixtures::unique("user")));
            match work.users().add(user, &fixtures::password_hash("hash")) {
                Ok(_) => Outcome::Commit,
                Err(_) => Outcome::Rollback,
            }
        }

        fn into_any(self: Box<Self>) -> Box<dyn Any> {
            self
        }
    }

    /// A connection that the server has ended, and which worked so long ago.
    fn dead(url: &DatabaseUrl, ago: Duration) -> Link {
        let mut connection = connect(url.target(), Purpose::Work).unwrap();
        connection
            .batch_execute("SELECT pg_terminate_backend(pg_backend_pid())")
            .unwrap_err();
        Link {
            connection,
            is_broken: false,
            worked_at: Instant::now().checked_sub(ago).unwrap(),
        }
    }

    #[test]
    fn a_single_write_is_sent_again_only_if_it_was_not_sent_before() {
        let test_database = TestDatabase::create(TestEngine::Postgres);
        let url = DatabaseUrl::parse(test_database.url()).unwrap();
        Migrator::new(&url).run().unwrap();
        let mut idle = dead(&url, Duration::from_secs(2));
        let found = single_write(&mut idle, &mut AddUser);
        assert!(matches!(found, Try::Again(Reason::Lost, _)) && idle.is_broken);
        let mut busy = dead(&url, Duration::ZERO);
        let found = single_write(&mut busy, &mut AddUser);
        assert!(matches!(found, Try::Done(Ok(()))) && busy.is_broken);
    }
}
