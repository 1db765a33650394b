//! Settings: a text is accepted, or refused by a line that names the variable, and never tells what
//! is secret.

/// What stands for a secret. Where it stands in the place of one, it must never be shown.
const SECRET: &str = "hunter2";

/// The variables that are secrets.
const SECRETS: [&str; 3] = ["SECRET_KEY", "SECRET_KEY_PREVIOUS", "DB_PASSWORD"];

/// Reads the bytes as an `.env` file.
pub fn settings(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match docket::probe::settings(bytes) {
        Ok(shown) => {
            let may_be_shown = may_move(&text) || !text.lines().all(keeps_secret);
            assert!(may_be_shown || !shown.contains(SECRET), "{shown}");
        }
        Err(line) => {
            // No value is told but what a URL says beside its password.
            let may_be_told = may_move(&text) || !text.lines().all(keeps_url_secret);
            assert!(may_be_told || !line.contains(SECRET), "{line}");
            assert!(!line.contains('\n'), "{line}");
            let (variable, problem) = line.split_once(": ").expect("it names what is wrong");
            let is_name = |c: char| c.is_ascii_uppercase() || c == '_';
            assert!(
                variable == ".env" || variable.chars().all(is_name),
                "{line}"
            );
            assert!(!problem.is_empty());
        }
    }
}

/// Whether a value may get to where another one stands, by substitution or quotes; or may be another
/// one than it seems, by percent-encoding.
fn may_move(text: &str) -> bool {
    text.contains(['$', '\'', '"', '\\', '%'])
}

/// Whether the secret is nowhere in a line but in the place of one.
fn keeps_secret(line: &str) -> bool {
    !line.contains(SECRET)
        || match line.split_once('=') {
            Some(("DATABASE_URL", _)) => keeps_url_secret(line),
            Some((name, _)) => SECRETS.contains(&name),
            None => false,
        }
}

/// Whether the secret is nowhere in a URL but where a password stands: from the second colon to the
/// last `@`.
fn keeps_url_secret(line: &str) -> bool {
    let Some((before, url)) = line.split_once("DATABASE_URL") else {
        return true;
    };
    let (rest, host) = url.rsplit_once('@').unwrap_or(("", url));
    let mut parts = rest.splitn(3, ':');
    let mut others = [before, host].into_iter().chain(parts.by_ref().take(2));
    !others.any(|part| part.contains(SECRET))
}
