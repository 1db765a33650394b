//! A connection to write to as one likes: what no client library would send, or not so slowly.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};

use socket2::{Domain, Socket, Type};
use ureq::http::{HeaderMap, HeaderName, HeaderValue};

use super::answer::Answer;
use super::wait::TIMEOUT;

/// A connection to a server.
pub(crate) struct Wire {
    stream: BufReader<TcpStream>,
    /// The first line of what was sent since the last answer.
    request: String,
}

impl Wire {
    pub(super) fn connect(address: SocketAddr) -> Self {
        Self::over(TcpStream::connect(address).expect("the server can be connected to"))
    }

    pub(super) fn connect_narrowly(address: SocketAddr) -> Self {
        const BYTES: usize = 4096;
        let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)
            .expect("there are sockets");
        // Before it is connected, so that the server is never told of more room.
        socket
            .set_recv_buffer_size(BYTES)
            .expect("sockets have buffers");
        socket
            .connect(&address.into())
            .expect("the server can be connected to");
        Self::over(socket.into())
    }

    fn over(stream: TcpStream) -> Self {
        stream
            .set_read_timeout(Some(TIMEOUT))
            .expect("sockets have time-outs");
        stream
            .set_write_timeout(Some(TIMEOUT))
            .expect("sockets have time-outs");
        stream.set_nodelay(true).expect("sockets can send at once");
        Self {
            stream: BufReader::new(stream),
            request: String::new(),
        }
    }

    /// Sends bytes.
    #[track_caller]
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        if self.request.is_empty() {
            let line = bytes
                .split(|byte| *byte == b'\r')
                .next()
                .unwrap_or_default();
            self.request = String::from_utf8_lossy(line).into_owned();
        }
        self.stream
            .get_mut()
            .write_all(bytes)
            .expect("the server takes what is sent");
    }

    /// Sends the head of a request, whose lines are joined and closed as HTTP has it.
    #[track_caller]
    pub(crate) fn send_head(&mut self, lines: &[&str]) {
        let host = self.stream.get_ref().peer_addr().expect("it is connected");
        let [first, rest @ ..] = lines else {
            panic!("a request has a first line")
        };
        let first = format!("{first} HTTP/1.1");
        let host = format!("Host: {host}");
        let lines = [&[first.as_str(), host.as_str()], rest, &["", ""]].concat();
        self.send(lines.join("\r\n"));
    }

    /// Sends a part of a body that comes in chunks. An empty one is the last.
    #[track_caller]
    pub(crate) fn send_chunk(&mut self, chunk: &[u8]) {
        let mut bytes = format!("{:x}\r\n", chunk.len()).into_bytes();
        bytes.extend_from_slice(chunk);
        bytes.extend_from_slice(b"\r\n");
        self.send(bytes);
    }

    /// Waits for the answer, which must have a `Content-Length` unless it needs none.
    #[track_caller]
    pub(crate) fn answer(&mut self) -> Answer {
        let mut answer = self.head();
        let length = answer
            .header("content-length")
            .map_or(0, |length| length.parse().expect("it is a number"));
        answer.body = vec![0; length];
        self.stream
            .read_exact(&mut answer.body)
            .expect("the body is as long as it says");
        answer
    }

    /// Waits for the head of the answer.
    #[track_caller]
    pub(crate) fn head(&mut self) -> Answer {
        let request = std::mem::take(&mut self.request);
        let status = self.line();
        let code = status.split(' ').nth(1).and_then(|code| code.parse().ok());
        let code = code.unwrap_or_else(|| panic!("no answer to {request}: {status:?}"));
        let mut headers = HeaderMap::new();
        loop {
            let line = self.line();
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            let name: HeaderName = name.parse().expect("a header has a good name");
            let value: HeaderValue = value.trim().parse().expect("a header has a good value");
            headers.append(name, value);
        }
        Answer {
            request,
            status: code,
            headers,
            body: Vec::new(),
        }
    }

    /// All that comes until the connection ends, and whether it was reset.
    #[track_caller]
    pub(crate) fn rest(&mut self) -> (Vec<u8>, bool) {
        let mut rest = Vec::new();
        match self.stream.read_to_end(&mut rest) {
            Ok(_) => (rest, false),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => (rest, true),
            Err(error) => panic!("the connection does not end: {error}"),
        }
    }

    /// Waits until the server closes the connection, and answers whether it does so without
    /// another word.
    pub(crate) fn is_closed(&mut self) -> bool {
        let mut rest = Vec::new();
        match self.stream.read_to_end(&mut rest) {
            Ok(length) => length == 0,
            Err(error) => error.kind() == ErrorKind::ConnectionReset,
        }
    }

    #[track_caller]
    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream
            .read_line(&mut line)
            .expect("the server answers");
        line.trim_end().to_owned()
    }
}
