//! `docket user promote`, `demote`, `enable` and `disable`.

use docket_application::AdministrationService;
use docket_application::administration::Authority;
use docket_domain::Role;
use docket_domain::user::AccountChange;

use super::failure::Failure;
use super::name::{self, Name};

/// A change of an account.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    account: AccountChange,
    /// What to say when it was made.
    made: &'static str,
    /// What to say when there was nothing to change.
    needless: &'static str,
}

impl Change {
    /// Makes someone an administrator.
    pub(super) const PROMOTE: Self = Self {
        account: role(Role::Admin),
        made: "is an administrator now",
        needless: "was an administrator already",
    };
    /// Makes an administrator an ordinary user.
    pub(super) const DEMOTE: Self = Self {
        account: role(Role::User),
        made: "is no longer an administrator",
        needless: "was no administrator",
    };
    /// Lets someone log in again.
    pub(super) const ENABLE: Self = Self {
        account: activity(true),
        made: "may log in again",
        needless: "was enabled already",
    };
    /// Keeps someone from logging in.
    pub(super) const DISABLE: Self = Self {
        account: activity(false),
        made: "may no longer log in",
        needless: "was disabled already",
    };

    /// Makes the change, and says what became of it.
    pub(super) async fn make(
        self,
        service: &AdministrationService,
        name: &Name,
    ) -> Result<String, Failure> {
        let before = name.find(service).await?;
        let after = service
            .edit(Authority::Operator, before.id, self.account)
            .await
            .map_err(|error| Failure::of(name, error))?;
        let words = if before == after {
            self.needless
        } else {
            self.made
        };
        Ok(format!("{} {words}", name::of(&after)))
    }
}

const fn role(role: Role) -> AccountChange {
    AccountChange {
        role: Some(role),
        is_active: None,
    }
}

const fn activity(is_active: bool) -> AccountChange {
    AccountChange {
        role: None,
        is_active: Some(is_active),
    }
}
