//! Many clients that take their time, or make up who they are: others are served meanwhile, and
//! the service remembers no more than it has room for.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use docket_testkit::database::{TestDatabase, TestEngine};
use rustix::process::{Resource, getrlimit};
use serde_json::json;

use crate::harness::{App, Case, Docket, PASSWORD, Server, at_once, cases, statuses_until_closed};

pub(crate) const CASES: &[Case] = cases!(Sqlite:
    thousands_who_stall_keep_nobody_from_being_served,
    made_up_addresses_take_no_room,
    made_up_names_take_no_room,
);

/// How many KiB a connection may cost while nobody is served on it.
const KIB_FOR_EACH: u64 = 24;

/// How long it may take to be served meanwhile, on a machine with much else to do.
const PATIENCE: Duration = Duration::from_secs(15);

/// How many stall at once, of each kind: as many as the machine lets both sides open.
fn connections_of_each_kind() -> usize {
    let open_files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    // The server takes two for each.
    let of_each = (open_files / 2).saturating_sub(1000) / 5;
    usize::try_from(of_each.min(1000)).unwrap()
}

/// Ways to stall: what is sent before nothing more is.
const NO_BYTE: &str = "";
const HALF_A_HEAD: &str = "GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ";
const HALF_A_BODY: &str = "POST /auth/login HTTP/1.1\r\nHost: a\r\n\
    Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"username\":";
const HALF_A_CHUNK: &str = "POST /auth/login HTTP/1.1\r\nHost: a\r\n\
    Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n50\r\n{\"username\":";
const ONE_AND_A_HALF: &str = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n\
    GET /health/live HTTP/1.1\r\nHost: a\r\nX-Slow: ";

fn stall(address: SocketAddr, bytes: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("the server can be connected to");
    stream
        .set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    stream
}

fn thousands_who_stall_keep_nobody_from_being_served() {
    let app = App::with(
        TestEngine::Sqlite,
        &[
            ("REQUEST_TIMEOUT_SECONDS", "3"),
            ("KEEP_ALIVE_SECONDS", "4"),
        ],
    );
    let ada = app.user("ada");
    ada.new_task("a");
    let before = app.server().resident_memory();
    let address = app.server().address();
    let started = Instant::now();
    let of_each = connections_of_each_kind();
    let open =
        |bytes: &str| -> Vec<TcpStream> { (0..of_each).map(|_| stall(address, bytes)).collect() };
    let (silent, heads) = (open(NO_BYTE), open(HALF_A_HEAD));
    let (bodies, chunks) = (open(HALF_A_BODY), open(HALF_A_CHUNK));
    let kept = open(ONE_AND_A_HALF);

    for number in 0..50 {
        let asked = Instant::now();
        ada.list("").ok();
        ada.new_task(&format!("task {number}"));
        app.client().logged_in("ada", PASSWORD);
        let waited = asked.elapsed();
        assert!(waited < PATIENCE, "served after {waited:?}");
    }
    let after = app.server().resident_memory();
    let room = KIB_FOR_EACH * 5 * u64::try_from(of_each).unwrap() + 16 * 1024;
    assert!(
        after < before + room,
        "it held {before} KiB, and now {after} KiB"
    );

    // A first head has 5 seconds, a body as long as is set, a later head 5 seconds more than a
    // connection is kept without one, unless its beginning came with the request before it.
    let stalled = [
        ("silent", silent, 408),
        ("head", heads, 408),
        ("body", bodies, 408),
        ("chunk", chunks, 408),
        ("second head", kept, 200),
    ];
    for (kind, streams, status) in stalled {
        for mut stream in streams {
            // That it is closed is what counts; where thousands are closed at once, one may be so
            // before it was told why.
            let told = statuses_until_closed(&mut stream);
            assert!(told.is_empty() || told == [status], "{kind}: {told:?}");
        }
    }
    let waited = started.elapsed();
    assert!(
        (Duration::from_secs(4)..PATIENCE * 4).contains(&waited),
        "all were given up after {waited:?}"
    );
    app.client().logged_in("ada", PASSWORD).list("").ok();
}

/// How many addresses are made up.
const ADDRESSES: u32 = 200_000;

/// Sends requests in one go, and waits for as many answers, which are all the same.
fn send_all(stream: &mut BufReader<TcpStream>, requests: &str, count: usize) {
    stream.get_mut().write_all(requests.as_bytes()).unwrap();
    let mut line = Vec::new();
    let mut seen = 0;
    // The body of an answer is in one line with the status of the next one.
    while seen < count {
        line.clear();
        stream.read_until(b'\n', &mut line).unwrap();
        assert!(!line.is_empty(), "closed after {seen} of {count} answers");
        if line.ends_with(b"HTTP/1.1 415 Unsupported Media Type\r\n") {
            seen += 1;
        }
    }
}

/// A server that counts addresses, and says nothing of those who ask.
fn counting() -> (Server, Docket, TestDatabase) {
    let database = TestDatabase::create(TestEngine::Sqlite);
    let mut docket = Docket::on(database.url())
        .with("RATE_LIMIT", "on")
        .with("TRUSTED_PROXIES", "127.0.0.1")
        .with("LOG_LEVEL", "off");
    (docket.start_unheard(), docket, database)
}

/// A request from the address with this number.
fn request(number: u32) -> String {
    let [_, b, c, d] = number.to_be_bytes();
    format!(
        "POST /auth/login HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\
         X-Forwarded-For: 11.{b}.{c}.{d}\r\n\r\n"
    )
}

fn made_up_addresses_take_no_room() {
    let (server, _docket, _database) = counting();
    let address = server.address();
    let fill = |from: u32, to: u32| {
        let halves = at_once(2, |half| {
            let mut stream = BufReader::new(stall(address, NO_BYTE));
            let half = u32::try_from(half).unwrap();
            let mine: Vec<u32> = (from..to).filter(|n| n % 2 == half).collect();
            for batch in mine.chunks(200) {
                let requests: Vec<String> = batch.iter().map(|number| request(*number)).collect();
                send_all(&mut stream, &requests.concat(), batch.len());
            }
        });
        assert_eq!(halves.len(), 2);
    };
    // What is remembered is full with the first third.
    fill(0, ADDRESSES / 3);
    let before = server.resident_memory();
    fill(ADDRESSES / 3, ADDRESSES);
    let after = server.resident_memory();
    assert!(
        after < before + 16 * 1024,
        "it held {before} KiB, and now {after} KiB"
    );
    assert!(after < 128 * 1024, "it holds {after} KiB");
}

fn made_up_names_take_no_room() {
    let (server, _docket, _database) = counting();
    let client = server.client();
    let before = server.resident_memory();
    at_once(4, |part| {
        for number in 0..250 {
            // Long ones are cheap to send.
            let name = format!("{part}.{number}.{}", "x".repeat(100_000));
            let request = client.request("POST", "/auth/login");
            let request = request.header("X-Forwarded-For", &format!("10.0.{part}.{number}"));
            let body = json!({"username": name, "password": PASSWORD});
            request
                .json(&body)
                .send()
                .problem(401, "invalid_credentials");
        }
    });
    let after = server.resident_memory();
    assert!(
        after < before + 32 * 1024,
        "it held {before} KiB, and now {after} KiB"
    );
}
