//! The text of tokens to values: numbers, and strings and names without their
//! quotes.

use super::Parser;
use crate::ast::Literal;
use crate::codes;
use crate::lexer::{Token, TokenKind};

impl Parser<'_> {
    /// The text between the quotes of a string or quoted name, doubled quotes
    /// made single. A backslash is an ordinary character.
    pub(super) fn unquote(&self, token: Token) -> String {
        let text = self.text_of(token);
        let mut chars = text.chars();
        let quote = chars.next().unwrap_or('\'');
        let inner = chars.as_str();
        let inner = inner.strip_suffix(closing_quotes(quote)).unwrap_or(inner);
        inner.replace(&format!("{quote}{quote}"), &quote.to_string())
    }

    /// The value of the number here, which is read in any case.
    pub(super) fn number(&mut self) -> Literal {
        let token = self.bump();
        let text = self.text_of(token);
        let hexadecimal = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
        if let Some(digits) = hexadecimal {
            return i64::from_str_radix(digits, 16).map_or_else(
                |_| {
                    let message = format!("`{text}` is not a hexadecimal number of 63 bits");
                    let help = "hexadecimal digits are 0 to 9 and a to f, at most \
                                0x7fffffffffffffff";
                    self.error(codes::BAD_NUMBER, token.span, message, help);
                    Literal::Integer(0)
                },
                Literal::Integer,
            );
        }
        if let Ok(value) = text.parse::<i64>() {
            return Literal::Integer(value);
        }
        let value = text.parse::<f64>().unwrap_or(f64::INFINITY);
        if value.is_finite() {
            return Literal::Double(value);
        }
        let help = "numbers go up to about 1.8e308";
        self.error(codes::BAD_NUMBER, token.span, "this number is too large", help);
        Literal::Integer(0)
    }

    /// The whole decimal number here; anything else is left where it is.
    pub(super) fn whole_number(&mut self) -> Option<u64> {
        let token = self.peek();
        if token.kind != TokenKind::Number {
            return None;
        }
        let value = self.text_of(token).parse().ok()?;
        self.bump();
        Some(value)
    }
}

fn closing_quotes(opening: char) -> &'static [char] {
    match opening {
        '\'' => &['\''],
        '"' => &['"'],
        '`' => &['`'],
        '‘' | '’' => &['‘', '’'],
        _ => &['“', '”'],
    }
}

#[cfg(test)]
mod tests {
    use crate::ast::{ExprKind, Literal, SelectItem};
    use crate::{Mode, parse};

    fn check(text: &str, expected: Literal) {
        let parsed = parse(&format!("SELECT {text} FROM events"), Mode::Strict);
        assert_eq!(parsed.diagnostics, [], "{text}");
        let statement = parsed.statement.expect("it parses");
        let SelectItem::Expr { expr, .. } = &statement.items[0] else { panic!("not an expression") };
        assert_eq!(expr.kind, ExprKind::Literal(expected), "{text}");
    }

    #[test]
    fn numbers() {
        check("0", Literal::Integer(0));
        check("007", Literal::Integer(7));
        check("0xff000000", Literal::Integer(0xff00_0000));
        check("0x000dc00", Literal::Integer(0xdc00));
        check("9223372036854775807", Literal::Integer(i64::MAX));
        check("9223372036854775808", Literal::Double(9_223_372_036_854_775_808.0));
        check("1.5", Literal::Double(1.5));
        check(".5", Literal::Double(0.5));
        check("1e3", Literal::Double(1000.0));
        check("2.5E-1", Literal::Double(0.25));
    }

    #[test]
    fn strings() {
        let text = |text: &str| Literal::String(text.to_owned());
        check("''", text(""));
        check("''''", text("'"));
        check("'yyyy-MM-dd''T''HH'", text("yyyy-MM-dd'T'HH"));
        check(r"'%\\127.0.0.1\ADMIN$\'", text(r"%\\127.0.0.1\ADMIN$\"));
        check("'two\nlines -- no comment'", text("two\nlines -- no comment"));
        check("'\"'", text("\""));
    }

    #[test]
    fn words() {
        check("true", Literal::Boolean(true));
        check("FALSE", Literal::Boolean(false));
        check("Null", Literal::Null);
    }
}
