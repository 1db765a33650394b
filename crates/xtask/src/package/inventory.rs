//! What must be in a package, and with which mode.

use crate::failure::{Failure, Outcome};

/// A file that must be in a package: its mode as `ls` shows it, and its path.
pub(super) type Wanted = (&'static str, &'static str);

/// Fails unless all of these files are in a listing as `tar tv` prints it, owned by root.
pub(super) fn check(listing: &str, root: &str, wanted: &[Wanted]) -> Outcome {
    let files: Vec<(&str, &str, &str)> = listing.lines().filter_map(entry).collect();
    for (mode, path) in wanted {
        let name = format!("{root}{path}");
        let Some((found, owner, _)) = files.iter().find(|(_, _, file)| *file == name) else {
            return Err(Failure::because(format!("there is no {name}")));
        };
        if found != mode || !matches!(*owner, "root/root" | "0/0") {
            return Err(Failure::because(format!(
                "{name} is {found} {owner}, not {mode} root/root"
            )));
        }
    }
    Ok(())
}

/// Mode, owner and name in a line of a listing: `-rw-r--r-- root/root 12 2026-11-28 00:00 ./name`.
fn entry(line: &str) -> Option<(&str, &str, &str)> {
    let mut words = line.split_whitespace();
    let (mode, owner) = (words.next()?, words.next()?);
    Some((mode, owner, words.nth(3)?))
}

#[cfg(test)]
mod tests {
    use super::check;

    const LISTING: &str = "\
drwxr-xr-x root/root         0 2026-11-28 00:00 ./
-rw-r----- root/root        12 2026-11-28 00:00 ./etc/docket.env
-rwxr-xr-x 0/0              12 2026-11-28 00:00 ./usr/bin/docket
-rwxr-xr-x ada/ada          12 2026-11-28 00:00 ./usr/bin/theirs";

    #[test]
    fn what_is_not_there_or_open_to_others_is_noticed() {
        let good = [
            ("-rw-r-----", "etc/docket.env"),
            ("-rwxr-xr-x", "usr/bin/docket"),
        ];
        assert!(check(LISTING, "./", &good).is_ok());
        assert!(check(LISTING, "./", &[("-rw-r-----", "etc/other.env")]).is_err());
        assert!(check(LISTING, "./", &[("-rw-r--r--", "etc/docket.env")]).is_err());
        assert!(check(LISTING, "./", &[("-rwxr-xr-x", "usr/bin/theirs")]).is_err());
    }
}
