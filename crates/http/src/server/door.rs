//! What is asked of the operating system about the listener.

use std::io;
use std::net::{SocketAddr, TcpListener};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use socket2::SockRef;

/// How many connections may wait to be accepted; the operating system may allow fewer. Who finds no
/// room tries again a second later.
const BACKLOG: i32 = 4096;

/// Listens on an address; port 0 stands for any free one.
///
/// # Errors
/// If the address cannot be had.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    // The standard library asks for room for 128, and asking again changes that alone.
    SockRef::from(&listener).listen(BACKLOG)?;
    Ok(listener)
}

/// The listener once more, so that it can be shut some time before it is closed.
pub(super) struct Door(TcpListener);

impl Door {
    pub(super) fn of(listener: &TcpListener) -> io::Result<Self> {
        listener.try_clone().map(Self)
    }

    /// Lets nobody in any more. Who is in can still be accepted, while closing would reset him. Who
    /// knocks now is not heard: his system tries again a second later, and finds nobody listening.
    ///
    /// # Errors
    /// If the operating system cannot do that.
    #[cfg(target_os = "linux")]
    pub(super) fn shut(&self) -> io::Result<()> {
        SockRef::from(&self.0).attach_filter(&NO_NEW_CONNECTIONS)
    }

    /// Is not known how to be done here.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn shut(&self) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    /// Whether someone is in and not yet accepted.
    pub(super) fn has_someone_waiting(&self) -> bool {
        let mut listener = [PollFd::new(&self.0, PollFlags::IN)];
        poll(&mut listener, Some(&Timespec::default())).is_ok_and(|ready| ready > 0)
    }
}

/// A program for the kernel, which runs it on every TCP segment for the listener: those with which a
/// connection begins are dropped, and the rest are kept.
#[cfg(target_os = "linux")]
const NO_NEW_CONNECTIONS: [socket2::SockFilter; 4] = {
    const LOAD_BYTE: u16 = 0x30;
    const SKIP_UNLESS_SET: u16 = 0x45;
    const RETURN: u16 = 0x06;
    /// Where the flags stand in the header of TCP, and the one that begins a connection (RFC 9293).
    const FLAGS: u32 = 13;
    const SYN: u32 = 0x02;
    [
        socket2::SockFilter::new(LOAD_BYTE, 0, 0, FLAGS),
        socket2::SockFilter::new(SKIP_UNLESS_SET, 0, 1, SYN),
        socket2::SockFilter::new(RETURN, 0, 0, 0),
        socket2::SockFilter::new(RETURN, 0, 0, u32::MAX),
    ]
};

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;
    use std::io::{Read, Write};
    use std::net::{Ipv4Addr, TcpStream};
    use std::time::Duration;

    use super::*;

    /// Who is not let in at once tries again after a second.
    const LIMIT: Duration = Duration::from_millis(900);

    #[test]
    fn many_connections_wait_to_be_accepted_and_none_is_turned_away() {
        let listener = listen((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let most = fs::read_to_string("/proc/sys/net/core/somaxconn").unwrap();
        let wanted = most.trim().parse::<usize>().unwrap().min(400);
        let connected: Vec<_> = (0..wanted)
            .map_while(|_| TcpStream::connect_timeout(&address, LIMIT).ok())
            .collect();
        assert_eq!(connected.len(), wanted);
    }

    #[test]
    fn a_door_that_is_shut_lets_nobody_in_and_loses_nobody_who_is() {
        let listener = listen((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let door = Door::of(&listener).unwrap();
        assert!(!door.has_someone_waiting());
        let mut client = TcpStream::connect_timeout(&address, LIMIT).unwrap();
        assert!(door.has_someone_waiting());

        door.shut().unwrap();
        assert!(TcpStream::connect_timeout(&address, LIMIT).is_err());
        client.write_all(b"late").unwrap();
        let (mut accepted, _) = listener.accept().unwrap();
        assert!(!door.has_someone_waiting());
        let mut heard = [0; 4];
        accepted.read_exact(&mut heard).unwrap();
        assert_eq!(&heard, b"late");

        drop((door, listener));
        let refused = TcpStream::connect_timeout(&address, LIMIT).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
    }
}
