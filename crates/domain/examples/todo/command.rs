//! What the command line asks for, as values of the domain.

use std::ffi::OsString;
use std::path::PathBuf;

use docket_domain::list::{Direction, Search};
use docket_domain::task::StatusChange;
use docket_domain::{
    Patch, Status, Tag, Tags, TaskDraft, TaskFilter, TaskId, TaskOrder, TaskPatch, TimeZone,
};

use crate::arguments::{Arguments, Word, unexpected};
use crate::error::Error;

/// What `todo help` prints.
pub(crate) const USAGE: &str = "\
Usage: todo [--file FILE] COMMAND

  add TITLE [--due DATE] [--priority P] [--about TEXT] [--tag TAG]...
  list [--all] [--status S]... [--priority P]... [--tag TAG]... [--search WORDS] [--overdue]
       [--sort KEY] [--descending]        open tasks, unless told otherwise
  done ID...                              also: reopen ID..., cancel ID...
  edit ID [--title TITLE] [--due DATE | --no-due] [--priority P] [--status S]
          [--about TEXT | --no-about]
  tag ID TAG...                           also: untag ID TAG...
  remove ID...
  zone NAME                               where you are: what is overdue depends on it

  DATE is like 2026-12-01; P is low, medium, high or urgent; S is pending, in_progress, completed
  or cancelled; KEY is id, title, status, priority, completed, due_date, created_at or updated_at.
  FILE is todo.json unless told otherwise.
";

/// A command, and the file it is about.
pub(crate) struct Request {
    /// Where the tasks are.
    pub(crate) file: PathBuf,
    /// What to do.
    pub(crate) command: Command,
}

/// What to do.
pub(crate) enum Command {
    /// Tell what there is.
    Help,
    /// Show tasks.
    List(List),
    /// Change something.
    Change(Change),
}

/// Which tasks to show, and how.
#[derive(Default)]
pub(crate) struct List {
    /// Those that match.
    pub(crate) filter: TaskFilter,
    /// Of them, those that are overdue: today is not known yet.
    pub(crate) only_overdue: bool,
    /// In this order.
    pub(crate) order: TaskOrder,
}

/// What to change.
pub(crate) enum Change {
    /// A new task.
    Add(TaskDraft),
    /// These tasks, all in the same way.
    Edit(Vec<TaskId>, TaskPatch),
    /// More tags.
    Tag(TaskId, Tags),
    /// Fewer tags.
    Untag(TaskId, Vec<Tag>),
    /// No more of these.
    Remove(Vec<TaskId>),
    /// Where the owner is.
    Zone(TimeZone),
}

impl Request {
    /// Reads the command line without the name of the program.
    pub(crate) fn read(words: impl Iterator<Item = OsString>) -> Result<Self, Error> {
        let mut words = Arguments::new(words)?;
        let mut file = PathBuf::from("todo.json");
        let name = loop {
            match words.next() {
                Some(Word::Option(option)) if option == "--file" => {
                    file = words.text("the name of the file")?.into();
                }
                Some(Word::Option(option)) if option == "--help" => break "help".to_owned(),
                Some(Word::Option(option)) => return Err(unexpected(&option)),
                Some(Word::Plain(word)) => break word,
                None => break "help".to_owned(),
            }
        };
        let command = read_command(&name, &mut words)?;
        words.end()?;
        Ok(Self { file, command })
    }
}

fn read_command(name: &str, words: &mut Arguments) -> Result<Command, Error> {
    let become_of = |words: &mut Arguments, change| {
        let patch = TaskPatch {
            status: Some(change),
            ..TaskPatch::default()
        };
        Ok::<_, Error>(Change::Edit(words.rest("the id")?, patch))
    };
    Ok(Command::Change(match name {
        "help" => return Ok(Command::Help),
        "list" => return read_list(words).map(Command::List),
        "add" => Change::Add(read_draft(words)?),
        "done" => become_of(words, StatusChange::To(Status::Completed))?,
        "reopen" => become_of(words, StatusChange::Reopen)?,
        "cancel" => become_of(words, StatusChange::To(Status::Cancelled))?,
        "edit" => Change::Edit(vec![words.value("the id")?], read_patch(words)?),
        "tag" => Change::Tag(words.value("the id")?, tags(words.rest("a tag")?)?),
        "untag" => Change::Untag(words.value("the id")?, words.rest("a tag")?),
        "remove" => Change::Remove(words.rest("the id")?),
        "zone" => Change::Zone(words.value("the time zone")?),
        _ => return Err(Error::Usage(format!("there is no command `{name}`"))),
    }))
}

fn read_draft(words: &mut Arguments) -> Result<TaskDraft, Error> {
    let mut draft = TaskDraft::new(words.value("the title")?);
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        match word {
            Word::Option(option) => match option.as_str() {
                "--due" => draft.due_date = Some(words.value("the due date")?),
                "--priority" => draft.priority = words.value("the priority")?,
                "--about" => draft.description = Some(words.value("the description")?),
                "--tag" => found.push(words.value("a tag")?),
                _ => return Err(unexpected(&option)),
            },
            Word::Plain(word) => return Err(unexpected(&word)),
        }
    }
    draft.tags = tags(found)?;
    Ok(draft)
}

fn read_patch(words: &mut Arguments) -> Result<TaskPatch, Error> {
    let mut patch = TaskPatch::default();
    while let Some(word) = words.next() {
        match word {
            Word::Option(option) => match option.as_str() {
                "--title" => patch.title = Some(words.value("the title")?),
                "--due" => patch.due_date = Patch::Set(words.value("the due date")?),
                "--no-due" => patch.due_date = Patch::Clear,
                "--priority" => patch.priority = Some(words.value("the priority")?),
                "--status" => patch.status = Some(StatusChange::To(words.value("the status")?)),
                "--about" => patch.description = Patch::Set(words.value("the description")?),
                "--no-about" => patch.description = Patch::Clear,
                _ => return Err(unexpected(&option)),
            },
            Word::Plain(word) => return Err(unexpected(&word)),
        }
    }
    Ok(patch)
}

fn read_list(words: &mut Arguments) -> Result<List, Error> {
    let mut list = List::default();
    let mut all = false;
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        match word {
            Word::Option(option) => match option.as_str() {
                "--all" => all = true,
                "--overdue" => list.only_overdue = true,
                "--status" => {
                    list.filter.statuses.insert(words.value("the status")?);
                }
                "--priority" => {
                    list.filter.priorities.insert(words.value("the priority")?);
                }
                "--tag" => found.push(words.value("a tag")?),
                "--search" => {
                    let search = Search::parse(&words.text("what to search for")?);
                    list.filter.search = search.map_err(Error::refused("what to search for"))?;
                }
                "--sort" => list.order.key = words.value("the key to sort by")?,
                "--descending" => list.order.direction = Direction::Descending,
                _ => return Err(unexpected(&option)),
            },
            Word::Plain(word) => return Err(unexpected(&word)),
        }
    }
    list.filter.tags = tags(found)?;
    if !all && list.filter.statuses.is_empty() {
        let open = Status::ALL.into_iter().filter(|status| status.is_open());
        list.filter.statuses = open.collect();
    }
    Ok(list)
}

fn tags(tags: Vec<Tag>) -> Result<Tags, Error> {
    Tags::new(tags).map_err(Error::refused("the tags"))
}
