//! Folding: what two spellings of a text have in common when case makes no difference.

/// Folds a text: equal for texts that differ in case alone, for all of Unicode (`É` and `é`,
/// `ß`, `ẞ` and `SS`, `Σ`, `σ` and `ς`). Searching and sorting work on folded texts, which are
/// compared byte by byte, so that every database gives the same answers.
///
/// Each character is mapped to lower case, to upper case and to lower case again, by the full
/// mappings of the Unicode Character Database that come with Rust. The first step is for the few
/// letters that have a lower case but no simple way back (`ẞ`), the second for those of which
/// several share an upper case. Folding a folded text changes nothing. Combining marks are left
/// as they are: `é` is not `e` followed by an acute accent.
///
/// ```
/// use docket_domain::fold;
///
/// assert_eq!(fold("Straße"), fold("STRASSE"));
/// assert_eq!(fold("ÉTÉ"), fold("été"));
/// assert_ne!(fold("été"), fold("ete"));
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.chars()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_folds_like_its_other_cases() {
        for character in '\0'..=char::MAX {
            let itself = fold(&character.to_string());
            let upper: String = character.to_uppercase().collect();
            let lower: String = character.to_lowercase().collect();
            assert_eq!(fold(&upper), itself, "{character:?} in upper case");
            assert_eq!(fold(&lower), itself, "{character:?} in lower case");
        }
    }

    #[test]
    fn folding_twice_is_folding_once() {
        for character in '\0'..=char::MAX {
            let once = fold(&character.to_string());
            assert_eq!(fold(&once), once, "{character:?}");
        }
    }

    #[test]
    fn what_folds_alike_is_what_differs_in_case_alone() {
        for (one, other) in [
            ("É", "é"),
            ("ß", "SS"),
            ("ẞ", "ss"),
            ("ΟΔΟΣ", "οδος"),
            ("İ", "i̇"),
        ] {
            assert_eq!(fold(one), fold(other));
        }
        for (one, other) in [("e", "é"), ("i", "İ"), ("a", "ä"), ("é", "e\u{301}")] {
            assert_ne!(fold(one), fold(other));
        }
    }

    proptest::proptest! {
        #[test]
        fn parts_fold_like_the_whole(a in "\\PC*", b in "\\PC*") {
            proptest::prop_assert_eq!(fold(&format!("{a}{b}")), fold(&a) + &fold(&b));
        }
    }
}
