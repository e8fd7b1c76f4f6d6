//! The property catalogue: every field that AQL can name, with its type, its
//! meaning and all its spellings. The catalogue is data (`data/properties.yml`).

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use crate::EventError;
use crate::nearest::nearest;

/// Index of a property in its [`Catalogue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PropertyId(u16);

impl PropertyId {
    /// The position in [`Catalogue::iter`].
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The types of the Ariel field page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
pub enum PropertyType {
    /// 64-bit integer; times are epoch milliseconds.
    Long,
    /// Integer.
    Integer,
    /// Floating point.
    Double,
    /// True or false.
    Boolean,
    /// IPv4 address; `0.0.0.0` in AQL when absent.
    Host,
    /// IPv4 or IPv6 address; `0.0.0.0` in AQL when absent.
    HostV4V6,
    /// IPv6 address; `0:0:0:0:0:0:0:0` in AQL when absent.
    HostV6,
    /// Port number; 0 in AQL when absent.
    Port,
    /// MAC address; `00:00:00:00:00:00` in AQL when absent.
    Mac,
    /// Text.
    String,
    /// Bytes.
    ByteArray,
    /// A list of numbers.
    List,
}

impl PropertyType {
    /// What AQL shows where the event has no value, if that is not NULL
    /// (stix-shifter's treatment of QRadar results, `0.0.0.0` and its kin).
    pub const fn absent_text(self) -> Option<&'static str> {
        match self {
            PropertyType::Host | PropertyType::HostV4V6 => Some("0.0.0.0"),
            PropertyType::HostV6 => Some("0:0:0:0:0:0:0:0"),
            PropertyType::Mac => Some("00:00:00:00:00:00"),
            PropertyType::Port => Some("0"),
            _ => None,
        }
    }

    /// Whether values are addresses.
    pub const fn is_address(self) -> bool {
        matches!(self, PropertyType::Host | PropertyType::HostV4V6 | PropertyType::HostV6)
    }

    /// Whether values are whole numbers.
    pub const fn is_integer(self) -> bool {
        matches!(self, PropertyType::Long | PropertyType::Integer | PropertyType::Port)
    }
}

/// Where a property comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PropertyKind {
    /// A field of every event.
    Builtin,
    /// A custom property that ships with Aquila.
    Catalogue,
    /// A custom property that the user defined.
    Custom,
    /// Computed from other properties.
    Derived,
    /// Where the record stands; not visible to AQL.
    Position,
}

/// One property.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Property {
    /// Canonical name.
    pub name: String,
    /// Type of its values.
    #[serde(rename = "type")]
    pub property_type: PropertyType,
    /// Where it comes from.
    pub kind: PropertyKind,
    /// What it says.
    pub meaning: String,
    /// Other names for it.
    #[serde(default)]
    pub spellings: Vec<String>,
    /// The properties that a derived one is made from, by canonical name.
    #[serde(default)]
    pub from: Vec<String>,
    /// What its value is put together from, the first that is there; empty for properties
    /// that are decoded alone.
    #[serde(skip)]
    pub parts: Vec<Part>,
    #[serde(skip, default = "unassigned")]
    id: PropertyId,
}

/// One of several places that a property has its value from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// What is decoded to this property, which AQL cannot name.
    Decoded(String),
    /// An AQL expression over other properties.
    Computed {
        /// Fields that must have one of these numbers: `qid`, `category`, `devicetype`,
        /// `logsourceid`.
        scope: Vec<(&'static str, Vec<i64>)>,
        /// The expression.
        aql: String,
    },
}

const fn unassigned() -> PropertyId {
    PropertyId(u16::MAX)
}

impl Property {
    /// Its place in the catalogue.
    pub const fn id(&self) -> PropertyId {
        self.id
    }

    /// A property that the user defined by name and type.
    pub fn custom(name: &str, property_type: PropertyType) -> Self {
        Self {
            name: name.to_owned(),
            property_type,
            kind: PropertyKind::Custom,
            meaning: "Defined by the user".to_owned(),
            spellings: Vec::new(),
            from: Vec::new(),
            parts: Vec::new(),
            id: unassigned(),
        }
    }
}

/// All properties, found by any spelling.
#[derive(Debug, Clone)]
pub struct Catalogue {
    properties: Vec<Property>,
    by_name: HashMap<String, PropertyId>,
}

static BUILTIN: LazyLock<Arc<Catalogue>> = LazyLock::new(|| {
    let catalogue = Catalogue::from_yaml(include_str!("../data/properties.yml"));
    let mut catalogue = catalogue.expect("the shipped catalogue is valid; a test loads it");
    let derived = catalogue.add_yaml(include_str!("../data/derived_properties.yml"));
    derived.expect("the shipped catalogue is valid; a test loads it");
    Arc::new(catalogue)
});

