//! Conditions: comparisons with QRadar's coercions, patterns, lists, NULL tests,
//! and the expressions around them.

use aquila_aql::ast::{self, BinaryOp, ExprKind, Literal, MatchOp, UnaryOp};
use aquila_aql::{Diagnostic, Span};

use super::coerce::{boolean, number};
use super::expr::{ArithmeticOp, CompareOp, Constant, Resolved, address_key};
use super::{Resolver, codes};
use crate::pattern;
use crate::types::AqlType;

impl Resolver {
    /// Any expression. `None` after an error was reported.
    pub(super) fn expr(&mut self, expr: &ast::Expr) -> Option<Resolved> {
        if !self.grow(1, expr.span) {
            return None;
        }
        match &expr.kind {
            ExprKind::Name(name) => self.name(name),
            ExprKind::Literal(literal) => Some(Resolved::Constant(constant(literal))),
            ExprKind::Star => {
                self.error(
                    codes::WRONG_ARGUMENTS,
                    expr.span,
                    "* stands for all columns, only in SELECT and COUNT(*)",
                );
                None
            }
            ExprKind::Unary { op, operand } => self.unary(*op, operand, expr.span),
            ExprKind::Binary { op, left, right } => self.binary(*op, left, right, expr),
            ExprKind::Match { op, negated, operand, pattern } => {
                let matched = self.match_pattern(*op, operand, pattern)?;
                Some(negate_if(*negated, matched))
            }
            ExprKind::Between { negated, operand, low, high } => {
                let low = self.comparison(CompareOp::GtEq, operand, low);
                let high = self.comparison(CompareOp::LtEq, operand, high);
                Some(negate_if(*negated, Resolved::And(vec![low?, high?])))
            }
            ExprKind::InList { negated, operand, list } => {
                let found = self.in_list(operand, list)?;
                Some(negate_if(*negated, found))
            }
            ExprKind::IsNull { negated, operand } => {
                let operand = self.expr(operand)?;
                Some(negate_if(*negated, Resolved::IsNull(Box::new(operand))))
            }
            ExprKind::Case { operand, arms, otherwise } => {
                self.case(operand.as_deref(), arms, otherwise.as_deref())
            }
            ExprKind::Call { function, arguments } => self.call(function, arguments, expr.span),
        }
    }

