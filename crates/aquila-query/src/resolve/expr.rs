//! The checked form of an expression: names are properties, operands have the
//! types that their operator wants. It stands between the syntax tree and the plan.

use aquila_aql::ast::MatchOp;
use aquila_event::{Catalogue, PropertyId};

use crate::function::Function;
use crate::types::AqlType;

/// A resolved expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Resolved {
    /// A property of the event.
    Property(PropertyId),
    /// A constant.
    Constant(Constant),
    /// The instant of the query.
    Now,
    /// All hold.
    And(Vec<Resolved>),
    /// At least one holds.
    Or(Vec<Resolved>),
    /// It does not hold.
    Not(Box<Resolved>),
    /// Two operands of one type, compared.
    Compare {
        /// The operator.
        op: CompareOp,
        /// Left operand.
        left: Box<Resolved>,
        /// Right operand.
        right: Box<Resolved>,
    },
    /// Text against a pattern.
    Match {
        /// Which pattern language, and whether case counts.
        op: MatchOp,
        /// The text.
        operand: Box<Resolved>,
        /// The pattern: a constant, or text computed per event.
        pattern: Box<Resolved>,
    },
    /// One of several constants of the operand's type.
    InList {
        /// The value.
        operand: Box<Resolved>,
        /// The list.
        list: Vec<Constant>,
    },
    /// Is absent.
    IsNull(Box<Resolved>),
    /// Numbers combined.
    Arithmetic {
        /// The operator.
        op: ArithmeticOp,
        /// Left operand.
        left: Box<Resolved>,
        /// Right operand.
        right: Box<Resolved>,
        /// Long or Double.
        result: AqlType,
    },
    /// The first arm that holds.
    Case {
        /// Condition and result of each arm.
        arms: Vec<(Resolved, Resolved)>,
        /// What holds when no arm does.
        otherwise: Option<Box<Resolved>>,
        /// The type of all results.
        result: AqlType,
    },
    /// A scalar function.
    Call {
        /// Which.
        function: FunctionRef,
        /// Its arguments, converted to its parameters' types.
        arguments: Vec<Resolved>,
    },
    /// The operand in another type.
    Convert {
        /// How.
        conversion: Conversion,
        /// The operand.
        operand: Box<Resolved>,
    },
    /// A column that an aggregation below has computed.
    Computed {
        /// Its name.
        column: String,
        /// Its type in AQL.
        result: AqlType,
    },
    /// An aggregate over the rows of a group.
    Aggregate {
        /// Which.
        aggregate: Aggregate,
        /// Its argument; none for `COUNT(*)`.
        argument: Option<Box<Resolved>>,
    },
}

/// A constant of a known type.
#[derive(Debug, Clone, PartialEq)]
pub enum Constant {
    /// NULL.
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Long(i64),
    /// A number with a fraction.
    Double(f64),
    /// Text.
    Text(String),
    /// The canonical text of an address.
    Address(String),
}

/// A scalar function, compared by name.
#[derive(Debug, Clone, Copy)]
pub struct FunctionRef(pub &'static Function);

impl PartialEq for FunctionRef {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}

/// Comparisons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `=`
    Eq,
    /// `<>`
    NotEq,
    /// `<`
    Lt,
    /// `<=`
    LtEq,
    /// `>`
    Gt,
    /// `>=`
    GtEq,
}

impl CompareOp {
    /// The operator with its operands exchanged.
    pub const fn flipped(self) -> Self {
        match self {
            CompareOp::Lt => CompareOp::Gt,
            CompareOp::LtEq => CompareOp::GtEq,
            CompareOp::Gt => CompareOp::Lt,
            CompareOp::GtEq => CompareOp::LtEq,
            same => same,
        }
    }

    /// Whether it holds for operands in this order.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            CompareOp::Eq => order.is_eq(),
            CompareOp::NotEq => order.is_ne(),
            CompareOp::Lt => order.is_lt(),
            CompareOp::LtEq => order.is_le(),
            CompareOp::Gt => order.is_gt(),
            CompareOp::GtEq => order.is_ge(),
        }
    }
}

/// Operators over numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, real-valued; by zero gives NULL
    Divide,
    /// `%`; by zero gives NULL
    Modulo,
    /// `^`, power
    Power,
    /// `&`
    BitAnd,
    /// `|`
    BitOr,
    /// `XOR`
    BitXor,
    /// `<<`
    ShiftLeft,
    /// `>>`
    ShiftRight,
}

/// Conversions between types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conversion {
    /// Bytes to text: UTF-8, invalid sequences replaced.
    BytesToText,
    /// A whole number to its decimal text.
    LongToText,
    /// A double to its text as Java prints it.
    DoubleToText,
    /// `true` or `false`.
    BooleanToText,
    /// An address as the text that it already is.
    AddressToText,
    /// Text to a whole number; NULL where it is none.
    TextToLong,
    /// Text to a double; NULL where it is none.
    TextToDouble,
    /// Text to an address; NULL where it is none.
    TextToAddress,
    /// An IPv4 address to its number.
    AddressToLong,
    /// An address to bytes that sort by number.
    AddressToKey,
    /// A whole number as a double.
    LongToDouble,
    /// A double cut to a whole number.
    DoubleToLong,
    /// True as 1, false as 0.
    BooleanToLong,
}

impl Conversion {
    /// The type it gives.
    pub const fn result(self) -> AqlType {
        match self {
            Conversion::BytesToText
            | Conversion::LongToText
            | Conversion::DoubleToText
            | Conversion::BooleanToText
            | Conversion::AddressToText => AqlType::Text,
            Conversion::TextToLong
            | Conversion::AddressToLong
            | Conversion::DoubleToLong
            | Conversion::BooleanToLong => AqlType::Long,
            Conversion::TextToDouble | Conversion::LongToDouble => AqlType::Double,
            Conversion::TextToAddress => AqlType::Address,
            Conversion::AddressToKey => AqlType::Bytes,
        }
    }
}

