//! Where in the record's own text a value stands, through every text that was decoded
//! out of another: for people who want to see it, not for decoding.

use std::borrow::Cow;

use super::{Kind, Node, NodeId, Path, Record, Span, cef, csv, pairs, text, xml};

/// A place in a text: from the first to past the last byte.
pub(crate) type Range = (usize, usize);

/// A field that a value was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Touch {
    pub(crate) node: NodeId,
    /// The path that led there.
    pub(crate) path: String,
    /// Whether the value is the key of the field.
    pub(crate) is_key: bool,
}

impl Record<'_> {
    /// Notes from here on which fields values are read from.
    pub(crate) fn start_trace(&mut self) {
        self.store.trace = Some(Vec::new());
    }

    /// The fields noted since then.
    pub(crate) fn take_trace(&mut self) -> Vec<Touch> {
        self.store.trace.take().unwrap_or_default()
    }

    /// Notes a field, if that is wanted.
    #[inline]
    pub(crate) fn touch(&mut self, node: NodeId, path: &Path) {
        if self.store.trace.is_some() {
            self.note(node, path, false);
        }
    }

    /// The same where the key of the field is the value.
    pub(crate) fn touch_key(&mut self, node: NodeId, path: &Path) {
        if self.store.trace.is_some() {
            self.note(node, path, true);
        }
    }

    #[cold]
    fn note(&mut self, node: NodeId, path: &Path, is_key: bool) {
        if let Some(trace) = &mut self.store.trace {
            let path = if path.steps().is_empty() { "the record".to_owned() } else { path.to_string() };
            trace.push(Touch { node, path, is_key });
        }
    }

    /// Where a field stands in the record's text, or this part of its decoded text. None for
    /// what the record does not say itself.
    pub(crate) fn origin(&self, touch: &Touch, part: Option<Range>) -> Option<Range> {
        let node = self.node(touch.node);
        if touch.is_key {
            return self.outermost(node.key);
        }
        let (span, escape) = self.written_as(node);
        let raw = self.str(span);
        let inside = part.and_then(|part| escape.outer(raw, part)).unwrap_or((0, raw.len()));
        self.outermost(span.within(inside.0, inside.1))
    }

    /// The same of a whole field.
    pub(crate) fn place(&self, node: NodeId) -> Option<Range> {
        self.origin(&Touch { node, path: String::new(), is_key: false }, None)
    }

    /// The place in the record's text of a place in any text.
    fn outermost(&self, mut span: Span) -> Option<Range> {
        // A text lies in one with a smaller number.
        while span.document != 0 {
            let origin = *self.store.origins.get((span.document as usize).checked_sub(1)?)?;
            let (outer, escape) = self.written_as(self.node(origin?));
            let raw = self.str(outer);
            let part = (span.start as usize, span.end as usize);
            let (start, end) = escape.outer(raw, part).unwrap_or((0, raw.len()));
            if outer.document >= span.document {
                return None;
            }
            span = outer.within(start, end);
        }
        Some((span.start as usize, span.end as usize))
    }

    /// Where the text of a node stands, and how it is written there.
    fn written_as(&self, node: &Node) -> (Span, Escape) {
        match node.kind {
            Kind::String => (node.value, Escape::Json),
            Kind::Cell => (node.value, Escape::Csv),
            Kind::Attribute => (node.value, Escape::Xml),
            Kind::Element if node.content.1 > 0 => (node.place(node.content), Escape::Xml),
            Kind::Element => {
                let raw = self.str(node.value);
                match xml::content(raw) {
                    Some(content) => {
                        let start = content.as_ptr() as usize - raw.as_ptr() as usize;
                        (node.value.within(start, start + content.len()), Escape::Xml)
                    }
                    None => (node.value, Escape::Other),
                }
            }
            Kind::Hex => (node.value, Escape::Hex),
            Kind::Escaped => (node.value, Escape::Cef),
            Kind::Quoted => (node.value, Escape::Quoted),
            Kind::Scalar
            | Kind::Text
            | Kind::Fields
            | Kind::Audit
            | Kind::Cef
            | Kind::Leef
            | Kind::Document => (node.value, Escape::None),
            _ => (node.value, Escape::Other),
        }
    }
}

