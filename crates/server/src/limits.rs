//! What the operating system lets this process have.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// How many files are left for everything but the connections of clients: databases, the log, and
/// what libraries open.
const OTHER_FILES: u64 = 256;

/// How many files a connection of a client takes.
const FILES_OF_CONNECTION: u64 = 2;

/// How many connections are ever taken at once, in all.
const MAX_CONNECTIONS: usize = 25_000;

/// Lets this process have as many open files as it may, and says how many connections it can take
/// with them: beyond that, clients wait where the operating system keeps them, instead of keeping
/// others from the database.
pub(crate) fn max_connections() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = Rlimit {
        current: maximum,
        maximum,
    };
    let open_files = if current == maximum || setrlimit(Resource::Nofile, raised).is_ok() {
        maximum
    } else {
        // Some systems say that there is no limit, and have one.
        current
    };
    connections(open_files)
}

/// How many connections are possible with so many open files; with as many as one likes, if
/// absent.
fn connections(open_files: Option<u64>) -> usize {
    let files = open_files.unwrap_or(u64::MAX);
    // Where there are hardly any, each side gets half.
    let for_clients = files.saturating_sub(OTHER_FILES).max(files / 2);
    usize::try_from(for_clients / FILES_OF_CONNECTION)
        .unwrap_or(MAX_CONNECTIONS)
        .clamp(1, MAX_CONNECTIONS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_files_are_left_for_everything_else() {
        for (open_files, expected) in [
            (Some(0), 1),
            (Some(2), 1),
            (Some(256), 64),
            (Some(512), 128),
            (Some(1024), 384),
            (Some(20_000), 9872),
            (Some(50_256), 25_000),
            (Some(50_258), 25_000),
            (Some(u64::MAX), 25_000),
            (None, 25_000),
        ] {
            assert_eq!(connections(open_files), expected, "{open_files:?}");
        }
    }

    #[test]
    fn the_soft_limit_is_raised_to_the_hard_one() {
        assert!(max_connections() >= 1);
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        assert!(current == maximum || cfg!(target_os = "macos"));
    }
}
