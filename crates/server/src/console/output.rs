//! Lines on standard output. Colours in them are left out where they are not wanted.

use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::exit::Exit;
use super::explain::Explain;

/// The outcome of a command could not be written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OutputError {
    /// Whoever read it has read enough, as `head` does: no failure.
    #[error("nobody reads on")]
    Closed,
    /// Anything else.
    #[error("standard output cannot be written to")]
    Failed(#[source] io::Error),
}

impl From<io::Error> for OutputError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Failed(error),
        }
    }
}

impl Explain for OutputError {
    fn hint(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Closed => None,
            Self::Failed(_) => Some("is the disk full that it goes to?".into()),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Closed => Exit::Done,
            Self::Failed(_) => Exit::Failed,
        }
    }
}

/// Writes a line.
///
/// # Errors
/// [`OutputError`].
pub(crate) fn say(line: impl Display) -> Result<(), OutputError> {
    writeln!(anstream::stdout(), "{line}")?;
    Ok(())
}

/// Writes a line whose first word is coloured.
///
/// # Errors
/// [`OutputError`].
pub(crate) fn say_in(colour: AnsiColor, word: &str, rest: impl Display) -> Result<(), OutputError> {
    let style = Style::new().fg_color(Some(colour.into()));
    say(format_args!("{style}{word}{style:#} {rest}"))
}

/// Writes text or bytes as they are.
///
/// # Errors
/// [`OutputError`].
pub(crate) fn write(bytes: impl AsRef<[u8]>) -> Result<(), OutputError> {
    let mut output = io::stdout().lock();
    output.write_all(bytes.as_ref())?;
    output.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_has_read_enough_is_no_failure() {
        let gone = OutputError::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!(gone.exit(), Exit::Done);
        let full = OutputError::from(io::Error::from(io::ErrorKind::StorageFull));
        assert_eq!(full.exit(), Exit::Failed);
        assert!(full.hint().is_some());
    }
}
