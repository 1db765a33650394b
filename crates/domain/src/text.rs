//! What the text values have in common: which characters they refuse, and how they are made.

use crate::violation::Violation;

/// Refuses control characters (the Unicode category Cc: C0, DEL, C1) other than newline and tab.
///
/// # Errors
/// [`Violation::ControlCharacter`].
pub(crate) fn refuse_control_characters(text: &str) -> Result<(), Violation> {
    let refused = |c: char| c.is_control() && c != '\n' && c != '\t';
    if text.chars().any(refused) {
        return Err(Violation::ControlCharacter);
    }
    Ok(())
}

/// Gives a newtype over `String` its readers, and, with the `serde` feature, its wire form,
/// which is read through `parse` and so cannot bypass the rules.
macro_rules! text_value {
    ($name:ident) => {
        impl $name {
            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, owned.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::violation::Violation;

            fn from_str(raw: &str) -> Result<Self, Self::Err> {
                Self::parse(raw)
            }
        }

        crate::text::wire_form!($name);
    };
}
pub(crate) use text_value;

/// With the `serde` feature: written as its `Display` text, read by its `FromStr`.
macro_rules! wire_form {
    ($name:ident) => {
        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let raw = String::deserialize(deserializer)?;
                raw.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use wire_form;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newline_and_tab_are_text_and_every_other_control_character_is_not() {
        assert_eq!(
            refuse_control_characters("a\n\tb\u{a0}\u{feff}\u{202e}"),
            Ok(())
        );
        for refused in ['\0', '\r', '\u{1b}', '\u{7f}', '\u{80}', '\u{85}', '\u{9f}'] {
            assert_eq!(
                refuse_control_characters(&format!("a{refused}b")),
                Err(Violation::ControlCharacter),
                "{refused:?}"
            );
        }
    }
}