    /// An expression that must be a condition.
    pub(super) fn condition(&mut self, expr: &ast::Expr) -> Option<Resolved> {
        let resolved = self.expr(expr)?;
        match self.type_of(&resolved) {
            AqlType::Boolean | AqlType::Null => Some(resolved),
            other => {
                let message = format!("a condition is expected here, this is {}", other.as_str());
                self.report(
                    Diagnostic::error(codes::WRONG_TYPE, expr.span, message)
                        .with_help("compare it with something: = '...', IS NOT NULL, IMATCHES '...'"),
                );
                None
            }
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: &ast::Expr, span: Span) -> Option<Resolved> {
        match op {
            UnaryOp::Not => Some(Resolved::Not(Box::new(self.condition(operand)?))),
            UnaryOp::Minus => {
                let operand = self.number_operand(operand, span)?;
                Some(match operand {
                    Resolved::Constant(Constant::Long(value)) => {
                        Resolved::Constant(Constant::Long(value.wrapping_neg()))
                    }
                    Resolved::Constant(Constant::Double(value)) => {
                        Resolved::Constant(Constant::Double(-value))
                    }
                    operand => {
                        let result = self.type_of(&operand);
                        arithmetic(
                            ArithmeticOp::Subtract,
                            Resolved::Constant(Constant::Long(0)),
                            operand,
                            result,
                        )
                    }
                })
            }
            UnaryOp::BitNot => {
                let operand = self.long_operand(operand, span)?;
                let ones = Resolved::Constant(Constant::Long(-1));
                Some(arithmetic(ArithmeticOp::BitXor, operand, ones, AqlType::Long))
            }
        }
    }

    fn binary(
        &mut self,
        op: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
        whole: &ast::Expr,
    ) -> Option<Resolved> {
        let arithmetic_op = match op {
            BinaryOp::And | BinaryOp::Or => return self.connective(op, whole),
            BinaryOp::Eq => return self.comparison(CompareOp::Eq, left, right),
            BinaryOp::NotEq => return self.comparison(CompareOp::NotEq, left, right),
            BinaryOp::Lt => return self.comparison(CompareOp::Lt, left, right),
            BinaryOp::LtEq => return self.comparison(CompareOp::LtEq, left, right),
            BinaryOp::Gt => return self.comparison(CompareOp::Gt, left, right),
            BinaryOp::GtEq => return self.comparison(CompareOp::GtEq, left, right),
            BinaryOp::Add => ArithmeticOp::Add,
            BinaryOp::Subtract => ArithmeticOp::Subtract,
            BinaryOp::Multiply => ArithmeticOp::Multiply,
            BinaryOp::Divide => ArithmeticOp::Divide,
            BinaryOp::Modulo => ArithmeticOp::Modulo,
            BinaryOp::Power => ArithmeticOp::Power,
            BinaryOp::BitAnd => ArithmeticOp::BitAnd,
            BinaryOp::BitOr => ArithmeticOp::BitOr,
            BinaryOp::BitXor => ArithmeticOp::BitXor,
            BinaryOp::ShiftLeft => ArithmeticOp::ShiftLeft,
            BinaryOp::ShiftRight => ArithmeticOp::ShiftRight,
        };
        self.arithmetic(arithmetic_op, left, right)
    }

    /// `AND` and `OR`, a chain of one operator flattened.
    fn connective(&mut self, op: BinaryOp, whole: &ast::Expr) -> Option<Resolved> {
        let operands = aquila_aql::chain::operands(op, whole);
        let resolved: Vec<Option<Resolved>> =
            operands.into_iter().map(|operand| self.condition(operand)).collect();
        let resolved = resolved.into_iter().collect::<Option<Vec<_>>>()?;
        Some(if op == BinaryOp::And { Resolved::And(resolved) } else { Resolved::Or(resolved) })
    }

    fn comparison(&mut self, op: CompareOp, left: &ast::Expr, right: &ast::Expr) -> Option<Resolved> {
        let (resolved_left, resolved_right) = (self.expr(left), self.expr(right));
        self.compare(op, resolved_left?, resolved_right?, left.span.to(right.span))
    }

    fn compare(&mut self, op: CompareOp, left: Resolved, right: Resolved, span: Span) -> Option<Resolved> {
        let (left, right) = self.comparable(op, left, right, span)?;
        Some(Resolved::Compare { op, left: Box::new(left), right: Box::new(right) })
    }

    /// Both operands in the type that they are compared in.
    fn comparable(
        &mut self,
        op: CompareOp,
        left: Resolved,
        right: Resolved,
        span: Span,
    ) -> Option<(Resolved, Resolved)> {
        use AqlType::{Address, Boolean, Bytes, Double, Long, Null, Text};
        if self.is_time(&left)
            && let Some(time) = self.time_constant(&right, span)
        {
            return Some((left, time?));
        }
        if self.is_time(&right)
            && let Some(time) = self.time_constant(&left, span)
        {
            return Some((time?, right));
        }
        let wanted = match (self.type_of(&left), self.type_of(&right)) {
            (Null, other) | (other, Null) => other,
            (one, other) if one == other => one,
            (Bytes, _) | (_, Bytes) => {
                return self.comparable(op, self.as_text_if_bytes(left), self.as_text_if_bytes(right), span);
            }
            (Address, Long | Double) | (Long | Double, Address) => Long,
            (Long, Double) | (Double, Long) => Double,
            (Boolean, Text | Long) if is_boolean_constant(&right) => Boolean,
            (Text | Long, Boolean) if is_boolean_constant(&left) => Boolean,
            (Address, Text) if !is_address_constant(&right) => Text,
            (Text, Address) if !is_address_constant(&left) => Text,
            (Address, Text) | (Text, Address) => Address,
            // Numbers and quoted numbers are equal; other text compares as text.
            (Long | Double, Text) if is_text_constant(&right, |text| number(text).is_none()) => Text,
            (Text, Long | Double) if is_text_constant(&left, |text| number(text).is_none()) => Text,
            (Long, Text) | (Text, Long)
                if is_text_constant(&left, is_long) || is_text_constant(&right, is_long) =>
            {
                Long
            }
            (Long | Double, Text) | (Text, Long | Double) => Double,
            _ => Text,
        };
        let left = self.convert(left, wanted).unwrap_or_else(|expr| self.as_text(expr));
        let right = self.convert(right, wanted).unwrap_or_else(|expr| self.as_text(expr));
        // Equal addresses have equal text; their order is numeric.
        if wanted == Address && !matches!(op, CompareOp::Eq | CompareOp::NotEq) {
            return Some((address_key(left), address_key(right)));
        }
        Some((left, right))
    }

    fn in_list(&mut self, operand: &ast::Expr, list: &[ast::Expr]) -> Option<Resolved> {
        let operand = self.expr(operand);
        let items: Vec<Option<Resolved>> = list.iter().map(|item| self.expr(item)).collect();
        let (operand, items) = (operand?, items.into_iter().collect::<Option<Vec<_>>>()?);
        let mut alternatives = Vec::new();
        let mut same_type: Vec<(Resolved, Vec<Constant>)> = Vec::new();
        for (item, place) in items.into_iter().zip(list) {
            // Each item is compared as `=` would; those that need the same form
            // of the operand share one list.
            match self.comparable(CompareOp::Eq, operand.clone(), item, place.span)? {
                (left, Resolved::Constant(constant)) => {
                    match same_type.iter_mut().find(|(form, _)| *form == left) {
                        Some((_, constants)) => constants.push(constant),
                        None => same_type.push((left, vec![constant])),
                    }
                }
                (left, right) => alternatives.push(Resolved::Compare {
                    op: CompareOp::Eq,
                    left: Box::new(left),
                    right: Box::new(right),
                }),
            }
        }
        let lists =
            same_type.into_iter().map(|(form, list)| Resolved::InList { operand: Box::new(form), list });
        alternatives.extend(lists);
        match alternatives.len() {
            1 => alternatives.pop(),
            _ => Some(Resolved::Or(alternatives)),
        }
    }

    fn match_pattern(&mut self, op: MatchOp, operand: &ast::Expr, pattern: &ast::Expr) -> Option<Resolved> {
        let (text, resolved_pattern) = (self.expr(operand), self.expr(pattern));
        let (text, resolved_pattern) = (self.as_text(text?), self.as_text(resolved_pattern?));
        if let Resolved::Constant(Constant::Text(constant)) = &resolved_pattern
            && let Err(error) = pattern::compile(op, constant, &self.settings)
        {
            self.error(codes::BAD_PATTERN, pattern.span, error.message);
            return None;
        }
        Some(Resolved::Match { op, operand: Box::new(text), pattern: Box::new(resolved_pattern) })
    }

    fn case(
        &mut self,
        operand: Option<&ast::Expr>,
        arms: &[ast::CaseArm],
        otherwise: Option<&ast::Expr>,
    ) -> Option<Resolved> {
        let mut resolved = Vec::new();
        for arm in arms {
            let when = match operand {
                Some(operand) => self.comparison(CompareOp::Eq, operand, &arm.when),
                None => self.condition(&arm.when),
            };
            let then = self.expr(&arm.then);
            resolved.push(when.zip(then));
        }
        let otherwise = match otherwise {
            Some(expr) => Some(self.expr(expr)?),
            None => None,
        };
        let arms = resolved.into_iter().collect::<Option<Vec<_>>>()?;
        let result = self.common_type(arms.iter().map(|(_, then)| then).chain(&otherwise));
        let unify = |expr| self.convert(expr, result).unwrap_or_else(|expr| expr);
        let arms = arms.into_iter().map(|(when, then)| (when, unify(then))).collect();
        Some(Resolved::Case { arms, otherwise: otherwise.map(unify).map(Box::new), result })
    }

    /// The type that all of `values` can take: one type, the wider number, else text.
    fn common_type<'a>(&self, values: impl Iterator<Item = &'a Resolved>) -> AqlType {
        values.map(|value| self.type_of(value)).fold(AqlType::Null, |common, next| match (common, next) {
            (AqlType::Null, other) | (other, AqlType::Null) => other,
            (one, other) if one == other => one,
            (one, other) if one.is_number() && other.is_number() => AqlType::Double,
            _ => AqlType::Text,
        })
    }

