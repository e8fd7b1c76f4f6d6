//! The names of result columns (`aql` reference: names in the result).
//!
//! An alias as written, a plain field as written, a call as its lower-case name
//! and the words of its arguments (`qidname_qid`), an aggregate in upper case
//! (`SUM_eventcount`), an ungrouped field of a grouped query as `FIRST_field`.
//! Arithmetic and CASE without an alias keep their own text: no rule is known.

use std::collections::HashSet;

use aquila_aql::ast::{self, Alias, ExprKind};

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

    pub(super) fn plain(&self) -> ResultColumn {
        ResultColumn { name: self.title.clone(), expr: self.expr.clone() }
    }

    pub(super) fn field(name: &str, resolved: Resolved) -> Self {
        Self { title: name.to_owned(), has_alias: false, expr: resolved }
    }
}

/// The columns under names that do not repeat: JSON cannot carry two of a name,
/// so a later one gets a number.
pub(super) fn unique(columns: Vec<TitledColumn>, grouped: bool, group_by: &[Resolved]) -> Vec<ResultColumn> {
    let mut used = HashSet::new();
    let mut result = Vec::new();
    for column in columns {
        let is_first = grouped && !column.expr.has_aggregate() && has_ungrouped_field(&column.expr, group_by);
        let title =
            if is_first && !column.has_alias { format!("FIRST_{}", column.title) } else { column.title };
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

/// Whether its value is that of one row of the group.
fn has_ungrouped_field(expr: &Resolved, group_by: &[Resolved]) -> bool {
    if group_by.contains(expr) {
        return false;
    }
    matches!(expr, Resolved::Property(_))
        || expr.children().into_iter().any(|child| has_ungrouped_field(child, group_by))
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
