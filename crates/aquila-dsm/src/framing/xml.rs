//! XML: each `<Event>` element, with or without `<Events>` around them.

use memchr::{memchr, memmem};

use super::cursor::Cursor;
use super::lines::{Line, line_at, take_line};
use crate::chunk::FrameKind;

/// What the scan of an element found.
enum Element {
    /// It ends after so many bytes.
    Complete(usize),
    /// Another begins after so many bytes, before this one ended.
    Unclosed(usize),
    /// The text ends inside it.
    Open,
}

/// Frames `<Event>` elements.
pub(super) struct Xml {
    /// The longest record.
    pub(super) max: usize,
}

impl Xml {
    /// Goes on until the chunk is full or the text used up.
    pub(super) fn run(&mut self, cursor: &mut Cursor<'_>) {
        while !cursor.is_full() {
            let rest = cursor.rest();
            let space = rest.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(rest.len());
            cursor.advance(cursor.pos + space);
            if cursor.rest().is_empty() || self.step(cursor).is_none() {
                return;
            }
        }
    }

    fn step(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let (window, last) = cursor.window(self.max.saturating_add(1));
        // The longest name that has to be told from others, and a byte after it.
        if window.len() < 16 && !last && window.len() == cursor.rest().len() {
            return None;
        }
        if is_tag(window, b"<Event") {
            return self.event(cursor, window, last);
        }
        let end = if window.starts_with(b"<!--") {
            memmem::find(window, b"-->").map(|at| at + 3)
        } else if window.starts_with(b"<?")
            || window.starts_with(b"<!DOCTYPE")
            || is_tag(window, b"<Events")
            || is_tag(window, b"</Events")
        {
            // One that does not end in its line is none: the next end is an event's.
            let line = memchr(b'\n', window).map_or(window, |end| &window[..end]);
            let end: &[u8] = if window.starts_with(b"<?") { b"?>" } else { b">" };
            match memmem::find(line, end).filter(|at| memchr(b'<', &line[1..*at]).is_none()) {
                Some(at) => Some(at + end.len()),
                None if line.len() < window.len() || last => {
                    return take_line(cursor, self.max, FrameKind::Line);
                }
                None => None,
            }
        } else {
            return self.other(cursor);
        };
        match end {
            Some(end) => cursor.advance(cursor.pos + end),
            None if window.len() <= self.max && !last => return None,
            None => return take_line(cursor, self.max, FrameKind::Line),
        }
        Some(())
    }

    fn event(&mut self, cursor: &mut Cursor<'_>, window: &[u8], last: bool) -> Option<()> {
        match element(window) {
            Element::Complete(len) if len <= self.max => {
                cursor.frame(len, FrameKind::Xml);
                cursor.advance(cursor.pos + len);
            }
            Element::Unclosed(len) => {
                cursor.problem("XML event without its end tag is kept as text", false);
                cursor.frame(window[..len].trim_ascii_end().len(), FrameKind::Line);
                cursor.advance(cursor.pos + len);
            }
            Element::Open if window.len() <= self.max && !last => return None,
            Element::Open if window.len() <= self.max => {
                cursor.problem("XML ends inside an event", false);
                cursor.frame(window.trim_ascii_end().len(), FrameKind::Line);
                cursor.advance(cursor.text.len());
            }
            Element::Complete(_) | Element::Open => cursor.cut(self.max),
        }
        Some(())
    }

    /// What is neither an event nor around one: a record up to the end of the
    /// line or the next event in it.
    fn other(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let Line::Whole { end, .. } = line_at(cursor, self.max) else {
            return take_line(cursor, self.max, FrameKind::Line);
        };
        let line = cursor.text.get(cursor.pos..end).unwrap_or_default();
        // A tag at the very end of the line may have its attributes in the next.
        match memmem::find_iter(line, b"<Event").find(|at| *at > 0 && is_tag(&line[*at..], b"<Event")) {
            Some(at) => {
                cursor.frame(line[..at].trim_ascii_end().len(), FrameKind::Line);
                cursor.advance(cursor.pos + at);
                Some(())
            }
            None => take_line(cursor, self.max, FrameKind::Line),
        }
    }
}

/// Whether `text` begins with the tag `name`, and not with a longer name. A
/// name at the end of the text counts.
fn is_tag(text: &[u8], name: &[u8]) -> bool {
    text.strip_prefix(name).is_some_and(|rest| {
        rest.first().is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
    })
}

