//! What is asked of the operating system about the listener.

use std::io;
use std::net::{SocketAddr, TcpListener};

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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;
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
}
