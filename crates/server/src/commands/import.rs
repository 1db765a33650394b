//! `docket import`: brings over the users and tasks of another program. The service may run
//! meanwhile, or not.

mod arguments;
mod error;
mod report;

pub(crate) use arguments::ImportArguments;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use docket_application::ports::foreign::{ForeignSource, Rows};
use docket_application::takeover::{self, Choices, Survey};
use docket_credentials::Hasher;
use docket_persistence::{DatabaseUrl, ForeignDatabase};
use tokio::runtime::Builder;

use self::error::ImportError;
use crate::application::Takeover;
use crate::console::{CommandError, Progress, Unit};
use crate::settings::Settings;
use crate::telemetry;

/// Brings everything over, or says what is wrong; says on standard output what is used for what,
/// and how much came.
///
/// # Errors
/// If nothing came.
pub(crate) fn run(settings: &Settings, arguments: ImportArguments) -> Result<(), CommandError> {
    telemetry::init_file(&settings.log)?;
    let url = DatabaseUrl::parse(&arguments.source).map_err(ImportError::Url)?;
    if is_same(&url, &settings.database) {
        return Err(ImportError::Same.into());
    }
    let (choices, is_dry) = (arguments.choices(), arguments.dry_run);
    let options = arguments.options();
    let priorities = options.priorities.clone();
    let mut source = ForeignDatabase::open(&url, options).map_err(ImportError::Open)?;
    // Whoever reads no further than this, as `head` does, has an import to come all the same.
    let told = report::shape(&url, source.shape(), &priorities);
    let rows = source.count().map_err(ImportError::Read)?;
    let hasher = Takeover::hasher(settings)?;
    let survey = Survey::of(&mut source, &*hasher, choices, &*progress("checking", rows))
        .map_err(ImportError::Read)?;
    let import = Import {
        settings,
        hasher,
        choices,
        is_dry,
        rows,
    };
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(ImportError::Runtime)?;
    runtime.block_on(import.finish(source, survey))?;
    told
}

/// What is to be done with a source that has been read.
struct Import<'a> {
    settings: &'a Settings,
    hasher: Arc<Hasher>,
    choices: Choices,
    is_dry: bool,
    rows: Rows,
}

impl Import<'_> {
    /// Compares the source with the target, and brings it over if all is well.
    async fn finish(self, source: ForeignDatabase, mut survey: Survey) -> Result<(), CommandError> {
        let hasher = Arc::clone(&self.hasher);
        // Where nothing will be written, no target is made.
        let target = if self.is_dry || survey.faults().count() > 0 {
            Takeover::open_existing(self.settings, hasher)?
        } else {
            Some(Takeover::open(self.settings, hasher)?)
        };
        if let Some(target) = &target {
            let comparing = target.service().compare(&mut survey);
            comparing.await.map_err(ImportError::Store)?;
        }
        if survey.faults().count() > 0 {
            return Err(report::faults(survey.faults()).into());
        }
        match target {
            Some(target) if !self.is_dry => {
                let progress = progress("importing", self.rows);
                let bringing = target
                    .service()
                    .bring(Box::new(source), self.choices, progress);
                let brought = bringing.await.map_err(ImportError::Takeover)?;
                report::outcome("imported", &brought)?;
            }
            target => {
                report::outcome("would import", &survey.summary())?;
                report::dry_run(target.is_some())?;
            }
        }
        Ok(())
    }
}

/// Shows how far it has come with so many rows, until it is dropped.
fn progress(work: &'static str, rows: Rows) -> takeover::Progress {
    let bar = Progress::of(work);
    let (total, done) = (rows.users + rows.tasks, AtomicU64::new(0));
    Arc::new(move |more| {
        let before = done.fetch_add(more, Ordering::Relaxed);
        bar.set(before + more, total, Unit::Things);
    })
}

/// Whether two URLs name one database, as far as can be told.
fn is_same(one: &DatabaseUrl, other: &DatabaseUrl) -> bool {
    let file = |url: &DatabaseUrl| url.sqlite_path().and_then(|path| path.canonicalize().ok());
    one == other || file(one).is_some_and(|path| Some(path) == file(other))
}
