//! `docket user list`.

use docket_application::administration::{Authority, UserQuery};
use docket_application::{AdministrationError, AdministrationService, PageRequest};
use docket_domain::list::Search;
use docket_domain::{Email, User, Username};

use super::failure::Failure;
use crate::console::Table;

/// How many columns there are.
pub(super) const COLUMNS: usize = 6;

const TITLES: [&str; COLUMNS] = ["id", "username", "email", "role", "active", "created"];

/// Reads what is searched for.
pub(super) fn parse(search: &str) -> Result<Search, Failure> {
    Search::parse(search).map_err(Failure::Search)
}

/// All users who match, as a table.
pub(super) async fn run(
    service: &AdministrationService,
    search: Search,
) -> Result<Table<COLUMNS>, Failure> {
    let users = all(service, search)
        .await
        .map_err(Failure::Administration)?;
    let mut table = Table::new(TITLES);
    for user in &users {
        table.push(row(user));
    }
    Ok(table)
}

/// All users who match, page by page.
async fn all(
    service: &AdministrationService,
    search: Search,
) -> Result<Vec<User>, AdministrationError> {
    let mut users: Vec<User> = Vec::new();
    loop {
        let query = UserQuery {
            search: search.clone(),
            after: users.last().map(|user| user.id),
            page: PageRequest::new(0, PageRequest::MAX_LIMIT),
            with_total: false,
        };
        let page = service.list(Authority::Operator, query).await?;
        users.extend(page.items);
        if !page.has_more {
            return Ok(users);
        }
    }
}

fn row(user: &User) -> [String; COLUMNS] {
    let absent = || "-".to_owned();
    let User {
        id,
        identity,
        role,
        is_active,
        time_zone: _,
        created_at,
    } = user;
    [
        id.to_string(),
        identity.username().map_or_else(absent, Username::to_string),
        identity.email().map_or_else(absent, Email::to_string),
        role.to_string(),
        if *is_active { "yes" } else { "no" }.to_owned(),
        created_at.to_string(),
    ]
}

#[cfg(test)]
mod tests {
    use docket_domain::user::NewUser;
    use docket_domain::{Identity, Role, UserId};

    use super::*;

    #[test]
    fn what_a_user_does_not_have_is_a_dash() {
        let now = "2026-11-20T08:30:00Z".parse().unwrap();
        let user = |id, username: Option<&str>, email: Option<&str>| {
            let username = username.map(|name| Username::parse(name).unwrap());
            let email = email.map(|email| Email::parse(email).unwrap());
            let identity = Identity::new(username, email).unwrap();
            NewUser::create(identity, now).stored_as(UserId::new(id).unwrap())
        };
        let mut ada = user(7, Some("ada"), None);
        ada.role = Role::Admin;
        let mut bob = user(12, None, Some("bob@example.org"));
        bob.is_active = false;
        assert_eq!(
            row(&ada),
            [
                "7",
                "ada",
                "-",
                "admin",
                "yes",
                "2026-11-20T08:30:00.000000Z"
            ]
        );
        assert_eq!(
            row(&bob),
            [
                "12",
                "-",
                "bob@example.org",
                "user",
                "no",
                "2026-11-20T08:30:00.000000Z"
            ]
        );
    }
}
