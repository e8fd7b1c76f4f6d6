//! `LIMIT n`, `LAST n unit`, and `START ... STOP ...`.

use super::Parser;
use crate::ast::{Limit, TimeClause, TimeUnit};
use crate::codes;
use crate::lexer::TokenKind;
use crate::precedence;
use crate::span::Span;

const UNIT_HELP: &str = "the units are SECONDS, MINUTES, HOURS and DAYS: `LAST 24 HOURS`";

impl Parser<'_> {
    /// Stands at `LIMIT`.
    pub(super) fn limit(&mut self) -> Option<Limit> {
        let keyword = self.bump().span;
        let rows = self.whole_number();
        if rows.is_none() {
            let message = format!("expected a number of rows after `LIMIT`, found {}", self.found());
            let help = "write a whole number: `LIMIT 100`";
            self.error(codes::BAD_LIMIT, self.peek().span, message, help);
            self.skip_wrong_value();
        }
        let span = keyword.to(self.previous_span());
        rows.map(|rows| Limit { rows, span })
    }

    /// Stands at `LAST`, `START` or `STOP`.
    pub(super) fn time_clause(&mut self) -> Option<TimeClause> {
        let keyword = self.peek().span;
        if self.eat_word("LAST") {
            return self.last(keyword);
        }
        if !self.at_word("START") {
            let help = "write `START` with the first instant before `STOP`";
            self.error(codes::BAD_TIME, keyword, "STOP without START", help);
        }
        let start = match self.eat_word("START") {
            true => Some(self.instant()),
            false => None,
        };
        let stop = match self.eat_word("STOP") {
            true => Some(self.instant()),
            false => None,
        };
        let span = keyword.to(self.previous_span());
        start.map(|start| TimeClause::Range { start, stop, span })
    }

    fn instant(&mut self) -> crate::ast::Expr {
        self.operand_or_null(precedence::BIT_OR)
    }

    fn last(&mut self, keyword: Span) -> Option<TimeClause> {
        let Some(count) = self.whole_number() else {
            let message = format!("expected a whole number after `LAST`, found {}", self.found());
            self.error(codes::BAD_TIME, self.peek().span, message, UNIT_HELP);
            self.skip_wrong_value();
            self.time_unit();
            return None;
        };
        let Some(unit) = self.time_unit() else {
            let message = format!("expected a unit of time after `LAST {count}`, found {}", self.found());
            self.error(codes::BAD_TIME, self.peek().span, message, UNIT_HELP);
            if !self.at_clause() && self.peek().kind == TokenKind::Word {
                self.bump();
            }
            return None;
        };
        Some(TimeClause::Last { count, unit, span: keyword.to(self.previous_span()) })
    }

    /// Reads the unit here, if there is one.
    pub(super) fn time_unit(&mut self) -> Option<TimeUnit> {
        let unit = self.time_unit_at(0)?;
        self.bump();
        Some(unit)
    }

    pub(super) fn time_unit_at(&self, ahead: usize) -> Option<TimeUnit> {
        const UNITS: [(&[&str], TimeUnit); 4] = [
            (&["SECOND", "SECONDS"], TimeUnit::Second),
            (&["MINUTE", "MINUTES"], TimeUnit::Minute),
            (&["HOUR", "HOURS"], TimeUnit::Hour),
            (&["DAY", "DAYS"], TimeUnit::Day),
        ];
        let unit = UNITS.iter().find(|(words, _)| self.is_any_word_at(ahead, words));
        unit.map(|(_, unit)| *unit)
    }

    /// Passes over one token that stands where a number belongs.
    fn skip_wrong_value(&mut self) {
        let wrong = matches!(
            self.peek().kind,
            TokenKind::Number | TokenKind::String | TokenKind::QuotedName | TokenKind::Address
        );
        let word = self.peek().kind == TokenKind::Word && self.time_unit_at(0).is_none();
        if wrong || (word && !self.at_clause()) {
            self.bump();
        }
    }
}
