//! The one form of errors: what went wrong, why, and what to do about it.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::iter::successors;

use anstyle::{AnsiColor, Style};

use super::exit::Exit;
use super::printable::printable;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const CAUSE: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// An error that can end a command. Each has to say what its reader can do about it.
pub(crate) trait Explain: Error {
    /// What to do about it, if that is not said already; in the imperative, without a full stop.
    fn hint(&self) -> Option<Cow<'static, str>>;

    /// Which exit code stands for it.
    fn exit(&self) -> Exit {
        Exit::Failed
    }
}

/// What a command ends with when it does not do what it was asked for.
#[derive(Debug)]
pub(crate) struct CommandError(Box<dyn Explain>);

impl<E: Explain + 'static> From<E> for CommandError {
    fn from(error: E) -> Self {
        Self(Box::new(error))
    }
}

impl CommandError {
    /// Which exit code stands for it.
    pub(crate) fn exit(&self) -> Exit {
        self.0.exit()
    }

    /// Says it on standard error, unless it is nothing to speak of.
    pub(super) fn tell(&self) {
        if self.exit() == Exit::Done {
            return;
        }
        let text = if io::stderr().is_terminal() {
            self.in_lines()
        } else {
            self.in_one_line()
        };
        // Where standard error is closed there is nobody to tell.
        let _ = writeln!(anstream::stderr(), "{text}");
    }

    /// For people: each part in a line of its own.
    fn in_lines(&self) -> String {
        let causes = Some(causes(self.0.as_ref())).filter(|causes| !causes.is_empty());
        let parts = [
            (ERROR, "error", Some(unbroken(&self.0))),
            (CAUSE, "cause", causes),
            (HINT, "hint", self.0.hint().map(Cow::into_owned)),
        ];
        let lines = parts.into_iter().filter_map(|(style, word, said)| {
            let said = said?;
            Some(format!("{style}{word}:{style:#} {}", printable(&said)))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// For programs: one line, whatever there is to say.
    fn in_one_line(&self) -> String {
        let said = in_one_line(self.0.as_ref());
        let hint = self.0.hint();
        let hint = hint.map_or_else(String::new, |hint| format!(" (hint: {hint})"));
        format!("{ERROR}error:{ERROR:#} {}", printable(&(said + &hint)))
    }
}

/// What an error says, and what each of its causes says.
pub(crate) fn in_one_line(error: &dyn Error) -> String {
    let chain = successors(Some(error), |error| (*error).source());
    chain.map(unbroken).collect::<Vec<_>>().join(": ")
}

/// What each cause of an error says.
fn causes(error: &dyn Error) -> String {
    error.source().map(in_one_line).unwrap_or_default()
}

/// What an error says, in one line: some libraries break their messages.
fn unbroken(error: impl Display) -> String {
    let text = error.to_string();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("it cannot\n  be done")]
    struct Undone(#[source] io::Error);

    impl Explain for Undone {
        fn hint(&self) -> Option<Cow<'static, str>> {
            Some("do it \u{1b}[1mtwice".into())
        }
    }

    fn undone() -> CommandError {
        Undone(io::Error::other("no \u{7}time")).into()
    }

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(text).to_string()
    }

    #[test]
    fn a_program_is_told_everything_in_one_line() {
        assert_eq!(
            plain(&undone().in_one_line()),
            "error: it cannot be done: no �time (hint: do it �[1mtwice)"
        );
    }

    #[test]
    fn people_are_told_each_part_in_a_line_of_its_own() {
        assert_eq!(
            plain(&undone().in_lines()),
            "error: it cannot be done\ncause: no �time\nhint: do it �[1mtwice"
        );
    }
}
