//! E-mail addresses.

use crate::text::text_value;
use crate::violation::{Length, Violation};

const FORM: Violation = Violation::Malformed("an e-mail address, like ada@example.org");

/// An e-mail address: at most 254 characters, the same as another one that differs in case alone
/// (see [`Self::key`]).
///
/// Its form is the one that the HTML Living Standard (section "E-mail state") gives, which is
/// what browsers accept, narrowed by three limits of RFC 5321: at most 64 characters before the
/// `@`, no dot at either end of them or beside another one, and a domain of at least two labels.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Email(String);

impl Email {
    /// The allowed length.
    pub const LENGTH: Length = Length { min: 3, max: 254 };

    /// Makes an address of `raw`, unchanged.
    ///
    /// # Errors
    /// [`Violation::TooShort`], [`Violation::TooLong`] or [`Violation::Malformed`].
    pub fn parse(raw: &str) -> Result<Self, Violation> {
        Self::LENGTH.check(raw)?;
        let (local, domain) = raw.split_once('@').ok_or(FORM)?;
        let is_atom = |part: &str| !part.is_empty() && part.bytes().all(is_atext);
        let local_is_good = local.len() <= 64 && local.split('.').all(is_atom);
        let domain_is_good = domain.contains('.') && domain.split('.').all(is_label);
        if !local_is_good || !domain_is_good {
            return Err(FORM);
        }
        Ok(Self(raw.to_owned()))
    }

    /// What two spellings of one address have in common: the address in lower case.
    #[must_use]
    pub fn key(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// A letter that may stand before the `@`, but for the dot (RFC 5322, section 3.2.3).
fn is_atext(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

/// A label of a domain name: letters, digits and inner hyphens, at most 63.
fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

text_value!(Email);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_as_people_have_them_are_kept_as_they_are() {
        for kept in [
            "a@b.c",
            "Ada.Lovelace+tasks@Mail.Example.org",
            "o'hara@x-y.example",
        ] {
            assert_eq!(Email::parse(kept).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let long_local = format!("{}@b.c", "x".repeat(65));
        let long = format!("{}@{}.example", "x".repeat(60), "y.".repeat(100));
        for refused in [
            "",
            "a",
            "@",
            "a@",
            "@b.c",
            "a@b",
            "a@b.",
            "a@.c",
            "a@b..c",
            "a b@c.d",
            "a@b c.d",
            "a@b@c.d",
            ".a@b.c",
            "a.@b.c",
            "a..b@c.d",
            "a@-b.c",
            "a@b-.c",
            "ä@b.c",
            "a@bücher.example",
            "a@b.c\n",
            &long_local,
            &long,
        ] {
            assert!(Email::parse(refused).is_err(), "{refused:?}");
        }
    }
}
