//! What commands look like at a terminal, and to programs.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::process::Stdio;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use crate::backup::sqlite;
use crate::harness::{Case, Docket, PASSWORD, cases};

pub(crate) const CASES: &[Case] = cases!(
    Sqlite:
        lists_have_columns_at_a_terminal_and_tabs_elsewhere,
        colours_are_there_where_they_are_wanted,
        errors_have_lines_at_a_terminal_and_are_one_elsewhere,
        long_work_shows_a_bar_at_a_terminal_alone,
        a_reader_who_has_read_enough_ends_it_quietly,
        a_full_disk_behind_standard_output_is_a_failure,
        completions_and_manual_know_every_command,
);

/// What begins a colour, or anything else that a terminal does.
const ESCAPE: char = '\u{1b}';

/// A terminal of 80 columns.
struct Terminal {
    master: File,
    slave: File,
}

impl Terminal {
    fn open() -> Self {
        let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&master).unwrap();
        unlockpt(&master).unwrap();
        let name = ptsname(&master, Vec::new()).unwrap();
        let slave = File::options()
            .read(true)
            .write(true)
            .open(OsStr::from_bytes(name.as_bytes()))
            .unwrap();
        let size = Winsize {
            ws_row: 24,
            ws_col: 80,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&slave, size).unwrap();
        Self {
            master: master.into(),
            slave,
        }
    }

    /// What a command shows there.
    fn shows(mut self, docket: &Docket, arguments: &[&str]) -> String {
        let stream = || Stdio::from(self.slave.try_clone().unwrap());
        let mut command = docket.command(arguments);
        let mut child = command
            .stdin(stream())
            .stdout(stream())
            .stderr(stream())
            .spawn()
            .unwrap();
        // The terminal ends with its last user.
        drop((command, self.slave));
        let mut shown = Vec::new();
        // Linux says that by an error.
        let _ = self.master.read_to_end(&mut shown);
        child.wait().unwrap();
        String::from_utf8(shown).unwrap().replace("\r\n", "\n")
    }
}

/// A database with a user, and a terminal that can show colours.
fn with_user() -> Docket {
    let docket = sqlite().with("TERM", "xterm");
    let input = format!("{PASSWORD}\n");
    docket
        .run_with_input(&["user", "create", "ada"], &input)
        .success();
    docket
}

fn lists_have_columns_at_a_terminal_and_tabs_elsewhere() {
    let docket = with_user();
    let shown = Terminal::open().shows(&docket, &["user", "list"]);
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines.len(), 3, "{shown:?}");
    assert!(lines[0].contains("id  username  email"), "{shown:?}");
    assert!(lines[1].starts_with("───"), "{shown:?}");
    assert!(lines[2].starts_with("1   ada       -"), "{shown:?}");
    assert!(!shown.contains('\t'));
    assert!(
        lines.iter().all(|line| line.chars().count() <= 88),
        "{shown:?}"
    );

    let printed = docket.run(&["user", "list"]).success();
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines[0], "id\tusername\temail\trole\tactive\tcreated");
    assert!(
        lines[1].starts_with("1\tada\t-\tuser\tyes\t2"),
        "{printed:?}"
    );
    assert!(!printed.contains(ESCAPE), "{printed:?}");
}

fn colours_are_there_where_they_are_wanted() {
    let shown = |variables: &[(&str, &str)], is_terminal: bool| {
        let docket = variables
            .iter()
            .fold(sqlite(), |docket, (name, value)| docket.with(name, value));
        if is_terminal {
            Terminal::open().shows(&docket, &["migrate", "status"])
        } else {
            docket.run(&["migrate", "status"]).success()
        }
    };
    let term = ("TERM", "xterm");
    for (variables, is_terminal, has_colours) in [
        ([term].as_slice(), true, true),
        (&[term], false, false),
        (&[], true, false),
        (&[("TERM", "dumb")], true, false),
        (&[term, ("NO_COLOR", "1")], true, false),
        (&[term, ("CLICOLOR", "0")], true, false),
        (&[term, ("CLICOLOR_FORCE", "1")], false, true),
    ] {
        let shown = shown(variables, is_terminal);
        assert_eq!(
            shown.contains(ESCAPE),
            has_colours,
            "{variables:?}: {shown:?}"
        );
        assert!(shown.contains("pending"), "{variables:?}: {shown:?}");
    }
}

fn errors_have_lines_at_a_terminal_and_are_one_elsewhere() {
    let docket = Docket::on("sqlite://no/such/directory.db").with("TERM", "dumb");
    let shown = Terminal::open().shows(&docket, &["user", "list"]);
    let lines: Vec<&str> = shown.lines().collect();
    let begins = |line: usize, word: &str| {
        assert!(lines[line].starts_with(word), "{shown:?}");
    };
    assert_eq!(lines.len(), 3, "{shown:?}");
    begins(0, "error: the schema");
    begins(
        1,
        "cause: the SQLite database cannot be opened: there is no directory no/such",
    );
    begins(2, "hint: make it");

    let ended = docket.run(&["user", "list"]);
    assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""));
    assert_eq!(ended.stderr.lines().count(), 1, "{ended:?}");
    assert!(ended.stderr.starts_with("error: the schema"), "{ended:?}");
    assert!(ended.stderr.contains(" (hint: make it"), "{ended:?}");
}

fn long_work_shows_a_bar_at_a_terminal_alone() {
    let docket = sqlite().with("TERM", "xterm");
    let shown = Terminal::open().shows(&docket, &["migrate"]);
    assert!(shown.contains("migrating "), "{shown:?}");
    let after = shown.rsplit(ESCAPE).next().unwrap();
    assert!(!after.contains("migrating "), "it is gone: {shown:?}");

    let dumb = sqlite().with("TERM", "dumb");
    let shown = Terminal::open().shows(&dumb, &["migrate"]);
    assert!(
        !shown.contains("migrating ") && shown.contains("applied "),
        "{shown:?}"
    );
    let ended = sqlite().run(&["migrate"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}

fn a_reader_who_has_read_enough_ends_it_quietly() {
    let docket = with_user();
    for arguments in [
        ["openapi"].as_slice(),
        &["user", "list"],
        &["migrate", "status"],
    ] {
        let mut child = docket
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {output:?}");
        assert!(output.stderr.is_empty(), "{arguments:?}: {output:?}");
    }
}

fn a_full_disk_behind_standard_output_is_a_failure() {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = sqlite()
        .command(&["openapi"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains("standard output cannot be written to"),
        "{told}"
    );
}

fn completions_and_manual_know_every_command() {
    const WORDS: [&str; 4] = ["reset-password", "restore", "--force", "healthcheck"];
    let docket = Docket::bare();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = docket.run(&["completions", shell]).success();
        for word in WORDS {
            // In fish, options have no dashes.
            let word = word.trim_start_matches('-');
            assert!(
                script.contains(word),
                "{word} is not in the script for {shell}"
            );
        }
    }
    let page = docket.run(&["man"]).success();
    assert!(
        page.contains(".TH docket 1") && page.contains("docket\\-restore(1)"),
        "{page}"
    );
    docket.run(&["man", "."]).success();
    for name in [
        "docket.1",
        "docket-user.1",
        "docket-user-list.1",
        "docket-restore.1",
    ] {
        assert!(docket.directory().join(name).is_file(), "{name}");
    }
    let ended = docket.run(&["man", "no/such/directory"]);
    assert_eq!(ended.code, Some(73), "{ended:?}");
}