/// Finds the end of the element at the start of `text`.
fn element(text: &[u8]) -> Element {
    let Some(close) = memchr(b'>', text) else { return Element::Open };
    if text[close - 1] == b'/' {
        return Element::Complete(close + 1);
    }
    let mut at = close + 1;
    while let Some(found) = memchr(b'<', &text[at..]) {
        at += found;
        let rest = &text[at..];
        let skip = |end: &[u8]| memmem::find(rest, end).map(|found| found + end.len());
        let len = match rest.get(1) {
            Some(b'!') if rest.starts_with(b"<!--") => skip(b"-->"),
            Some(b'!') if rest.starts_with(b"<![CDATA[") => skip(b"]]>"),
            Some(b'!') if rest.len() < 9 => None,
            Some(b'/') if is_tag(rest, b"</Event") => {
                return memchr(b'>', rest).map_or(Element::Open, |end| Element::Complete(at + end + 1));
            }
            Some(b'E') if rest.len() > 6 && is_tag(rest, b"<Event") => return Element::Unclosed(at),
            _ => Some(1),
        };
        match len {
            Some(len) => at += len,
            None => return Element::Open,
        }
    }
    Element::Open
}

/// Whether an input is XML with events.
pub(super) fn detect(head: &[u8]) -> bool {
    let mut text = head.trim_ascii_start();
    loop {
        let end = if text.starts_with(b"<!--") {
            memmem::find(text, b"-->").map(|at| at + 3)
        } else if text.starts_with(b"<?") || text.starts_with(b"<!DOCTYPE") {
            memchr(b'>', text).map(|at| at + 1)
        } else {
            return text.len() > 6 && (is_tag(text, b"<Event") || is_tag(text, b"<Events"));
        };
        let Some(end) = end else { return false };
        text = text[end..].trim_ascii_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framing::Format;
    use crate::framing::tests::{Got, frame_as};

    #[test]
    fn what_is_around_events_takes_none_of_them() {
        for around in ["</Events", "<Events", "<?xml version='1.0'", "<!DOCTYPE x", "<Events xmlns='x'>"] {
            let text = format!("<Event>1</Event>\n{around}\n<Event xmlns='y'>2</Event>\n");
            let (found, _) = frame_as(text.as_bytes(), Some(Format::Xml), 100);
            let want = [
                Got::new(FrameKind::Xml, "<Event>1</Event>", 1),
                Got::new(FrameKind::Line, around, 2),
                Got::new(FrameKind::Xml, "<Event xmlns='y'>2</Event>", 3),
            ];
            // A whole tag is around the events, and no record.
            let is_whole = around.ends_with('>');
            assert_eq!(
                found,
                want[..].iter().filter(|got| got.line != 2 || !is_whole).cloned().collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn events() {
        let xml = |text: &str, line| Got::new(FrameKind::Xml, text, line);
        let line = |text: &str, line| Got::new(FrameKind::Line, text, line);
        for (text, want, problem) in [
            (
                "<?xml version=\"1.0\"?>\n<!-- <Event> -->\n<Events>\n<Event a='1'>\n<EventData/></Event>\n<Event/></Events>\n",
                vec![xml("<Event a='1'>\n<EventData/></Event>", 4), xml("<Event/>", 6)],
                None,
            ),
            (
                "<Event><Data><![CDATA[</Event>]]><!-- </Event> --></Data></Event ><Event>b</Event>",
                vec![
                    xml("<Event><Data><![CDATA[</Event>]]><!-- </Event> --></Data></Event >", 1),
                    xml("<Event>b</Event>", 1),
                ],
                None,
            ),
            (
                "<Event>a</Event>\nnoise <Event>b</Event>\nmore noise\n",
                vec![
                    xml("<Event>a</Event>", 1),
                    line("noise", 2),
                    xml("<Event>b</Event>", 2),
                    line("more noise", 3),
                ],
                None,
            ),
            ("<Event>a\nb\n", vec![line("<Event>a\nb", 1)], Some("XML ends inside an event")),
            (
                "<Event>a\n<Event>b</Event>",
                vec![line("<Event>a", 1), xml("<Event>b</Event>", 2)],
                Some("XML event without its end tag is kept as text"),
            ),
        ] {
            let (frames, problems) = frame_as(text.as_bytes(), None, 100);
            assert_eq!(frames, want, "{text}");
            assert_eq!(problems.first().map(|p| p.cause.as_str()), problem, "{text}");
            assert!(problems.iter().all(|p| !p.lost));
        }
    }

    #[test]
    fn long_events_are_cut() {
        let text = format!("<Event>{}</Event>\n<Event>b</Event>", "x".repeat(200));
        let (frames, problems) = frame_as(text.as_bytes(), Some(Format::Xml), 100);
        assert_eq!((frames[0].kind, frames[0].payload.len()), (FrameKind::Line, 100));
        assert_eq!(frames[1], Got::new(FrameKind::Xml, "<Event>b</Event>", 2));
        assert!(problems.len() == 1 && problems[0].lost);
    }

    #[test]
    fn detection() {
        for (text, want) in [
            ("<Event>", true),
            ("\n<Events a='b'>", true),
            ("<?xml version='1.0'?><!DOCTYPE x><!-- c --> <Event xmlns='x'>", true),
            ("<EventData>", false),
            ("<13>Jan 1 host <Event>", false),
            ("<html>", false),
            ("<?xml", false),
        ] {
            assert_eq!(detect(text.as_bytes()), want, "{text}");
        }
    }
}
