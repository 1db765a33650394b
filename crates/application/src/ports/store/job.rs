//! A unit of work in a box: the types are put away on the way to the engine, and taken out again
//! on the way back.

use std::any::Any;

use super::UnitOfWork;

/// What is to happen to what a job wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is to be kept.
    Commit,
    /// It is to be undone.
    Rollback,
}

/// A unit of work whose types are hidden. It remembers the result of its last run.
pub trait Job: Send {
    /// Runs it.
    fn run(&mut self, work: &mut dyn UnitOfWork) -> Outcome;

    /// Itself, on the way back to its types.
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

struct Typed<T, E, F> {
    unit: F,
    result: Option<Result<T, E>>,
}

impl<T, E, F> Job for Typed<T, E, F>
where
    F: FnMut(&mut dyn UnitOfWork) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    fn run(&mut self, work: &mut dyn UnitOfWork) -> Outcome {
        // A result of an earlier run must not survive a panic in this one.
        self.result = None;
        let result = (self.unit)(work);
        let outcome = if result.is_ok() {
            Outcome::Commit
        } else {
            Outcome::Rollback
        };
        self.result = Some(result);
        outcome
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

/// Puts `unit` into a box.
pub(super) fn boxed<T, E, F>(unit: F) -> Box<dyn Job>
where
    F: FnMut(&mut dyn UnitOfWork) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    Box::new(Typed { unit, result: None })
}

/// The result of the last run of a job that [`boxed`] made of an `F`; `None` if it never ended.
pub(super) fn outcome<T, E, F>(job: Box<dyn Job>) -> Option<Result<T, E>>
where
    T: 'static,
    E: 'static,
    F: 'static,
{
    job.into_any()
        .downcast::<Typed<T, E, F>>()
        .ok()
        .and_then(|job| job.result)
}
