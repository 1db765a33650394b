//! Strangers who take all the connections that a server has.

use std::fmt::Debug;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use super::CONNECTIONS;
use crate::failure::{Failure, Outcome};
use crate::poll;

/// How long a server may take to say whether it has room.
const LIMIT: Duration = Duration::from_secs(5);

/// How long it may take until all connections are taken.
const FILL_LIMIT: Duration = Duration::from_secs(20);

/// How many connections more than it is told to a server may have.
const SPARE: usize = 10;

/// Whoever holds the connections of a server. Dropping it sets them free.
#[derive(Debug)]
pub(crate) struct Crowd {
    #[expect(dead_code, reason = "held, and nothing else")]
    connections: Vec<TcpStream>,
}

impl Crowd {
    /// Connects until the server at the port takes no more. `begin` says hello on a new connection,
    /// and answers whether the server has room for it. Nobody logs in: that is not needed to be in
    /// the way of others.
    pub(super) fn gather(
        port: u16,
        begin: impl Fn(&mut TcpStream) -> io::Result<bool>,
    ) -> Outcome<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut connections = Vec::new();
        // Those who were there before may still be leaving: then there is room again.
        poll::until(FILL_LIMIT, "the server to be full", || {
            for _ in 0..usize::from(CONNECTIONS) + SPARE {
                let connect = || {
                    let mut stream = TcpStream::connect_timeout(&address, LIMIT)?;
                    stream.set_read_timeout(Some(LIMIT))?;
                    begin(&mut stream).map(|has_room| has_room.then_some(stream))
                };
                match connect().map_err(Failure::while_doing("taking a connection"))? {
                    Some(stream) => connections.push(stream),
                    None => break,
                }
            }
            Ok((connections.len() >= usize::from(CONNECTIONS)).then_some(()))
        })?;
        Ok(Self { connections })
    }
}
