//! LIKE, ILIKE, MATCHES and IMATCHES as scalar functions. A constant pattern is
//! compiled once and lives in its function; a pattern that varies by row goes
//! through a bounded cache.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex};

use aquila_aql::ast::MatchOp;
use aquila_pattern::PatternError;
use datafusion::arrow::array::{ArrayRef, BooleanArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::ScalarUDF;

use super::kernel::{Arguments, Kernel};
use crate::pattern::{self, TextPattern};
use crate::settings::Settings;

/// How many patterns one query may keep compiled.
const CACHE_CAPACITY: usize = 256;

/// The test of one text against a constant pattern; NULL gives NULL.
pub fn udf(op: MatchOp, pattern: &str, settings: &Settings) -> Result<ScalarUDF, PatternError> {
    let compiled = Arc::new(pattern::compile(op, pattern, settings)?);
    let state = Constant { key: Key::new(op, pattern, settings), compiled };
    Ok(Kernel::udf(name(op), &[DataType::Utf8], 1, DataType::Boolean, state, test_constant))
}

/// The test of a text against a pattern of the same row. An invalid pattern gives
/// NULL, as a NULL one does.
pub fn dynamic_udf(op: MatchOp, settings: &Settings) -> ScalarUDF {
    let types = [DataType::Utf8, DataType::Utf8];
    let state = Dynamic { key: Key::new(op, "", settings), cache: Arc::default() };
    Kernel::udf(name(op), &types, 2, DataType::Boolean, state, test_dynamic)
}

const fn name(op: MatchOp) -> &'static str {
    match op {
        MatchOp::Like => "like",
        MatchOp::ILike => "ilike",
        MatchOp::Matches => "matches",
        MatchOp::IMatches => "imatches",
    }
}

/// What a compiled pattern depends on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    op: MatchOp,
    pattern: String,
    settings: Settings,
}

impl Key {
    fn new(op: MatchOp, pattern: &str, settings: &Settings) -> Self {
        Key { op, pattern: pattern.to_owned(), settings: *settings }
    }
}

/// Compared by its key alone.
#[derive(Debug, Clone)]
struct Constant {
    key: Key,
    compiled: Arc<TextPattern>,
}

impl PartialEq for Constant {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Constant {}

impl Hash for Constant {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

/// Compared by its key alone: what the cache holds changes no result.
#[derive(Debug, Clone)]
struct Dynamic {
    key: Key,
    cache: Arc<Mutex<HashMap<String, Option<Arc<TextPattern>>>>>,
}

impl PartialEq for Dynamic {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Dynamic {}

impl Hash for Dynamic {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl Dynamic {
    /// The compiled pattern; `None` when it is invalid.
    fn compiled(&self, pattern: &str) -> Option<Arc<TextPattern>> {
        if let Ok(cache) = self.cache.lock()
            && let Some(known) = cache.get(pattern)
        {
            return known.clone();
        }
        let compiled = pattern::compile(self.key.op, pattern, &self.key.settings).ok().map(Arc::new);
        if let Ok(mut cache) = self.cache.lock() {
            // Patterns that come from a column repeat; starting over is enough.
            if cache.len() >= CACHE_CAPACITY {
                cache.clear();
            }
            cache.insert(pattern.to_owned(), compiled.clone());
        }
        compiled
    }
}

fn test_constant(state: &Constant, arguments: &Arguments) -> Result<ArrayRef> {
    let text = arguments.text(0)?;
    let test = |row| Some(state.compiled.is_match(text.get(row)?));
    Ok(Arc::new((0..arguments.rows).map(test).collect::<BooleanArray>()))
}

fn test_dynamic(state: &Dynamic, arguments: &Arguments) -> Result<ArrayRef> {
    let text = arguments.text(0)?;
    let patterns = arguments.text(1)?;
    let mut last: Option<(&str, Option<Arc<TextPattern>>)> = None;
    let test = |row| {
        let text = text.get(row)?;
        let pattern = patterns.get(row)?;
        let compiled = match &last {
            Some((same, compiled)) if *same == pattern => compiled.clone(),
            _ => state.compiled(pattern),
        };
        last = Some((pattern, compiled.clone()));
        Some(compiled?.is_match(text))
    };
    Ok(Arc::new((0..arguments.rows).map(test).collect::<BooleanArray>()))
}

#[cfg(test)]
mod tests {
    use super::super::kernel::testing::*;
    use super::*;
    use datafusion::arrow::array::AsArray;

    fn booleans(array: &ArrayRef) -> Vec<Option<bool>> {
        array.as_boolean().iter().collect()
    }

    #[test]
    fn constant_patterns() {
        let settings = Settings::default();
        let rows = [Some("C:\\Windows\\KeePass.exe"), Some("notepad.exe"), None];
        for (op, pattern, expected) in [
            (MatchOp::Like, "%\\KeePass.exe", [Some(true), Some(false), None]),
            (MatchOp::Like, "%\\keepass.exe", [Some(false), Some(false), None]),
            (MatchOp::ILike, "%\\keepass.exe", [Some(true), Some(false), None]),
            (MatchOp::Matches, r"\\KeePass\.exe$", [Some(true), Some(false), None]),
            (MatchOp::IMatches, r"keepass|NOTEPAD", [Some(true), Some(true), None]),
        ] {
            let udf = udf(op, pattern, &settings).expect("a pattern");
            assert_eq!(booleans(&call(&udf, vec![text(&rows)], 3)), expected, "{pattern}");
            assert_eq!(booleans(&call(&udf, vec![constant("notepad.exe")], 1)), expected[1..2]);
        }
    }

    #[test]
    fn functions_differ_by_pattern_and_operator() {
        let settings = Settings::default();
        let make = |op, pattern| udf(op, pattern, &settings).expect("a pattern");
        assert_eq!(make(MatchOp::Like, "a%"), make(MatchOp::Like, "a%"));
        assert_ne!(make(MatchOp::Like, "a%"), make(MatchOp::Like, "b%"));
        assert_ne!(make(MatchOp::Like, "a"), make(MatchOp::ILike, "a"));
        assert!(format!("{:?}", make(MatchOp::IMatches, "needle")).contains("needle"));
        assert!(udf(MatchOp::IMatches, "(", &settings).is_err());
    }

    #[test]
    fn patterns_by_row() {
        let udf = dynamic_udf(MatchOp::Matches, &Settings::default());
        let subjects = text(&[Some("abc"), Some("abc"), Some("abc"), None, Some("abc")]);
        let patterns = text(&[Some("b"), Some("("), None, Some("b"), Some("x")]);
        let found = call(&udf, vec![subjects, patterns], 5);
        assert_eq!(booleans(&found), [Some(true), None, None, None, Some(false)]);
    }

    #[test]
    fn more_patterns_than_the_cache_holds() {
        let udf = dynamic_udf(MatchOp::Like, &Settings::default());
        let rows: Vec<String> = (0..CACHE_CAPACITY * 2).map(|number| format!("{number}%")).collect();
        let column: Vec<_> = rows.iter().map(|row| Some(row.as_str())).collect();
        let found = call(&udf, vec![text(&column), text(&column)], rows.len());
        assert!(booleans(&found).into_iter().all(|row| row == Some(true)));
    }
}
