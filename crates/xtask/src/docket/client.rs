//! As much of HTTP as it takes to talk to our own server on one connection.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::failure::{Failure, Outcome};

/// How long to wait for a part of an answer; a debug build that adds 1000 tasks takes its time.
const LIMIT: Duration = Duration::from_mins(1);

/// One connection, on which requests follow each other.
#[derive(Debug)]
pub(crate) struct Client {
    stream: BufReader<TcpStream>,
    address: SocketAddr,
    token: Option<String>,
}

/// The tokens of a session.
#[derive(Debug)]
pub(crate) struct Tokens {
    /// The one that goes along with every request.
    pub(crate) access: String,
    /// The one that gets the next ones.
    pub(crate) refresh: String,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status.
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: String,
}

impl Client {
    /// Connects.
    pub(crate) fn connect(address: SocketAddr) -> Outcome<Self> {
        let connect = || {
            let stream = TcpStream::connect_timeout(&address, LIMIT)?;
            stream.set_read_timeout(Some(LIMIT))?;
            stream.set_nodelay(true)?;
            Ok(stream)
        };
        let stream = connect().map_err(Failure::while_doing("connecting to the server"))?;
        Ok(Self {
            stream: BufReader::new(stream),
            address,
            token: None,
        })
    }

    /// Uses this access token from now on.
    pub(crate) fn use_token(&mut self, token: &str) {
        self.token = Some(token.to_owned());
    }

    /// Makes an account and logs in.
    pub(crate) fn register(&mut self, name: &str, password: &str) -> Outcome<Tokens> {
        let account = credentials(name, password);
        self.send("POST", "/auth/register", &account)?.expect(201)?;
        self.log_in(name, password)
    }

    /// Logs in; this client uses the access token from now on.
    pub(crate) fn log_in(&mut self, name: &str, password: &str) -> Outcome<Tokens> {
        let account = credentials(name, password);
        let answer = self.send("POST", "/auth/login", &account)?.expect(200)?;
        let tokens = Tokens {
            access: answer.text("access_token")?,
            refresh: answer.text("refresh_token")?,
        };
        self.token = Some(tokens.access.clone());
        Ok(tokens)
    }

    /// Asks.
    pub(crate) fn get(&mut self, path: &str) -> Outcome<Answer> {
        self.send("GET", path, "")
    }

    /// Sends JSON, or nothing.
    pub(crate) fn send(&mut self, method: &str, path: &str, body: &str) -> Outcome<Answer> {
        self.exchange(method, path, body)
            .map_err(Failure::while_doing(format_args!("{method} {path}")))
    }

    fn exchange(&mut self, method: &str, path: &str, body: &str) -> io::Result<Answer> {
        self.begin(method, path, None, body)?;
        self.answer()
    }

    /// Sends a request to its last byte, with one more header if there is to be one.
    pub(crate) fn begin(
        &mut self,
        method: &str,
        path: &str,
        header: Option<(&str, &str)>,
        body: &str,
    ) -> io::Result<()> {
        let mut request = Vec::new();
        write!(
            request,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\n",
            self.address
        )?;
        if let Some(token) = &self.token {
            write!(request, "Authorization: Bearer {token}\r\n")?;
        }
        if let Some((name, value)) = header {
            write!(request, "{name}: {value}\r\n")?;
        }
        if !body.is_empty() {
            let length = body.len();
            write!(
                request,
                "Content-Type: application/json\r\nContent-Length: {length}\r\n"
            )?;
        }
        write!(request, "\r\n{body}")?;
        // All at once, or the two sides would wait for each other's packets.
        self.stream.get_mut().write_all(&request)
    }

    /// Waits for the answer to a request that was sent.
    pub(crate) fn answer(&mut self) -> io::Result<Answer> {
        let first = self.line()?;
        let status = first
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .ok_or_else(|| io::Error::other(format!("answered by `{first}`")))?;
        let mut answer = Answer {
            status,
            headers: Vec::new(),
            body: String::new(),
        };
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            let header = (name.to_ascii_lowercase(), value.trim().to_owned());
            answer.headers.push(header);
        }
        // An answer that says nothing of its length has no body: our server sends none in chunks.
        let length = answer.header("content-length").unwrap_or("0");
        let mut body = vec![0; length.parse().map_err(io::Error::other)?];
        self.stream.read_exact(&mut body)?;
        answer.body = String::from_utf8(body).map_err(io::Error::other)?;
        Ok(answer)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

fn credentials(name: &str, password: &str) -> String {
    format!(r#"{{"username":"{name}","password":"{password}"}}"#)
}

impl Answer {
    /// The answer, if it has the status.
    pub(crate) fn expect(self, status: u16) -> Outcome<Self> {
        if self.status == status {
            return Ok(self);
        }
        Err(Failure::because(format!(
            "the server answered {} instead of {status}: {}",
            self.status, self.body
        )))
    }

    /// Whether the server ends the connection after it.
    pub(crate) fn is_last(&self) -> bool {
        self.header("connection") == Some("close")
    }

    /// All headers, with their names in lower case, as they came.
    pub(crate) fn headers(&self) -> &[(String, String)] {
        &self.headers
    }

    /// A header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The digits of the first member of that name in the body, a number.
    pub(crate) fn number(&self, name: &str) -> Outcome<String> {
        let number = self.body.split_once(&format!(r#""{name}":"#));
        let digits =
            number.map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect());
        digits.ok_or_else(|| Failure::because(format!("the server answered no `{name}`")))
    }

    /// The first member of that name in the body, a text without escapes.
    pub(crate) fn text(&self, name: &str) -> Outcome<String> {
        let start = format!(r#""{name}":""#);
        let text = self.body.split_once(&start).and_then(|(_, rest)| {
            let (text, _) = rest.split_once('"')?;
            Some(text.to_owned())
        });
        text.ok_or_else(|| Failure::because(format!("the server answered no `{name}`")))
    }
}

#[cfg(test)]
mod tests {
    use super::Client;
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::thread;

    #[test]
    fn requests_follow_each_other_on_one_connection() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().expect("it has an address");
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a client comes");
            let answers: [&[u8]; 2] = [
                b"HTTP/1.1 201 Created\r\nETag: \"1\"\r\nContent-Length: 2\r\n\r\n{}",
                b"HTTP/1.1 204 No Content\r\n\r\n",
            ];
            for answer in answers {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).expect("a request comes");
                stream.write_all(answer).expect("the client listens");
            }
        });
        let mut client = Client::connect(address).expect("the server listens");
        let created = client.send("POST", "/", "{}").expect("it answers");
        assert_eq!(created.header("etag"), Some("\"1\""));
        assert_eq!((created.status, created.body.as_str()), (201, "{}"));
        let gone = client.get("/").expect("it answers again");
        assert!(gone.expect(204).is_ok());
        server.join().expect("the server is content");
    }
}
