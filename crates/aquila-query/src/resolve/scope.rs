//! What a name means: an alias of the select list first, then a property.
//!
//! Inside the select list itself the field wins, so that
//! `CASE flowtype ... END AS flowtype` reads the field; everywhere else the alias
//! wins, as clients of QRadar rely on (stix-shifter filters on its aliases).

use std::collections::HashMap;

use aquila_aql::ast;
use aquila_event::PropertyType;

use super::expr::Resolved;
use super::{Resolver, codes};

#[derive(Debug, Default)]
pub(super) struct Scope {
    aliases: HashMap<String, Option<Resolved>>,
    select_is_closed: bool,
}

impl Scope {
    pub(super) fn add_alias(&mut self, alias: &str, expr: Option<Resolved>) {
        self.aliases.insert(alias.to_lowercase(), expr);
    }

    pub(super) fn close_select(&mut self) {
        self.select_is_closed = true;
    }

    /// The alias of this name; `Some(None)` when its expression did not resolve.
    pub(super) fn alias(&self, name: &str) -> Option<&Option<Resolved>> {
        self.aliases.get(&name.to_lowercase())
    }
}

impl Resolver {
    pub(super) fn name(&mut self, name: &ast::Name) -> Option<Resolved> {
        let alias = self.scope.alias(&name.text).cloned();
        if self.scope.select_is_closed && let Some(alias) = alias {
            return alias;
        }
        let Some(property) = self.catalogue.lookup(&name.text) else {
            if let Some(alias) = alias {
                return alias;
            }
            self.unknown_property(name);
            return None;
        };
        if property.property_type == PropertyType::List {
            let message = format!("list field {:?} cannot be evaluated yet", property.name);
            self.error(codes::UNSUPPORTED_FIELD, name.span, message);
            return None;
        }
        Some(Resolved::Property(property.id()))
    }
}
