//! What each wanted column is for one event kind.

use std::collections::HashMap;
use std::sync::Arc;

use aquila_event::{Catalogue, Property, PropertyId, PropertyKind};

use super::derived::Derived;
use super::fact::Fact;
use crate::custom::{CustomProperties, Extractor};
use crate::source::{
    Condition, EventKind, Properties, Rule, Scope, Shape, SourceType, SourceTypes, UrlPart, Value,
    compile_all, property_values,
};

/// How the columns of one event kind are filled.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) columns: Vec<Column>,
    /// When source and destination change places.
    pub(super) swap: Vec<Condition>,
}

/// How one column is filled.
#[derive(Debug)]
pub(super) enum Column {
    /// Events of this kind never have it.
    Never,
    Integer(i64),
    Boolean(bool),
    Text(String),
    Time,
    TimeSource,
    Payload,
    LogSource,
    Identifier,
    /// The event kind key, as the record writes it.
    Key,
    Position(Position),
    /// Made from other properties.
    Derived(Derived),
    /// The first of these that gives a value, else the column that it would be.
    Custom(Vec<Arc<Extractor>>, Box<Column>),
    /// The first of these that is there; the second list where source and
    /// destination have changed places; then the text, if given.
    Fields {
        values: Arc<[Value]>,
        swapped: Option<Arc<[Value]>>,
        otherwise: Otherwise,
        is_address: bool,
    },
}

/// What a column is when no field has it.
#[derive(Debug, Clone)]
pub(super) enum Otherwise {
    Absent,
    Key,
    Text(String),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Position {
    Source,
    Line,
    Offset,
    Length,
    Record,
}

/// The values of properties that an event kind says nothing of: those are the same for
/// all kinds of a type and shape, and are kept once. A log has events of many kinds, and
/// the values of each apart would not stay in the processor's cache.
#[derive(Debug, Default)]
pub(super) struct SharedValues(HashMap<(usize, usize, String), Arc<[Value]>>);

/// The parts of one kind.
struct Parts<'a> {
    kind: EventKind,
    source_type: &'a SourceType,
    shape: &'a Shape,
    rule: &'a Rule,
    high_level: Option<i64>,
    unparsed: bool,
    custom: &'a CustomProperties,
}

impl Plan {
    /// The plan for these properties.
    pub(super) fn new(
        types: &SourceTypes,
        catalogue: &Catalogue,
        properties: &[PropertyId],
        kind: EventKind,
        shared: &mut SharedValues,
    ) -> Plan {
        let (source_type, shape, rule) = types.parts(kind);
        let high_level = types.taxonomy().high_level_category(rule.category);
        let unparsed = kind.source_type() + 1 == types.iter().count();
        let custom = types.custom();
        let parts = Parts { kind, source_type, shape, rule, high_level, unparsed, custom };
        let columns =
            properties.iter().map(|id| parts.column(catalogue, catalogue.get(*id), shared)).collect();
        let swap = compile_all(rule.definition.swap_when.as_slice(), &shape.scope());
        Plan { columns, swap: swap.expect(VALID) }
    }

    /// Per visible property of the catalogue: whether events of this kind can have it.
    pub(crate) fn for_all<'a>(
        types: &SourceTypes,
        catalogue: &'a Catalogue,
        kind: EventKind,
    ) -> impl Iterator<Item = bool> + use<'a> {
        let visible = catalogue.iter().filter(|property| property.kind != PropertyKind::Position);
        let properties: Vec<PropertyId> = visible.map(|property| property.id()).collect();
        let plan = Plan::new(types, catalogue, &properties, kind, &mut SharedValues::default());
        plan.columns.into_iter().map(|column| !matches!(column, Column::Never))
    }
}

/// Why compiling a property cannot fail here.
const VALID: &str = "every value and condition of a type was compiled once when it was loaded";

