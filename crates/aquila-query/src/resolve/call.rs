//! Function calls: `NOW()`, aggregates, and the functions of `crate::function`.

use aquila_aql::ast::{self, ExprKind};
use aquila_aql::{Diagnostic, Span};

use super::expr::{Aggregate, Constant, FunctionRef, Resolved};
use super::{Resolver, codes};
use crate::function::{self, Function, Parameter};
use crate::types::AqlType;

/// Functions that QRadar has and Aquila has not, one per line.
const UNSUPPORTED: &str = include_str!("../../data/unsupported_functions.txt");

impl Resolver {
    pub(super) fn call(&mut self, name: &ast::Name, arguments: &[ast::Expr], span: Span) -> Option<Resolved> {
        if name.text.eq_ignore_ascii_case("NOW") {
            if !arguments.is_empty() {
                self.error(codes::WRONG_ARGUMENTS, span, "NOW() takes no argument");
                return None;
            }
            return Some(Resolved::Now);
        }
        if let Some(aggregate) = Aggregate::lookup(&name.text) {
            return self.aggregate(aggregate, arguments, span);
        }
        match function::lookup(&name.text) {
            Some(function) => self.scalar(function, arguments, span),
            None => {
                self.unknown_function(name);
                None
            }
        }
    }

    fn aggregate(&mut self, aggregate: Aggregate, arguments: &[ast::Expr], span: Span) -> Option<Resolved> {
        let argument = match arguments {
            [] if aggregate == Aggregate::Count => None,
            [ast::Expr { kind: ExprKind::Star, .. }] if aggregate == Aggregate::Count => None,
            [argument] => Some(argument),
            _ => {
                self.error(codes::WRONG_ARGUMENTS, span, "this aggregate takes one argument");
                return None;
            }
        };
        let argument = match argument {
            Some(argument) => {
                let resolved = self.expr(argument)?;
                if resolved.has_aggregate() {
                    let message = "an aggregate cannot stand inside another";
                    self.error(codes::MISPLACED_AGGREGATE, argument.span, message);
                    return None;
                }
                Some(Box::new(self.aggregate_argument(aggregate, resolved)))
            }
            None => None,
        };
        Some(Resolved::Aggregate { aggregate, argument })
    }

    /// SUM and AVG add numbers; MIN and MAX of numbers answer in doubles.
    fn aggregate_argument(&self, aggregate: Aggregate, argument: Resolved) -> Resolved {
        let wanted = match (aggregate, self.type_of(&argument)) {
            (Aggregate::Sum | Aggregate::Avg, _)
            | (Aggregate::Min | Aggregate::Max, AqlType::Long | AqlType::Double) => AqlType::Double,
            (Aggregate::Min | Aggregate::Max, AqlType::Address | AqlType::Null) => return argument,
            (Aggregate::Min | Aggregate::Max, _) => AqlType::Text,
            (Aggregate::UniqueCount | Aggregate::First | Aggregate::Last, AqlType::Bytes) => AqlType::Text,
            _ => return argument,
        };
        self.convert(argument, wanted).unwrap_or_else(|argument| argument)
    }

    fn scalar(
        &mut self,
        function: &'static Function,
        arguments: &[ast::Expr],
        span: Span,
    ) -> Option<Resolved> {
        let most = if function.variadic { usize::MAX } else { function.parameters.len() };
        if arguments.len() < function.required || arguments.len() > most {
            let message = format!("{} does not take {} argument(s)", function.name, arguments.len());
            let usage = format!("write {}", function.usage);
            self.report(Diagnostic::error(codes::WRONG_ARGUMENTS, span, message).with_help(usage));
            return None;
        }
        let mut resolved = Vec::new();
        for (index, argument) in arguments.iter().enumerate() {
            let parameter = function.parameters.get(index).or(function.parameters.last())?;
            resolved.push(self.argument(function, index, *parameter, argument));
        }
        let arguments = resolved.into_iter().collect::<Option<Vec<_>>>()?;
        Some(Resolved::Call { function: FunctionRef(function), arguments })
    }

    fn argument(
        &mut self,
        function: &Function,
        index: usize,
        parameter: Parameter,
        argument: &ast::Expr,
    ) -> Option<Resolved> {
        let resolved = self.expr(argument)?;
        if parameter == Parameter::TextConstant {
            return self.constant_argument(function, index, resolved, argument.span);
        }
        match self.convert(resolved, parameter.into()) {
            Ok(converted) => Some(converted),
            Err(resolved) => {
                let found = self.type_of(&resolved).as_str();
                let message = format!("{} cannot take {found} here", function.name);
                let usage = format!("write {}", function.usage);
                self.report(Diagnostic::error(codes::BAD_ARGUMENT, argument.span, message).with_help(usage));
                None
            }
        }
    }

    fn constant_argument(
        &mut self,
        function: &Function,
        index: usize,
        resolved: Resolved,
        span: Span,
    ) -> Option<Resolved> {
        let Resolved::Constant(Constant::Text(text)) = &resolved else {
            let message = format!("{} wants a text constant here", function.name);
            let usage = format!("write {}", function.usage);
            self.report(Diagnostic::error(codes::BAD_ARGUMENT, span, message).with_help(usage));
            return None;
        };
        if let Some(Err(message)) = function.check.map(|check| check(index, text)) {
            self.error(codes::BAD_ARGUMENT, span, message);
            return None;
        }
        Some(resolved)
    }

    fn unknown_function(&mut self, name: &ast::Name) {
        let upper = name.text.to_ascii_uppercase();
        if UNSUPPORTED.lines().any(|known| known == upper) {
            let message = format!("function {upper} is not supported yet");
            self.error(codes::UNSUPPORTED_FUNCTION, name.span, message);
            return;
        }
        let message = format!("AQL has no function {:?}", name.text);
        let known = function::ALL.iter().map(|function| function.name);
        let known = known.chain(["NOW", "COUNT", "UNIQUECOUNT", "SUM", "AVG", "MIN", "MAX", "FIRST", "LAST"]);
        let alike: Vec<&str> =
            known.filter(|known| known.contains(&upper) || upper.contains(known)).collect();
        let diagnostic = Diagnostic::error(codes::UNKNOWN_FUNCTION, name.span, message);
        self.report(match alike.as_slice() {
            [] => diagnostic,
            alike => diagnostic.with_help(format!("did you mean {}?", alike.join(" or "))),
        });
    }
}
