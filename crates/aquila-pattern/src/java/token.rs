//! The characters of a pattern, with `\Q...\E` taken away: what stood between is
//! marked as quoted and means itself.

/// One character of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) ch: char,
    /// Byte offset in the pattern as written.
    pub(super) at: usize,
    /// Whether it stood in `\Q...\E`.
    pub(super) quoted: bool,
}

/// Takes a pattern apart.
pub(super) fn tokens(pattern: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(pattern.len());
    let mut quoted = false;
    let mut rest = pattern.char_indices().peekable();
    while let Some((at, ch)) = rest.next() {
        let next = rest.peek().map(|(_, next)| *next);
        match (quoted, ch, next) {
            (false, '\\', Some('Q')) | (true, '\\', Some('E')) => {
                quoted = !quoted;
                rest.next();
            }
            // The pair stays together, so that the second backslash of `\\Q` opens no quotation.
            (false, '\\', Some(_)) => {
                tokens.push(Token { ch, at, quoted });
                tokens.extend(rest.next().map(|(at, ch)| Token { ch, at, quoted }));
            }
            _ => tokens.push(Token { ch, at, quoted }),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotations() {
        let text = |pattern| {
            let parts = tokens(pattern).into_iter().map(|token| match token.quoted {
                true => format!("<{}>", token.ch),
                false => token.ch.to_string(),
            });
            parts.collect::<String>()
        };
        assert_eq!(text(r"a\Q.*\Eb"), "a<.><*>b");
        assert_eq!(text(r"\Q\\Ex"), r"<\>x");
        assert_eq!(text(r"\\Q.\E"), r"\\Q.\E");
        assert_eq!(text(r"\Qopen"), "<o><p><e><n>");
        assert_eq!(text("\\"), "\\");
    }
}
