//! From the parts of an export to the chunks of a body, each made when the client has taken the one
//! before.

use std::vec;

use actix_web::web::{Bytes, Data};
use docket_application::Caller;
use docket_application::tasks::Export;
use docket_domain::Task;
use futures_util::Stream;
use futures_util::stream::try_unfold;

use crate::error::ApiError;
use crate::state::Services;

/// From how many bytes on a chunk is sent. Beyond that it has a task at most.
const CHUNK: usize = 32 * 1024;

/// How a file of tasks is written.
pub(super) trait Format {
    /// What comes before all tasks.
    fn begin(&mut self, file: &mut Vec<u8>);

    /// A task.
    ///
    /// # Errors
    /// [`ApiError::Internal`] if it cannot be written, which is a defect.
    fn task(&mut self, task: &Task, file: &mut Vec<u8>) -> Result<(), ApiError>;

    /// What comes after all tasks.
    fn end(&mut self, file: &mut Vec<u8>);
}

/// A file in the making: what has been read and not yet written, what is to be read, and for whom.
struct File {
    services: Data<Services>,
    caller: Caller,
    export: Export,
    format: Box<dyn Format>,
    read: vec::IntoIter<Task>,
    has_begun: bool,
    is_over: bool,
}

/// Reads the first part, so that whatever stands against all of them is told before anything is
/// sent, and answers the body. Whoever is no longer let in while it is sent gets no further part.
///
/// # Errors
/// Why it cannot be read.
pub(super) async fn begin(
    (services, caller): (Data<Services>, Caller),
    mut export: Export,
    format: Box<dyn Format>,
) -> Result<impl Stream<Item = Result<Bytes, ApiError>> + 'static, ApiError> {
    let first = export.next_part().await?;
    let file = File {
        services,
        caller,
        export,
        format,
        read: first.into_iter(),
        has_begun: false,
        is_over: false,
    };
    Ok(try_unfold(file, |mut file| async move {
        let chunk = file.next_chunk().await?;
        Ok(chunk.map(|chunk| (chunk, file)))
    }))
}

impl File {
    async fn next_chunk(&mut self) -> Result<Option<Bytes>, ApiError> {
        if self.is_over {
            return Ok(None);
        }
        let mut chunk = Vec::with_capacity(CHUNK + CHUNK / 8);
        if !self.has_begun {
            self.format.begin(&mut chunk);
            self.has_begun = true;
        }
        while chunk.len() < CHUNK {
            if let Some(task) = self.read.next() {
                self.format.task(&task, &mut chunk)?;
                continue;
            }
            self.services.sessions.check(&self.caller).await?;
            let part = self.export.next_part().await?;
            if part.is_empty() {
                self.format.end(&mut chunk);
                self.is_over = true;
                break;
            }
            self.read = part.into_iter();
        }
        Ok(Some(chunk.into()))
    }
}
