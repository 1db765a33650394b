//! By whose authority accounts are managed, and that it is asked for each time.

use docket_domain::policy::authorize_management;
use docket_domain::{NotAdmin, UserId};

use super::{AdministrationError, AdministrationService};
use crate::ports::audit::{Act, Actor, Event};
use crate::ports::store::UnitOfWork;
use crate::sessions::Caller;

/// By whose authority accounts are managed.
#[derive(Debug, Clone, Copy)]
pub enum Authority<'a> {
    /// A caller's, who must be an administrator.
    Caller(&'a Caller),
    /// That of someone who can run commands beside the database.
    Operator,
}

impl AdministrationService {
    /// Runs a unit of work that manages accounts, if whoever asks may do that when it is run. It
    /// gets the active administrators, whom nobody else changes meanwhile. What it may have changed
    /// of `user` is not remembered.
    pub(super) async fn manage<T: Send + 'static>(
        &self,
        by: Authority<'_>,
        user: Option<UserId>,
        mut unit: impl FnMut(&mut dyn UnitOfWork, &[UserId]) -> Result<T, AdministrationError>
        + Send
        + 'static,
    ) -> Result<T, AdministrationError> {
        let asking = self.authorize(by)?;
        let outcome = self
            .store
            .write(move |work| {
                let admins = hold_admins(work, asking)?;
                unit(work, &admins)
            })
            .await
            .inspect_err(|error| self.note_denial(by, error));
        if let Some(user) = user {
            self.callers.forget(user);
        }
        outcome
    }

    /// Asks the policy, and tells which administrator it is, if it is one over HTTP.
    pub(super) fn authorize(
        &self,
        by: Authority<'_>,
    ) -> Result<Option<UserId>, AdministrationError> {
        let Authority::Caller(caller) = by else {
            return Ok(None);
        };
        authorize_management(caller.actor())
            .map_err(AdministrationError::from)
            .inspect_err(|error| self.note_denial(by, error))?;
        Ok(Some(caller.user_id()))
    }

    fn note_denial(&self, by: Authority<'_>, error: &AdministrationError) {
        if let (Authority::Caller(caller), AdministrationError::Denied(_)) = (by, error) {
            let event = Event::by(Act::AccessDenied, caller.user_id());
            self.audit.record(&event.of_session(caller.session_id()));
        }
    }

    pub(super) fn note(&self, by: Authority<'_>, act: Act, user: UserId) {
        let (actor, session) = match by {
            Authority::Caller(caller) => (Actor::User(caller.user_id()), Some(caller.session_id())),
            Authority::Operator => (Actor::Operator, None),
        };
        self.audit.record(&Event {
            act,
            actor,
            user: Some(user),
            session,
        });
    }
}

/// Holds the active administrators, of whom the one who asks must still be one: another one may
/// have demoted them since their token was checked.
fn hold_admins(
    work: &mut dyn UnitOfWork,
    asking: Option<UserId>,
) -> Result<Vec<UserId>, AdministrationError> {
    let admins = work.users().hold_active_admins()?;
    match asking {
        Some(actor) if !admins.contains(&actor) => Err(NotAdmin::of(actor).into()),
        _ => Ok(admins),
    }
}