/// How a text is written where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    None,
    Json,
    Xml,
    Csv,
    Cef,
    /// In quotes, with backslashes.
    Quoted,
    Hex,
    /// Nothing is known of its parts.
    Other,
}

impl Escape {
    /// Where a part of the decoded text stands in the text as written.
    fn outer(self, raw: &str, (start, end): Range) -> Option<Range> {
        match self {
            Escape::None => (end <= raw.len()).then_some((start, end)),
            Escape::Other => None,
            _ => {
                let outer = (self.outer_at(raw, start)?, self.outer_at(raw, end)?);
                (outer.0 <= outer.1).then_some(outer)
            }
        }
    }

    /// Where the character that starts at this place of the decoded text is written.
    fn outer_at(self, raw: &str, wanted: usize) -> Option<usize> {
        let (mut at, mut decoded) = (0, 0);
        while decoded < wanted {
            let (length, made) = self.unit(raw.get(at..)?)?;
            at += length;
            decoded += made;
        }
        // Within a character that was written as one unit there is no place.
        (decoded == wanted).then_some(at)
    }

    /// How long the first unit is as written, and decoded.
    fn unit(self, rest: &str) -> Option<Range> {
        let first = rest.chars().next()?;
        let plain = (first.len_utf8(), first.len_utf8());
        let decoded = |length: usize, decode: fn(&str) -> Cow<'_, str>| {
            let unit = rest.get(..length)?;
            let made = decode(unit);
            (made != unit).then_some((length, made.len()))
        };
        let unit = match (self, first) {
            (Escape::Json, '\\') => {
                [12, 6, 2].into_iter().find_map(|length| decoded_whole(rest, length)).or(Some(plain))
            }
            (Escape::Cef, '\\') => decoded(2, cef::unescape),
            (Escape::Quoted, '\\') => decoded(2, pairs::unescape),
            (Escape::Csv, '"') => decoded(2, csv::unquote),
            (Escape::Xml, '&') => {
                let length = rest.bytes().take(12).position(|byte| byte == b';')? + 1;
                decoded(length, text::unescape_entities)
            }
            // A CDATA section is rare, and its parts are not told apart.
            (Escape::Xml, '<') => return None,
            (Escape::Hex, _) => {
                let byte = u8::from_str_radix(rest.get(..2)?, 16).ok()?;
                let length = utf8_length(byte);
                return Some((2 * length, length));
            }
            _ => None,
        };
        Some(unit.unwrap_or(plain))
    }
}

/// How many bytes the character that starts with this one has.
const fn utf8_length(first: u8) -> usize {
    match first {
        0xf0.. => 4,
        0xe0.. => 3,
        0xc0.. => 2,
        _ => 1,
    }
}

/// An escape of JSON of this length that stands for one character.
fn decoded_whole(rest: &str, length: usize) -> Option<Range> {
    let unit = rest.get(..length)?;
    let made = text::unescape_json(unit);
    let one = made != unit && made.chars().count() == 1;
    one.then(|| (length, made.len()))
}

#[cfg(test)]
mod tests {
    use super::super::{Form, Store};
    use super::*;

    /// The text that the value at a path is written as, and that part of it.
    fn written(text: &str, form: Form<'_>, path: &str, part: Option<&str>) -> String {
        let mut store = Store::default();
        let mut record = Record::new(text, form, &mut store);
        let path = Path::parse(path).expect("path");
        let root = record.root();
        let root = record.embedded(root).filter(|_| !path.steps().is_empty()).unwrap_or(root);
        let node = record.get(root, &path).expect("there");
        let decoded = record.text(node).map(Cow::into_owned).unwrap_or_default();
        let range = part.map(|part| {
            let start = decoded.find(part).expect("a part of the text");
            (start, start + part.len())
        });
        let touch = Touch { node, path: path.to_string(), is_key: false };
        let (start, end) = record.origin(&touch, range).expect("written in the record");
        text[start..end].to_owned()
    }

