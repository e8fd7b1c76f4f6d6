//! How properties lie in Arrow: one column per wanted property.

use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema, SchemaRef};

use crate::property::{Catalogue, PropertyId, PropertyType};

/// The columns of an event batch, in order.
#[derive(Debug, Clone)]
pub struct EventSchema {
    properties: Vec<PropertyId>,
    arrow: SchemaRef,
}

impl EventSchema {
    /// A schema with one column per property, named by its canonical name.
    pub fn new(catalogue: &Catalogue, properties: &[PropertyId]) -> Self {
        let fields: Vec<Field> = properties
            .iter()
            .map(|id| {
                let property = catalogue.get(*id);
                Field::new(&property.name, arrow_type(property.property_type), true)
            })
            .collect();
        Self { properties: properties.to_vec(), arrow: Arc::new(Schema::new(fields)) }
    }

    /// Every property of the catalogue.
    pub fn all(catalogue: &Catalogue) -> Self {
        let properties: Vec<PropertyId> = catalogue.iter().map(crate::Property::id).collect();
        Self::new(catalogue, &properties)
    }

    /// The properties, in column order.
    pub fn properties(&self) -> &[PropertyId] {
        &self.properties
    }

    /// The Arrow schema.
    pub fn arrow(&self) -> SchemaRef {
        Arc::clone(&self.arrow)
    }

    /// The column of a property.
    pub fn column(&self, id: PropertyId) -> Option<usize> {
        self.properties.iter().position(|other| *other == id)
    }
}

/// The Arrow type of a property's column. Addresses are text in canonical
/// form, so that patterns, grouping and foreign readers of Parquet need no help.
pub fn arrow_type(property_type: PropertyType) -> DataType {
    match property_type {
        PropertyType::Long | PropertyType::Integer | PropertyType::Port => DataType::Int64,
        PropertyType::Double => DataType::Float64,
        PropertyType::Boolean => DataType::Boolean,
        PropertyType::ByteArray => DataType::Binary,
        PropertyType::Host
        | PropertyType::HostV4V6
        | PropertyType::HostV6
        | PropertyType::Mac
        | PropertyType::String
        | PropertyType::List => DataType::Utf8,
    }
}
