//! The diagnostics of name and type resolution. Each has a page in
//! `docs/diagnostics/`.

use aquila_aql::Code;

/// A name that no property, alias or field has.
pub const UNKNOWN_PROPERTY: Code = Code("AQL0301");
/// A function that AQL does not have.
pub const UNKNOWN_FUNCTION: Code = Code("AQL0302");
/// A function that AQL has and Aquila does not, yet.
pub const UNSUPPORTED_FUNCTION: Code = Code("AQL0303");
/// A source other than `events`.
pub const UNSUPPORTED_SOURCE: Code = Code("AQL0304");
/// Too few or too many arguments.
pub const WRONG_ARGUMENTS: Code = Code("AQL0305");
/// An argument that the function refuses.
pub const BAD_ARGUMENT: Code = Code("AQL0306");
/// A regular expression or pattern that does not compile.
pub const BAD_PATTERN: Code = Code("AQL0307");
/// An expression of the wrong type.
pub const WRONG_TYPE: Code = Code("AQL0308");
/// An aggregate where none can stand.
pub const MISPLACED_AGGREGATE: Code = Code("AQL0309");
/// A time that cannot be read.
pub const BAD_TIME: Code = Code("AQL0310");
/// A field of a kind that cannot be evaluated yet.
pub const UNSUPPORTED_FIELD: Code = Code("AQL0311");
/// A time compared as text, read as a time.
pub const TIME_AS_TEXT: Code = Code("AQL0312");

/// A query that grows beyond what can be planned.
pub const TOO_LARGE: Code = Code("AQL0313");
/// A name that means two things.
pub const SHADOWED_FIELD: Code = Code("AQL0314");
/// A time window that ends before it begins.
pub const EMPTY_WINDOW: Code = Code("AQL0315");
/// A part of a query that a hunt does not use.
pub const UNUSED_IN_HUNT: Code = Code("AQL0316");
/// A custom property whose expression cannot be used.
pub const CUSTOM_PROPERTY: Code = Code("AQL0317");

/// All of them.
pub const ALL: &[Code] = &[
    UNKNOWN_PROPERTY,
    UNKNOWN_FUNCTION,
    UNSUPPORTED_FUNCTION,
    UNSUPPORTED_SOURCE,
    WRONG_ARGUMENTS,
    BAD_ARGUMENT,
    BAD_PATTERN,
    WRONG_TYPE,
    MISPLACED_AGGREGATE,
    BAD_TIME,
    UNSUPPORTED_FIELD,
    TIME_AS_TEXT,
    TOO_LARGE,
    SHADOWED_FIELD,
    EMPTY_WINDOW,
    UNUSED_IN_HUNT,
    CUSTOM_PROPERTY,
];
