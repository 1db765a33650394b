//! The lines of a trace that tell of the log, and of answers.

/// What was asked of the system.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Call {
    /// To write this to the log.
    WriteLog(Vec<u8>),
    /// To sync the log.
    BeginSync,
    /// The system has synced the log, or not.
    EndSync {
        /// Whether it has.
        is_done: bool,
    },
    /// To send an answer that acknowledges.
    Answer(Vec<u8>),
}

/// A line that is of interest.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) thread: u32,
    pub(super) call: Call,
}

/// How the name of the write-ahead log ends.
const LOG: &str = "-wal";

/// What an answer that acknowledges begins with.
const CREATED: &[u8] = b"HTTP/1.1 201";

/// What a line of strace says: a call that nothing came between is begun and ended in one line.
pub(super) fn read(line: &str) -> Vec<Line> {
    let Some((thread, said)) = line.split_once(' ') else {
        return Vec::new();
    };
    let Ok(thread) = thread.parse() else {
        return Vec::new();
    };
    let calls = calls(said.trim_start()).unwrap_or_default();
    let line = |call| Line { thread, call };
    calls.into_iter().map(line).collect()
}

fn calls(said: &str) -> Option<Vec<Call>> {
    let is_done = said.trim_end().ends_with("= 0");
    if let Some(resumed) = said.strip_prefix("<... ") {
        let is_sync = resumed.starts_with("fsync") || resumed.starts_with("fdatasync");
        return is_sync.then(|| vec![Call::EndSync { is_done }]);
    }
    let (name, rest) = said.split_once('(')?;
    let (_, rest) = rest.split_once('<')?;
    let (file, rest) = rest.split_once('>')?;
    match name {
        "fsync" | "fdatasync" if !file.ends_with(LOG) => None,
        "fsync" | "fdatasync" if rest.contains("<unfinished") => Some(vec![Call::BeginSync]),
        "fsync" | "fdatasync" => Some(vec![Call::BeginSync, Call::EndSync { is_done }]),
        _ if file.ends_with(LOG) => Some(vec![Call::WriteLog(text(rest)?)]),
        _ => {
            let text = text(rest)?;
            text.starts_with(CREATED).then(|| vec![Call::Answer(text)])
        }
    }
}

/// The bytes between the first quote and the next one that is not escaped.
fn text(rest: &str) -> Option<Vec<u8>> {
    let (_, quoted) = rest.split_once('"')?;
    let mut bytes = Vec::new();
    let mut left = quoted.bytes().peekable();
    loop {
        match left.next()? {
            b'"' => return Some(bytes),
            b'\\' => {
                let byte = match left.next()? {
                    b't' => b'\t',
                    b'n' => b'\n',
                    b'v' => 11,
                    b'f' => 12,
                    b'r' => b'\r',
                    digit @ b'0'..=b'7' => {
                        let mut number = digit - b'0';
                        for _ in 0..2 {
                            let Some(digit) = left.next_if(|next| matches!(next, b'0'..=b'7'))
                            else {
                                break;
                            };
                            number = number.wrapping_mul(8).wrapping_add(digit - b'0');
                        }
                        number
                    }
                    other => other,
                };
                bytes.push(byte);
            }
            byte => bytes.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Call, read};

    fn calls(line: &str) -> Vec<Call> {
        read(line).into_iter().map(|line| line.call).collect()
    }

    #[test]
    fn writes_to_the_log_are_read_byte_for_byte() {
        let line = r#"12  pwrite64(9</tmp/a b/docket.db-wal>, "a\0\177\"\\\n\0017", 7, 32) = 7"#;
        let written = vec![b'a', 0, 127, b'"', b'\\', b'\n', 1, b'7'];
        assert_eq!(calls(line), [Call::WriteLog(written)]);
        assert_eq!(read(line)[0].thread, 12);
        assert!(calls(r#"12 write(3</tmp/docket.db>, "a", 1) = 1"#).is_empty());
    }

    #[test]
    fn syncs_are_told_apart_by_when_they_begin_and_end() {
        let [whole, begun] = [" = 0", " <unfinished ...>"]
            .map(|end| calls(&format!("7 fdatasync(9</tmp/docket.db-wal>){end}")));
        let done = Call::EndSync { is_done: true };
        assert_eq!(whole, [Call::BeginSync, Call::EndSync { is_done: true }]);
        assert_eq!(begun, [Call::BeginSync]);
        assert_eq!(calls("7 <... fdatasync resumed>) = 0"), [done]);
        let failed = "7 fsync(9</tmp/docket.db-wal>) = -1 EIO (Input/output error)";
        let failed = calls(failed).pop();
        assert_eq!(failed, Some(Call::EndSync { is_done: false }));
        assert!(calls("7 fdatasync(9</tmp/docket.db>) = 0").is_empty());
    }

    #[test]
    fn only_answers_that_acknowledge_are_answers() {
        let created = r#"7 sendto(5<socket:[1]>, "HTTP/1.1 201 Created\r\n", 22, 0, NULL, 0) = 22"#;
        let vectored =
            r#"7 writev(5<socket:[1]>, [{iov_base="HTTP/1.1 201 C", iov_len=14}], 1) = 14"#;
        assert!(matches!(&calls(created)[..], [Call::Answer(_)]));
        assert!(matches!(&calls(vectored)[..], [Call::Answer(_)]));
        assert!(calls(&created.replace("201", "200")).is_empty());
        assert!(calls("+++ exited with 0 +++").is_empty());
    }
}