    fn arithmetic(&mut self, op: ArithmeticOp, left: &ast::Expr, right: &ast::Expr) -> Option<Resolved> {
        use ArithmeticOp::{Add, Divide, Modulo, Multiply, Power, Subtract};
        if !matches!(op, Add | Subtract | Multiply | Divide | Modulo | Power) {
            let (one, other) = (self.long_operand(left, left.span), self.long_operand(right, right.span));
            return Some(arithmetic(op, one?, other?, AqlType::Long));
        }
        let (one, other) = (self.number_operand(left, left.span), self.number_operand(right, right.span));
        let (one, other) = (one?, other?);
        let whole = self.type_of(&one) == AqlType::Long && self.type_of(&other) == AqlType::Long;
        // Division is real-valued (IBM divides SUM(eventcount) by 300 for a rate), and so is power.
        let result = if whole && !matches!(op, Divide | Power) { AqlType::Long } else { AqlType::Double };
        let fit = |expr| self.convert(expr, result).unwrap_or_else(|expr| expr);
        Some(arithmetic(op, fit(one), fit(other), result))
    }

    fn number_operand(&mut self, expr: &ast::Expr, span: Span) -> Option<Resolved> {
        let resolved = self.expr(expr)?;
        let wanted = match self.type_of(&resolved) {
            AqlType::Long | AqlType::Double | AqlType::Null => return Some(resolved),
            AqlType::Address => AqlType::Long,
            AqlType::Text | AqlType::Bytes => AqlType::Double,
            AqlType::Boolean => {
                self.error(codes::WRONG_TYPE, span, "a number is expected here, this is a condition");
                return None;
            }
        };
        Some(self.convert(resolved, wanted).unwrap_or_else(|expr| expr))
    }

