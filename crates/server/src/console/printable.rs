//! Text of others, without what a terminal would act upon.

use std::borrow::Cow;

/// The text with `�` in place of each control character, and of those that change the direction in
/// which others are read: a name from elsewhere must not move the cursor, nor show as another one.
pub(crate) fn printable(text: &str) -> Cow<'_, str> {
    if text.contains(is_active) {
        text.replace(is_active, "\u{fffd}").into()
    } else {
        text.into()
    }
}

fn is_active(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_upon_is_made_visible() {
        assert_eq!(printable("a\u{1b}[2Jb\tc\nd"), "a�[2Jb�c�d");
        assert_eq!(printable("\u{9b}31mgpj.\u{202e}exe"), "�31mgpj.�exe");
    }

    #[test]
    fn all_other_text_stays_as_it_is() {
        for text in ["", "ada", "Käthe", "エイダ", "🦀 e\u{301}"] {
            assert!(matches!(printable(text), Cow::Borrowed(same) if same == text));
        }
    }
}
