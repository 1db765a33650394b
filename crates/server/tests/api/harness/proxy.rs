//! A way to a database server that can be closed and opened.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// Passes connections on to another address, while it is open. It begins closed.
pub(crate) struct Proxy {
    address: SocketAddr,
    gate: Arc<Mutex<Gate>>,
}

#[derive(Default)]
struct Gate {
    is_open: bool,
    connections: Vec<TcpStream>,
}

impl Proxy {
    /// A closed way to this address.
    pub(crate) fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("it has an address");
        let gate = Arc::new(Mutex::new(Gate::default()));
        let shared = Arc::clone(&gate);
        thread::spawn(move || {
            // It goes on until the process of the tests ends, which is soon.
            for connection in listener.incoming().flatten() {
                // Through a closed gate nothing goes: the connection is dropped at once.
                let _ = pass(&shared, connection, target);
            }
        });
        Self { address, gate }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets connections through from now on.
    pub(crate) fn open(&self) {
        lock(&self.gate).is_open = true;
    }

    /// Ends all connections, and lets none through from now on.
    pub(crate) fn close(&self) {
        let mut gate = lock(&self.gate);
        gate.is_open = false;
        for connection in gate.connections.drain(..) {
            // It may have ended by itself.
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

fn pass(gate: &Mutex<Gate>, client: TcpStream, target: SocketAddr) -> io::Result<()> {
    let mut gate = lock(gate);
    if !gate.is_open {
        return Ok(());
    }
    let server = TcpStream::connect(target)?;
    gate.connections.push(client.try_clone()?);
    gate.connections.push(server.try_clone()?);
    let back = (server.try_clone()?, client.try_clone()?);
    thread::spawn(move || copy(client, server));
    thread::spawn(move || copy(back.0, back.1));
    Ok(())
}

fn copy(mut from: TcpStream, mut to: TcpStream) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(length @ 1..) = from.read(&mut buffer) {
        if to.write_all(&buffer[..length]).is_err() {
            break;
        }
    }
    // The other side may be gone already.
    let _ = to.shutdown(Shutdown::Both);
}

fn lock(gate: &Mutex<Gate>) -> std::sync::MutexGuard<'_, Gate> {
    gate.lock().unwrap_or_else(PoisonError::into_inner)
}
