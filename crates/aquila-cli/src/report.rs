//! What is said to people on standard error: diagnostics, notes, the summary.

use std::io::{self, IsTerminal, Write};

use aquila::Summary;
use aquila::aql::{Diagnostic, Severity, span::line_column};
use aquila::summary::InputError;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, MietteDiagnostic, NamedSource};
use serde_json::json;

use crate::args::{ColorWhen, ErrorFormat, ModeArg, RunArgs};
use crate::{color, render, sanitize};

/// Files and errors that the text summary names one by one; -v names all.
const NAMED: usize = 10;

/// Says something, whatever text it holds, in one line or several.
pub(crate) fn say(text: &str) {
    let lines: Vec<_> = text.split('\n').map(sanitize::terminal).collect();
    write(&lines.join("\n"));
}

/// A closed standard error is no reason to stop.
fn write(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Draws diagnostics about one text.
pub(crate) fn diagnostics(origin: &str, text: &str, list: &[Diagnostic], args: &RunArgs) {
    for diagnostic in list {
        match args.error_format {
            ErrorFormat::Json => {
                let mut line = Vec::new();
                if render::write_json(&as_json(origin, text, diagnostic, args.mode), &mut line).is_ok() {
                    say(&String::from_utf8_lossy(&line));
                }
            }
            // Colors are escapes too; what is drawn is harmless already.
            ErrorFormat::Text => write(drawn(origin, text, diagnostic, args.data.color).trim_end()),
        }
    }
}

/// `aquila.diagnostic/1`
fn as_json(origin: &str, text: &str, diagnostic: &Diagnostic, mode: ModeArg) -> serde_json::Value {
    let (line, column) = line_column(text, diagnostic.span.start);
    let (end_line, end_column) = line_column(text, diagnostic.span.end);
    json!({
        "schema": "aquila.diagnostic/1",
        "file": origin,
        "code": diagnostic.code.0,
        "severity": diagnostic.severity.as_str(),
        "message": diagnostic.message,
        "span": { "start": diagnostic.span.start, "end": diagnostic.span.end },
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "help": diagnostic.help,
        "fix": null,
        "mode": match mode {
            ModeArg::Strict => "strict",
            ModeArg::Lenient => "lenient",
        },
        "silenced": null,
    })
}

fn drawn(origin: &str, text: &str, diagnostic: &Diagnostic, when: ColorWhen) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => miette::Severity::Error,
        Severity::Warning => miette::Severity::Warning,
        Severity::Info | Severity::Hint => miette::Severity::Advice,
    };
    let span = diagnostic.span;
    let first = LabeledSpan::new_primary_with_span(None, (span.start, span.end.saturating_sub(span.start)));
    let more = diagnostic.labels.iter().map(|label| {
        let length = label.span.end.saturating_sub(label.span.start);
        LabeledSpan::new_with_span(
            Some(sanitize::terminal(&label.message).into_owned()),
            (label.span.start, length),
        )
    });
    let mut drawing = MietteDiagnostic::new(sanitize::terminal(&diagnostic.message).into_owned())
        .with_severity(severity)
        .with_labels([first].into_iter().chain(more));
    if let Some(help) = &diagnostic.help {
        drawing = drawing.with_help(sanitize::terminal(help).into_owned());
    }
    let page = format!("docs/diagnostics/{}.md", diagnostic.code);
    let (line, column) = line_column(text, span.start);
    let (origin, text) = (sanitize::terminal(origin), sanitize::in_place(text));
    let report = miette::Report::new(drawing).with_source_code(NamedSource::new(&origin, text));
    let theme = if color::enabled(when, io::stderr().is_terminal()) {
        GraphicalTheme::unicode()
    } else {
        GraphicalTheme::unicode_nocolor()
    };
    let mut out = format!("{origin}:{line}:{column}: {} {}\n", diagnostic.severity.as_str(), diagnostic.code);
    let handler = GraphicalReportHandler::new_themed(theme).with_links(false);
    if handler.render_report(&mut out, report.as_ref()).is_err() {
        out.push_str(&diagnostic.message);
    }
    format!("{}\n  see:  {page}", out.trim_end())
}

/// The summary in words.
pub(crate) fn summary(summary: &Summary, verbose: bool) {
    let files = &summary.files;
    say(&format!(
        "{} files: {} decoded, {} stored raw, {} skipped, {} failed; {} events in {:.1} s",
        files.total,
        files.decoded,
        files.stored,
        files.skipped,
        files.failed,
        summary.events,
        summary.elapsed_ms as f64 / 1000.0
    ));
    let read_as = summary.read_as.iter().map(|(format, count)| format!("{format} ({count})"));
    say(&format!("read as: {}", or_nothing(read_as)));
    let skipped = summary.skipped.iter().map(|skipped| {
        format!("skipped {}: {}", render::place(&skipped.path, skipped.member.as_deref()), skipped.reason)
    });
    named(skipped, summary.skipped.len(), verbose);
    let errors = summary.errors.iter().map(input_error);
    named(errors, summary.errors.len(), verbose);
    for entry in &summary.not_evaluable {
        let what = entry.vector.clone().or_else(|| entry.branch.clone());
        let what =
            what.map(|what| format!("{what} ({})", entry.rule_id)).unwrap_or_else(|| entry.rule_id.clone());
        let on = entry.log_source_type.as_deref().map(|on| format!(" on {on}")).unwrap_or_default();
        say(&format!("not evaluable: {what}{on}: its events have no {}", entry.missing.join(", ")));
    }
    if verbose {
        let types = summary.events_by_type.iter().map(|(name, count)| format!("{name} {count}"));
        say(&format!("events by log source type: {}", or_nothing(types)));
    }
}

/// One thing that went wrong in an input.
pub(crate) fn input_error(error: &InputError) -> String {
    let word = if error.lost { "error" } else { "note" };
    let path = render::place(&error.path, error.member.as_deref());
    let place = match (error.line, error.offset) {
        (Some(line), _) => format!(":{line}"),
        (None, Some(offset)) => format!(" at byte {offset}"),
        (None, None) => String::new(),
    };
    let times = if error.count > 1 { format!(" ({} times)", error.count) } else { String::new() };
    format!("{word} {path}{place}: {}{times}", error.cause)
}

/// How alerts came about; only a hunt has them.
pub(crate) fn alerts(summary: &Summary) {
    let vectors = summary.alerts_by_vector.iter().map(|(vector, count)| format!("{vector} {count}"));
    let vectors: Vec<String> = vectors.collect();
    let split = if vectors.is_empty() { String::new() } else { format!(" ({})", vectors.join(", ")) };
    say(&format!("{} alerts{split}", summary.verdicts.alert));
    let settings = &summary.settings;
    let reading = match settings.now.as_str() {
        "event" => "every event as of its own time".to_owned(),
        instant => format!("as of {instant}"),
    };
    say(&format!(
        "read {reading}; mode {}, regex match {}, null logic {}",
        settings.mode, settings.regex_match, settings.null_logic
    ));
}

fn named(lines: impl Iterator<Item = String>, total: usize, verbose: bool) {
    let shown = if verbose { total } else { NAMED };
    lines.take(shown).for_each(|line| say(&line));
    if total > shown {
        say(&format!("... and {} more; -v names all", total - shown));
    }
}

fn or_nothing(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.collect();
    if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
}
