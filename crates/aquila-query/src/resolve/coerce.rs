//! One type into another, by conversions that the plan can see.

use aquila_event::address;

use super::Resolver;
use super::expr::{Constant, Conversion, Resolved};
use crate::types::AqlType;

impl Resolver {
    pub(super) fn type_of(&self, expr: &Resolved) -> AqlType {
        expr.aql_type(&self.catalogue)
    }

    /// `expr` as `wanted`, or the expression back when no conversion exists.
    pub(super) fn convert(&self, expr: Resolved, wanted: AqlType) -> Result<Resolved, Resolved> {
        let from = self.type_of(&expr);
        if from == wanted || from == AqlType::Null {
            return Ok(expr);
        }
        if let Resolved::Constant(constant) = &expr
            && let Some(converted) = convert_constant(constant, wanted)
        {
            return Ok(Resolved::Constant(converted));
        }
        match conversion(from, wanted) {
            Some(conversion) => Ok(Resolved::Convert { conversion, operand: Box::new(expr) }),
            None if from == AqlType::Boolean && wanted == AqlType::Double => {
                let number =
                    Resolved::Convert { conversion: Conversion::BooleanToLong, operand: Box::new(expr) };
                self.convert(number, wanted)
            }
            None => match (conversion(from, AqlType::Text), conversion(AqlType::Text, wanted)) {
                // By way of text: payload bytes as a number, say.
                (Some(first), Some(second)) if from != AqlType::Text => {
                    let text = Resolved::Convert { conversion: first, operand: Box::new(expr) };
                    Ok(Resolved::Convert { conversion: second, operand: Box::new(text) })
                }
                _ => Err(expr),
            },
        }
    }

    pub(super) fn as_text_if_bytes(&self, expr: Resolved) -> Resolved {
        if self.type_of(&expr) == AqlType::Bytes { self.as_text(expr) } else { expr }
    }

    /// `expr` as text, which everything can be.
    pub(super) fn as_text(&self, expr: Resolved) -> Resolved {
        self.convert(expr, AqlType::Text).unwrap_or_else(|expr| expr)
    }
}

fn conversion(from: AqlType, to: AqlType) -> Option<Conversion> {
    Some(match (from, to) {
        (AqlType::Bytes, AqlType::Text) => Conversion::BytesToText,
        (AqlType::Long, AqlType::Text) => Conversion::LongToText,
        (AqlType::Double, AqlType::Text) => Conversion::DoubleToText,
        (AqlType::Boolean, AqlType::Text) => Conversion::BooleanToText,
        (AqlType::Address, AqlType::Text) => Conversion::AddressToText,
        (AqlType::Text, AqlType::Long) => Conversion::TextToLong,
        (AqlType::Text, AqlType::Double) => Conversion::TextToDouble,
        (AqlType::Text, AqlType::Address) => Conversion::TextToAddress,
        (AqlType::Address, AqlType::Long) => Conversion::AddressToLong,
        (AqlType::Long, AqlType::Double) => Conversion::LongToDouble,
        (AqlType::Double, AqlType::Long) => Conversion::DoubleToLong,
        (AqlType::Boolean, AqlType::Long) => Conversion::BooleanToLong,
        _ => return None,
    })
}

fn convert_constant(constant: &Constant, wanted: AqlType) -> Option<Constant> {
    Some(match (constant, wanted) {
        (Constant::Text(text), AqlType::Address) => Constant::Address(canonical_address(text)?),
        (Constant::Text(text), AqlType::Long) => Constant::Long(text.trim().parse().ok()?),
        (Constant::Text(text), AqlType::Double) => Constant::Double(number(text)?),
        (Constant::Text(text), AqlType::Boolean) => Constant::Boolean(boolean(text)?),
        (Constant::Long(value), AqlType::Double) => Constant::Double(*value as f64),
        (Constant::Long(value), AqlType::Text) => Constant::Text(value.to_string()),
        (Constant::Long(0), AqlType::Boolean) => Constant::Boolean(false),
        (Constant::Long(1), AqlType::Boolean) => Constant::Boolean(true),
        (Constant::Address(text), AqlType::Text) => Constant::Text(text.clone()),
        (Constant::Boolean(value), AqlType::Text) => Constant::Text(value.to_string()),
        _ => return None,
    })
}

/// A number as functions read it; no comparison is with NaN or infinity.
pub(super) fn number(text: &str) -> Option<f64> {
    crate::function::convert::parse_double(text).filter(|value| value.is_finite())
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// The text that address columns hold for `text`.
fn canonical_address(text: &str) -> Option<String> {
    let (ip, port) = address::parse(text)?;
    if port.is_some() {
        return None;
    }
    Some(address::text(ip))
}
