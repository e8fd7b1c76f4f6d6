//! The names of result columns (`aql` reference: names in the result).
//!
//! An alias as written, a plain field as written, a call as its lower-case name
//! and the words of its arguments (`qidname_qid`), an aggregate in upper case
//! (`SUM_eventcount`), an ungrouped field of a grouped query as `FIRST_field`.
//! Arithmetic and CASE without an alias keep their own text: no rule is known.

use std::collections::HashSet;

use aquila_aql::ast::{self, Alias, ExprKind};
use aquila_event::Catalogue;

use super::expr::{Aggregate, Resolved};
use super::query::ResultColumn;

/// A column with what its name depends on.
pub(super) struct TitledColumn {
    title: String,
    has_alias: bool,
    expr: Resolved,
}

impl TitledColumn {
    pub(super) fn new(expr: &ast::Expr, alias: Option<&Alias>, resolved: Resolved) -> Self {
        let title = alias.map_or_else(|| title(expr), |alias| alias.text.clone());
        Self { title, has_alias: alias.is_some(), expr: resolved }
    }

    pub(super) fn field(name: &str, resolved: Resolved) -> Self {
        Self { title: name.to_owned(), has_alias: false, expr: resolved }
    }
}

/// The columns under names that do not repeat: JSON cannot carry two of a name,
/// so a later one gets a number.
pub(super) fn unique(
    columns: Vec<TitledColumn>,
    _catalogue: &Catalogue,
    group_by: &[Resolved],
) -> Vec<ResultColumn> {
    let grouped = !group_by.is_empty() || columns.iter().any(|column| column.expr.has_aggregate());
    let mut used = HashSet::new();
    let mut result = Vec::new();
    for column in columns {
        let ungrouped = grouped && !column.expr.has_aggregate() && !group_by.contains(&column.expr);
        let is_constant = matches!(column.expr, Resolved::Constant(_) | Resolved::Now);
        let title = if ungrouped && !column.has_alias && !is_constant {
            format!("FIRST_{}", column.title)
        } else {
            column.title
        };
        let mut name = title.clone();
        let mut number = 2;
        while !used.insert(name.clone()) {
            name = format!("{title}_{number}");
            number += 1;
        }
        result.push(ResultColumn { name, expr: column.expr });
    }
    result
}

fn title(expr: &ast::Expr) -> String {
    match &expr.kind {
        ExprKind::Name(name) => name.text.clone(),
        ExprKind::Call { function, arguments } => {
            let is_aggregate = Aggregate::lookup(&function.text).is_some();
            let name = function.text.replace("::", "_");
            let mut words =
                vec![if is_aggregate { name.to_ascii_uppercase() } else { name.to_ascii_lowercase() }];
            for argument in arguments {
                words.extend(alphanumeric_runs(&argument.to_string()));
            }
            words.join("_")
        }
        _ => expr.to_string(),
    }
}

fn alphanumeric_runs(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty()).map(str::to_owned).collect()
}
