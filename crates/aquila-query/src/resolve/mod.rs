//! Names become properties, operands get the types that their operators want.
//!
//! `scope` knows what a name means, `predicate` compares, `call` checks
//! functions and aggregates, `time` reads time clauses, `title` names result
//! columns, `custom` puts custom properties together from their parts; `evaluable` says what a condition needs of an event to ever hold.

mod call;
pub mod codes;
mod coerce;
mod custom;
pub mod evaluable;
pub mod expr;
mod predicate;
pub mod query;
mod scope;
pub(crate) mod time;
mod title;

use std::collections::HashSet;
use std::sync::Arc;

use aquila_aql::ast::{self, SelectItem, Source, Statement};
use aquila_aql::{Diagnostic, Span};
use aquila_event::{Catalogue, PropertyId};

pub use expr::Resolved;
pub use query::{OrderKey, ResolvedQuery, ResultColumn, TimeWindow};

use crate::settings::Settings;
use scope::Scope;

/// The columns of `SELECT *`, one per line: the default columns of the events
/// database, as a connector's sample results show them.
const DEFAULT_COLUMNS: &str = include_str!("../../data/default_columns.txt");

/// Diagnostics of one statement; the rest would say the same.
const MOST_DIAGNOSTICS: usize = 100;
/// Expressions of one statement, written out.
const MOST_EXPRESSIONS: usize = 100_000;

/// What came of resolving a statement.
#[derive(Debug)]
pub struct Resolution {
    /// The checked form; absent when there are errors.
    pub query: Option<ResolvedQuery>,
    /// What was noticed.
    pub diagnostics: Vec<Diagnostic>,
    /// Names that no property has, as they were written.
    pub unknown_properties: Vec<String>,
}

/// Resolves one statement.
pub fn resolve(statement: &Statement, catalogue: &Arc<Catalogue>, settings: &Settings) -> Resolution {
    let mut resolver = Resolver {
        catalogue: Arc::clone(catalogue),
        settings: *settings,
        diagnostics: Vec::new(),
        unknown_properties: Vec::new(),
        seen_unknown: HashSet::new(),
        size: 0,
        scope: Scope::default(),
        within: Vec::new(),
    };
    let query = resolver.statement(statement);
    let failed = resolver.diagnostics.iter().any(Diagnostic::is_error);
    Resolution {
        query: query.filter(|_| !failed),
        diagnostics: resolver.diagnostics,
        unknown_properties: resolver.unknown_properties,
    }
}

pub(crate) struct Resolver {
    catalogue: Arc<Catalogue>,
    settings: Settings,
    diagnostics: Vec<Diagnostic>,
    unknown_properties: Vec<String>,
    seen_unknown: HashSet<String>,
    size: usize,
    scope: Scope,
    /// The custom properties whose expressions are being resolved, outermost first.
    within: Vec<PropertyId>,
}

impl Resolver {
    fn statement(&mut self, statement: &Statement) -> Option<ResolvedQuery> {
        self.source(&statement.source);
        let columns = self.columns(&statement.items);
        let filter = statement.filter.as_ref().and_then(|expr| self.row_condition(expr));
        let group_by: Vec<Resolved> =
            statement.group_by.iter().filter_map(|expr| self.grouping_key(expr)).collect();
        let having = statement.having.as_ref().and_then(|expr| self.condition(expr));
        let order_by = statement.order_by.iter().filter_map(|key| self.order_key(key)).collect();
        let window = statement.time.as_ref().and_then(|clause| self.time_window(clause));
        let limit = statement.limit.as_ref().map(|limit| limit.rows);
        let columns_of =
            |columns: &[title::TitledColumn]| columns.iter().map(title::TitledColumn::plain).collect();
        let mut query = ResolvedQuery {
            columns: columns_of(&columns),
            filter,
            group_by,
            having,
            order_by,
            limit,
            window,
        };
        query.columns = title::unique(columns, query.is_aggregated(), &query.group_by);
        Some(query)
    }

    fn source(&mut self, source: &Source) {
        let Source::Name(name) = source;
        if !name.text.eq_ignore_ascii_case("events") {
            let message = format!("{:?} is not a source that can be read yet", name.text);
            self.report(
                Diagnostic::error(codes::UNSUPPORTED_SOURCE, name.span, message)
                    .with_help("read from events"),
            );
        }
    }

