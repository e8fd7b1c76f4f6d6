//! Reads Java's syntax. What Java refuses is refused, with Java's reasons in
//! plain words; its oddities (a `{2}` with nothing before it repeats nothing) are kept.

use std::collections::HashMap;

use super::PatternOptions;
use super::node::{Assertion, Node, RepeatKind};
use super::set::{self, Fold};
use super::token::{Token, tokens};
use crate::PatternError;

/// How deep groups and classes may nest.
const DEPTH_LIMIT: usize = 250;

/// What parsing gives.
#[derive(Debug)]
pub(super) struct Parsed {
    pub(super) node: Node,
    /// How many groups capture.
    pub(super) groups: usize,
    /// The numbers of those with names.
    pub(super) names: HashMap<String, usize>,
}

/// The flags in force at a place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flags {
    pub(super) ignore_case: bool,
    pub(super) unicode_case: bool,
    pub(super) unicode_classes: bool,
    dot_all: bool,
    multiline: bool,
    unix_lines: bool,
    comments: bool,
}

impl Flags {
    /// What "ignoring case" means under them.
    pub(super) fn fold(self) -> Fold {
        match (self.ignore_case, self.unicode_case) {
            (false, _) => Fold::None,
            (true, false) => Fold::Ascii,
            (true, true) => Fold::Unicode,
        }
    }
}

/// Parses a whole pattern.
pub(super) fn parse(pattern: &str, options: PatternOptions) -> Result<Parsed, PatternError> {
    let flags = Flags {
        ignore_case: options.ignore_case,
        unicode_case: !options.ascii_only,
        unicode_classes: false,
        dot_all: !options.line_dots,
        multiline: false,
        unix_lines: false,
        comments: false,
    };
    let mut parser = Parser {
        tokens: tokens(pattern),
        length: pattern.len(),
        cursor: 0,
        flags,
        depth: 0,
        groups: 0,
        names: HashMap::new(),
    };
    let node = parser.alternation()?;
    match parser.peek() {
        None => Ok(Parsed { node, groups: parser.groups, names: parser.names }),
        // Nothing but a closing parenthesis ends an alternation early.
        Some(_) => Err(parser.error("a ')' closes no group")),
    }
}

/// The state of parsing.
#[derive(Debug)]
pub(super) struct Parser {
    pub(super) tokens: Vec<Token>,
    length: usize,
    pub(super) cursor: usize,
    pub(super) flags: Flags,
    depth: usize,
    /// How many capturing groups have opened.
    pub(super) groups: usize,
    pub(super) names: HashMap<String, usize>,
}

impl Parser {
    /// The token at the cursor; in comments mode blanks and comments are passed over.
    pub(super) fn peek(&mut self) -> Option<Token> {
        while self.flags.comments {
            match self.peek_raw() {
                Some(token) if token.quoted => break,
                Some(token) if matches!(token.ch, ' ' | '\t'..='\r') => self.cursor += 1,
                Some(token) if token.ch == '#' => {
                    let unix = self.flags.unix_lines;
                    while self.peek_raw().is_some_and(|token| !is_terminator(token.ch, unix)) {
                        self.cursor += 1;
                    }
                }
                _ => break,
            }
        }
        self.peek_raw()
    }

    /// The token at the cursor, whatever it is.
    pub(super) fn peek_raw(&self) -> Option<Token> {
        self.tokens.get(self.cursor).copied()
    }

    /// The next token, whatever it is.
    pub(super) fn next_raw(&mut self) -> Option<Token> {
        let token = self.peek_raw();
        self.cursor += usize::from(token.is_some());
        token
    }

    /// Whether the unquoted character is next.
    pub(super) fn at(&mut self, ch: char) -> bool {
        self.peek().is_some_and(|token| !token.quoted && token.ch == ch)
    }

    /// Passes over the unquoted character if it is next.
    pub(super) fn eat(&mut self, ch: char) -> bool {
        let found = self.at(ch);
        self.cursor += usize::from(found);
        found
    }

    /// An error at the cursor.
    pub(super) fn error(&self, message: impl Into<String>) -> PatternError {
        let offset = self.peek_raw().map_or(self.length, |token| token.at);
        PatternError { message: message.into(), offset }
    }

