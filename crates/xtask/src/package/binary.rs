//! What a binary wants of the machine that it is to run on.

use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::{process, report};

/// The newest interface of the GNU C library that it may want: that of 2021, which the long-term
/// releases from Debian 12, Ubuntu 22.04 and Red Hat Enterprise Linux 9 on have.
const NEWEST_GLIBC: [u32; 2] = [2, 34];

/// The newest C library that a binary must be built with for that to hold: Debian 12 has it.
const NEWEST_TO_BUILD_WITH: [u32; 2] = [2, 36];

/// Fails if it wants more of the C library than that, although it was built where it need not.
pub(super) fn check(binary: &Path) -> Outcome {
    // From binutils, which come with every C compiler.
    let mut objdump = Command::new("objdump");
    let symbols = process::output(objdump.arg("-T").arg(binary))?;
    let Some((wanted, symbol)) = newest_glibc(&symbols) else {
        return Err(Failure::because("the binary wants no C library at all"));
    };
    let shown = |version: &[u32]| {
        let numbers: Vec<String> = version.iter().map(ToString::to_string).collect();
        numbers.join(".")
    };
    let here = process::output(Command::new("getconf").arg("GNU_LIBC_VERSION"))?;
    if version(here.trim().trim_start_matches("glibc ")) > Some(NEWEST_TO_BUILD_WITH.to_vec()) {
        report::say(format_args!(
            "the binary wants glibc {}. NOT CHECKED: a release is built on Debian 12, and this has \
             {}",
            shown(&wanted),
            here.trim()
        ));
        return Ok(());
    }
    if wanted.as_slice() > NEWEST_GLIBC.as_slice() {
        return Err(Failure::because(format!(
            "`{symbol}` wants glibc {}, and {} is to do",
            shown(&wanted),
            shown(&NEWEST_GLIBC)
        )));
    }
    report::say(format_args!("the binary wants glibc {}", shown(&wanted)));
    Ok(())
}

/// The newest version of the C library among the symbols of a binary, and one that wants it.
fn newest_glibc(symbols: &str) -> Option<(Vec<u32>, &str)> {
    let wanted = symbols.lines().filter_map(|line| {
        let (_, rest) = line.split_once("GLIBC_")?;
        let (wanted, symbol) = rest.split_once([')', ' '])?;
        Some((version(wanted)?, symbol.trim()))
    });
    wanted.max()
}

/// The numbers of a version.
fn version(text: &str) -> Option<Vec<u32>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::newest_glibc;

    #[test]
    fn ten_is_newer_than_nine() {
        let symbols = "\
0000000000000000      DF *UND*  0000000000000000 (GLIBC_2.9) pipe2
0000000000000000      DF *UND*  0000000000000000 (GLIBC_2.34) dlsym
0000000000000000      DF *UND*  0000000000000000 (GLIBC_2.2.5) free
0000000000000000  w   D  *UND*  0000000000000000  Base        __gmon_start__";
        assert_eq!(newest_glibc(symbols), Some((vec![2, 34], "dlsym")));
        assert_eq!(newest_glibc(""), None);
    }
}
