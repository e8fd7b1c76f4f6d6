//! What a backslash means, outside of classes and inside them.

use super::node::{Assertion, Node};
use super::parser::Parser;
use super::property;
use super::set::{self, Fold, Set};
use crate::PatternError;

/// What an escape stands for where a character may stand.
#[derive(Debug)]
pub(super) enum Escaped {
    /// A code point, perhaps of a lone surrogate.
    Code(u32),
    Set(Set),
}

impl Parser {
    /// An escape outside of classes; the cursor is on the backslash.
    pub(super) fn escaped_atom(&mut self) -> Result<Node, PatternError> {
        let letter = self.tokens.get(self.cursor + 1).map(|token| token.ch);
        let unicode = self.flags.unicode_classes;
        let node = match letter {
            Some('A' | 'G') => Node::Assertion(Assertion::TextStart),
            Some('z') => Node::Assertion(Assertion::TextEnd),
            Some('Z') => self.dollar(),
            Some('B') => Node::Assertion(Assertion::WordBoundary { negated: true, unicode }),
            Some('b') if self.is_followed_by_graphemes() => {
                return Err(self.error("boundaries of grapheme clusters, '\\b{g}', are not supported"));
            }
            Some('b') => Node::Assertion(Assertion::WordBoundary { negated: false, unicode }),
            Some('R') => line_break(),
            Some('X') => return Err(self.error("grapheme clusters, '\\X', are not supported")),
            Some('k') => return self.named_reference(),
            Some(digit @ '1'..='9') => return Ok(self.numbered_reference(digit)),
            _ => {
                return Ok(match self.escape(false)? {
                    Escaped::Code(code) => self.character(code),
                    Escaped::Set(set) => Node::Set(set),
                });
            }
        };
        self.cursor += 2;
        Ok(node)
    }

    /// Whether `{g` follows the two characters at the cursor.
    fn is_followed_by_graphemes(&self) -> bool {
        let after = |distance: usize| self.tokens.get(self.cursor + distance).map(|token| token.ch);
        (after(2), after(3)) == (Some('{'), Some('g'))
    }

    /// An escape that stands for characters; the cursor is on the backslash. At the
    /// end of a range `\v` is the vertical tab alone.
    pub(super) fn escape(&mut self, in_range: bool) -> Result<Escaped, PatternError> {
        let start = self.cursor;
        self.cursor += 1;
        let Some(token) = self.next_raw() else {
            self.cursor = start;
            return Err(self.error("nothing follows the backslash"));
        };
        let unicode = self.flags.unicode_classes;
        let code = match token.ch {
            'p' | 'P' => return self.family(token.ch == 'P').map(Escaped::Set),
            'v' if in_range => 0x0B,
            'd' | 'w' | 's' | 'h' | 'v' => return Ok(Escaped::Set(property::predefined(token.ch, unicode))),
            'D' | 'W' | 'S' | 'H' | 'V' => {
                let positive = property::predefined(token.ch.to_ascii_lowercase(), unicode);
                return Ok(Escaped::Set(set::negated(positive)));
            }
            'a' => 0x07,
            'e' => 0x1B,
            'f' => 0x0C,
            'n' => 0x0A,
            'r' => 0x0D,
            't' => 0x09,
            '0' => self.octal()?,
            'x' => self.hexadecimal()?,
            'u' => self.utf16()?,
            'c' => match self.next_raw() {
                Some(control) => u32::from(control.ch) ^ 64,
                None => return Err(self.error("no character follows '\\c'")),
            },
            'N' => return Err(self.error("characters by name, '\\N{...}', are not supported")),
            letter if letter.is_ascii_alphanumeric() => {
                self.cursor = start;
                return Err(self.error(format!("'\\{letter}' has no meaning here")));
            }
            other => u32::from(other),
        };
        Ok(Escaped::Code(code))
    }

    /// The next characters that are digits of a base, as a number.
    fn digits(&mut self, base: u32, most: usize) -> (u32, usize) {
        let mut value = 0u32;
        let mut count = 0;
        while count < most
            && let Some(digit) = self.peek_raw().and_then(|token| token.ch.to_digit(base))
        {
            value = value.saturating_mul(base).saturating_add(digit);
            count += 1;
            self.cursor += 1;
        }
        (value, count)
    }

