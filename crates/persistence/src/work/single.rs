//! Writing without a transaction around it, where one statement is all that writes.

use diesel::connection::TransactionManager;
use docket_application::ports::store::{Access, StoreError};

use super::Work;
use crate::connection::DbConnection;
use crate::error::UnitError;

/// Whether a transaction has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begun {
    /// It had before the unit ran, or none is needed.
    Before,
    /// The unit has begun it.
    Here,
    /// None has; a single statement that writes needs none.
    NotYet,
    /// None has, and the connection has yet to show that it works.
    NotYetUnknown,
}

/// What a unit has been sent that writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written {
    /// Nothing.
    Nothing,
    /// One statement or more, each for a call of its own.
    Once,
    /// What one call needs, within a transaction: the first of its statements follows.
    Several,
}

impl Work<'_> {
    /// Sees to it that the statements that follow are all or nothing. To be called before the first
    /// of several that write for one call.
    pub(super) fn write_several(&mut self) -> Result<(), StoreError> {
        self.refuse_if_read_only()?;
        self.refuse_after_failure()?;
        if self.written != Written::Nothing {
            self.refuse_second_write()?;
        }
        self.begin()?;
        self.written = Written::Several;
        Ok(())
    }

    /// What must be so before a statement that writes is sent.
    pub(super) fn prepare_to_write(&mut self) -> Result<(), StoreError> {
        self.refuse_if_read_only()?;
        self.refuse_after_failure()?;
        if self.begun == Begun::NotYetUnknown {
            self.begin()?;
        }
        match self.written {
            Written::Nothing => self.written = Written::Once,
            Written::Once => self.refuse_second_write()?,
            Written::Several => {}
        }
        Ok(())
    }

    /// Begins a transaction, unless there is one.
    fn begin(&mut self) -> Result<(), StoreError> {
        if matches!(self.begun, Begun::NotYet | Begun::NotYetUnknown) {
            DbConnection::begin_transaction(self.connection).map_err(|error| self.fail(&error))?;
            self.begun = Begun::Here;
        }
        Ok(())
    }

    /// Of a unit that may write once, what it wrote may stand already.
    fn refuse_second_write(&self) -> Result<(), StoreError> {
        if self.access == Access::SingleWrite {
            return Err(StoreError::Failed(UnitError::SecondWrite.into()));
        }
        Ok(())
    }
}
