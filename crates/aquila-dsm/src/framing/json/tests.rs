//! What counts as a record in JSON of every shape.

use crate::chunk::FrameKind;
use crate::framing::Format;
use crate::framing::tests::{Got, frame_as, stream};

/// Frames as `line:payload`, lines of text with a `!` before them.
fn check(text: &str, want: &[&str], problems: &[&str]) {
    check_limit(text, want, problems, 1 << 20);
}

fn check_limit(text: &str, want: &[&str], problems: &[&str], max_record: usize) {
    let (frames, got) = frame_as(text.as_bytes(), Some(Format::Json), max_record);
    let show = |got: &Got| {
        let mark = if got.kind == FrameKind::Json { "" } else { "!" };
        format!("{mark}{}:{}", got.line, got.payload)
    };
    assert_eq!(frames.iter().map(show).collect::<Vec<_>>(), want, "{text}");
    assert_eq!(got.iter().map(|problem| problem.cause.as_str()).collect::<Vec<_>>(), problems, "{text}");
}

const ENDS: &str = "JSON ends inside a value";
const BROKEN: &str = "not JSON inside a JSON document: from here on, each value or line by itself";

#[test]
fn json_lines() {
    check("{\"a\":1}\r\n\n  {\"b\":2}  \n{\"c\":3}", &["1:{\"a\":1}", "3:{\"b\":2}", "4:{\"c\":3}"], &[]);
    // Several values in a line, and what only looks like it.
    check(
        "{\"a\":1}{\"b\":2} {\"c\":3},{\"d\":4}\n{\"e\":\"}{\"}\n{\"f\":[{\"g\":1},{\"h\":2}]}\n",
        &[
            "1:{\"a\":1}",
            "1:{\"b\":2}",
            "1:{\"c\":3}",
            "1:{\"d\":4}",
            "2:{\"e\":\"}{\"}",
            "3:{\"f\":[{\"g\":1},{\"h\":2}]}",
        ],
        &[],
    );
    // Arrays and wrappers, one a line; scalars; JSON text sequences.
    check(
        "[{\"a\":1},{\"a\":2}]\n{\"records\":[{\"b\":1}, {\"b\":2}]}\n\"text\"\n12 \n[]\n",
        &["1:{\"a\":1}", "1:{\"a\":2}", "2:{\"b\":1}", "2:{\"b\":2}", "3:\"text\"", "4:12"],
        &[],
    );
    check("\u{1e}{\"a\":1}\n\u{1e}{\"a\":2}\n", &["1:{\"a\":1}", "2:{\"a\":2}"], &[]);
}

#[test]
fn lines_that_are_not_json() {
    check(
        "{\"a\":1}\nplain text\n{\"a\":\"unclosed\n{\"a\":2} trailing\n[notice] x\n{\"a\":3}\n12 x\n",
        &[
            "1:{\"a\":1}",
            "!2:plain text",
            "!3:{\"a\":\"unclosed",
            "!4:{\"a\":2} trailing",
            "!5:[notice] x",
            "6:{\"a\":3}",
            "!7:12 x",
        ],
        &[],
    );
    // A value that goes on over lines, one that does not, and the end of the input.
    check(
        "{\"a\":1}\n{\n \"b\": 2\n}\n{\"c\":3}\n",
        &["1:{\"a\":1}", "2:{\n \"b\": 2\n}", "5:{\"c\":3}"],
        &[],
    );
    check(
        "{\"a\":1}\n{\"b\":[\n{\"c\":3}\n{\"d\":4}\n",
        &["1:{\"a\":1}", "!2:{\"b\":[", "3:{\"c\":3}", "4:{\"d\":4}"],
        &[],
    );
    check("{\"a\":1}\n{\"b\":[\n{\"c\":3}\n", &["1:{\"a\":1}", "!2:{\"b\":[", "3:{\"c\":3}"], &[]);
    check("{\"a\":1}\n{\"b\":\"x", &["1:{\"a\":1}", "!2:{\"b\":\"x"], &[ENDS]);
}

#[test]
fn documents() {
    check("{\n  \"a\": 1\n}\n{\n  \"b\": 2\n}", &["1:{\n  \"a\": 1\n}", "4:{\n  \"b\": 2\n}"], &[]);
    check(
        "[\n  {\"a\":1},\n  {\n\"a\":2},3, \"x\" , [4]\n]\n",
        &["2:{\"a\":1}", "3:{\n\"a\":2}", "4:3", "4:\"x\"", "4:[4]"],
        &[],
    );
    check("[]", &[], &[]);
    check(
        "{\n\"Records\" : [\n{\"a\":1},\n{\"a\":2}\n],\n\"x\":{\"y\":1}}\n",
        &["3:{\"a\":1}", "4:{\"a\":2}"],
        &[],
    );
    check(
        "[{\"records\":[{\"a\":1}]},{\"records\":[{\"a\":2}]},{\"b\":3}]",
        &["1:{\"a\":1}", "1:{\"a\":2}", "1:{\"b\":3}"],
        &[],
    );
    check(
        "{\"took\":1,\"hits\":{\"total\":2,\"hits\":[{\"a\":1},{\"a\":2}]}}",
        &["1:{\"a\":1}", "1:{\"a\":2}"],
        &[],
    );
    check("{\"actor\":\"x\",\"events\":[{\"a\":1}]}", &["1:{\"actor\":\"x\",\"events\":[{\"a\":1}]}"], &[]);
    check("{\"Records\":[]}", &["1:{\"Records\":[]}"], &[]);
}

