//! Users, sessions and tasks to test with.

use std::sync::atomic::{AtomicU64, Ordering};

use docket_application::accounts::Password;
use docket_application::ports::hasher::PasswordHash;
use docket_application::ports::tokens::{SecretDigest, TokenDigests};
use docket_domain::list::Search;
use docket_domain::session::NewSession;
use docket_domain::task::NewTask;
use docket_domain::user::NewUser;
use docket_domain::{
    Description, Device, DueDate, Email, Identity, SessionId, SessionLifetime, Tag, Tags,
    TaskDraft, TaskId, Timestamp, Title, UserAgent, UserId, Username,
};

/// A number that was not asked for before in this process.
fn unique_number() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// A user name that was not asked for before in this process: `stem` and a number.
#[must_use]
pub fn unique(stem: &str) -> String {
    format!("{stem}-{}", unique_number())
}

/// A digest that was not asked for before in this process.
#[must_use]
pub fn unique_digest() -> SecretDigest {
    let mut bytes = [0xff; 32];
    bytes[..16].fill(0);
    bytes[4..12].copy_from_slice(&unique_number().to_be_bytes());
    SecretDigest(bytes)
}

/// Digests that were not asked for before in this process.
#[must_use]
pub fn unique_digests() -> TokenDigests {
    TokenDigests {
        family: unique_digest(),
        own: unique_digest(),
    }
}

/// This user name.
#[must_use]
pub fn username(raw: &str) -> Username {
    Username::parse(raw).expect("a fixture is a good user name")
}

/// This e-mail address.
#[must_use]
pub fn email(raw: &str) -> Email {
    Email::parse(raw).expect("a fixture is a good e-mail address")
}

/// The identity of someone with a user name alone.
#[must_use]
pub fn identity(name: &str) -> Identity {
    Identity::new(Some(username(name)), None).expect("there is a name")
}

/// The identity of someone with an e-mail address alone.
#[must_use]
pub fn email_identity(address: &str) -> Identity {
    Identity::new(None, Some(email(address))).expect("there is a name")
}

/// The identity of someone with both: `name`, and an address made of it.
#[must_use]
pub fn full_identity(name: &str) -> Identity {
    let address = email(&format!("{name}@mail.example"));
    Identity::new(Some(username(name)), Some(address)).expect("there is a name")
}

/// A user that is not stored yet, made at [`instant`].
#[must_use]
pub fn new_user(identity: Identity) -> NewUser {
    NewUser::create(identity, instant())
}

/// A password.
#[must_use]
pub fn password(text: &str) -> Password {
    Password::new(text.to_owned())
}

/// A hash that is the hash of nothing: stores keep what they are given.
#[must_use]
pub fn password_hash(text: &str) -> PasswordHash {
    PasswordHash::new(text.to_owned())
}

/// A device that calls itself `user_agent`, at no known address.
#[must_use]
pub fn device(user_agent: &str) -> Device {
    Device {
        user_agent: UserAgent::of(user_agent),
        address: None,
    }
}

/// For how long sessions go on here: an hour without being renewed, and a day in all.
#[must_use]
pub fn session_lifetime() -> SessionLifetime {
    SessionLifetime {
        idle: 3600,
        absolute: 86_400,
    }
}

/// A session that is not stored yet, begun at [`instant`] from nobody knows where.
#[must_use]
pub fn new_session(user: UserId) -> NewSession {
    NewSession::start(user, Device::default(), session_lifetime(), instant())
}

/// This title.
#[must_use]
pub fn title(raw: &str) -> Title {
    Title::parse(raw).expect("a fixture is a good title")
}

/// This description.
#[must_use]
pub fn description(raw: &str) -> Description {
    Description::parse(raw).expect("a fixture is a good description")
}

/// This day, written `YYYY-MM-DD`.
#[must_use]
pub fn due_date(raw: &str) -> DueDate {
    raw.parse().expect("a fixture is a good date")
}

/// This tag.
#[must_use]
pub fn tag(raw: &str) -> Tag {
    Tag::parse(raw).expect("a fixture is a good tag")
}

/// These tags, separated by commas.
#[must_use]
pub fn tags(joined: &str) -> Tags {
    Tags::split(joined).expect("a fixture has good tags")
}

/// Words to search for.
#[must_use]
pub fn search(raw: &str) -> Search {
    Search::parse(raw).expect("a fixture can be searched for")
}

/// A draft with this title and the default of everything else.
#[must_use]
pub fn draft(name: &str) -> TaskDraft {
    TaskDraft::new(title(name))
}

/// A draft in which everything has a value that is not the default.
#[must_use]
pub fn full_draft(name: &str) -> TaskDraft {
    TaskDraft {
        title: title(name),
        description: Some(description("from cover to cover")),
        status: docket_domain::Status::InProgress,
        priority: docket_domain::Priority::High,
        due_date: Some(due_date("2026-12-01")),
        tags: tags("deep work,reading"),
    }
}

/// A task that is not stored yet, created at [`instant`].
#[must_use]
pub fn new_task(owner: UserId, draft: TaskDraft) -> NewTask {
    NewTask::create(owner, draft, instant())
}

/// The user id with this number.
#[must_use]
pub fn user_id(number: i64) -> UserId {
    UserId::new(number).expect("a fixture is a positive number")
}

/// The session id with this number.
#[must_use]
pub fn session_id(number: i64) -> SessionId {
    SessionId::new(number).expect("a fixture is a positive number")
}

/// The task id with this number.
#[must_use]
pub fn task_id(number: i64) -> TaskId {
    TaskId::new(number).expect("a fixture is a positive number")
}

/// The instant at which tests begin unless they say otherwise: 2026-01-02T03:04:05.678901Z.
#[must_use]
pub fn instant() -> Timestamp {
    at("2026-01-02T03:04:05.678901Z")
}

/// This instant, by RFC 3339.
#[must_use]
pub fn at(raw: &str) -> Timestamp {
    raw.parse().expect("a fixture is a good instant")
}