    fn long_operand(&mut self, expr: &ast::Expr, span: Span) -> Option<Resolved> {
        let number = self.number_operand(expr, span)?;
        Some(self.convert(number, AqlType::Long).unwrap_or_else(|expr| expr))
    }
}

fn arithmetic(op: ArithmeticOp, left: Resolved, right: Resolved, result: AqlType) -> Resolved {
    Resolved::Arithmetic { op, left: Box::new(left), right: Box::new(right), result }
}

fn negate_if(negated: bool, expr: Resolved) -> Resolved {
    if negated { Resolved::Not(Box::new(expr)) } else { expr }
}

fn constant(literal: &Literal) -> Constant {
    match literal {
        Literal::String(text) => Constant::Text(text.clone()),
        Literal::Integer(value) => Constant::Long(*value),
        Literal::Double(value) => Constant::Double(*value),
        Literal::Boolean(value) => Constant::Boolean(*value),
        Literal::Null => Constant::Null,
    }
}

fn is_text_constant(expr: &Resolved, test: impl Fn(&str) -> bool) -> bool {
    matches!(expr, Resolved::Constant(Constant::Text(text)) if test(text))
}

fn is_long(text: &str) -> bool {
    text.trim().parse::<i64>().is_ok()
}

fn is_boolean_constant(expr: &Resolved) -> bool {
    is_text_constant(expr, |text| boolean(text).is_some())
        || matches!(expr, Resolved::Constant(Constant::Long(0 | 1)))
}

/// Text that is no address constant is compared as text (`sourceip = '10.%'`);
/// text of an event is read as an address.
fn is_address_constant(expr: &Resolved) -> bool {
    match expr {
        Resolved::Constant(Constant::Text(text)) => {
            matches!(aquila_event::address::parse(text), Some((_, None)))
        }
        _ => true,
    }
}
