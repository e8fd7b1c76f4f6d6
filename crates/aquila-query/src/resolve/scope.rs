//! What a name means: an alias of the select list first, then a property.
//!
//! Inside the select list itself the field wins, so that
//! `CASE flowtype ... END AS flowtype` reads the field; everywhere else the alias
//! wins, as clients of QRadar rely on (stix-shifter filters on its aliases).

use std::collections::HashMap;

use aquila_aql::{Diagnostic, Mode, ast};
use aquila_event::PropertyType;

use super::expr::Resolved;
use super::time::TIME_FIELDS;
use super::{Resolver, codes};
use crate::types::AqlType;

#[derive(Debug, Default)]
pub(super) struct Scope {
    aliases: HashMap<String, Option<Resolved>>,
    select_is_closed: bool,
    /// Whether the expression under way looks at single rows: an alias of an
    /// aggregate cannot be meant there where a field has its name.
    pub(super) rows_only: bool,
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
        if self.scope.select_is_closed
            && let Some(alias) = &alias
            && !self.field_is_meant(name, alias.as_ref())
        {
            let size = alias.as_ref().map_or(0, Resolved::size);
            return if self.grow(size, name.span) { alias.clone() } else { None };
        }
        let Some(property) = self.catalogue.lookup(&name.text) else {
            if let Some(alias) = alias {
                let size = alias.as_ref().map_or(0, Resolved::size);
                return if self.grow(size, name.span) { alias } else { None };
            }
            self.unknown_property(name);
            return None;
        };
        if property.property_type == PropertyType::List {
            let message = format!("list field {:?} cannot be evaluated yet", property.name);
            self.error(codes::UNSUPPORTED_FIELD, name.span, message);
            return None;
        }
        let id = property.id();
        if property.parts.is_empty() { Some(Resolved::Property(id)) } else { self.custom(id, name.span) }
    }

    /// Whether a name means the field although an alias has it: an aggregate where
    /// single rows are looked at, or a time that the select list formats as text
    /// (`DATEFORMAT(starttime, ...) AS starttime ... WHERE starttime > NOW() - ...`).
    fn field_is_meant(&mut self, name: &ast::Name, alias: Option<&Resolved>) -> bool {
        let Some(property) = self.catalogue.lookup(&name.text) else { return false };
        let Some(alias) = alias.filter(|_| self.scope.rows_only) else { return false };
        if alias.has_aggregate() {
            return true;
        }
        let is_time = TIME_FIELDS.contains(&property.name.as_str());
        if !is_time || self.type_of(alias) != AqlType::Text {
            return false;
        }
        let message = format!("{:?} is both a time field and text of the select list", name.text);
        let lenient = self.settings.mode == Mode::Lenient;
        let help = if lenient {
            "the field is compared here; give the text another alias"
        } else {
            "the text is compared here, and is no time; give it another alias"
        };
        self.report(Diagnostic::warning(codes::SHADOWED_FIELD, name.span, message).with_help(help));
        lenient
    }
}
