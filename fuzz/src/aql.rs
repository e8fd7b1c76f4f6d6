//! The AQL parser: any text gives a tree or a diagnostic, and a tree prints as text
//! that gives the same tree.

use aquila_aql::{Mode, parse};

/// Parses in both modes and prints what came of it.
pub fn check(text: &str) {
    for mode in [Mode::Strict, Mode::Lenient] {
        let parsed = parse(text, mode);
        for diagnostic in &parsed.diagnostics {
            let span = &diagnostic.span;
            assert!(span.start <= span.end && span.end <= text.len(), "a span lies in the text");
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        }
        let has_error = parsed.diagnostics.iter().any(|diagnostic| diagnostic.is_error());
        assert!(parsed.statement.is_some() || has_error, "no tree without a reason");
        let Some(statement) = parsed.statement.filter(|_| !has_error) else { continue };
        let printed = statement.to_string();
        let again = parse(&printed, Mode::Lenient).statement.expect("what is printed parses");
        assert_eq!(again.to_string(), printed, "printing is stable");
    }
}
