//! Expressions become DataFusion's.

use aquila_event::PropertyType;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::expr::{Case, InList, ScalarFunction};
use datafusion::logical_expr::{BinaryExpr, Expr, Operator, ScalarUDF, cast, lit};
use std::sync::Arc;

use super::PlanContext;
use super::window::Now;
use super::{chain, not_zero, power};
use crate::QueryError;
use crate::function::{Parameter, convert, match_text};
use crate::resolve::Resolved;
use crate::resolve::expr::{ArithmeticOp, CompareOp, Constant, Conversion};
use crate::settings::NullLogic;
use crate::types::AqlType;

/// A column by its exact name (`col()` would fold case and split at dots).
pub(super) fn column(name: &str) -> Expr {
    Expr::Column(Column::new_unqualified(name))
}

impl PlanContext {
    /// The DataFusion expression of a resolved one. Aggregates are not
    /// expressions of a row; `aggregate` replaces them before it comes here.
    pub(super) fn expr(&self, resolved: &Resolved) -> Result<Expr, QueryError> {
        Ok(match resolved {
            Resolved::Property(id) => self.property(*id),
            Resolved::Constant(constant) => lit(scalar(constant)),
            Resolved::Now => match self.now {
                Now::At(instant) => lit(instant),
                Now::Event => column("starttime"),
            },
            Resolved::And(parts) => self.chain(Operator::And, parts)?,
            Resolved::Or(parts) => self.chain(Operator::Or, parts)?,
            Resolved::Not(operand) => Expr::Not(Box::new(self.predicate(self.expr(operand)?))),
            Resolved::Compare { op, left, right } => {
                self.predicate(binary(self.expr(left)?, comparison(*op), self.expr(right)?))
            }
            Resolved::Match { op, operand, pattern } => {
                let operand = self.expr(operand)?;
                let settings = &self.functions.settings;
                let matched = match pattern.as_ref() {
                    Resolved::Constant(Constant::Text(pattern)) => {
                        let udf = match_text::udf(*op, pattern, settings)
                            .map_err(|error| QueryError::Internal(error.message))?;
                        call(udf, vec![operand])
                    }
                    pattern => {
                        call(match_text::dynamic_udf(*op, settings), vec![operand, self.expr(pattern)?])
                    }
                };
                self.predicate(matched)
            }
            Resolved::InList { operand, list } => {
                let list = list.iter().map(|constant| lit(scalar(constant))).collect();
                let operand = Box::new(self.expr(operand)?);
                self.predicate(Expr::InList(InList { expr: operand, list, negated: false }))
            }
            Resolved::IsNull(operand) => Expr::IsNull(Box::new(self.expr(operand)?)),
            Resolved::Arithmetic { op, left, right, result } => {
                arithmetic(*op, self.expr(left)?, self.expr(right)?, *result)
            }
            Resolved::Case { arms, otherwise, result } => {
                let mut when_then_expr = Vec::new();
                for (when, then) in arms {
                    when_then_expr.push((Box::new(self.expr(when)?), Box::new(self.expr(then)?)));
                }
                // Without a typed result a CASE of NULLs alone has no type.
                let otherwise = match otherwise {
                    Some(expr) => self.expr(expr)?,
                    None => lit(ScalarValue::Null),
                };
                let otherwise = cast_null(otherwise, &result.arrow());
                Expr::Case(Case { expr: None, when_then_expr, else_expr: Some(Box::new(otherwise)) })
            }
            Resolved::Call { function, arguments } => {
                let parameters = function.0.parameters;
                let last = parameters.last().copied().unwrap_or(Parameter::Text);
                let parameters = parameters.iter().copied().chain(std::iter::repeat(last));
                let planned = arguments.iter().zip(parameters).map(|(argument, parameter)| {
                    Ok(cast_null(self.expr(argument)?, &AqlType::from(parameter).arrow()))
                });
                let planned = planned.collect::<Result<Vec<Expr>, QueryError>>()?;
                let called = call((function.0.build)(&self.functions), planned);
                if function.0.returns == AqlType::Boolean { self.predicate(called) } else { called }
            }
            Resolved::Convert { conversion, operand } => convert_expr(*conversion, self.expr(operand)?),
            // DataFusion counts in integers, Ariel in doubles.
            Resolved::Computed { column: name, result } => cast(column(name), result.arrow()),
            Resolved::Aggregate { .. } => {
                return Err(QueryError::Internal("an aggregate reached the planner of rows".into()));
            }
        })
    }

    /// A property as AQL sees it: an absent address is `0.0.0.0`, an absent port 0.
    fn property(&self, id: aquila_event::PropertyId) -> Expr {
        let property = self.catalogue.get(id);
        let value = column(&property.name);
        let absent = match property.property_type {
            PropertyType::Port => lit(0_i64),
            other => match other.absent_text() {
                Some(text) => lit(text),
                None => return value,
            },
        };
        coalesce(value, absent)
    }

