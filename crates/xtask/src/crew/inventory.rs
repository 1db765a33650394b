//! Everything that is there in the end.

use super::Task;
use crate::docket::Docket;
use crate::failure::{Failure, Outcome};
use crate::keeper;

/// All tasks of those who have these tokens.
pub(crate) fn everything(server: &Docket, tokens: &[String]) -> Outcome<Vec<Task>> {
    let mut all = Vec::new();
    for token in tokens {
        let mut client = server.connect()?;
        client.use_token(token);
        let mut cursor = String::new();
        loop {
            keeper::check()?;
            let page = client.get(&format!("/tasks?limit=1000{cursor}"))?;
            let page = page.expect(200)?;
            all.extend(
                tasks_in(&page.body)
                    .ok_or_else(|| Failure::because(format!("no list of tasks: {}", page.body)))?,
            );
            match page.header("x-next-cursor") {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
    }
    Ok(all)
}

/// The tasks in a list, whose texts are without escapes, or the one that is not in a list.
pub(super) fn tasks_in(answer: &str) -> Option<Vec<Task>> {
    let is_one = answer.starts_with(r#"{"id":"#);
    if !is_one {
        answer.strip_prefix('[')?;
    }
    answer.split(r#"{"id":"#).skip(1).map(task_in).collect()
}

/// The task whose object begins with its id.
fn task_in(object: &str) -> Option<Task> {
    let (id, _) = object.split_once(',')?;
    let (_, title) = object.split_once(r#""title":""#)?;
    let (title, _) = title.split_once('"')?;
    let (_, tags) = object.split_once(r#""tags":["#)?;
    let (tags, _) = tags.split_once(']')?;
    Some(Task {
        id: id.parse().ok()?,
        title: title.to_owned(),
        tags: tags.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::tasks_in;

    #[test]
    fn tasks_are_read_from_a_list() {
        let list = r#"[{"id":1,"user_id":7,"title":"one","tags":[],"version":1},{"id":23,"user_id":7,"title":"two","tags":["a","b"],"version":1}]"#;
        let tasks = tasks_in(list).expect("it is a list");
        let seen: Vec<_> = tasks
            .iter()
            .map(|task| (task.id, task.title.as_str(), task.tags.as_str()))
            .collect();
        assert_eq!(seen, [(1, "one", ""), (23, "two", r#""a","b""#)]);
    }

    #[test]
    fn a_task_alone_is_read_as_a_list_of_one() {
        let tasks = tasks_in(r#"{"id":7,"title":"one","tags":[]}"#);
        assert_eq!(tasks.map(|tasks| tasks.len()), Some(1));
    }

    #[test]
    fn what_is_no_list_of_tasks_is_not_taken_for_an_empty_one() {
        assert!(tasks_in(r#"{"code":"internal"}"#).is_none());
        assert!(tasks_in(r#"[{"id":1}]"#).is_none());
        assert!(tasks_in("[]").is_some_and(|tasks| tasks.is_empty()));
    }
}