/// The aggregate functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aggregate {
    /// Rows, or non-NULL values.
    Count,
    /// Distinct non-NULL values.
    UniqueCount,
    /// Sum.
    Sum,
    /// Mean.
    Avg,
    /// Smallest.
    Min,
    /// Largest.
    Max,
    /// Value of the first row, newest first.
    First,
    /// Value of the last row, newest first.
    Last,
}

impl Aggregate {
    /// The aggregate of this name, in any case.
    pub fn lookup(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "COUNT" => Aggregate::Count,
            "UNIQUECOUNT" => Aggregate::UniqueCount,
            "SUM" => Aggregate::Sum,
            "AVG" => Aggregate::Avg,
            "MIN" => Aggregate::Min,
            "MAX" => Aggregate::Max,
            "FIRST" => Aggregate::First,
            "LAST" => Aggregate::Last,
            _ => return None,
        })
    }
}

/// An address as bytes that sort by number.
pub fn address_key(address: Resolved) -> Resolved {
    Resolved::Convert { conversion: Conversion::AddressToKey, operand: Box::new(address) }
}

/// An expression as its order wants it: addresses by number, not by text.
pub fn in_order(expr: Resolved, catalogue: &Catalogue) -> Resolved {
    if expr.aql_type(catalogue) == AqlType::Address { address_key(expr) } else { expr }
}

impl Constant {
    /// Its type.
    pub const fn aql_type(&self) -> AqlType {
        match self {
            Constant::Null => AqlType::Null,
            Constant::Boolean(_) => AqlType::Boolean,
            Constant::Long(_) => AqlType::Long,
            Constant::Double(_) => AqlType::Double,
            Constant::Text(_) => AqlType::Text,
            Constant::Address(_) => AqlType::Address,
        }
    }
}

impl Resolved {
    /// Its type.
    pub fn aql_type(&self, catalogue: &Catalogue) -> AqlType {
        match self {
            Resolved::Property(id) => catalogue.get(*id).property_type.into(),
            Resolved::Constant(constant) => constant.aql_type(),
            Resolved::Now => AqlType::Long,
            Resolved::And(_)
            | Resolved::Or(_)
            | Resolved::Not(_)
            | Resolved::Compare { .. }
            | Resolved::Match { .. }
            | Resolved::InList { .. }
            | Resolved::IsNull(_) => AqlType::Boolean,
            Resolved::Arithmetic { result, .. }
            | Resolved::Case { result, .. }
            | Resolved::Computed { result, .. } => *result,
            Resolved::Call { function, .. } => function.0.returns,
            Resolved::Convert { conversion, .. } => conversion.result(),
            Resolved::Aggregate { aggregate, argument } => match aggregate {
                // Ariel returns aggregates over numbers as doubles, MIN and MAX of text as text.
                Aggregate::Min | Aggregate::Max => match argument.as_ref().map(|a| a.aql_type(catalogue)) {
                    Some(AqlType::Long | AqlType::Double) | None => AqlType::Double,
                    Some(other) => other,
                },
                Aggregate::First | Aggregate::Last => {
                    argument.as_ref().map_or(AqlType::Null, |argument| argument.aql_type(catalogue))
                }
                _ => AqlType::Double,
            },
        }
    }

    /// The expressions directly below this one.
    pub fn children(&self) -> Vec<&Resolved> {
        match self {
            Resolved::Property(_) | Resolved::Constant(_) | Resolved::Now | Resolved::Computed { .. } => {
                Vec::new()
            }
            Resolved::And(all) | Resolved::Or(all) => all.iter().collect(),
            Resolved::Not(operand)
            | Resolved::IsNull(operand)
            | Resolved::InList { operand, .. }
            | Resolved::Convert { operand, .. } => vec![operand],
            Resolved::Compare { left, right, .. } | Resolved::Arithmetic { left, right, .. } => {
                vec![left, right]
            }
            Resolved::Match { operand, pattern, .. } => vec![operand, pattern],
            Resolved::Case { arms, otherwise, .. } => {
                let arms = arms.iter().flat_map(|(when, then)| [when, then]);
                arms.chain(otherwise.as_deref()).collect()
            }
            Resolved::Call { arguments, .. } => arguments.iter().collect(),
            Resolved::Aggregate { argument, .. } => argument.as_deref().into_iter().collect(),
        }
    }

    /// Whether `test` holds for this expression or any below it.
    pub fn any(&self, test: &dyn Fn(&Resolved) -> bool) -> bool {
        test(self) || self.children().into_iter().any(|child| child.any(test))
    }

    /// Calls `visit` with each property in the expression.
    pub fn properties(&self, visit: &mut dyn FnMut(PropertyId)) {
        if let Resolved::Property(id) = self {
            visit(*id);
        }
        for child in self.children() {
            child.properties(visit);
        }
    }

    /// How many expressions it is made of.
    pub fn size(&self) -> usize {
        1 + self.children().into_iter().map(Resolved::size).sum::<usize>()
    }

    /// Whether an aggregate is in it.
    pub fn has_aggregate(&self) -> bool {
        self.any(&|expr| matches!(expr, Resolved::Aggregate { .. }))
    }

    /// All of `parts`, nested conjunctions flattened.
    pub fn and(parts: impl IntoIterator<Item = Resolved>) -> Option<Resolved> {
        let mut flat = Vec::new();
        for part in parts {
            match part {
                Resolved::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 | 1 => flat.pop(),
            _ => Some(Resolved::And(flat)),
        }
    }
}
