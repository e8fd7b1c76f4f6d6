//! The statement: which clauses follow each other, and what may stand before
//! and after them.

use super::Parser;
use crate::ast::{Name, Source, Statement};
use crate::codes;
use crate::diagnostic::Diagnostic;
use crate::lexer::{Symbol, TokenKind};
use crate::span::Span;

/// The clauses after `FROM`, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Clause {
    Into,
    Where,
    GroupBy,
    Having,
    SessionBy,
    OrderBy,
    Limit,
    Time,
    Parameters,
}

impl Clause {
    const fn name(self) -> &'static str {
        match self {
            Clause::Into => "INTO",
            Clause::Where => "WHERE",
            Clause::GroupBy => "GROUP BY",
            Clause::Having => "HAVING",
            Clause::SessionBy => "SESSION BY",
            Clause::OrderBy => "ORDER BY",
            Clause::Limit => "LIMIT",
            Clause::Time => "the time clause",
            Clause::Parameters => "PARAMETERS",
        }
    }
}

const ORDER_HELP: &str = "the order is SELECT, FROM, WHERE, GROUP BY, HAVING, ORDER BY, LIMIT, \
                          then LAST or START ... STOP";

impl Parser<'_> {
    /// The whole text.
    pub(super) fn statement(&mut self) -> Option<Statement> {
        if !self.find_select() {
            return None;
        }
        let start = self.bump().span;
        self.refuse_distinct_after_select();
        let mut statement = Statement {
            items: self.select_items(),
            source: self.from(),
            filter: None,
            group_by: Vec::new(),
            having: None,
            order_by: Vec::new(),
            limit: None,
            time: None,
            span: start,
        };
        self.clauses(&mut statement);
        statement.span = start.to(self.previous_span());
        self.end_of_statement();
        Some(statement)
    }

    /// Moves to the `SELECT`; reports what stands before it.
    fn find_select(&mut self) -> bool {
        if self.at_word("SELECT") {
            return true;
        }
        if self.at_end() {
            let help = "write at least `SELECT * FROM events`";
            self.error(codes::EMPTY, self.peek().span, "there is no query in this text", help);
            return false;
        }
        if self.refuse_other_statement() {
            return false;
        }
        self.unexpected_with_help("`SELECT`", "a query starts with SELECT");
        while !self.at_end() && !self.at_word("SELECT") {
            self.bump();
        }
        !self.at_end()
    }

    fn from(&mut self) -> Source {
        if self.eat_word("FROM") {
            return self.source();
        }
        let help = "say what to read: `FROM events` or `FROM flows`";
        self.unexpected_with_help("`,` or `FROM` after the select list", help);
        self.skip_until(|_| false);
        if self.eat_word("FROM") {
            return self.source();
        }
        Source::Name(Name { text: String::new(), quoted: false, span: self.peek().span })
    }

    fn clauses(&mut self, statement: &mut Statement) {
        let mut seen: Vec<(Clause, Span)> = Vec::new();
        while let Some(clause) = self.clause() {
            let keyword = self.peek().span;
            self.check_order(clause, keyword, &seen);
            seen.push((clause, keyword));
            self.clause_body(clause, statement);
        }
    }

    /// The clause that starts here.
    fn clause(&self) -> Option<Clause> {
        let by = self.is_word_at(1, "BY");
        let word = |word| self.at_word(word);
        Some(match () {
            () if word("INTO") => Clause::Into,
            () if word("WHERE") => Clause::Where,
            () if word("GROUP") => Clause::GroupBy,
            () if word("HAVING") => Clause::Having,
            () if word("SESSION") && by => Clause::SessionBy,
            () if word("ORDER") => Clause::OrderBy,
            () if word("LIMIT") => Clause::Limit,
            () if word("LAST") || word("START") || word("STOP") => Clause::Time,
            () if word("PARAMETERS") => Clause::Parameters,
            () => return None,
        })
    }

    fn check_order(&mut self, clause: Clause, keyword: Span, seen: &[(Clause, Span)]) {
        let earlier =
            |wanted: &dyn Fn(Clause) -> bool| seen.iter().find(|(other, _)| wanted(*other)).copied();
        if let Some((_, first)) = earlier(&|other| other == clause) {
            let message = format!("{} is given twice", clause.name());
            let diagnostic = Diagnostic::error(codes::DUPLICATE_CLAUSE, keyword, message);
            let help = match clause {
                Clause::Where | Clause::Having => "join the conditions with AND",
                _ => "keep one of them",
            };
            self.report(diagnostic.with_label(first, "the first one").with_help(help));
        } else if let Some((later, place)) = earlier(&|other| other > clause && other != Clause::Time) {
            let message = format!("{} must stand before {}", clause.name(), later.name());
            let diagnostic = Diagnostic::error(codes::CLAUSE_ORDER, keyword, message);
            self.report(diagnostic.with_label(place, "too early").with_help(ORDER_HELP));
        } else if clause < Clause::Time
            && let Some((Clause::Time, time)) = seen.last().copied()
        {
            let message = format!("the time clause stands before {}", clause.name());
            self.leniency(codes::TIME_NOT_LAST, time, message, "move it to the end of the query");
        }
    }

    fn clause_body(&mut self, clause: Clause, statement: &mut Statement) {
        match clause {
            Clause::Into => self.refuse_into(),
            Clause::Where => {
                self.bump();
                statement.filter = Some(self.expr());
            }
            Clause::GroupBy => {
                self.keyword_by();
                statement.group_by = self.group_keys();
            }
            Clause::Having => {
                self.bump();
                statement.having = Some(self.expr());
            }
            Clause::SessionBy => self.refuse_session(),
            Clause::OrderBy => {
                self.keyword_by();
                statement.order_by = self.order_keys();
            }
            Clause::Limit => statement.limit = self.limit().or(statement.limit.take()),
            Clause::Time => statement.time = self.time_clause().or(statement.time.take()),
            Clause::Parameters => self.refuse_parameters(),
        }
    }

    /// `GROUP BY`, `ORDER BY`
    fn keyword_by(&mut self) {
        self.bump();
        if !self.eat_word("BY") {
            self.unexpected("`BY`");
        }
    }

    fn end_of_statement(&mut self) {
        let next = self.peek();
        if self.at_end() || self.refuse_other_clause() {
            return;
        }
        if self.eat_symbol(Symbol::Semicolon) && self.at_end() {
            let diagnostic = Diagnostic::warning(codes::SEMICOLON, next.span, "AQL needs no `;` at the end");
            return self.report(diagnostic.with_help("remove it"));
        }
        if next.kind == TokenKind::Symbol(Symbol::RightParen) {
            let help = "remove it, or add the `(` that belongs to it";
            return self.error(codes::UNCLOSED, next.span, "this `)` closes nothing", help);
        }
        self.trailing_text();
    }

    fn trailing_text(&mut self) {
        let next = self.peek();
        let separated = self.previous_kind() == Some(TokenKind::Symbol(Symbol::Semicolon));
        let help = if self.at_word("SELECT") {
            "one text holds one query; run the second one on its own"
        } else if separated || self.at_clause() {
            "one text holds one query"
        } else if !next.after_newline && self.previous_kind() == Some(TokenKind::String) {
            "a quote inside a string is doubled: `'it''s'`; conditions are joined with AND or OR"
        } else if next.after_newline {
            "remove what is not part of the query, or make it a comment with `--`"
        } else {
            "join conditions with AND or OR, and separate list entries with commas"
        };
        let message = format!("text after the end of the query: {}", self.found());
        self.error(codes::TRAILING_TEXT, next.span, message, help);
    }
}
