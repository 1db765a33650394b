//! Bytes as they are, and what comes back until the server closes the connection.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};

use super::wait::TIMEOUT;

/// Sends these bytes, and answers the statuses of all answers to them. The server has to close the
/// connection; it may do so before it has read everything.
#[track_caller]
pub(crate) fn statuses_of(address: SocketAddr, bytes: &[u8]) -> Vec<u16> {
    let mut stream = TcpStream::connect(address).expect("the server can be connected to");
    stream
        .set_read_timeout(Some(TIMEOUT))
        .expect("sockets have time-outs");
    // Whoever is not listened to any more has been answered.
    let _ = stream.write_all(bytes);
    statuses_until_closed(&mut stream)
}

/// The statuses of all answers until the server closes the connection.
#[track_caller]
pub(crate) fn statuses_until_closed(stream: &mut TcpStream) -> Vec<u16> {
    let mut answers = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(length) => answers.extend_from_slice(&buffer[..length]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break,
            Err(error) => panic!(
                "the connection is not closed ({error}) after {:?}",
                String::from_utf8_lossy(&answers)
            ),
        }
    }
    let _ = stream.shutdown(Shutdown::Both);
    let answers = String::from_utf8_lossy(&answers);
    let statuses = answers.split("HTTP/1.1 ").skip(1);
    statuses
        .map(|answer| answer[..3].parse().expect("a status is a number"))
        .collect()
}
