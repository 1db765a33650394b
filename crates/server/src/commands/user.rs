//! `docket user`: manages accounts, by the authority of whoever can run commands beside the
//! database. The service may run meanwhile, or not.

mod arguments;
mod change;
mod create;
mod delete;
mod failure;
mod list;
mod name;
mod password;

pub(crate) use arguments::UserCommand;

use tokio::runtime::Builder;

use self::change::Change;
use self::failure::Failure;
use self::name::Name;
use crate::application::Administration;
use crate::console::{CommandError, Table, say};
use crate::settings::Settings;
use crate::telemetry;

/// What there is to say of what was done.
enum Outcome {
    Sentence(String),
    Accounts(Table<{ list::COLUMNS }>),
}

/// Does what is asked, and says on standard output what it was.
///
/// # Errors
/// If it was not done.
pub(crate) fn run(settings: &Settings, command: UserCommand) -> Result<(), CommandError> {
    telemetry::init_file(&settings.log)?;
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::Runtime)?;
    match runtime.block_on(execute(settings, command))? {
        Outcome::Sentence(sentence) => say(sentence)?,
        Outcome::Accounts(table) => table.say()?,
    }
    Ok(())
}

/// Does what is asked, and says what it was. What is wrong with the arguments is told before the
/// database is opened.
async fn execute(settings: &Settings, command: UserCommand) -> Result<Outcome, CommandError> {
    let open = || Administration::open(settings);
    let (name, change) = match command {
        UserCommand::Create(arguments) => {
            let account = create::parse(&arguments)?;
            return Ok(Outcome::Sentence(
                create::run(open()?.service(), account).await?,
            ));
        }
        UserCommand::List { search } => {
            let search = list::parse(&search)?;
            return Ok(Outcome::Accounts(
                list::run(open()?.service(), search).await?,
            ));
        }
        UserCommand::ResetPassword { name } => {
            let name = Name::parse(&name)?;
            return Ok(Outcome::Sentence(
                password::reset(open()?.service(), &name).await?,
            ));
        }
        UserCommand::Delete { name, yes } => {
            let name = Name::parse(&name)?;
            let consent = delete::Consent::of(yes)?;
            return Ok(Outcome::Sentence(
                delete::run(open()?.service(), &name, consent).await?,
            ));
        }
        UserCommand::Promote { name } => (name, Change::PROMOTE),
        UserCommand::Demote { name } => (name, Change::DEMOTE),
        UserCommand::Enable { name } => (name, Change::ENABLE),
        UserCommand::Disable { name } => (name, Change::DISABLE),
    };
    let name = Name::parse(&name)?;
    Ok(Outcome::Sentence(
        change.make(open()?.service(), &name).await?,
    ))
}
