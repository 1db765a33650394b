//! Answers are the same with the proxy and without.

use super::fleet::Fleet;
use super::front::Front;
use super::{hold, seen};
use crate::docket::{Answer, Client};
use crate::failure::{Failure, Outcome};

/// Headers that are the business of each connection, or tell of this moment; and the length of the
/// body, which is compared itself, without ids of several lengths.
const OWN: [&str; 8] = [
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "ratelimit",
    "server",
    "strict-transport-security",
    "via",
];

/// Tries it.
pub(super) fn try_it(front: &Front, fleet: &Fleet) -> Outcome {
    let mut through = front.connect()?;
    let tokens = through.register("grace", "correct horse battery")?;
    let made: Vec<Answer> = ["one", "two"]
        .into_iter()
        .map(|title| {
            let body = format!(r#"{{"title":"{title}"}}"#);
            through.send("POST", "/tasks", &body)?.expect(201)
        })
        .collect::<Outcome<_>>()?;
    let location = header(&made[0], "location")?;
    hold(location.starts_with("/tasks/"), || {
        format!("a task is said to be at {location}")
    })?;
    through.get(location)?.expect(200)?;

    let page = through.get("/tasks?limit=1")?.expect(200)?;
    let link = header(&page, "link")?;
    let next = link.strip_prefix('<').and_then(|link| link.split_once('>'));
    let (next, _) = next.ok_or_else(|| Failure::because(format!("no link: {link}")))?;
    let next = through.get(next)?.expect(200)?;
    hold(next.body.contains("two"), || {
        format!("the next page is {}", next.body)
    })?;

    let mut direct = fleet.instances()[0].server().connect()?;
    direct.use_token(&tokens.access);
    let etag = header(&through.get(location)?, "etag")?.to_owned();
    hold(etag.starts_with('"'), || format!("a weak ETag: {etag}"))?;
    let unchanged = Some(("If-None-Match", etag.as_str()));
    let other = Some(("If-Match", r#""0""#));
    // A proxy that compresses makes ETags weak.
    let compressed = Some(("Accept-Encoding", "gzip"));
    let named = Some(("X-Request-Id", "the-same!"));
    for (method, path, header, body) in [
        ("GET", location, named, ""),
        ("GET", location, unchanged, ""),
        ("GET", location, compressed, ""),
        ("GET", "/tasks?limit=1&count=true", named, ""),
        ("GET", "/tasks/999999", named, ""),
        ("GET", "/tasks/../tasks", named, ""),
        ("GET", "/no/such/route", named, ""),
        ("GET", "/docs", named, ""),
        ("GET", "/openapi.json", named, ""),
        ("GET", "/health/ready", named, ""),
        ("DELETE", "/tasks", named, ""),
        ("POST", "/tasks", named, r#"{"title":""}"#),
        ("PATCH", location, other, r#"{"title":"three"}"#),
    ] {
        let one = exchange(&mut direct, method, path, header, body)?;
        let other = exchange(&mut through, method, path, header, body)?;
        let (one, other) = (comparable(&one), comparable(&other));
        hold(one == other, || {
            format!("{method} {path} is answered\n{one:?}\nand through the proxy\n{other:?}")
        })?;
    }
    seen("answers are the same as without the proxy, to their headers; Link and Location lead on");

    let id = "followed-0-9~A";
    let named = Some(("X-Request-Id", id));
    let answer = exchange(&mut through, "GET", "/version", named, "")?;
    hold(header(&answer, "x-request-id")? == id, || {
        format!("the id of a request became another one: {answer:?}")
    })?;
    fleet.logged(id)?;
    let answer = through.get("/version")?;
    fleet.logged(header(&answer, "x-request-id")?)?;
    seen("a request has one id: the client's, or else one that all three can find");
    Ok(())
}

fn exchange(
    client: &mut Client,
    method: &str,
    path: &str,
    header: Option<(&str, &str)>,
    body: &str,
) -> Outcome<Answer> {
    client
        .begin(method, path, header, body)
        .and_then(|()| client.answer())
        .map_err(Failure::while_doing(format_args!("{method} {path}")))
}

fn header<'a>(answer: &'a Answer, name: &str) -> Outcome<&'a str> {
    answer
        .header(name)
        .ok_or_else(|| Failure::because(format!("there is no {name}: {answer:?}")))
}

/// What must be the same: status, headers, body, without the ids that requests are given.
fn comparable(answer: &Answer) -> (u16, Vec<(String, String)>, String) {
    let id = answer.header("x-request-id").unwrap_or_default();
    let mut headers: Vec<_> = answer
        .headers()
        .iter()
        .filter(|(name, _)| !OWN.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.replace(id, "ID")))
        .collect();
    headers.sort();
    (answer.status, headers, answer.body.replace(id, "ID"))
}
