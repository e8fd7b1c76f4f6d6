//! What the user reads. Each input is followed by its messages, as
//! `code line:column message | help`.
#![allow(clippy::unwrap_used)]

use std::fmt::Write;

use aquila_aql::span::line_column;
use aquila_aql::{Diagnostic, Mode, Severity, codes, parse};

fn render(text: &str, diagnostic: &Diagnostic) -> String {
    let Diagnostic { code, severity, message, span, labels, help } = diagnostic;
    let (line, column) = line_column(text, span.start);
    let warning = if *severity == Severity::Warning { "warning: " } else { "" };
    let mut out = format!("  {code} {line}:{column} {warning}{message}");
    for label in labels {
        let (line, column) = line_column(text, label.span.start);
        write!(out, " [{line}:{column} {}]", label.message).unwrap();
    }
    if let Some(help) = help {
        write!(out, " | {help}").unwrap();
    }
    out
}

fn messages(mode: Mode, inputs: &[&str]) -> String {
    let mut out = String::new();
    for input in inputs {
        writeln!(out, "{}", input.replace('\n', "⏎")).unwrap();
        for diagnostic in parse(input, mode).diagnostics {
            writeln!(out, "{}", render(input, &diagnostic)).unwrap();
        }
    }
    out
}

macro_rules! check {
    ($name:ident, $mode:ident, $inputs:expr) => {
        #[test]
        fn $name() {
            insta::assert_snapshot!(messages(Mode::$mode, $inputs));
        }
    };
}

check!(
    tokens,
    Strict,
    &[
        "SELECT 'abc FROM events",
        "SELECT \"abc FROM events\nWHERE a = 1",
        "SELECT a FROM events /* the end",
        "SELECT a FROM events WHERE b = ‘x’ AND c = 1",
        "SELECT “a b” FROM events",
        "SELECT `a` FROM events",
        "SELECT a FROM events WHERE größe = 1",
        "SELECT a FROM events WHERE b = {value} AND c = $x",
        "SELECT a FROM events WHERE !b",
        "SELECT a FROM events WHERE b = fe80::1",
        "SELECT 12abc FROM events",
        "SELECT 0xfg FROM events WHERE a = 0xffffffffffffffff AND b = 1e999",
        "SELECT a FROM events WHERE sourceip=192.168.1.100",
        "SELECT a FROM events WHERE sourceip = 10.0.0.0/8 OR b = 1",
        "SELECT a\u{a0}FROM\u{feff} events",
    ]
);

check!(
    missing_parts,
    Strict,
    &[
        "",
        "  -- only a comment",
        "events WHERE a = 1",
        "Finds logons: SELECT a FROM events",
        "SELECT FROM events",
        "SELECT a, FROM events",
        "SELECT a, , b FROM events",
        "SELECT a",
        "SELECT a WHERE b = 1",
        "SELECT a FROM",
        "SELECT a FROM WHERE b = 1",
        "SELECT a FROM 'events'",
        "SELECT a AS FROM events",
        "SELECT a AS 5 FROM events",
        "SELECT a b c FROM events",
        "SELECT * FROM events WHERE",
        "SELECT * FROM events WHERE a =",
        "SELECT * FROM events WHERE a = AND b = OR c LIKE ORDER BY d",
        "SELECT * FROM events WHERE a = 1 AND ORDER BY b",
        "SELECT * FROM events WHERE (a = 1",
        "SELECT * FROM events WHERE (a = 1 ORDER BY b",
        "SELECT * FROM events WHERE a = 1)",
        "SELECT 1) SELECT * FROM events LAST 1 HOURS",
        "SELECT f(a FROM events",
        "SELECT f(a b) FROM events",
        "SELECT * FROM events WHERE (a, b) = 1",
        "SELECT * FROM events GROUP a",
        "SELECT * FROM events ORDER BY",
    ]
);

