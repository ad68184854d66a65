//! Names that pass for each other.
//!
//! Names are free to choose, so somebody may choose another's, or one that only looks like it. Two names are alike if
//! what the eye keeps of them is the same: the skeleton of Unicode TR 39, section 4
//! (<https://www.unicode.org/reports/tr39/#Confusable_Detection>), with case, marks above letters and spaces left out.
//! Nothing is forbidden by it; the screen points it out beside mark and words, which nobody can choose.

use unicode_security::skeleton;

/// Whether one name passes for the other at a glance.
pub fn are_alike(one: &str, other: &str) -> bool {
    let others = shapes(other);
    shapes(one).iter().any(|shape| !shape.is_empty() && others.contains(shape))
}

/// A capital I looks like a small l and becomes a small i: a name is looked at as it stands and in small letters.
fn shapes(name: &str) -> [String; 2] {
    [eye(name), eye(&name.to_lowercase())]
}

fn eye(name: &str) -> String {
    let small: String = skeleton(name).flat_map(char::to_lowercase).collect();
    // Small letters may be confusable anew, and may come with marks of their own.
    skeleton(&small).filter(|sign| sign.is_alphanumeric() && !is_mark(*sign)).collect()
}

/// Combining diacritical marks, which the skeleton has parted from their letters.
fn is_mark(sign: char) -> bool {
    matches!(sign, '\u{0300}'..='\u{036f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_pass_for_each_other_are_alike_and_others_are_not() {
        for (one, other) in [
            ("Ana", "Ana"),
            ("Ana", "ANA"),
            ("Ana", "Аnа"), // Cyrillic А and а
            ("José", "Jose"),
            ("Alex", "AIex"),
            ("Bill", "BiIl"),
            ("Carmen", "Carrnen"),
            ("Ana María", "AnaMaria"),
            ("Otto", "0tto"),
        ] {
            assert!(are_alike(one, other), "{one} and {other}");
            assert!(are_alike(other, one), "{other} and {one}");
        }
        for (one, other) in [("Ana", "Anna"), ("Ana", "Eva"), ("李", "王"), ("", ""), ("Beto", "Berta")] {
            assert!(!are_alike(one, other), "{one} and {other}");
        }
    }
}