#[test]
fn broken_documents() {
    check("{\n \"a\": 1", &["!1:{\n \"a\": 1"], &[ENDS]);
    check("[{\"a\":1},{\"a\":", &["1:{\"a\":1}", "!1:{\"a\":"], &[ENDS]);
    check("[{\"a\":1},", &["1:{\"a\":1}"], &["JSON ends before its closing bracket"]);
    check("{\"Records\":[{\"a\":1},{\"a\"", &["1:{\"a\":1}", "!1:{\"a\""], &[ENDS]);
    check(
        "[\n{\"a\":1},\n{\"b\" 2},\n{\"a\":3}\n]\n",
        &["2:{\"a\":1}", "!3:{\"b\" 2},", "4:{\"a\":3}", "!5:]"],
        &[BROKEN],
    );
    check(
        "{\n\"a\": 1\n\"b\": 2\n}\n{\"c\":3}\n",
        &["!1:{", "!2:\"a\": 1", "!3:\"b\": 2", "!4:}", "5:{\"c\":3}"],
        &[],
    );
}

#[test]
fn depth() {
    let deep = "JSON nested more than 128 levels deep is kept as text";
    for open in ["[", "{\"a\":["] {
        let close: String = open
            .chars()
            .rev()
            .filter_map(|c| match c {
                '[' => Some(']'),
                '{' => Some('}'),
                _ => None,
            })
            .collect();
        let value = format!("{{\"x\":{}{}}}", open.repeat(200), close.repeat(200));
        let text = format!("{{\"a\":1}}\n{value}\n{{\"a\":2}}\n");
        check(&text, &["1:{\"a\":1}", &format!("!2:{value}"), "3:{\"a\":2}"], &[deep]);
    }
    let levels = 100_000;
    let text = format!("{{\"a\":1}}\n{}{}\n", "[".repeat(levels), "]".repeat(levels));
    let (frames, problems) = frame_as(text.as_bytes(), None, 1 << 20);
    assert_eq!((frames.len(), problems.len()), (2, 1));
    assert_eq!(frames[1].payload.len(), 2 * levels - 2);
}

#[test]
fn long_records_are_cut() {
    let long = "x".repeat(100);
    let cut = "record cut at 50 bytes, the rest of its line is lost";
    let want = format!("!2:{{\"b\":\"{}", &long[..44]);
    check_limit(
        &format!("{{\"a\":1}}\n{{\"b\":\"{long}\"}}\n{{\"c\":3}}\n"),
        &["1:{\"a\":1}", &want, "3:{\"c\":3}"],
        &[cut],
        50,
    );
    check_limit(
        &format!("[\n{{\"b\":\"{long}\"}},\n{{\"c\":3}}]\n"),
        &[&want, "3:{\"c\":3}", "!3:]"],
        &[cut],
        50,
    );
    // Over lines and never closed: lines again, where the input is JSON lines.
    let text = format!("{{\"a\":1}}\n{{\"b\":[1,\n{}2\n", "1,\n".repeat(30));
    let (frames, problems) = frame_as(text.as_bytes(), Some(Format::Json), 50);
    assert_eq!((frames.len(), problems.len()), (33, 0));
    // A line of many values may be as long as it likes.
    let (frames, problems) = frame_as("{\"a\":1}".repeat(100).as_bytes(), None, 50);
    assert_eq!((frames.len(), problems.len()), (100, 0));
}

#[test]
fn detection() {
    for (text, want) in [
        ("{\"a\":1}\n", Format::Json),
        ("\n [\n{\"a\":1}]", Format::Json),
        ("[\"a\",\"b\"]", Format::Json),
        ("{\"a\":[{\"b\":\n", Format::Json),
        ("[{\"a\":1},{\"b\" 2}]", Format::Json),
        ("--- banner ---\n{\"a\":1}\n{\"a\":2}\n", Format::Json),
        ("\"tail\":\"of a line\"}\n{\"a\":1}\n{\"a\":2}\n", Format::Json),
        ("[notice] started\n", Format::Lines),
        ("[1] started\n", Format::Lines),
        ("[10.30 16:49:06] chrome.exe\n", Format::Lines),
        ("{notice} started\n", Format::Lines),
        ("{ curly text\n", Format::Lines),
        ("Jan 1 host app: {\"a\":1}\n", Format::Lines),
        ("12\n13\n", Format::Lines),
    ] {
        let options = crate::framing::Options::default();
        let opened = crate::framing::open(stream(text.as_bytes(), usize::MAX), &options);
        let crate::framing::Opened::Text(reader) = opened.expect("memory reads") else {
            panic!("{text} is text")
        };
        assert_eq!(reader.format(), want, "{text}");
    }
}

#[test]
fn lines_made_to_be_slow() {
    // Each line could begin a value of several lines: the work must stay bounded.
    for line in
        ["{\"a\":[\n", "{\"a\":\n", "[{\"a\":[\n", "{}{}{}{}{}{}{}{}", "[\n", "{\"records\":[{\"a\":1},\n"]
    {
        let text = format!("{{\"a\":1}}\n{}", line.repeat((4 << 20) / line.len()));
        let options = crate::framing::Options::default();
        let opened = crate::framing::open(stream(text.as_bytes(), usize::MAX), &options);
        let crate::framing::Opened::Text(mut reader) = opened.expect("memory reads") else {
            panic!("{line} is text")
        };
        let start = std::time::Instant::now();
        while reader.next_chunk().is_some() {}
        assert!(start.elapsed().as_secs() < 20, "{line:?} took {:?}", start.elapsed());
    }
}