impl Catalogue {
    /// The catalogue that ships with Aquila.
    pub fn builtin() -> Arc<Catalogue> {
        Arc::clone(&BUILTIN)
    }

    /// Reads a catalogue from YAML: a list of properties.
    ///
    /// # Errors
    /// When the text is not such a list, or two properties share a spelling.
    pub fn from_yaml(text: &str) -> Result<Self, EventError> {
        let mut catalogue = Catalogue { properties: Vec::new(), by_name: HashMap::new() };
        catalogue.add_yaml(text)?;
        Ok(catalogue)
    }

    /// Adds the properties of a YAML text.
    ///
    /// # Errors
    /// As [`from_yaml`](Self::from_yaml).
    pub fn add_yaml(&mut self, text: &str) -> Result<(), EventError> {
        let properties: Vec<Property> = serde_saphyr::from_str(text).map_err(|error| {
            EventError::Invalid { what: "property catalogue".into(), reason: error.to_string() }
        })?;
        properties.into_iter().try_for_each(|property| self.add(property).map(drop))
    }

    /// Adds a property.
    ///
    /// # Errors
    /// When its name or a spelling is already another property's.
    pub fn add(&mut self, mut property: Property) -> Result<PropertyId, EventError> {
        let invalid =
            |reason: String| EventError::Invalid { what: format!("property {:?}", property.name), reason };
        let id = u16::try_from(self.properties.len()).map_err(|_| invalid("too many properties".into()))?;
        let id = PropertyId(id);
        for name in std::iter::once(&property.name).chain(&property.spellings) {
            if let Some(other) = self.by_name.insert(name.to_lowercase(), id)
                && other != id
            {
                let other = &self.properties[other.index()].name;
                return Err(invalid(format!("{name:?} already names {other:?}")));
            }
        }
        property.id = id;
        self.properties.push(property);
        Ok(id)
    }

    /// Says what the value of a property is put together from.
    pub fn set_parts(&mut self, id: PropertyId, parts: Vec<Part>) {
        if let Some(property) = self.properties.get_mut(id.index()) {
            property.parts = parts;
        }
    }

    /// The property that AQL means by `name`, in any spelling and case.
    pub fn lookup(&self, name: &str) -> Option<&Property> {
        let id = *self.by_name.get(&name.to_lowercase())?;
        Some(self.get(id)).filter(|property| property.kind != PropertyKind::Position)
    }

    /// The property of exactly this canonical name, positions included.
    pub fn id(&self, canonical: &str) -> Option<PropertyId> {
        let id = *self.by_name.get(&canonical.to_lowercase())?;
        (self.get(id).name == canonical).then_some(id)
    }

    /// The property with this id.
    pub fn get(&self, id: PropertyId) -> &Property {
        &self.properties[id.index()]
    }

    /// All properties in catalogue order.
    pub fn iter(&self) -> impl Iterator<Item = &Property> {
        self.properties.iter()
    }

    /// Up to three visible names that look like `name`, nearest first.
    pub fn nearest(&self, name: &str) -> Vec<String> {
        let visible = self.properties.iter().filter(|property| property.kind != PropertyKind::Position);
        let spellings =
            visible.flat_map(|property| std::iter::once(&property.name).chain(&property.spellings));
        nearest(name, spellings.map(String::as_str)).into_iter().map(str::to_owned).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_spelling_in_any_case_finds_the_property() {
        let catalogue = Catalogue::builtin();
        for (spelling, name) in [
            ("Image", "Application"),
            ("process path", "Application"),
            ("FILENAME", "fileName"),
            ("TargetFilename", "filePath"),
            ("STARTTIME", "starttime"),
            ("commandline", "Process CommandLine"),
        ] {
            assert_eq!(catalogue.lookup(spelling).map(|p| p.name.as_str()), Some(name), "{spelling}");
        }
    }

    #[test]
    fn positions_are_not_visible_to_aql() {
        let catalogue = Catalogue::builtin();
        assert!(catalogue.lookup("$offset").is_none());
        assert!(catalogue.id("$offset").is_some());
    }

    #[test]
    fn a_misspelling_has_near_names() {
        assert_eq!(Catalogue::builtin().nearest("usrname").first().map(String::as_str), Some("username"));
        assert!(Catalogue::builtin().nearest("zzzzzzzzzzzz").is_empty());
    }

    #[test]
    fn two_properties_cannot_share_a_spelling() {
        let mut catalogue = Catalogue::builtin().as_ref().clone();
        let error = catalogue.add(Property::custom("IMAGE", PropertyType::String)).expect_err("clash");
        assert_eq!(error.to_string(), r#"property "IMAGE": "IMAGE" already names "Application""#);
    }
}