check!(
    comparisons,
    Strict,
    &[
        "SELECT * FROM events WHERE a = b = c",
        "SELECT * FROM events WHERE 1 < a < 5 AND b = 1",
        "SELECT * FROM events WHERE a = NOT b",
        "SELECT * FROM events WHERE a IS 5",
        "SELECT * FROM events WHERE a IS NOT 'x' AND b =",
        "SELECT * FROM events WHERE a BETWEEN 1, 2",
        "SELECT * FROM events WHERE a IN 'x'",
        "SELECT * FROM events WHERE a IN ()",
        "SELECT * FROM events WHERE a NOT b",
        "SELECT CASE a END FROM events",
        "SELECT CASE WHEN a = 1 THEN 2 FROM events",
        "SELECT CASE WHEN a = 1 2 END FROM events",
        "SELECT CASE WHEN a = 1 THEN 2 3 ELSE 4 END FROM events",
        "SELECT * FROM events WHERE a = 'it's' AND b = 1",
    ]
);

check!(
    clauses_strict,
    Strict,
    &[
        "SELECT * FROM events LAST 5 MINUTES LIMIT 50",
        "SELECT * FROM events ORDER BY a WHERE b = 1",
        "SELECT * FROM events WHERE a = 1 WHERE b = 2",
        "SELECT * FROM events LAST 5 MINUTES START '2024-01-01 00:00'",
        "SELECT * FROM events LAST",
        "SELECT * FROM events LAST 5",
        "SELECT * FROM events LAST '24' HOURS",
        "SELECT * FROM events LAST 2 WEEKS",
        "SELECT * FROM events LAST 24HOURS",
        "SELECT * FROM events STOP '2024-01-01 00:00'",
        "SELECT * FROM events START",
        "SELECT * FROM events LIMIT ten",
        "SELECT * FROM events LIMIT 1.5 LAST 1 DAYS",
        "SELECT * FROM events LIMIT",
        "SELECT * FROM events;",
        "SELECT * FROM events; SELECT * FROM flows",
        "SELECT * FROM events SELECT * FROM flows",
        "SELECT * FROM events LAST 24 HOURS\n\nThis query finds the events.",
        "SELECT * FROM events WHERE a = 1 b = 2",
        "SELECT * FROM events // all of them\nWHERE a = 1",
        "SELECT \"QIDNAME\"(qid) FROM events",
        "SELECT \"Service Name\"\nusername FROM events",
    ]
);

check!(
    clauses_lenient,
    Lenient,
    &[
        "SELECT * FROM events LAST 5 MINUTES LIMIT 50",
        "SELECT a FROM events LAST 5 MINUTES GROUP BY a ORDER BY a",
        "SELECT * FROM events ORDER BY a WHERE b = 1",
        "SELECT * FROM events;",
        "SELECT * FROM events;;",
        "SELECT * FROM events // all of them\nWHERE a = 1",
        "SELECT \"QIDNAME\"(qid) FROM events",
    ]
);

check!(
    not_aql,
    Lenient,
    &[
        "SELECT DISTINCT a FROM events",
        "SELECT DISTINCT * FROM events",
        "SELECT COUNT(DISTINCT a), COUNT(DISTINCT(b)) FROM events",
        "SELECT a FROM events UNION ALL SELECT a FROM flows",
        "SELECT p.a, n.b FROM events p JOIN flows n ON p.a = n.a WHERE p.c = 1 LAST 1 DAYS",
        "SELECT a FROM events, flows WHERE a = 1",
        "SELECT a FROM events AS e WHERE e.a = 1",
        "SELECT a FROM events e",
        "SELECT a FROM ariel.events",
        "WITH x AS (SELECT a FROM events) SELECT a FROM x",
        "DELETE FROM events",
        "SELECT a FROM events WHERE b ILIKE ANY ('x', 'y') AND c NOT LIKE ANY ('z')",
        "SELECT a FROM events WHERE b SIMILAR TO 'x' OR c NOT SIMILAR TO 'y'",
        "SELECT a FROM events WHERE b MATCHES REGEX 'x'",
        "SELECT a FROM events WHERE b CONTAINS 'x'",
        "SELECT a || 'x' FROM events",
        "SELECT a FROM events WHERE b = 1 && c = 2",
        "SELECT a FROM events WHERE LAST 24 HOURS AND b = 1",
        "SELECT a FROM events WHERE b = 1 AND LAST 24 HOURS ORDER BY a",
        "SELECT a FROM events WHERE b LIKE 'x!%' ESCAPE '!'",
        "SELECT a FROM events WHERE starttime > NOW() - INTERVAL '24' HOUR AND b = 1",
        "SELECT a FROM events WHERE starttime > NOW() - 86400 SECONDS",
        "SELECT CAST(a AS LONG) FROM events",
        "SELECT ROW_NUMBER() OVER (ORDER BY a) FROM events",
        "SELECT TOP 10 a FROM events",
        "SELECT a FROM events ORDER BY a NULLS LAST LIMIT 10 OFFSET 5",
        "SELECT a FROM events WHERE b = (SELECT 1 FROM flows) AND c =",
    ]
);

