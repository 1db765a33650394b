//! How far long work has come: a bar on standard error, if that is a terminal which can show one;
//! nothing elsewhere. It is gone when the work is done.

use std::borrow::Cow;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How often something moves although there is no news.
const TICK: Duration = Duration::from_millis(120);
/// What is counted.
const THINGS: &str = "{prefix} [{bar:24}] {pos}/{len} {wide_msg}";
/// The same for bytes.
const BYTES: &str = "{prefix} [{bar:24}] {binary_bytes}/{binary_total_bytes} {wide_msg}";
/// For work of which nobody knows how long it takes.
const UNKNOWN: &str = "{prefix} {spinner} {wide_msg}";

/// What is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Unit {
    /// Anything.
    Things,
    /// Bytes.
    Bytes,
}

/// The bar. It is gone when this is dropped.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Of work that has just begun, and of which it is not known how long it takes; in the
    /// continuous form, like "migrating".
    pub(crate) fn of(work: &'static str) -> Self {
        Self::to(ProgressDrawTarget::stderr(), work)
    }

    fn to(target: ProgressDrawTarget, work: &'static str) -> Self {
        let bar = ProgressBar::with_draw_target(None, target).with_prefix(work);
        bar.set_style(style(UNKNOWN));
        bar.enable_steady_tick(TICK);
        Self(bar)
    }

    /// So much of so much is done.
    pub(crate) fn set(&self, done: u64, total: u64, unit: Unit) {
        let Self(bar) = self;
        if bar.length() != Some(total) {
            bar.set_style(style(match unit {
                Unit::Things => THINGS,
                Unit::Bytes => BYTES,
            }));
            bar.set_length(total);
        }
        bar.set_position(done.min(total));
    }

    /// Now this is being done.
    pub(crate) fn note(&self, what: impl Into<Cow<'static, str>>) {
        self.0.set_message(what);
    }

    /// It is not known any more how long it takes, for now this is being done.
    pub(crate) fn unknown(&self, what: impl Into<Cow<'static, str>>) {
        self.0.unset_length();
        self.0.set_style(style(UNKNOWN));
        self.note(what);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        // They are constants, and a test reads each.
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
        .tick_chars("-\\|/ ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_can_be_read() {
        for template in [THINGS, BYTES, UNKNOWN] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }

    #[test]
    fn work_that_turns_out_to_have_an_end_is_measured_from_then_on() {
        let progress = Progress::to(ProgressDrawTarget::hidden(), "migrating");
        assert_eq!(progress.0.length(), None);
        progress.set(9, 7, Unit::Things);
        assert_eq!((progress.0.length(), progress.0.position()), (Some(7), 7));
        progress.unknown("checking");
        assert_eq!(progress.0.length(), None);
    }
}
