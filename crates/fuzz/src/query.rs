//! Query strings of lists: what is accepted keeps the bounds, and is the same when it has been
//! written in another way and read again.

use std::fmt::Display;

use docket_application::PageRequest;
use docket_application::tasks::TaskQuery;
use docket_domain::{Priority, Status, Tag, Tags};
use docket_http::probe::{administration, tasks};
use form_urlencoded::Serializer;

use crate::world::{caller, today};

/// Reads the bytes as the query of a list of tasks, and of one of users.
pub fn query(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let caller = caller();
    if let Ok(query) = tasks::query(text, &caller, today()) {
        is_bounded(query.page);
        assert!(query.filter.tags.iter().len() <= Tags::MAX);
        assert!(query.after.is_none() || query.page.skip() == 0);
        let written = write(&query);
        let again = tasks::query(&written, &caller, today()).expect("it is a query");
        // A cursor belongs to the text of its list, so it is left out.
        let expected = TaskQuery {
            after: None,
            ..query
        };
        assert_eq!(again, expected, "{written}");
    }
    if let Ok(query) = administration::user_query(text) {
        is_bounded(query.page);
        assert!(query.after.is_none() || query.page.skip() == 0);
    }
}

fn is_bounded(page: PageRequest) {
    assert!((1..=PageRequest::MAX_LIMIT).contains(&page.limit()));
    assert!(i32::try_from(page.skip()).is_ok());
}

/// Everything that is asked for, in one way.
fn write(query: &TaskQuery) -> String {
    let filter = &query.filter;
    let mut text = Text(Serializer::new(String::new()));
    text.joined(
        "status",
        filter
            .statuses
            .iter()
            .map(|status: &Status| status.as_str()),
    );
    text.joined(
        "priority",
        filter.priorities.iter().map(|it: &Priority| it.as_str()),
    );
    text.joined("tags", filter.tags.iter().map(Tag::as_str));
    text.joined_by(
        " ",
        "search",
        filter.search.words().iter().map(String::as_str),
    );
    text.pair("completed", filter.completed);
    text.pair("overdue", filter.overdue.map(|(wanted, _)| wanted));
    text.pair("has_due_date", filter.has_due_date);
    text.pair("due_after", filter.due.from);
    text.pair("due_before", filter.due.to);
    text.pair("created_after", filter.created.from);
    text.pair("created_before", filter.created.to);
    text.pair("updated_after", filter.updated.from);
    text.pair("updated_before", filter.updated.to);
    text.pair("sort_by", Some(query.order.key.as_str()));
    text.pair("sort_order", Some(query.order.direction.as_str()));
    text.pair("skip", Some(query.page.skip()));
    text.pair("limit", Some(query.page.limit()));
    text.pair("count", Some(query.with_total));
    text.0.finish()
}

struct Text(Serializer<'static, String>);

impl Text {
    fn pair(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.0.append_pair(name, &value.to_string());
        }
    }

    fn joined<'a>(&mut self, name: &str, values: impl Iterator<Item = &'a str>) {
        self.joined_by(",", name, values);
    }

    fn joined_by<'a>(&mut self, by: &str, name: &str, values: impl Iterator<Item = &'a str>) {
        let values: Vec<&str> = values.collect();
        if !values.is_empty() {
            self.0.append_pair(name, &values.join(by));
        }
    }
}