check!(
    not_supported_yet,
    Strict,
    &[
        "SELECT a FROM events INTO t1 WHERE b = 1",
        "SELECT a FROM (SELECT a FROM events LAST 1 HOURS) WHERE b =",
        "SELECT a FROM events WHERE b IN (SELECT c FROM flows WHERE d IN (1)) AND e =",
        "SELECT a FROM events SESSION BY starttime username BEGIN b = 1 END c = 2 LIMIT 5",
        "SELECT a FROM events LAST 1 HOURS PARAMETERS EXECUTIONTIMELIMIT=30000, SNAPSHOTSIZE=2",
        "SELECT a FROM events ORDER BY a DESC COLLATE 'de-CH', b",
        "SELECT a FROM events WHERE TEXT SEARCH 'firewall' AND b = 1",
        "SELECT IF username IS NULL THEN ASSETUSER(sourceip) ELSE username AS username FROM events",
        "SELECT IF (a = 1) THEN b ELSE c FROM events",
        "SELECT a FROM events WHERE b ILIKE ENUMERATION('x', 'y') AND c = 1",
        "SELECT * FROM GLOBALVIEW('Top', 'NORMAL') LAST 1 DAYS",
    ]
);

check!(
    fine,
    Strict,
    &[
        "SELECT LAST(x), FIRST(x), COUNT(), COUNT(*), limit, by, start, stop FROM events",
        "SELECT MIN(starttime) start, MAX(endtime) last, qid AS order FROM events GROUP BY start",
        "SELECT text, search, if, interval, distinct, top FROM events WHERE if = 1 OR if IN (2)",
        "SELECT SUM(a)/300 'per second', b \"my b\", c AS 'c', * FROM events",
        "select QiDnAmE(qid) from EVENTS where UtF8(payLoad) iLiKe '%x%' limit 5 last 1 days",
        "SELECT a FROM events WHERE starttime BETWEEN 1 AND 2 AND NOT b IMATCHES 'c' START NOW() - 5",
        "SELECT a FROM events WHERE (b & 0xff000000)=0x0a000000 AND ~c > -1 AND c == 2 AND d <> 3",
        "SELECT a FROM events START PARSEDATETIME('1 hour ago') STOP PARSEDATETIME('now')",
        "SELECT GEO::LOOKUP(sourceip, 'country') FROM events ORDER BY COUNT(*) DESC, 'Count' ASC",
    ]
);

/// A page of `docs/diagnostics/`: the first example shows the message, the
/// second is free of it.
#[test]
fn every_code_has_a_page_with_examples() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/diagnostics");
    for (code, title) in codes::ALL {
        let path = format!("{folder}/{code}.md");
        let page = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert!(page.starts_with(&format!("# {code}: {title}\n")), "{path}: the title");
        let mut examples = page.split("```aql\n").skip(1).map(|part| part.split("```").next());
        let bad = examples.next().flatten().unwrap();
        let good = examples.next().flatten().unwrap();
        let found = |text: &str| parse(text.trim_end(), Mode::Strict).diagnostics;
        assert!(found(bad).iter().any(|d| d.code == *code), "{path}: {:?}", found(bad));
        assert_eq!(found(good), [], "{path}: the good example");
    }
}
