//! What is told of a source, and of what came of it.

use std::io::{self, Write};

use docket_application::ports::foreign::{Shape, TableShape};
use docket_application::takeover::{Faults, Summary, Why};
use docket_domain::Violation;
use docket_persistence::{DatabaseUrl, PriorityNumbers};

use super::error::ImportError;
use crate::console::{CommandError, Table, printable, say};

/// What is said of tables and columns that are not used.
const NOT_USED: &str = "not used";

/// Says which tables and columns are used for what, and which are not.
pub(super) fn shape(
    url: &DatabaseUrl,
    shape: &Shape,
    priorities: &PriorityNumbers,
) -> Result<(), CommandError> {
    // What stands after the question mark is how it is connected to.
    let url = url.to_string();
    let place = url.split_once('?').map_or(url.as_str(), |(place, _)| place);
    say(format_args!("source: {place}"))?;
    let mut table = Table::new(["table", "column", "use"]);
    for of in std::iter::once(&shape.users).chain(&shape.tasks) {
        push(&mut table, of);
    }
    for name in &shape.tags {
        table.push([name.clone(), "*".to_owned(), "tags".to_owned()]);
    }
    for name in &shape.unused {
        table.push([name.clone(), "*".to_owned(), NOT_USED.to_owned()]);
    }
    table.say()?;
    let tasks = shape.tasks.as_ref();
    if tasks.is_some_and(|tasks| tasks.column(Shape::PRIORITY_BY_NUMBER).is_some()) {
        say(format_args!(
            "priorities: {priorities} (--priorities says otherwise)"
        ))?;
    }
    Ok(())
}

fn push(table: &mut Table<3>, of: &TableShape) {
    for (what, column) in &of.used {
        table.push([of.name.clone(), column.clone(), (*what).to_owned()]);
    }
    for column in &of.unused {
        table.push([of.name.clone(), column.clone(), NOT_USED.to_owned()]);
    }
}

/// Says how much came over, or would.
pub(super) fn outcome(word: &str, summary: &Summary) -> Result<(), CommandError> {
    let Summary {
        users,
        administrators,
        disabled,
        without_password,
        tasks,
        tags,
        contradictions,
        users_left,
        tasks_left,
        tasks_without_owner,
    } = *summary;
    say(format_args!(
        "{word}: {} ({}, {disabled} disabled), {}, {} on tasks",
        number(users, "user"),
        number(administrators, "administrator"),
        number(tasks, "task"),
        number(tags, "tag"),
    ))?;
    for (count, thing, what) in [
        (
            without_password,
            "user",
            "with a password that nobody knows: `docket user reset-password` gives another",
        ),
        (
            contradictions,
            "task",
            "with a status and a completion that differed: completed, if one of them said so",
        ),
        (users_left, "user", "left out, deleted there"),
        (
            tasks_left,
            "task",
            "left out, deleted there or of deleted users",
        ),
        (tasks_without_owner, "task", "left out, of nobody"),
    ] {
        if count > 0 {
            say(format_args!("{} {what}", number(count, thing)))?;
        }
    }
    Ok(())
}

/// So many things, in words.
fn number(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// Says that nothing was written, and what was not looked at.
pub(super) fn dry_run(is_compared: bool) -> Result<(), CommandError> {
    let said = if is_compared {
        "nothing was written"
    } else {
        "nothing was written, nor compared with DATABASE_URL: it has not the schema of this version"
    };
    Ok(say(said)?)
}

/// Says on standard error what is wrong, and answers what that comes to.
pub(super) fn faults(faults: &Faults) -> ImportError {
    let mut out = io::stderr().lock();
    for fault in faults.first() {
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(out, "{}", printable(&fault.to_string()));
    }
    let more = faults.count() - faults.first().len() as u64;
    if more > 0 {
        let _ = writeln!(out, "and {more} more");
    }
    ImportError::Faulty {
        count: faults.count(),
        options: options(faults),
    }
}

/// Which options would help.
fn options(faults: &Faults) -> String {
    let has = |is_one: fn(&Why) -> bool| faults.first().iter().any(|fault| is_one(&fault.why));
    let options = [
        (
            has(|why| matches!(why, Why::NoPassword | Why::UnusablePassword)),
            "--unusable-passwords=replace",
        ),
        (
            has(|why| matches!(why, Why::NoOwner | Why::OwnerMissing)),
            "--ownerless-tasks=skip",
        ),
        (
            has(|why| {
                matches!(
                    why,
                    Why::Violation(Violation::TooLong(_) | Violation::ControlCharacter)
                )
            }),
            "--trim",
        ),
    ];
    let options: Vec<&str> = options
        .into_iter()
        .filter_map(|(helps, option)| helps.then_some(option))
        .collect();
    options.join(", ")
}
