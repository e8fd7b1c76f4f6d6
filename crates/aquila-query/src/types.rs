//! The types of AQL expressions, and how each lies in Arrow.

use aquila_event::PropertyType;
use datafusion::arrow::datatypes::DataType;

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AqlType {
    /// NULL alone.
    Null,
    /// A predicate or a flag.
    Boolean,
    /// A whole number; times are epoch milliseconds.
    Long,
    /// A number with a fraction.
    Double,
    /// Text.
    Text,
    /// An IPv4 or IPv6 address, in Arrow its canonical text.
    Address,
    /// Bytes, such as the payload.
    Bytes,
}

impl AqlType {
    /// The Arrow type of its columns.
    pub const fn arrow(self) -> DataType {
        match self {
            AqlType::Null => DataType::Null,
            AqlType::Boolean => DataType::Boolean,
            AqlType::Long => DataType::Int64,
            AqlType::Double => DataType::Float64,
            AqlType::Text | AqlType::Address => DataType::Utf8,
            AqlType::Bytes => DataType::Binary,
        }
    }

    /// Whether arithmetic applies.
    pub const fn is_number(self) -> bool {
        matches!(self, AqlType::Long | AqlType::Double)
    }

    /// The word that messages use.
    pub const fn as_str(self) -> &'static str {
        match self {
            AqlType::Null => "NULL",
            AqlType::Boolean => "a condition",
            AqlType::Long | AqlType::Double => "a number",
            AqlType::Text => "text",
            AqlType::Address => "an address",
            AqlType::Bytes => "bytes",
        }
    }
}

impl From<PropertyType> for AqlType {
    fn from(property_type: PropertyType) -> Self {
        match property_type {
            PropertyType::Long | PropertyType::Integer | PropertyType::Port => AqlType::Long,
            PropertyType::Double => AqlType::Double,
            PropertyType::Boolean => AqlType::Boolean,
            PropertyType::Host | PropertyType::HostV4V6 | PropertyType::HostV6 => AqlType::Address,
            PropertyType::Mac | PropertyType::String | PropertyType::List => AqlType::Text,
            PropertyType::ByteArray => AqlType::Bytes,
        }
    }
}

impl From<crate::function::Parameter> for AqlType {
    /// The type that an argument is converted to.
    fn from(parameter: crate::function::Parameter) -> Self {
        use crate::function::Parameter;
        match parameter {
            Parameter::Text | Parameter::TextConstant => AqlType::Text,
            Parameter::Long => AqlType::Long,
            Parameter::Double => AqlType::Double,
            Parameter::Address => AqlType::Address,
        }
    }
}