    /// A predicate under the null logic in force.
    fn predicate(&self, predicate: Expr) -> Expr {
        match self.functions.settings.null_logic {
            NullLogic::Sql => predicate,
            NullLogic::TwoValued => Expr::IsTrue(Box::new(predicate)),
        }
    }

    /// A chain as a balanced tree, or as one call where it is long.
    fn chain(&self, op: Operator, parts: &[Resolved]) -> Result<Expr, QueryError> {
        match parts {
            [] => Ok(lit(op == Operator::And)),
            [one] => self.expr(one),
            long if long.len() > chain::DIRECT => {
                let terms =
                    long.iter().map(|part| self.expr(part)).collect::<Result<Vec<Expr>, QueryError>>()?;
                Ok(call(chain::udf(op), terms))
            }
            many => {
                let (left, right) = many.split_at(many.len() / 2);
                Ok(binary(self.chain(op, left)?, op, self.chain(op, right)?))
            }
        }
    }
}

/// `value`, or `absent` where it is NULL.
fn coalesce(value: Expr, absent: Expr) -> Expr {
    Expr::Case(Case {
        expr: None,
        when_then_expr: vec![(Box::new(Expr::IsNotNull(Box::new(value.clone()))), Box::new(value))],
        else_expr: Some(Box::new(absent)),
    })
}

fn call(udf: ScalarUDF, arguments: Vec<Expr>) -> Expr {
    Expr::ScalarFunction(ScalarFunction::new_udf(Arc::new(udf), arguments))
}

fn binary(left: Expr, op: Operator, right: Expr) -> Expr {
    Expr::BinaryExpr(BinaryExpr::new(Box::new(left), op, Box::new(right)))
}

/// An untyped NULL as a NULL of the type that is wanted.
fn cast_null(expr: Expr, wanted: &DataType) -> Expr {
    match &expr {
        Expr::Literal(value, _) if value.is_null() && *wanted != DataType::Null => {
            ScalarValue::try_from(wanted).map_or(expr, lit)
        }
        _ => expr,
    }
}

fn scalar(constant: &Constant) -> ScalarValue {
    match constant {
        Constant::Null => ScalarValue::Null,
        Constant::Boolean(value) => ScalarValue::Boolean(Some(*value)),
        Constant::Long(value) => ScalarValue::Int64(Some(*value)),
        Constant::Double(value) => ScalarValue::Float64(Some(*value)),
        Constant::Text(text) | Constant::Address(text) => ScalarValue::Utf8(Some(text.clone())),
    }
}

fn comparison(op: CompareOp) -> Operator {
    match op {
        CompareOp::Eq => Operator::Eq,
        CompareOp::NotEq => Operator::NotEq,
        CompareOp::Lt => Operator::Lt,
        CompareOp::LtEq => Operator::LtEq,
        CompareOp::Gt => Operator::Gt,
        CompareOp::GtEq => Operator::GtEq,
    }
}

fn arithmetic(op: ArithmeticOp, left: Expr, right: Expr, result: AqlType) -> Expr {
    let op = match op {
        ArithmeticOp::Add => Operator::Plus,
        ArithmeticOp::Subtract => Operator::Minus,
        ArithmeticOp::Multiply => Operator::Multiply,
        ArithmeticOp::Divide => return binary(left, Operator::Divide, not_zero(right, DataType::Float64)),
        ArithmeticOp::Modulo => return binary(left, Operator::Modulo, not_zero(right, result.arrow())),
        ArithmeticOp::Power => return call(power::udf(), vec![left, right]),
        ArithmeticOp::BitAnd => Operator::BitwiseAnd,
        ArithmeticOp::BitOr => Operator::BitwiseOr,
        ArithmeticOp::BitXor => Operator::BitwiseXor,
        ArithmeticOp::ShiftLeft => Operator::BitwiseShiftLeft,
        ArithmeticOp::ShiftRight => Operator::BitwiseShiftRight,
    };
    binary(left, op, right)
}

fn not_zero(divisor: Expr, divisor_type: DataType) -> Expr {
    call(not_zero::udf(divisor_type), vec![divisor])
}

fn convert_expr(conversion: Conversion, operand: Expr) -> Expr {
    match conversion {
        Conversion::AddressToText => operand,
        Conversion::BytesToText => call(convert::utf8_lossy(), vec![operand]),
        Conversion::LongToText | Conversion::BooleanToText => cast(operand, DataType::Utf8),
        Conversion::DoubleToText => call(convert::double_to_text(), vec![operand]),
        Conversion::TextToLong => call(convert::text_to_long(), vec![operand]),
        Conversion::TextToDouble => call(convert::text_to_double(), vec![operand]),
        Conversion::TextToAddress => call(convert::text_to_address(), vec![operand]),
        Conversion::AddressToLong => call(convert::address_to_long(), vec![operand]),
        Conversion::AddressToKey => call(convert::address_key(), vec![operand]),
        Conversion::LongToDouble => cast(operand, DataType::Float64),
        Conversion::DoubleToLong => datafusion::logical_expr::try_cast(operand, DataType::Int64),
        Conversion::BooleanToLong => cast(operand, DataType::Int64),
    }
}
