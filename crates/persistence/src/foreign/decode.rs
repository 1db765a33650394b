//! From what stands in a row to values of the domain: all that is wrong with a row, at once.

use docket_application::ports::foreign::{Flaw, ForeignTask, ForeignUser, Found};
use docket_application::ports::hasher::PasswordHash;
use docket_domain::{Description, Email, Priority, Role, Tags, Title, Username, Violation};

use super::ForeignOptions;
use super::catalog::Column;
use super::rows::{TaskRow, UserRow};
use super::shape::Plan;
use super::{instants, statement, tags, words};

/// What is called an id that is not there.
const NO_ID: &str = "without id";

/// How a UUID is written where there is a type for it.
const UUID: usize = 36;

/// Reads rows.
pub(super) struct Decoder {
    options: ForeignOptions,
    users: UserNames,
    tasks: TaskNames,
}

/// What the columns are called, for those who are told what is wrong.
macro_rules! column_names {
    ($name:ident: $($field:ident),+ $(,)?) => {
        #[derive(Debug, Default)]
        struct $name {
            $($field: String,)+
        }
    };
}

column_names!(UserNames: id, username, email, password, is_admin, is_active, is_disabled, created_at, is_deleted);
column_names!(TaskNames:
    id, owner, title, description, status, completed, priority, due, tags, created_at, updated_at,
    completed_at, is_deleted);

fn name(column: Option<&Column>) -> String {
    column.map(|column| column.name.clone()).unwrap_or_default()
}

/// Collects what is wrong with a row.
#[derive(Default)]
struct Flaws(Vec<Flaw>);

impl Flaws {
    fn note(&mut self, column: &str, violation: Violation) {
        self.0.push(Flaw {
            column: column.to_owned(),
            violation,
        });
    }

    /// The value of a column, if it is there and not blank.
    fn read<T>(
        &mut self,
        column: &str,
        bytes: Option<Vec<u8>>,
        parse: impl FnOnce(&str) -> Result<T, Violation>,
    ) -> Option<T> {
        let value = text(bytes).and_then(|text| match text {
            Some(text) if !text.trim().is_empty() => parse(&text).map(Some),
            _ => Ok(None),
        });
        value.unwrap_or_else(|violation| {
            self.note(column, violation);
            None
        })
    }

    /// The same of a column that must have one.
    fn need<T>(
        &mut self,
        column: &str,
        bytes: Option<Vec<u8>>,
        parse: impl FnOnce(&str) -> Result<T, Violation>,
    ) -> Option<T> {
        let before = self.0.len();
        let value = self.read(column, bytes, parse);
        if value.is_none() && self.0.len() == before {
            self.note(column, Violation::Required);
        }
        value
    }
}

impl Decoder {
    pub(super) fn new(plan: &Plan, options: ForeignOptions) -> Self {
        let users = &plan.users;
        let tasks = plan.tasks.as_ref();
        let linked = plan.links.as_ref().map(|links| links.table.clone());
        Self {
            options,
            users: UserNames {
                id: users.id.name.clone(),
                username: name(users.username.as_ref()),
                email: name(users.email.as_ref()),
                password: name(users.password.as_ref()),
                is_admin: name(users.is_admin.as_ref()),
                is_active: name(users.is_active.as_ref()),
                is_disabled: name(users.is_disabled.as_ref()),
                created_at: name(users.created_at.as_ref()),
                is_deleted: name(users.is_deleted.as_ref()),
            },
            tasks: tasks.map_or_else(TaskNames::default, |tasks| TaskNames {
                id: tasks.id.name.clone(),
                owner: tasks.owner.name.clone(),
                title: tasks.title.name.clone(),
                description: name(tasks.description.as_ref()),
                status: name(tasks.status.as_ref()),
                completed: name(tasks.completed.as_ref()),
                priority: name(tasks.priority.as_ref()),
                due: name(tasks.due.as_ref()),
                tags: linked.unwrap_or_else(|| name(tasks.tags.as_ref())),
                created_at: name(tasks.created_at.as_ref()),
                updated_at: name(tasks.updated_at.as_ref()),
                completed_at: name(tasks.completed_at.as_ref()),
                is_deleted: name(tasks.is_deleted.as_ref()),
            }),
        }
    }

    /// The user of a row.
    pub(super) fn user(&self, row: UserRow) -> Found<ForeignUser> {
        let UserRow {
            id,
            username,
            email,
            password,
            role,
            is_admin,
            is_active,
            is_disabled,
            created_at,
            is_deleted,
            deleted_at,
        } = row;
        let names = &self.users;
        let mut flaws = Flaws::default();
        let id = flaws.need(&names.id, id, |id| Ok(key(id)));
        let is_deleted = flaws.read(&names.is_deleted, is_deleted, words::boolean);
        if is_deleted == Some(true) || has_something(deleted_at.as_deref()) {
            return found(id, flaws, None);
        }
        let email = flaws.read(&names.email, email, Email::parse);
        let username = flaws.read(&names.username, username, |text| {
            login_name(text, email.as_ref())
        });
        let (username, email) = match username {
            Some(Login::Username(username)) => (Some(username), email),
            Some(Login::Email(address)) => (None, Some(address)),
            None => (None, email),
        };
        let password_hash = flaws.read(&names.password, password, |hash| {
            Ok(PasswordHash::new(hash.to_owned()))
        });
        let role = flaws.read("", role, |text| Ok(words::role(text)));
        let is_admin = flaws.read(&names.is_admin, is_admin, words::boolean);
        let is_active = flaws.read(&names.is_active, is_active, words::boolean);
        let is_disabled = flaws.read(&names.is_disabled, is_disabled, words::boolean);
        let created_at = flaws.read(&names.created_at, created_at, instants::instant);
        let user = ForeignUser {
            username,
            email,
            password_hash,
            role: if role == Some(Role::Admin) || is_admin == Some(true) {
                Role::Admin
            } else {
                Role::User
            },
            is_active: is_active.unwrap_or(true) && !is_disabled.unwrap_or(false),
            created_at,
        };
        found(id, flaws, Some(user))
    }

