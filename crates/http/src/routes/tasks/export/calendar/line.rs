//! Lines of a calendar (RFC 5545, section 3.1): a name and a value, folded where they are long.

/// How many bytes of a line there are at most before it ends or goes on in the next one.
const MAX_BYTES: usize = 75;

/// A line in the making.
pub(super) struct Line<'a> {
    file: &'a mut Vec<u8>,
    /// How many bytes there are since the line was last folded.
    width: usize,
}

/// Writes a line whose value needs no escaping.
pub(super) fn write(file: &mut Vec<u8>, name: &str, value: &str) {
    Line::of(file, name).raw(value).end();
}

impl<'a> Line<'a> {
    /// A line with this name, parameters included.
    pub(super) fn of(file: &'a mut Vec<u8>, name: &str) -> Self {
        Self { file, width: 0 }.raw(name).raw(":")
    }

    /// Adds what needs no escaping.
    pub(super) fn raw(mut self, value: &str) -> Self {
        let mut buffer = [0; 4];
        for character in value.chars() {
            self.push(character.encode_utf8(&mut buffer));
        }
        self
    }

    /// Adds a text, escaped (section 3.3.11). It has no control characters but newline and tab.
    pub(super) fn text(mut self, text: &str) -> Self {
        let mut buffer = [0; 4];
        for character in text.chars() {
            self.push(match character {
                '\\' => "\\\\",
                ';' => "\\;",
                ',' => "\\,",
                '\n' => "\\n",
                other => other.encode_utf8(&mut buffer),
            });
        }
        self
    }

    /// Ends it.
    pub(super) fn end(self) {
        self.file.extend_from_slice(b"\r\n");
    }

    /// Adds a character, or an escaped one: neither is ever taken apart.
    fn push(&mut self, unit: &str) {
        if self.width + unit.len() > MAX_BYTES {
            self.file.extend_from_slice(b"\r\n ");
            self.width = 1;
        }
        self.file.extend_from_slice(unit.as_bytes());
        self.width += unit.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut file = Vec::new();
        Line::of(&mut file, "SUMMARY").text(text).end();
        String::from_utf8(file).unwrap()
    }

    /// A text as a reader of calendars finds it: unfolded, and the escapes undone.
    fn read(line: &str) -> String {
        let unfolded = line.replace("\r\n ", "");
        let value = unfolded.strip_prefix("SUMMARY:").unwrap();
        let mut characters = value.strip_suffix("\r\n").unwrap().chars();
        let mut text = String::new();
        while let Some(character) = characters.next() {
            text.push(match character {
                '\\' => match characters.next().unwrap() {
                    'n' => '\n',
                    other => other,
                },
                plain => plain,
            });
        }
        text
    }

    #[test]
    fn what_has_a_meaning_in_calendars_is_escaped() {
        assert_eq!(
            written("a;b,c\\d\ne:f\"g"),
            "SUMMARY:a\\;b\\,c\\\\d\\ne:f\"g\r\n"
        );
    }

    #[test]
    fn nothing_that_is_written_in_a_text_is_a_line_of_its_own() {
        let line = written("a\nEND:VTODO\nBEGIN:VALARM\\nX");
        assert_eq!(line.matches("\r\n").count(), 1, "{line}");
    }

    #[test]
    fn a_line_of_seventy_five_bytes_is_whole_and_a_longer_one_is_folded() {
        let name = "SUMMARY:".len();
        let fits = "x".repeat(75 - name);
        assert_eq!(written(&fits), format!("SUMMARY:{fits}\r\n"));
        assert_eq!(
            written(&format!("{fits}y")),
            format!("SUMMARY:{fits}\r\n y\r\n")
        );
        let escaped = format!("{}\n", "x".repeat(74 - name));
        assert_eq!(
            written(&escaped),
            format!("SUMMARY:{}\r\n \\n\r\n", "x".repeat(74 - name))
        );
    }

    proptest::proptest! {
        #[test]
        fn every_text_is_read_back_and_no_line_is_too_long(
            text in "([a-c;,\\\\\n\t ]|é|€|🦀){0,200}"
        ) {
            let line = written(&text);
            for part in line.split("\r\n") {
                proptest::prop_assert!(part.len() <= MAX_BYTES, "{part:?}");
            }
            proptest::prop_assert_eq!(read(&line), text);
        }
    }
}
