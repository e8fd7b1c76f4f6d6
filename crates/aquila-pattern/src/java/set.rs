//! Sets of characters, and what "ignoring case" adds to them.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, HirKind};

/// A set of characters.
pub(super) type Set = ClassUnicode;

/// Which characters count as equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    /// Only the same ones.
    None,
    /// Those that differ in ASCII case.
    Ascii,
    /// Those of one simple case folding.
    Unicode,
}

/// A range of code points, given as Java sees them: those of surrogates, which no
/// text of ours holds, fall out.
pub(super) fn range(first: u32, last: u32) -> Set {
    let first = if (0xD800..0xE000).contains(&first) { 0xE000 } else { first };
    let last = if (0xD800..0xE000).contains(&last) { 0xD7FF } else { last };
    match (char::from_u32(first), char::from_u32(last)) {
        (Some(first), Some(last)) if first <= last => of(&[(first, last)]),
        _ => Set::empty(),
    }
}

/// The set of the given ranges.
pub(super) fn of(ranges: &[(char, char)]) -> Set {
    Set::new(ranges.iter().map(|(first, last)| ClassUnicodeRange::new(*first, *last)))
}

/// All characters.
pub(super) fn all() -> Set {
    range(0, 0x10_FFFF)
}

/// Whether it is all characters.
pub(super) fn is_all(set: &Set) -> bool {
    matches!(set.ranges(), [only] if only.start() == '\0' && only.end() == char::MAX)
}

/// The characters that are not in it.
pub(super) fn negated(mut set: Set) -> Set {
    set.negate();
    set
}

/// Those of both together.
pub(super) fn union(mut left: Set, right: &Set) -> Set {
    left.union(right);
    left
}

/// Those in both.
pub(super) fn intersection(mut left: Set, right: &Set) -> Set {
    left.intersect(right);
    left
}

/// Those of the first that are not in the second.
pub(super) fn difference(mut left: Set, right: &Set) -> Set {
    left.difference(right);
    left
}

/// The set and all that folds together with one of it.
pub(super) fn folded(mut set: Set, fold: Fold) -> Set {
    match fold {
        Fold::None => set,
        Fold::Unicode => match set.try_case_fold_simple() {
            Ok(()) => set,
            Err(_) => folded(set, Fold::Ascii),
        },
        Fold::Ascii => {
            let letters = intersection(set.clone(), &of(&[('A', 'Z'), ('a', 'z')]));
            let flipped = letters.iter().map(|range| {
                let flip = |letter: char| char::from(letter as u8 ^ 0x20);
                ClassUnicodeRange::new(flip(range.start()), flip(range.end()))
            });
            union(set, &Set::new(flipped.collect::<Vec<_>>()))
        }
    }
}

/// A set that the `regex` crate has a name for, such as `gc=Lu`.
pub(super) fn unicode(name: &str) -> Option<Set> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '=' | '-' | ' ');
    if !name.chars().all(plain) {
        return None;
    }
    let parsed = regex_syntax::parse(&format!(r"\p{{{name}}}")).ok()?;
    match parsed.kind() {
        HirKind::Class(Class::Unicode(set)) => Some(set.clone()),
        HirKind::Literal(literal) => {
            let mut chars = std::str::from_utf8(&literal.0).ok()?.chars();
            Some(of(&[chars.next().map(|c| (c, c))?]))
        }
        _ => None,
    }
}

/// The union of several that the `regex` crate has names for.
pub(super) fn unicode_union(names: &[&str]) -> Option<Set> {
    names.iter().try_fold(Set::empty(), |set, name| Some(union(set, &unicode(name)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters(set: &Set) -> String {
        set.iter().flat_map(|range| range.start()..=range.end()).collect()
    }

    #[test]
    fn folding() {
        let k = range(u32::from('k'), u32::from('k'));
        assert_eq!(characters(&folded(k.clone(), Fold::None)), "k");
        assert_eq!(characters(&folded(k.clone(), Fold::Ascii)), "Kk");
        assert_eq!(characters(&folded(k, Fold::Unicode)), "Kk\u{212a}");
        let mixed = range(u32::from('Y'), u32::from('b'));
        assert_eq!(characters(&folded(mixed, Fold::Ascii)), "ABYZ[\\]^_`abyz");
    }

    #[test]
    fn surrogates_fall_out() {
        assert!(range(0xD800, 0xDFFF).ranges().is_empty());
        assert_eq!(characters(&range(0xD7FF, 0xE000)), "\u{d7ff}\u{e000}");
        assert!(is_all(&all()));
    }

    #[test]
    fn names() {
        assert!(unicode("gc=Lu").is_some());
        assert!(unicode("sc=Latin").is_some());
        assert!(unicode("nonsense").is_none());
        assert!(unicode("L}x").is_none());
        assert_eq!(characters(&unicode("gc=Zl").expect("line separator")), "\u{2028}");
    }
}