impl Parts<'_> {
    fn column(&self, catalogue: &Catalogue, property: &Property, shared: &mut SharedValues) -> Column {
        let own = self.own_column(catalogue, property, shared);
        let (device_type, rule) = (self.source_type.id, self.rule);
        let extractors = self.custom.extractors(property.id()).iter();
        let extractors: Vec<Arc<Extractor>> = extractors
            .filter(|extractor| extractor.scope.takes_kind(device_type, rule.qid, rule.category))
            .cloned()
            .collect();
        if extractors.is_empty() { own } else { Column::Custom(extractors, Box::new(own)) }
    }

    /// What a column is without custom properties.
    fn own_column(&self, catalogue: &Catalogue, property: &Property, shared: &mut SharedValues) -> Column {
        let rule = self.rule;
        match property.name.as_str() {
            "starttime" | "endtime" | "devicetime" => Column::Time,
            "qid" => Column::Integer(rule.qid),
            "category" => Column::Integer(rule.category),
            "highlevelcategory" => self.high_level.map_or(Column::Never, Column::Integer),
            "devicetype" => Column::Integer(self.source_type.id),
            "severity" => Column::Integer(rule.severity),
            "credibility" => Column::Integer(rule.credibility),
            "relevance" => Column::Integer(rule.relevance),
            "magnitude" => Column::Integer(magnitude(rule)),
            "eventcount" => Column::Integer(1),
            "domainid" => Column::Integer(0),
            "isunparsed" => Column::Boolean(self.unparsed),
            "hasidentity"
            | "hasoffense"
            | "iscreevent"
            | "isduplicate"
            | "islogonly"
            | "istruncated"
            | "storedforperformance"
            | "hastlv" => Column::Boolean(false),
            "payload" => Column::Payload,
            "logsourceid" => Column::LogSource,
            "logsourceidentifier" => Column::Identifier,
            "$source" => Column::Position(Position::Source),
            "$line" => Column::Position(Position::Line),
            "$offset" => Column::Position(Position::Offset),
            "$length" => Column::Position(Position::Length),
            "$record" => Column::Position(Position::Record),
            "$time_source" => Column::TimeSource,
            name if property.kind == PropertyKind::Derived => {
                self.derived(name, &property.from, catalogue, shared)
            }
            "qideventcategory" => {
                self.fields(property, Otherwise::Text(self.source_type.short_name.clone()), shared)
            }
            "Event Name" => self.fields(property, Otherwise::Text(rule.name.clone()), shared),
            "qideventid" | "Event ID" if !self.shape.keys.is_empty() => {
                self.fields(property, Otherwise::Key, shared)
            }
            _ => self.fields(property, Otherwise::Absent, shared),
        }
    }

    /// What is made from properties of which this kind of event has at least one.
    fn derived(
        &self,
        name: &str,
        from: &[String],
        catalogue: &Catalogue,
        shared: &mut SharedValues,
    ) -> Column {
        let Some(fact) = Fact::named(name) else { return Column::Never };
        let known = from.iter().map(|name| catalogue.id(name).map(|id| catalogue.get(id)));
        let inputs: Vec<Column> = known
            .map(|property| {
                property.map_or(Column::Never, |property| self.column(catalogue, property, shared))
            })
            .collect();
        if inputs.iter().all(|input| matches!(input, Column::Never)) {
            return Column::Never;
        }
        Column::Derived(Derived { fact, inputs, from: from.to_vec() })
    }

    fn fields(&self, property: &Property, otherwise: Otherwise, shared: &mut SharedValues) -> Column {
        let name = property.name.as_str();
        let values = self.values(name, shared);
        if values.is_empty() {
            return match otherwise {
                Otherwise::Absent => Column::Never,
                Otherwise::Key => Column::Key,
                Otherwise::Text(text) => Column::Text(text),
            };
        }
        let swaps = !self.rule.definition.swap_when.as_slice().is_empty();
        let swapped = swaps.then(|| opposite(name)).flatten().map(|name| self.values(&name, shared));
        let is_address = property.property_type.is_address();
        Column::Fields { values, swapped, otherwise, is_address }
    }

    /// The property's own values, then those that it derives from.
    fn values(&self, name: &str, shared: &mut SharedValues) -> Arc<[Value]> {
        let from = derived_from(name);
        let own = &self.rule.definition.properties;
        if own.contains_key(name) || from.is_some_and(|from| own.contains_key(from)) {
            return self.compiled(name).into();
        }
        let place = (self.kind.source_type(), self.kind.shape(), name.to_owned());
        Arc::clone(shared.0.entry(place).or_insert_with(|| self.compiled(name).into()))
    }

    fn compiled(&self, name: &str) -> Vec<Value> {
        let mut values = self.mapped(name);
        if let Some(from) = derived_from(name) {
            let more = self.mapped(from).into_iter();
            values.extend(more.map(|value| match name {
                "fileName" => value.basename(),
                "URL Host" => value.url_part(UrlPart::Host),
                "URL Path" => value.url_part(UrlPart::Path),
                "URL Query" => value.url_part(UrlPart::Query),
                _ => value,
            }));
        }
        values
    }

    /// What the event kind maps, then what the shape has beside it; the type's own
    /// map is for event kinds that say nothing of the property.
    fn mapped(&self, name: &str) -> Vec<Value> {
        let scope = self.shape.scope();
        let own = &self.rule.definition.properties;
        let mut values = mapped(own, name, &scope);
        values.extend(mapped(&self.shape.definition.properties, name, &scope));
        if !own.contains_key(name) {
            values.extend(mapped(&self.source_type.properties, name, &scope));
        }
        values
    }
}

fn mapped(map: &Properties, name: &str, scope: &Scope<'_>) -> Vec<Value> {
    property_values(map, name, scope).expect(VALID)
}

/// Properties whose values are also read from another one, whole or in part.
pub(crate) const DERIVED_FROM: &[(&str, &str)] = &[
    ("sourceip", "sourceaddress"),
    ("sourcev6", "sourceaddress"),
    ("sourceport", "sourceaddress"),
    ("destinationip", "destinationaddress"),
    ("destinationv6", "destinationaddress"),
    ("destinationport", "destinationaddress"),
    ("fileName", "filePath"),
    ("URL Host", "URL"),
    ("URL Path", "URL"),
    ("URL Query", "URL"),
];

fn derived_from(name: &str) -> Option<&'static str> {
    DERIVED_FROM.iter().find(|(derived, _)| *derived == name).map(|(_, from)| *from)
}

/// The same property of the other side.
fn opposite(name: &str) -> Option<String> {
    match name.strip_prefix("source") {
        Some(rest) => Some(format!("destination{rest}")),
        None => name.strip_prefix("destination").map(|rest| format!("source{rest}")),
    }
}

/// QRadar weighs relevance by 50, severity by 30 and credibility by 20 percent.
fn magnitude(rule: &Rule) -> i64 {
    (5 * rule.relevance + 3 * rule.severity + 2 * rule.credibility + 5) / 10
}
