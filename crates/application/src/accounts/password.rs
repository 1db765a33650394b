//! Passwords, and what a new one must satisfy.

use docket_domain::Violation;
use docket_domain::violation::Length;
use secrecy::{ExposeSecret, SecretString};

/// A password as someone typed it. It shows nothing of itself when printed, and is wiped from
/// memory when dropped.
#[derive(Debug, Clone)]
pub struct Password(SecretString);

impl Password {
    /// Wraps what was typed, whatever it is.
    #[must_use]
    pub fn new(password: String) -> Self {
        Self(password.into())
    }

    /// What was typed.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// What a new password must satisfy. The limits are those of the hash algorithm: what it would
/// cut off is refused instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordRules {
    /// 8 characters to 71 bytes, without NUL: bcrypt reads 72 bytes including a closing NUL, and
    /// repeats what stands before an earlier one.
    Bcrypt,
    /// 8 to 128 characters.
    Argon2id,
}

impl PasswordRules {
    /// The least number of characters.
    pub const MIN_CHARACTERS: usize = 8;
    /// The greatest number of bytes with [`Self::Bcrypt`].
    pub const MAX_BCRYPT_BYTES: usize = 71;
    /// The greatest number of characters with [`Self::Argon2id`].
    pub const MAX_ARGON2ID_CHARACTERS: usize = 128;

    /// Checks a new password.
    ///
    /// # Errors
    /// [`Violation::TooShort`], [`Violation::TooLong`], [`Violation::OutOfRange`] (for a number
    /// of bytes), or [`Violation::ControlCharacter`] for a NUL that the algorithm cannot take.
    pub fn check(self, password: &Password) -> Result<(), Violation> {
        let text = password.expose();
        let length = Length {
            min: Self::MIN_CHARACTERS,
            max: match self {
                Self::Bcrypt => Self::MAX_BCRYPT_BYTES,
                Self::Argon2id => Self::MAX_ARGON2ID_CHARACTERS,
            },
        };
        length.check(text)?;
        if self == Self::Bcrypt {
            if text.len() > Self::MAX_BCRYPT_BYTES {
                return Err(Violation::OutOfRange("at most 71 bytes long in UTF-8"));
            }
            if text.contains('\0') {
                return Err(Violation::Malformed("without NUL characters"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(rules: PasswordRules, password: &str) -> Result<(), &'static str> {
        rules
            .check(&Password::new(password.to_owned()))
            .map_err(|violation| violation.code())
    }

    #[test]
    fn bcrypt_takes_8_characters_to_71_bytes_without_nul() {
        let rules = PasswordRules::Bcrypt;
        assert_eq!(verdict(rules, "1234567"), Err("too_short"));
        assert_eq!(verdict(rules, "12345678"), Ok(()));
        assert_eq!(verdict(rules, &"x".repeat(71)), Ok(()));
        assert_eq!(verdict(rules, &"x".repeat(72)), Err("too_long"));
        assert_eq!(verdict(rules, &"é".repeat(36)), Err("out_of_range"));
        assert_eq!(verdict(rules, "1234\u{0}5678"), Err("malformed"));
    }

    #[test]
    fn argon2id_takes_8_to_128_characters_of_any_kind() {
        let rules = PasswordRules::Argon2id;
        assert_eq!(verdict(rules, "ééééééé"), Err("too_short"));
        assert_eq!(verdict(rules, "12\u{0}345678"), Ok(()));
        assert_eq!(verdict(rules, &"🦀".repeat(128)), Ok(()));
        assert_eq!(verdict(rules, &"🦀".repeat(129)), Err("too_long"));
    }

    #[test]
    fn a_password_does_not_show_when_printed() {
        assert!(!format!("{:?}", Password::new("hunter2hunter2".to_owned())).contains("hunter2"));
    }
}
