//! The schema of custom properties that users write: a YAML list of these.
//!
//! ```yaml
//! - name: Ticket Number
//!   type: number
//!   from:
//!     - log_source_type: Linux OS
//!       regex: 'ticket=(\d+)'
//!     - json: '/"ticket"/"number"'
//! ```

use serde::{Deserialize, Serialize};

/// A custom property.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PropertyDefinition {
    /// How queries call it.
    pub name: String,
    /// What its values are.
    #[serde(default, rename = "type")]
    pub kind: ValueKind,
    /// What it is for, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    /// How its times are written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeFormat>,
    /// Whether it has values at all.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub enabled: bool,
    /// Where its value is; the first enabled one that gives a value counts.
    pub from: Vec<ExpressionDefinition>,
}

/// What the values of a property are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ValueKind {
    /// Text.
    #[default]
    String,
    /// A number.
    Number,
    /// An address.
    Ip,
    /// A port number.
    Port,
    /// An instant.
    Time,
}

/// How times are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeFormat {
    /// A pattern of Java's SimpleDateFormat.
    pub format: String,
    /// The zone of times that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// One place where a value may be. Of `regex`, `json`, `cef`, `leef`, `pairs`, `list`,
/// `xml`, `aql` and `calculated` it has exactly one; [`ExpressionDefinition::source`]
/// tells which.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpressionDefinition {
    /// Only events of this log source type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_source_type: Option<NameOrId>,
    /// Only events of this log source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_source: Option<NameOrId>,
    /// Only events of this identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qid: Option<NameOrId>,
    /// Only events of this low-level category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<NameOrId>,
    /// A regular expression of Java over the payload, compiled without flags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regex: Option<String>,
    /// Which of its groups is the value; 1 without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<usize>,
    /// The value out of several groups, `$1/$2`, instead of one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    /// A path into JSON: `/"user"/"names"[0]`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<String>,
    /// A key of CEF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cef: Option<String>,
    /// A key of LEEF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leef: Option<String>,
    /// A name among pairs of names and values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pairs: Option<Pairs>,
    /// A place in a list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list: Option<List>,
    /// A path into XML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub xml: Option<String>,
    /// An AQL expression over the event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aql: Option<String>,
    /// Arithmetic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calculated: Option<Calculation>,
    /// Whether it is used.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub enabled: bool,
}

/// Something by its name or by its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NameOrId {
    /// By number.
    Id(i64),
    /// By name.
    Name(String),
}

/// A name among pairs, `user=anna;src=10.0.0.1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pairs {
    /// Whose value is wanted.
    pub name: String,
    /// What stands between pairs.
    pub between: String,
    /// What stands between a name and its value.
    pub assign: String,
}

/// A place in a list, `anna,10.0.0.1,login`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Which element: `$2` is the second one.
    pub element: String,
    /// What stands between elements.
    pub between: String,
}

/// Arithmetic on two operands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calculation {
    /// The left one.
    pub first: Operand,
    /// What is done.
    pub operator: Operator,
    /// The right one.
    pub second: Operand,
}

/// What is calculated with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Operand {
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A property by its name.
    Property(String),
}

/// An arithmetic operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Operator {
    /// Addition.
    #[serde(rename = "+")]
    Add,
    /// Subtraction.
    #[serde(rename = "-")]
    Subtract,
    /// Multiplication.
    #[serde(rename = "*")]
    Multiply,
    /// Division.
    #[serde(rename = "/")]
    Divide,
    /// The remainder of a division.
    #[serde(rename = "%")]
    Remainder,
}

/// Where an expression finds its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Source<'d> {
    /// See [`ExpressionDefinition::regex`].
    Regex {
        /// The pattern.
        pattern: &'d str,
        /// The group that is the value.
        group: usize,
        /// What the value is put together from instead.
        format: Option<&'d str>,
    },
    /// See [`ExpressionDefinition::json`].
    Json(&'d str),
    /// See [`ExpressionDefinition::cef`].
    Cef(&'d str),
    /// See [`ExpressionDefinition::leef`].
    Leef(&'d str),
    /// See [`ExpressionDefinition::pairs`].
    Pairs(&'d Pairs),
    /// See [`ExpressionDefinition::list`].
    List(&'d List),
    /// See [`ExpressionDefinition::xml`].
    Xml(&'d str),
    /// See [`ExpressionDefinition::aql`].
    Aql(&'d str),
    /// See [`ExpressionDefinition::calculated`].
    Calculated(&'d Calculation),
}

impl ExpressionDefinition {
    /// The one place that it names.
    ///
    /// # Errors
    /// In words, when it names none or several, or a group of no pattern.
    pub fn source(&self) -> Result<Source<'_>, String> {
        let group = self.group.unwrap_or(1);
        let format = self.format.as_deref();
        let all = [
            self.regex.as_deref().map(|pattern| Source::Regex { pattern, group, format }),
            self.json.as_deref().map(Source::Json),
            self.cef.as_deref().map(Source::Cef),
            self.leef.as_deref().map(Source::Leef),
            self.pairs.as_ref().map(Source::Pairs),
            self.list.as_ref().map(Source::List),
            self.xml.as_deref().map(Source::Xml),
            self.aql.as_deref().map(Source::Aql),
            self.calculated.as_ref().map(Source::Calculated),
        ];
        let mut found = all.into_iter().flatten();
        let source = match (found.next(), found.next()) {
            (Some(source), None) => source,
            (None, _) => {
                return Err("no place is named, write one of regex, json, cef, leef, pairs, list, xml, \
                            aql and calculated"
                    .to_owned());
            }
            _ => return Err("several places are named, write an entry for each".to_owned()),
        };
        let is_regex = matches!(source, Source::Regex { .. });
        match (self.group, format) {
            (Some(_), Some(_)) => Err("group and format exclude each other".to_owned()),
            (None, None) => Ok(source),
            _ if is_regex => Ok(source),
            _ => Err("group and format belong to a regex".to_owned()),
        }
    }
}

/// Reads definitions from YAML.
///
/// # Errors
/// In words, when the text is not of the schema.
pub fn read(yaml: &str) -> Result<Vec<PropertyDefinition>, String> {
    serde_saphyr::from_str(yaml).map_err(|error| error.to_string())
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_yes(value: &bool) -> bool {
    *value
}