    /// `\0n`, `\0nn`, `\0mnn` with m up to 3.
    fn octal(&mut self) -> Result<u32, PatternError> {
        let most = if self.peek_raw().is_some_and(|token| matches!(token.ch, '0'..='3')) { 3 } else { 2 };
        match self.digits(8, most) {
            (_, 0) => Err(self.error("no octal digit follows '\\0'")),
            (code, _) => Ok(code),
        }
    }

    /// `\xhh`, `\x{h...}`
    fn hexadecimal(&mut self) -> Result<u32, PatternError> {
        if self.peek_raw().is_some_and(|token| token.ch == '{') {
            self.cursor += 1;
            let (code, count) = self.digits(16, usize::MAX);
            let closed = self.next_raw().is_some_and(|token| token.ch == '}');
            return match (count, closed) {
                (1.., true) if code <= 0x10_FFFF => Ok(code),
                (1.., true) => Err(self.error("a code point in '\\x{...}' is too large")),
                _ => Err(self.error("'\\x{...}' wants hexadecimal digits and a closing brace")),
            };
        }
        match self.digits(16, 2) {
            (code, 2) => Ok(code),
            _ => Err(self.error("'\\x' wants two hexadecimal digits")),
        }
    }

    /// `\uhhhh`; two of them may make up one character.
    fn utf16(&mut self) -> Result<u32, PatternError> {
        let high = self.four_digits()?;
        let after = self.cursor;
        if (0xD800..0xDC00).contains(&high)
            && self.next_raw().is_some_and(|token| token.ch == '\\')
            && self.next_raw().is_some_and(|token| token.ch == 'u')
        {
            let low = self.four_digits()?;
            if (0xDC00..0xE000).contains(&low) {
                return Ok(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            }
        }
        self.cursor = after;
        Ok(high)
    }

    fn four_digits(&mut self) -> Result<u32, PatternError> {
        match self.digits(16, 4) {
            (code, 4) => Ok(code),
            _ => Err(self.error("'\\u' wants four hexadecimal digits")),
        }
    }

    /// `\pL`, `\p{Lu}`, `\P{...}`; the cursor is after the letter.
    fn family(&mut self, negated: bool) -> Result<Set, PatternError> {
        let start = self.cursor;
        let Some(first) = self.next_raw() else {
            return Err(self.error("no property follows '\\p'"));
        };
        let mut name = String::new();
        if first.ch == '{' {
            loop {
                match self.next_raw() {
                    Some(token) if token.ch == '}' => break,
                    Some(token) => name.push(token.ch),
                    None => return Err(self.error("the property after '\\p{' is not closed")),
                }
            }
        } else {
            name.push(first.ch);
        }
        let fold = self.flags.fold() != Fold::None;
        let found = property::by_name(&name, fold, self.flags.unicode_classes);
        let Some(set) = found else {
            self.cursor = start;
            return Err(self.error(format!("no character property is named '{name}'")));
        };
        Ok(if negated { set::negated(set) } else { set })
    }

    /// `\1`; more digits belong to it while such a group has opened.
    fn numbered_reference(&mut self, digit: char) -> Node {
        self.cursor += 2;
        let mut group = digit.to_digit(10).unwrap_or(0) as usize;
        while let Some(next) =
            self.peek().filter(|token| !token.quoted).and_then(|token| token.ch.to_digit(10))
        {
            let longer = group.saturating_mul(10).saturating_add(next as usize);
            if longer > self.groups {
                break;
            }
            group = longer;
            self.cursor += 1;
        }
        Node::BackReference { group, fold: self.flags.ignore_case }
    }

    /// `\k<name>` of a group that has opened.
    fn named_reference(&mut self) -> Result<Node, PatternError> {
        self.cursor += 2;
        if self.next_raw().is_none_or(|token| token.ch != '<') {
            return Err(self.error("'\\k' wants the name of a group in angle brackets"));
        }
        let name = self.group_name()?;
        match self.names.get(&name) {
            Some(group) => Ok(Node::BackReference { group: *group, fold: self.flags.ignore_case }),
            None => Err(self.error(format!("no group before this is named '{name}'"))),
        }
    }
}

/// `\R`: any line terminator, `\r\n` as one.
fn line_break() -> Node {
    let pair = ['\r', '\n'].map(|c| Node::Set(set::of(&[(c, c)])));
    let single = Node::Set(property::predefined('v', false));
    Node::Group(Box::new(Node::Alternate(vec![Node::Concat(pair.to_vec()), single])), None)
}