    #[test]
    fn values_and_their_parts_where_they_are_written() {
        for (text, form, path, part, expected) in [
            (r#"{"a":"x\ny"}"#, Form::Json, "a", None, r"x\ny"),
            (r#"{"a":"x\ny\u00e9\ud83d\ude00z\q"}"#, Form::Json, "a", Some("y"), "y"),
            (r#"{"a":"x\ny\u00e9\ud83d\ude00z\q"}"#, Form::Json, "a", Some("é"), r"\u00e9"),
            (r#"{"a":"x\ny\u00e9\ud83d\ude00z\q"}"#, Form::Json, "a", Some("😀z"), r"\ud83d\ude00z"),
            (r#"{"a":"x\ny\u00e9\ud83d\ude00z\q"}"#, Form::Json, "a", Some("\\q"), r"\q"),
            (r#"{"a":"x\ud83dz"}"#, Form::Json, "a", Some("z"), "z"),
            (r#"{"m":"{\"p\":\"C:\\\\x\"}"}"#, Form::Json, "m.p", None, r"C:\\\\x"),
            (r#"{"m":"{\"p\":\"C:\\\\x\"}"}"#, Form::Json, "m.p", Some("x"), "x"),
            (r#"{"m":{"n":[1,22]}}"#, Form::Json, "m.n[1]", None, "22"),
            (r#"{"m":{"n":[1,22]}}"#, Form::Json, "m.n", None, "[1,22]"),
            (
                "<Event><E><D Name='p'>a &amp; b</D></E></Event>",
                Form::Xml,
                "Event.E.D[Name=p]",
                None,
                "a &amp; b",
            ),
            ("<Event><E><D Name='p'>a &amp; b</D></E></Event>", Form::Xml, "Event.E.D", Some("b"), "b"),
            (r"CEF:0|V|P|1|s|n|5|msg=a\=b c\nd x=1", Form::Line, "msg", Some("b"), "b"),
            (r"CEF:0|V|P|1|s|n|5|msg=a\=b c\nd x=1", Form::Line, "msg", Some("=b"), r"\=b"),
            (r"CEF:0|V|P|1|s|n|5|msg=a\=b c\nd x=1", Form::Line, "cef.severity", None, "5"),
            ("<Event a='&lt;x'/>", Form::Xml, "Event.@a", Some("x"), "x"),
            (
                "type=EXECVE msg=audit(1615114232.375:1): argc=1 a0=2F62696E2FC3A978",
                Form::Line,
                "",
                Some("EXECVE"),
                "EXECVE",
            ),
        ] {
            assert_eq!(written(text, form, path, part), expected, "{text} {path} {part:?}");
        }
    }

    #[test]
    fn hexadecimal_text_of_audit_records() {
        let text = "type=EXECVE msg=audit(1615114232.375:1): argc=1 a0=2F62696E2FC3A978";
        let mut store = Store::default();
        let mut record = Record::new(text, Form::Line, &mut store);
        let root = record.root();
        let event = record.embedded(root).expect("audit");
        let node = record.get(event, &Path::parse("EXECVE.a0").expect("path")).expect("there");
        assert_eq!(record.text(node).as_deref(), Some("/bin/éx"));
        let touch = Touch { node, path: String::new(), is_key: false };
        for (part, expected) in [((5, 7), "C3A9"), ((7, 8), "78"), ((0, 8), "2F62696E2FC3A978")] {
            let (start, end) = record.origin(&touch, Some(part)).expect("written");
            assert_eq!(&text[start..end], expected);
        }
    }

    #[test]
    fn cells_of_a_row() {
        let header = super::super::Header::new(&crate::chunk::Context {
            header: vec!["a".into(), "b".into()],
            delimiter: b',',
        });
        let text = r#"1,"say ""hi"" {""k"":""v""}""#;
        assert_eq!(written(text, Form::Row(&header), "b", Some("hi")), "hi");
        let text = r#"1,"{""k"":""v""}""#;
        assert_eq!(written(text, Form::Row(&header), "b.k", None), "v");
    }
}
