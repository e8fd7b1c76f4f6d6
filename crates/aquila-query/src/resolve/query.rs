//! The checked form of a statement.

use std::collections::BTreeSet;

use aquila_event::PropertyId;

use super::expr::Resolved;

/// A statement whose names are resolved and whose types fit.
#[derive(Debug, Clone, PartialEq)]
pub struct ResolvedQuery {
    /// The result columns, in order, their names unique.
    pub columns: Vec<ResultColumn>,
    /// The condition of `WHERE`.
    pub filter: Option<Resolved>,
    /// The keys of `GROUP BY`.
    pub group_by: Vec<Resolved>,
    /// The condition of `HAVING`.
    pub having: Option<Resolved>,
    /// The keys of `ORDER BY`.
    pub order_by: Vec<OrderKey>,
    /// The row cap.
    pub limit: Option<u64>,
    /// The time clause.
    pub window: Option<TimeWindow>,
}

/// One column of the result.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultColumn {
    /// The name that results show.
    pub name: String,
    /// Its value.
    pub expr: Resolved,
}

/// One key of `ORDER BY`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderKey {
    /// The key.
    pub expr: Resolved,
    /// Largest first.
    pub descending: bool,
}

/// The time clause, in epoch milliseconds, both ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeWindow {
    /// From this long before now.
    Last {
        /// Milliseconds.
        millis: i64,
    },
    /// Between two instants; without the second, until now.
    Range {
        /// First instant.
        start: i64,
        /// Last instant.
        stop: Option<i64>,
    },
}

impl ResolvedQuery {
    /// Whether rows are groups of events rather than events.
    pub fn is_aggregated(&self) -> bool {
        !self.group_by.is_empty()
            || self.having.is_some()
            || self.columns.iter().any(|column| column.expr.has_aggregate())
            || self.order_by.iter().any(|key| key.expr.has_aggregate())
    }

    /// Every property that evaluating it reads.
    pub fn properties(&self) -> BTreeSet<PropertyId> {
        let mut found = BTreeSet::new();
        let expressions = self
            .columns
            .iter()
            .map(|column| &column.expr)
            .chain(&self.filter)
            .chain(&self.group_by)
            .chain(&self.having)
            .chain(self.order_by.iter().map(|key| &key.expr));
        for expr in expressions {
            expr.properties(&mut |id| {
                found.insert(id);
            });
        }
        found
    }
}
