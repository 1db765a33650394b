//! Rows of sessions.

use std::net::IpAddr;

use diesel::prelude::*;
use docket_application::ports::sessions::KeptSession;
use docket_application::ports::store::Inconsistency;
use docket_application::ports::tokens::{SecretDigest, TokenDigests};
use docket_domain::session::{NewSession, UserAgent};
use docket_domain::{Device, Session, SessionId, Timestamp, UserId, Violation};

use super::Place;
use crate::connection::MultiBackend;
use crate::schema::sessions;

/// A session as it is read; the digests of its tokens are not, unless they are asked for.
#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(MultiBackend))]
pub(crate) struct SessionRow {
    id: i64,
    user_id: i64,
    created_at: i64,
    last_used_at: i64,
    expires_at: i64,
    ends_at: i64,
    user_agent: Option<String>,
    address: Option<String>,
}

/// A session and the digest of its present refresh token, as they are read.
#[derive(Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(MultiBackend))]
pub(crate) struct KeptSessionRow {
    #[diesel(embed)]
    session: SessionRow,
    token: Vec<u8>,
}

/// A session as it is added.
#[derive(Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub(crate) struct NewSessionRow<'a> {
    user_id: i64,
    family: &'a [u8],
    token: &'a [u8],
    created_at: i64,
    last_used_at: i64,
    expires_at: i64,
    ends_at: i64,
    user_agent: Option<&'a str>,
    address: Option<String>,
}

/// What renewing a session writes: all but the id, whose it is, when it began and when it ends,
/// and what its tokens share.
#[derive(AsChangeset)]
#[diesel(table_name = sessions, treat_none_as_null = true)]
pub(crate) struct SessionChanges<'a> {
    token: &'a [u8],
    last_used_at: i64,
    expires_at: i64,
    user_agent: Option<&'a str>,
    address: Option<String>,
}

impl<'a> NewSessionRow<'a> {
    /// The row of a session and the digests of its first refresh token.
    pub(crate) fn new(session: &'a NewSession, digests: &'a TokenDigests) -> Self {
        let Session {
            id: (),
            user_id,
            created_at,
            last_used_at,
            expires_at,
            ends_at,
            device: Device {
                user_agent,
                address,
            },
        } = session;
        let TokenDigests { family, own } = digests;
        Self {
            user_id: user_id.get(),
            family: &family.0,
            token: &own.0,
            created_at: created_at.as_microseconds(),
            last_used_at: last_used_at.as_microseconds(),
            expires_at: expires_at.as_microseconds(),
            ends_at: ends_at.as_microseconds(),
            user_agent: user_agent.as_ref().map(UserAgent::as_str),
            address: address.map(|address| address.to_string()),
        }
    }
}

impl<'a> SessionChanges<'a> {
    /// What is written of a session that was renewed, and of its next refresh token.
    pub(crate) fn new(session: &'a Session, next: &'a SecretDigest) -> Self {
        let Session {
            id: _,
            user_id: _,
            created_at: _,
            last_used_at,
            expires_at,
            ends_at: _,
            device: Device {
                user_agent,
                address,
            },
        } = session;
        Self {
            token: &next.0,
            last_used_at: last_used_at.as_microseconds(),
            expires_at: expires_at.as_microseconds(),
            user_agent: user_agent.as_ref().map(UserAgent::as_str),
            address: address.map(|address| address.to_string()),
        }
    }
}

impl TryFrom<SessionRow> for Session {
    type Error = Inconsistency;

    fn try_from(row: SessionRow) -> Result<Self, Inconsistency> {
        let SessionRow {
            id,
            user_id,
            created_at,
            last_used_at,
            expires_at,
            ends_at,
            user_agent,
            address,
        } = row;
        let at = place(id);
        let user_agent = user_agent.as_deref().map(parse_user_agent).transpose();
        let address = address.as_deref().map(parse_address).transpose();
        let instant = Timestamp::from_microseconds;
        Ok(Self {
            id: SessionId::new(id).map_err(at.column("id"))?,
            user_id: UserId::new(user_id).map_err(at.column("user_id"))?,
            created_at: instant(created_at).map_err(at.column("created_at"))?,
            last_used_at: instant(last_used_at).map_err(at.column("last_used_at"))?,
            expires_at: instant(expires_at).map_err(at.column("expires_at"))?,
            ends_at: instant(ends_at).map_err(at.column("ends_at"))?,
            device: Device {
                user_agent: user_agent.map_err(at.column("user_agent"))?,
                address: address.map_err(at.column("address"))?,
            },
        })
    }
}

impl TryFrom<KeptSessionRow> for KeptSession {
    type Error = Inconsistency;

    fn try_from(row: KeptSessionRow) -> Result<Self, Inconsistency> {
        let KeptSessionRow { session, token } = row;
        let at = place(session.id);
        let token = token
            .try_into()
            .map_err(|_| Violation::Malformed("32 bytes"));
        Ok(Self {
            session: session.try_into()?,
            token: SecretDigest(token.map_err(at.column("token"))?),
        })
    }
}

fn place(row: i64) -> Place {
    Place {
        table: "sessions",
        row,
    }
}

/// What a program calls itself. What is stored is what was kept of it, and so is kept unchanged.
fn parse_user_agent(raw: &str) -> Result<UserAgent, Violation> {
    UserAgent::of(raw)
        .filter(|kept| kept.as_str() == raw)
        .ok_or(Violation::Malformed(
            "printable, without blanks at its ends",
        ))
}

fn parse_address(raw: &str) -> Result<IpAddr, Violation> {
    raw.parse()
        .map_err(|_| Violation::Malformed("an IP address"))
}