    fn columns(&mut self, items: &[SelectItem]) -> Vec<title::TitledColumn> {
        let mut columns = Vec::new();
        for item in items {
            match item {
                SelectItem::Wildcard(_) => columns.extend(self.default_columns()),
                SelectItem::Expr { expr, alias } => {
                    // An item that fails still gives its alias, so that one
                    // mistake is reported once.
                    let resolved = self.expr(expr);
                    if let Some(alias) = alias {
                        self.scope.add_alias(&alias.text, resolved.clone());
                    }
                    if let Some(resolved) = resolved {
                        columns.push(title::TitledColumn::new(expr, alias.as_ref(), resolved));
                    }
                }
            }
        }
        self.scope.close_select();
        columns
    }

    fn default_columns(&self) -> Vec<title::TitledColumn> {
        let ids = DEFAULT_COLUMNS.lines().filter_map(|name| Some((name, self.catalogue.id(name)?)));
        ids.map(|(name, id)| title::TitledColumn::field(name, Resolved::Property(id))).collect()
    }

    /// A condition over single rows: no aggregates.
    fn row_condition(&mut self, expr: &ast::Expr) -> Option<Resolved> {
        self.scope.rows_only = true;
        let condition = self.condition(expr);
        self.scope.rows_only = false;
        let condition = condition?;
        if condition.has_aggregate() {
            let message = "WHERE looks at one event and cannot hold an aggregate";
            self.report(
                Diagnostic::error(codes::MISPLACED_AGGREGATE, expr.span, message)
                    .with_help("put conditions on aggregates after HAVING"),
            );
            return None;
        }
        Some(condition)
    }

    fn grouping_key(&mut self, expr: &ast::Expr) -> Option<Resolved> {
        self.scope.rows_only = true;
        let key = self.alias_in_quotes(expr).or_else(|| self.expr(expr));
        self.scope.rows_only = false;
        let key = key?;
        if key.has_aggregate() {
            let message = "a group cannot depend on an aggregate over itself";
            self.report(Diagnostic::error(codes::MISPLACED_AGGREGATE, expr.span, message));
            return None;
        }
        Some(key)
    }

    fn order_key(&mut self, key: &ast::OrderBy) -> Option<OrderKey> {
        let expr = self.alias_in_quotes(&key.expr).or_else(|| self.expr(&key.expr))?;
        Some(OrderKey { expr: expr::in_order(expr, &self.catalogue), descending: key.descending })
    }

    /// In GROUP BY and ORDER BY a single-quoted alias is that alias (IBM's
    /// examples group by `'Global ID'`).
    fn alias_in_quotes(&self, expr: &ast::Expr) -> Option<Resolved> {
        match &expr.kind {
            ast::ExprKind::Literal(ast::Literal::String(text)) => self.scope.alias(text)?.clone(),
            _ => None,
        }
    }

    fn error(&mut self, code: aquila_aql::Code, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::error(code, span, message));
    }

    /// Says something once, and not without end.
    fn report(&mut self, diagnostic: Diagnostic) {
        if self.diagnostics.len() < MOST_DIAGNOSTICS && !self.diagnostics.contains(&diagnostic) {
            self.diagnostics.push(diagnostic);
        }
    }

    /// Counts what the statement grows to; false when it is too much. BETWEEN and
    /// CASE repeat their operand and an alias repeats its expression, so that a
    /// short text can mean a very large one.
    fn grow(&mut self, by: usize, span: Span) -> bool {
        self.size += by;
        if self.size > MOST_EXPRESSIONS {
            let message = format!("written out, this query has more than {MOST_EXPRESSIONS} expressions");
            let help = "use fewer nested BETWEEN, CASE and aliases of aliases";
            if self.size - by <= MOST_EXPRESSIONS {
                self.report(Diagnostic::error(codes::TOO_LARGE, span, message).with_help(help));
            }
            return false;
        }
        true
    }

    fn unknown_property(&mut self, name: &ast::Name) {
        if !self.seen_unknown.insert(name.text.to_lowercase()) {
            let message = format!("no property is named {:?}", name.text);
            self.report(Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message));
            return;
        }
        self.unknown_properties.push(name.text.clone());
        if self.diagnostics.len() >= MOST_DIAGNOSTICS {
            return;
        }
        let near = self.catalogue.nearest(&name.text);
        let define = format!("define it with --property '{}:String'", name.text);
        let help = match near.as_slice() {
            [] => define,
            near => format!("did you mean {}? Otherwise {define}", near.join(", ")),
        };
        let message = format!("no property is named {:?}", name.text);
        self.report(Diagnostic::error(codes::UNKNOWN_PROPERTY, name.span, message).with_help(help));
    }
}