    /// One level deeper, unless that is too deep.
    pub(super) fn enter(&mut self) -> Result<(), PatternError> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(self.error(format!("groups and classes nest more than {DEPTH_LIMIT} deep")));
        }
        Ok(())
    }

    /// Back from [`Parser::enter`].
    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    fn alternation(&mut self) -> Result<Node, PatternError> {
        let mut branches = vec![self.sequence()?];
        while self.eat('|') {
            branches.push(self.sequence()?);
        }
        Ok(if branches.len() > 1 { Node::Alternate(branches) } else { branches.remove(0) })
    }

    fn sequence(&mut self) -> Result<Node, PatternError> {
        let mut nodes = Vec::new();
        while let Some(token) = self.peek() {
            let atom = match token.ch {
                _ if token.quoted => self.literal(),
                '|' | ')' => break,
                '(' => match self.group()? {
                    Some(group) => group,
                    None => continue,
                },
                '[' => Node::Set(self.class()?),
                '\\' => self.escaped_atom()?,
                '^' => self.assertion(|flags| match flags.multiline {
                    true => Assertion::LineStart { unix_lines: flags.unix_lines },
                    false => Assertion::TextStart,
                }),
                '$' => self.assertion(|flags| match flags.multiline {
                    true => Assertion::LineEnd { unix_lines: flags.unix_lines },
                    false => Assertion::Dollar { unix_lines: flags.unix_lines },
                }),
                '.' => self.dot(),
                '?' | '*' | '+' => {
                    return Err(self.error(format!("there is nothing before '{}' to repeat", token.ch)));
                }
                // It repeats the empty match, or is an error.
                '{' => Node::empty(),
                _ => self.literal(),
            };
            nodes.push(self.quantified(atom)?);
        }
        Ok(if nodes.len() == 1 { nodes.remove(0) } else { Node::Concat(nodes) })
    }

    fn literal(&mut self) -> Node {
        let code = self.next_raw().map_or(0, |token| u32::from(token.ch));
        self.character(code)
    }

    /// One character under the flags in force.
    pub(super) fn character(&self, code: u32) -> Node {
        Node::Set(set::folded(set::range(code, code), self.flags.fold()))
    }

    fn assertion(&mut self, choose: impl Fn(Flags) -> Assertion) -> Node {
        self.cursor += 1;
        Node::Assertion(choose(self.flags))
    }

    /// What `$` without `(?m)`, and so `\Z`, means here.
    pub(super) fn dollar(&self) -> Node {
        Node::Assertion(Assertion::Dollar { unix_lines: self.flags.unix_lines })
    }

    fn dot(&mut self) -> Node {
        self.cursor += 1;
        let excluded = match (self.flags.dot_all, self.flags.unix_lines) {
            (true, _) => return Node::Set(set::all()),
            (false, true) => set::of(&[('\n', '\n')]),
            (false, false) => {
                set::of(&[('\n', '\n'), ('\r', '\r'), ('\u{85}', '\u{85}'), ('\u{2028}', '\u{2029}')])
            }
        };
        Node::Set(set::negated(excluded))
    }

    fn quantified(&mut self, node: Node) -> Result<Node, PatternError> {
        let (min, max) = match self.peek() {
            Some(Token { ch: '?', quoted: false, .. }) => (0, Some(1)),
            Some(Token { ch: '*', quoted: false, .. }) => (0, None),
            Some(Token { ch: '+', quoted: false, .. }) => (1, None),
            Some(Token { ch: '{', quoted: false, .. }) => self.counts()?,
            _ => return Ok(node),
        };
        self.cursor += 1;
        let kind = match () {
            () if self.eat('?') => RepeatKind::Lazy,
            () if self.eat('+') => RepeatKind::Possessive,
            () => RepeatKind::Greedy,
        };
        Ok(Node::Repeat { node: Box::new(node), min, max, kind })
    }

    /// The inside of `{2,5}`; the cursor ends on the closing brace.
    fn counts(&mut self) -> Result<(u32, Option<u32>), PatternError> {
        self.cursor += 1;
        if !self.peek_raw().is_some_and(|token| token.ch.is_ascii_digit()) {
            self.cursor -= 1;
            return Err(self.error("no count follows '{', write '\\{' for a brace itself"));
        }
        let min = self.count()?;
        let mut max = Some(min);
        if self.eat(',') {
            max = if self.at('}') { None } else { Some(self.count()?) };
        }
        if !self.at('}') {
            return Err(self.error("a repetition count is not closed, '}' is missing"));
        }
        if max.is_some_and(|max| max < min) {
            return Err(self.error("the counts of a repetition are out of order"));
        }
        Ok((min, max))
    }

    fn count(&mut self) -> Result<u32, PatternError> {
        let mut count: Option<i32> = None;
        while let Some(digit) = self.peek().and_then(|token| token.ch.to_digit(10)) {
            let next = count.unwrap_or(0).checked_mul(10).and_then(|tens| tens.checked_add_unsigned(digit));
            count = Some(next.ok_or_else(|| self.error("a repetition count is too large"))?);
            self.cursor += 1;
        }
        let count = count.ok_or_else(|| self.error("a repetition count is no number"))?;
        Ok(count.unsigned_abs())
    }

    /// A group; `None` after `(?i)`, which only sets flags.
    fn group(&mut self) -> Result<Option<Node>, PatternError> {
        let open = self.cursor;
        self.cursor += 1;
        let before = self.flags;
        if !self.at('?') {
            self.groups += 1;
            let number = self.groups;
            return self.group_body(open, before, |node| Node::Group(Box::new(node), Some(number))).map(Some);
        }
        self.cursor += 1;
        let wrap = match self.next_raw().map(|token| token.ch) {
            Some(':') => |node| Node::Group(Box::new(node), None),
            Some('>') => |node| Node::Atomic(Box::new(node)),
            Some('=') => |node| Node::Look { node: Box::new(node), behind: false, negative: false },
            Some('!') => |node| Node::Look { node: Box::new(node), behind: false, negative: true },
            Some('<') => return self.look_behind_or_named(open, before).map(Some),
            _ => {
                self.cursor -= 1;
                self.flag_letters()?;
                match self.next_raw().map(|token| token.ch) {
                    Some(')') => return Ok(None),
                    Some(':') => |node| Node::Group(Box::new(node), None),
                    _ => {
                        self.cursor = open;
                        return Err(self.error("what follows '(?' is neither a kind of group nor a flag"));
                    }
                }
            }
        };
        self.group_body(open, before, wrap).map(Some)
    }

    fn look_behind_or_named(&mut self, open: usize, before: Flags) -> Result<Node, PatternError> {
        let negative = match self.peek_raw().map(|token| token.ch) {
            Some('=') => false,
            Some('!') => true,
            _ => {
                let name = self.group_name()?;
                self.groups += 1;
                let number = self.groups;
                if self.names.insert(name.clone(), number).is_some() {
                    return Err(self.error(format!("two groups are named '{name}'")));
                }
                return self.group_body(open, before, |node| Node::Group(Box::new(node), Some(number)));
            }
        };
        self.cursor += 1;
        let node = self.group_body(open, before, |node| node)?;
        if node.obvious_maximum().is_none() {
            self.cursor = open;
            return Err(self.error("a look-behind has no obvious maximum length"));
        }
        Ok(Node::Look { node: Box::new(node), behind: true, negative })
    }

    /// The rest of a group. Flags set inside end with it.
    fn group_body(
        &mut self,
        open: usize,
        before: Flags,
        wrap: impl FnOnce(Node) -> Node,
    ) -> Result<Node, PatternError> {
        self.enter()?;
        let node = self.alternation()?;
        if !self.eat(')') {
            self.cursor = open;
            return Err(self.error("a group is not closed"));
        }
        self.leave();
        self.flags = before;
        Ok(wrap(node))
    }

    /// The name of a group up to `>`.
    pub(super) fn group_name(&mut self) -> Result<String, PatternError> {
        let mut name = String::new();
        while let Some(token) = self.peek_raw()
            && (token.ch.is_ascii_alphabetic() || token.ch.is_ascii_digit() && !name.is_empty())
        {
            name.push(token.ch);
            self.cursor += 1;
        }
        if name.is_empty() {
            return Err(self.error("the name of a group does not start with a Latin letter"));
        }
        match self.next_raw() {
            Some(Token { ch: '>', .. }) => Ok(name),
            _ => Err(self.error(format!("'>' is missing after the group name '{name}'"))),
        }
    }

    fn flag_letters(&mut self) -> Result<(), PatternError> {
        let mut on = true;
        while let Some(token) = self.peek() {
            let flag = match token.ch {
                'i' => &mut self.flags.ignore_case,
                'm' => &mut self.flags.multiline,
                's' => &mut self.flags.dot_all,
                'd' => &mut self.flags.unix_lines,
                'u' => &mut self.flags.unicode_case,
                'x' => &mut self.flags.comments,
                'U' => {
                    self.flags.unicode_case |= on;
                    &mut self.flags.unicode_classes
                }
                '-' if on => {
                    on = false;
                    self.cursor += 1;
                    continue;
                }
                _ => break,
            };
            *flag = on;
            self.cursor += 1;
        }
        Ok(())
    }
}

/// Whether a character ends a line.
fn is_terminator(ch: char, unix_lines: bool) -> bool {
    match ch {
        '\n' => true,
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => !unix_lines,
        _ => false,
    }
}
