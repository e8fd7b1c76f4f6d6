//! Bracketed classes: unions, ranges, nested classes, `&&`.

use super::escape::Escaped;
use super::parser::Parser;
use super::set::{self, Fold, Set};
use crate::PatternError;

impl Parser {
    /// A class; the cursor is on its opening bracket.
    pub(super) fn class(&mut self) -> Result<Set, PatternError> {
        let open = self.cursor;
        self.cursor += 1;
        // A `^` counts only straight after the bracket, blanks of comments mode left out.
        let negated = self.peek_raw().is_some_and(|token| token.ch == '^' && !token.quoted);
        self.cursor += usize::from(negated);
        let set = self.class_items(open)?;
        // Past the bracket that `class_items` stopped at.
        self.cursor += 1;
        Ok(if negated { set::negated(set) } else { set })
    }

    /// What stands up to the closing bracket, which is left.
    fn class_items(&mut self, open: usize) -> Result<Set, PatternError> {
        self.enter()?;
        let mut items = Items::new();
        loop {
            let Some(token) = self.peek() else {
                self.cursor = open;
                return Err(self.error("a class is not closed, ']' is missing"));
            };
            match token.ch {
                '[' if !token.quoted => {
                    let nested = self.class()?;
                    items.add(nested);
                }
                '&' if !token.quoted && self.eat_double_ampersand() => {
                    let right = self.right_operand(open)?;
                    if !items.intersect(right) {
                        return Err(self.error("nothing stands beside '&&'"));
                    }
                }
                ']' if !token.quoted && !items.is_empty() => break,
                _ => self.class_item(&mut items)?,
            }
        }
        self.leave();
        Ok(items.all())
    }

    fn eat_double_ampersand(&mut self) -> bool {
        let start = self.cursor;
        let double = self.eat('&') && self.eat('&');
        if !double {
            self.cursor = start;
        }
        double
    }

    /// What stands after `&&`, up to the next `&&` or the end.
    fn right_operand(&mut self, open: usize) -> Result<Option<Set>, PatternError> {
        let mut right: Option<Set> = None;
        loop {
            if self.at(']') || self.at('&') {
                return Ok(right);
            }
            let part = if self.at('[') { self.class()? } else { self.class_items(open)? };
            right = Some(joined(right, part));
        }
    }

    /// A character, a range, or a class by escape.
    fn class_item(&mut self, items: &mut Items) -> Result<(), PatternError> {
        let first = match self.class_character(false)? {
            Escaped::Set(set) => {
                items.add(set);
                return Ok(());
            }
            Escaped::Code(code) => code,
        };
        let fold = self.flags.fold();
        let dash = self.at('-');
        let after = self.tokens.get(self.cursor + 1);
        if !dash || after.is_some_and(|token| !token.quoted && matches!(token.ch, '[' | ']')) {
            items.add_single(first, fold);
            return Ok(());
        }
        self.cursor += 1;
        match self.class_character(true)? {
            Escaped::Code(last) if last >= first => {
                items.add(set::folded(set::range(first, last), fold));
                Ok(())
            }
            _ => Err(self.error("the ends of a range in a class are out of order")),
        }
    }

    fn class_character(&mut self, ends_range: bool) -> Result<Escaped, PatternError> {
        match self.peek() {
            Some(token) if token.ch == '\\' && !token.quoted => {
                let starts_range = self.tokens.get(self.cursor + 2).is_some_and(|token| token.ch == '-');
                self.escape(ends_range || starts_range)
            }
            Some(token) => {
                self.cursor += 1;
                Ok(Escaped::Code(u32::from(token.ch)))
            }
            None => Err(self.error("a class is not closed, ']' is missing")),
        }
    }
}

fn joined(items: Option<Set>, item: Set) -> Set {
    match items {
        Some(items) => set::union(items, &item),
        None => item,
    }
}

/// What a class holds so far. Java keeps its small single characters apart from
/// all else, which shows where nothing follows `&&`: then the last other item is
/// intersected with, there is an error where a single character was last, and the
/// next single character brings the earlier ones back.
#[derive(Debug)]
struct Items {
    others: Option<Set>,
    singles: Set,
    /// Whether there are single characters that `others` does not hold yet.
    pending: bool,
    last: Option<Set>,
}

impl Items {
    fn new() -> Self {
        Items { others: None, singles: Set::empty(), pending: false, last: None }
    }

    fn is_empty(&self) -> bool {
        self.others.is_none() && !self.pending
    }

    fn add(&mut self, set: Set) {
        self.last = Some(set.clone());
        self.others = Some(joined(self.others.take(), set));
    }

    fn add_single(&mut self, code: u32, fold: Fold) {
        let set = set::folded(set::range(code, code), fold);
        // Those that fold out of Latin-1 are no small ones in Java.
        let folds_out = matches!(code, 0x49 | 0x4B | 0x53 | 0x69 | 0x6B | 0x73 | 0xB5 | 0xC5 | 0xE5 | 0xFF);
        if code > 0xFF || fold == Fold::Unicode && folds_out {
            return self.add(set);
        }
        self.last = None;
        self.singles.union(&set);
        self.pending = true;
    }

    /// Intersects with what stands after `&&`; false where Java finds nothing there.
    fn intersect(&mut self, right: Option<Set>) -> bool {
        if self.pending {
            if self.others.is_none() {
                self.last = Some(self.singles.clone());
            }
            self.take_singles();
        }
        if right.is_some() {
            self.last = right;
        }
        match (self.others.take(), &self.last) {
            (Some(left), Some(right)) => self.others = Some(set::intersection(left, right)),
            (None, Some(right)) => self.others = Some(right.clone()),
            (_, None) => return false,
        }
        true
    }

    fn take_singles(&mut self) {
        self.others = Some(joined(self.others.take(), self.singles.clone()));
        self.pending = false;
    }

    fn all(mut self) -> Set {
        if self.pending {
            self.take_singles();
        }
        self.others.unwrap_or_else(Set::empty)
    }
}
