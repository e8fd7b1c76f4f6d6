//! Deep and long queries: a clear refusal or a shallow tree, never an exhausted
//! stack.
#![allow(clippy::unwrap_used)]

use aquila_aql::{Mode, Parse, codes, parse, visit};

/// Less than the two megabytes that a thread gets by default, for a margin in
/// unoptimized builds.
const STACK: usize = 3 << 19;

/// Parses, and does with the tree everything that walks it.
fn check(condition: String) -> Parse {
    let work = move || {
        let parsed = parse(&format!("SELECT a FROM events WHERE {condition}"), Mode::Strict);
        let statement = parsed.statement.clone().unwrap();
        let printed = statement.to_string();
        let mut count = 0usize;
        visit::walk_statement(&statement, &mut |_| count += 1);
        assert!(count > 1);
        if !parsed.has_errors() {
            let again = parse(&printed, Mode::Strict);
            assert_eq!(again.diagnostics, []);
            let again = again.statement.unwrap();
            assert!(visit::without_spans(again) == visit::without_spans(statement));
        }
        parsed
    };
    std::thread::Builder::new().stack_size(STACK).spawn(work).unwrap().join().unwrap()
}

fn assert_too_deep(condition: String) {
    let parsed = check(condition);
    let found: Vec<_> = parsed.diagnostics.iter().map(|d| d.code).collect();
    assert_eq!(found, [codes::TOO_DEEP]);
}

#[test]
fn long_chains_of_conditions_are_shallow() {
    let term = |n: usize| format!("a = {n}");
    let terms: Vec<String> = (0..20_000).map(term).collect();
    for glue in [" OR ", " AND "] {
        assert_eq!(check(terms.join(glue)).diagnostics, []);
    }
    let mixed: Vec<String> = terms.chunks(2).map(|pair| pair.join(" AND ")).collect();
    assert_eq!(check(mixed.join(" OR ")).diagnostics, []);
    assert_eq!(check(format!("a IN ({})", vec!["1"; 20_000].join(", "))).diagnostics, []);
}

#[test]
fn nesting_is_bounded() {
    let nest =
        |open: &str, close: &str, depth: usize| format!("{}a = 1{}", open.repeat(depth), close.repeat(depth));
    assert_eq!(check(nest("(", ")", 256)).diagnostics, []);
    assert_eq!(check(nest("f(", ")", 200)).diagnostics, []);
    assert_eq!(check(nest("NOT (b = 1 AND ", ")", 100)).diagnostics, []);
    let openings = [
        ("(", ")"),
        ("f(", ")"),
        ("NOT ", ""),
        ("- ", ""),
        ("~", ""),
        ("a + (", ")"),
        ("a ^ ", ""),
        ("a = b | c XOR d & e << f + g * h ^ (", ")"),
        ("CASE WHEN ", " THEN 1 END"),
        ("CASE ", ""),
        ("IF ", ""),
        ("IF (", ")"),
        ("a IN (", ")"),
        ("a BETWEEN (", ")"),
        ("NOT (a = b OR c LIKE (", "))"),
    ];
    for (open, close) in openings {
        for depth in [300, 20_000] {
            let parsed = check(nest(open, close, depth));
            let deep = parsed.diagnostics.iter().any(|d| d.code == codes::TOO_DEEP);
            assert!(deep, "{open}");
        }
    }
}

#[test]
fn long_arithmetic_is_refused() {
    for glue in [" + ", " - ", " * ", " | ", " ^ "] {
        let sum = |count: usize| vec!["a"; count].join(glue);
        assert_eq!(check(format!("{} = 1", sum(200))).diagnostics, []);
        assert_too_deep(format!("{} = 1", sum(20_000)));
    }
}

#[test]
fn depth_adds_up_over_brackets() {
    let chain = vec!["a"; 100].join(" + ");
    let nested = (0..5).fold(chain.clone(), |inner, _| format!("({inner}) + {chain}"));
    assert_too_deep(format!("{nested} = 1"));
}

#[test]
fn hopeless_text_gives_few_messages() {
    let parsed = check("= ".repeat(20_000));
    assert!(parsed.diagnostics.len() <= 200);
    let parsed = check("( { a b ".repeat(20_000));
    assert!(parsed.diagnostics.len() <= 200);
}
