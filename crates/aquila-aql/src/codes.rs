//! Every code of this crate, in one table.
//!
//! `AQL01xx` says that the text is not AQL; `AQL02xx` says that it is AQL which
//! Aquila cannot run yet. A code keeps its meaning for good: a retired one is
//! not given to something else. Each has a page in `docs/diagnostics/`.

use crate::diagnostic::Code;

macro_rules! codes {
    ($($name:ident $code:literal $title:literal;)*) => {
        $(#[doc = $title] pub const $name: Code = Code($code);)*

        /// All codes with their titles, in order.
        pub const ALL: &[(Code, &str)] = &[$(($name, $title)),*];
    };
}

codes! {
    UNEXPECTED "AQL0101" "Unexpected word or sign";
    UNTERMINATED_STRING "AQL0102" "A string without its closing quote";
    UNTERMINATED_NAME "AQL0103" "A quoted name without its closing quote";
    UNTERMINATED_COMMENT "AQL0104" "A comment without its end";
    BAD_CHARACTER "AQL0105" "A character that AQL does not use";
    BAD_NUMBER "AQL0106" "A malformed or too large number";
    MISSING_EXPRESSION "AQL0107" "An expression is missing";
    UNCLOSED "AQL0108" "A parenthesis without its partner";
    TRAILING_TEXT "AQL0109" "Text after the end of the query";
    CLAUSE_ORDER "AQL0110" "Clauses in the wrong order";
    TIME_NOT_LAST "AQL0111" "The time clause is not the last clause";
    DUPLICATE_CLAUSE "AQL0112" "A clause that is given twice";
    CHAINED_COMPARISON "AQL0113" "Two comparisons in a row";
    TOO_DEEP "AQL0114" "The query is nested too deeply";
    UNQUOTED_ADDRESS "AQL0115" "An IP address without quotes";
    SEMICOLON "AQL0116" "A semicolon at the end";
    SLASH_COMMENT "AQL0117" "A comment that starts with two slashes";
    FORGOTTEN_COMMA "AQL0118" "An alias that may be a forgotten comma";
    BAD_TIME "AQL0119" "A malformed time clause";
    BAD_LIMIT "AQL0120" "A malformed row limit";
    EMPTY "AQL0121" "There is no query";
    BAD_LIST "AQL0122" "IN without a list of values";
    BAD_CASE "AQL0123" "An incomplete CASE";
    QUOTED_FUNCTION "AQL0124" "A function name in quotes";
    NOT_DISTINCT "AQL0141" "DISTINCT is not AQL";
    NOT_UNION "AQL0142" "UNION is not AQL";
    NOT_JOIN "AQL0143" "JOIN is not AQL";
    NOT_WITH "AQL0144" "WITH is not AQL";
    NOT_LIKE_ANY "AQL0145" "LIKE ANY is not AQL";
    NOT_SIMILAR_TO "AQL0146" "SIMILAR TO is not AQL";
    NOT_REGEX_OPERATOR "AQL0147" "A text operator of another language";
    NOT_SYMBOL_OPERATOR "AQL0148" "An operator sign of another language";
    NOT_LAST_IN_CONDITION "AQL0149" "LAST inside a condition";
    NOT_QUALIFIED "AQL0150" "A name with a table in front, or a table alias";
    NOT_ESCAPE "AQL0151" "ESCAPE is not AQL";
    NOT_INTERVAL "AQL0152" "A length of time in a condition";
    NOT_CAST "AQL0153" "CAST is not AQL";
    NOT_WINDOW "AQL0154" "Window functions are not AQL";
    NOT_CLAUSE "AQL0155" "A clause of another SQL";
    NOT_SELECT "AQL0156" "A statement other than SELECT";
    NOT_SCALAR_SUBQUERY "AQL0157" "A subquery where AQL has none";
    UNSUPPORTED_INTO "AQL0201" "INTO is not supported yet";
    UNSUPPORTED_FROM_SUBQUERY "AQL0202" "A subquery in FROM is not supported yet";
    UNSUPPORTED_IN_SUBQUERY "AQL0203" "A subquery in IN is not supported yet";
    UNSUPPORTED_SESSION "AQL0204" "SESSION BY is not supported yet";
    UNSUPPORTED_PARAMETERS "AQL0205" "PARAMETERS is not supported yet";
    UNSUPPORTED_COLLATE "AQL0206" "COLLATE is not supported yet";
    UNSUPPORTED_TEXT_SEARCH "AQL0207" "TEXT SEARCH is not supported yet";
    UNSUPPORTED_IF "AQL0208" "IF ... THEN ... ELSE is not supported yet";
    UNSUPPORTED_ENUMERATION "AQL0209" "ENUMERATION is not supported yet";
    UNSUPPORTED_GLOBALVIEW "AQL0210" "GLOBALVIEW is not supported yet";
}