    /// The task of a row.
    pub(super) fn task(&self, row: TaskRow) -> Found<ForeignTask> {
        let TaskRow {
            id,
            owner,
            title,
            description,
            status,
            completed,
            priority,
            due,
            tags,
            created_at,
            updated_at,
            completed_at,
            is_deleted,
            deleted_at,
        } = row;
        let names = &self.tasks;
        let mut flaws = Flaws::default();
        let id = flaws.need(&names.id, id, |id| Ok(key(id)));
        let is_deleted = flaws.read(&names.is_deleted, is_deleted, words::boolean);
        if is_deleted == Some(true) || has_something(deleted_at.as_deref()) {
            return found(id, flaws, None);
        }
        let owner = flaws.read(&names.owner, owner, |id| Ok(key(id)));
        let title = flaws.need(&names.title, title, |text| self.title(text));
        let description = flaws.read(&names.description, description, |text| {
            self.description(text)
        });
        let status = flaws.read(&names.status, status, words::status);
        let is_completed = flaws.read(&names.completed, completed, words::boolean);
        let priority = flaws.read(&names.priority, priority, |text| {
            words::priority(text, &self.options.priorities)
        });
        let due_date = flaws.read(&names.due, due, instants::day);
        let tags = flaws.read(&names.tags, tags, tags::tags);
        let created_at = flaws.read(&names.created_at, created_at, instants::instant);
        let updated_at = flaws.read(&names.updated_at, updated_at, instants::instant);
        let completed_at = flaws.read(&names.completed_at, completed_at, instants::instant);
        let task = title.map(|title| ForeignTask {
            owner,
            title,
            description,
            status,
            is_completed,
            priority: priority.unwrap_or(Priority::Medium),
            due_date,
            tags: tags.unwrap_or_else(Tags::default),
            created_at,
            updated_at,
            completed_at,
        });
        found(id, flaws, task)
    }

    fn title(&self, text: &str) -> Result<Title, Violation> {
        let text = one_newline(text);
        if !self.options.trim {
            return Title::parse(&text);
        }
        let kept = without_control_characters(text.trim());
        Title::parse(&first(kept.trim(), Title::LENGTH.max))
    }

    fn description(&self, text: &str) -> Result<Description, Violation> {
        let text = one_newline(text);
        if !self.options.trim {
            return Description::parse(&text);
        }
        let kept = without_control_characters(&text);
        Description::parse(&first(&kept, Description::LENGTH.max))
    }
}

fn found<T>(id: Option<String>, flaws: Flaws, holds: Option<T>) -> Found<T> {
    let Flaws(flaws) = flaws;
    Found {
        id: id.unwrap_or_else(|| NO_ID.to_owned()),
        holds: if flaws.is_empty() {
            Ok(holds)
        } else {
            Err(flaws)
        },
    }
}

/// What someone logs in by.
enum Login {
    Username(Username),
    Email(Email),
}

/// Reads a user name. Many programs let people log in by their e-mail addresses, and keep those
/// there, too.
fn login_name(text: &str, email: Option<&Email>) -> Result<Login, Violation> {
    if !text.contains('@') {
        return Username::parse(text).map(Login::Username);
    }
    let address = Email::parse(text)?;
    match email {
        Some(email) if email.key() != address.key() => Username::parse(text).map(Login::Username),
        Some(email) => Ok(Login::Email(email.clone())),
        None => Ok(Login::Email(address)),
    }
}

/// The text that stands there.
fn text(bytes: Option<Vec<u8>>) -> Result<Option<String>, Violation> {
    let Some(mut bytes) = bytes else {
        return Ok(None);
    };
    // What was cut off when it was read was so anywhere.
    if bytes.len() == statement::BYTES
        && let Err(error) = str::from_utf8(&bytes)
        && error.error_len().is_none()
    {
        bytes.truncate(error.valid_up_to());
    }
    String::from_utf8(bytes)
        .map(Some)
        .map_err(|_| Violation::Malformed("text in UTF-8"))
}

fn has_something(bytes: Option<&[u8]>) -> bool {
    bytes.is_some_and(|bytes| !bytes.is_empty())
}

/// What spellings of an id have in common: a UUID is written with hyphens or without, in either
/// case, and not always alike in the table that it refers to.
fn key(id: &str) -> String {
    let id = id.trim();
    if id.len() == UUID && id.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-') {
        id.replace('-', "").to_ascii_lowercase()
    } else {
        id.to_owned()
    }
}

/// Browsers send the line ends of Windows, and they are often kept.
fn one_newline(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn without_control_characters(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect()
}

fn first(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}
