//! `cargo xtask setup`: what building and testing everything needs besides Rust and a C compiler.

mod apt;
mod need;

use crate::failure::{Failure, Outcome};
use crate::report;
pub(crate) use need::{CHROMIUM, Need, nginx};

/// Looks for everything that there may be need of, and installs what is missing if it can.
pub(crate) fn run() -> Outcome {
    ensure(&[
        Need::MysqlClientLibrary,
        Need::PostgresServer,
        Need::MysqlServer,
        Need::Python,
    ])?;
    report::say("everything that building and testing need is here");
    Ok(())
}

/// Sees to it that these needs are met, or fails with one line on how to meet them.
pub(crate) fn ensure(needs: &[Need]) -> Outcome {
    let missing = unmet(needs);
    if missing.is_empty() {
        return Ok(());
    }
    let names = list(&missing, Need::name);
    let Some(apt) = apt::AptGet::find() else {
        return Err(Failure::because(advice(&missing)));
    };
    let packages = packages(&missing, Need::debian);
    report::say(format_args!(
        "not here: {names}; installing {} with apt-get",
        packages.join(" ")
    ));
    apt.install(&packages)?;
    let missing = unmet(needs);
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::because(advice(&missing)))
}

/// Those of the needs that are not met.
fn unmet(needs: &[Need]) -> Vec<Need> {
    needs
        .iter()
        .copied()
        .filter(|need| !need.is_met())
        .collect()
}

/// One line that says what is missing and how to get it.
fn advice(missing: &[Need]) -> String {
    let names = list(missing, Need::name);
    let instead = list(missing, Need::instead);
    format!(
        "not here: {names}; run `apt-get install {}` (Debian, Ubuntu), `dnf install {}` (Fedora) \
         or `brew install {}` (macOS), or {instead}",
        packages(missing, Need::debian).join(" "),
        packages(missing, Need::fedora).join(" "),
        packages(missing, Need::homebrew).join(" "),
    )
}

/// The packages of all these needs on one kind of system.
fn packages(needs: &[Need], on: impl Fn(Need) -> &'static [&'static str]) -> Vec<&'static str> {
    needs.iter().flat_map(|need| on(*need)).copied().collect()
}

/// What there is to say of each, with commas between.
fn list(needs: &[Need], say: impl Fn(Need) -> &'static str) -> String {
    let words: Vec<&str> = needs.iter().map(|need| say(*need)).collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::{Need, advice};

    #[test]
    fn the_advice_is_one_line_and_names_the_packages_of_what_is_missing() {
        let text = advice(&[Need::MysqlClientLibrary, Need::PostgresServer]);
        assert_eq!(text.lines().count(), 1);
        assert!(text.contains("`apt-get install pkg-config libmariadb-dev postgresql`"));
        assert!(text.contains("DOCKET_TEST_POSTGRES_URL"));
        assert!(!text.contains("mariadb-server"));
    }
}
