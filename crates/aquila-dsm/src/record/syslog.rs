//! The header that a syslog daemon or relay puts before a message: RFC 5424,
//! RFC 3164, and the ISO times that rsyslog and journald write in its place.

/// The parts of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SyslogHeader<'a> {
    /// The time as written.
    pub(crate) time: &'a str,
    /// Host name or address of the sender.
    pub(crate) host: &'a str,
    /// Name of the program, where there is one.
    pub(crate) app: Option<&'a str>,
    /// What follows: the rest of the header and the message.
    rest: &'a str,
    is_rfc5424: bool,
}

impl<'a> SyslogHeader<'a> {
    /// What the program says.
    fn message(&self) -> &'a str {
        if self.is_rfc5424 {
            // Number of the process, kind of the message, then data in brackets.
            let data = self.rest.splitn(3, ' ').nth(2).unwrap_or_default();
            return data.strip_prefix('-').unwrap_or_else(|| after_data(data)).trim_start();
        }
        let rest = self.rest.trim_start();
        let Some(after) = self.app.and_then(|app| rest.strip_prefix(app)) else { return rest };
        let after = after.strip_prefix('[').and_then(|id| Some(id.split_once(']')?.1)).unwrap_or(after);
        after.strip_prefix(':').map_or(rest, str::trim_start)
    }
}

/// Where the message of a line begins: behind its header, if it has one.
pub(super) fn message_start(line: &str) -> usize {
    parse(line).map_or_else(|| after_priority(line), |header| line.len() - header.message().len())
}

/// Where a line begins behind its `<13>`, if it has one: some send a message without the
/// rest of a header.
pub(super) fn after_priority(line: &str) -> usize {
    priority(line).map_or(0, |rest| line.len() - rest.len())
}

/// What follows the structured data of RFC 5424.
fn after_data(mut text: &str) -> &str {
    while text.starts_with('[') {
        let (mut quoted, mut escaped) = (false, false);
        let end = text.find(|character| {
            let ends = character == ']' && !quoted;
            quoted ^= character == '"' && !escaped;
            escaped = character == '\\' && !escaped;
            ends
        });
        text = end.map_or("", |end| &text[end + 1..]);
    }
    text
}

/// The header that `line` starts with.
pub(crate) fn parse(line: &str) -> Option<SyslogHeader<'_>> {
    let line = line.trim_start_matches('\u{feff}');
    let rest = priority(line).unwrap_or(line);
    if rest.len() < line.len()
        && let Some(rest) = rest.strip_prefix("1 ")
    {
        return rfc5424(rest);
    }
    let (time, rest) = time(rest)?;
    let (host, rest) = rest.trim_start().split_once(' ')?;
    if !is_host(host) {
        return None;
    }
    let tag = rest.trim_start().split([':', '[', ' ']).next().filter(|tag| is_tag(tag));
    Some(SyslogHeader { time, host, app: tag, rest, is_rfc5424: false })
}

/// What follows `<13>`.
fn priority(line: &str) -> Option<&str> {
    let (number, rest) = line.strip_prefix('<')?.split_once('>')?;
    (number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit())).then_some(rest)
}

fn rfc5424(rest: &str) -> Option<SyslogHeader<'_>> {
    let mut words = rest.splitn(4, ' ');
    let (time, host, app) = (words.next()?, words.next()?, words.next()?);
    let (app, after) = ((app != "-").then_some(app), words.next().unwrap_or_default());
    let rest = &rest[rest.len() - after.len()..];
    is_iso(time).then_some(SyslogHeader { time, host, app, rest, is_rfc5424: true })
}

/// `Jun 14 15:19:02`, `Jun 14 2024 15:19:02` or an ISO time; and what follows it.
fn time(text: &str) -> Option<(&str, &str)> {
    let word = text.split(' ').next()?;
    if is_iso(word) {
        return Some(text.split_at(word.len()));
    }
    let mut end = 3;
    if !MONTHS.contains(&text.get(..3)?) || !text[3..].starts_with(' ') {
        return None;
    }
    for _ in 0..3 {
        let rest = text.get(end..)?;
        let word = rest.trim_start_matches(' ');
        let start = end + rest.len() - word.len();
        end = start + word.find(' ').unwrap_or(word.len());
        if text[start..end].matches(':').count() == 2 {
            return Some(text.split_at(end));
        }
    }
    None
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn is_iso(word: &str) -> bool {
    let bytes = word.as_bytes();
    bytes.len() >= 19 && bytes[4] == b'-' && bytes[7] == b'-' && bytes[10] == b'T' && bytes[13] == b':'
}

fn is_host(word: &str) -> bool {
    !word.is_empty()
        && word.len() <= 255
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':'))
        && !word.ends_with(':')
}

fn is_tag(word: &str) -> bool {
    !word.is_empty()
        && word.len() <= 48
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'/' | b'('))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_behind_headers() {
        for (line, expected) in [
            ("<13>Jun  4 15:19:02 web01 sshd[12]: a: b", "a: b"),
            ("<189>date=2025-03-04 time=09:31:07", "date=2025-03-04 time=09:31:07"),
            ("<none>date=2025-03-04", "<none>date=2025-03-04"),
            ("Jun 14 2024 15:19:02 10.0.0.7 %FW-1: x", "%FW-1: x"),
            ("2024-05-01T10:00:00+02:00 web01 user:bob;act:deny", "bob;act:deny"),
            ("2024-05-01T10:00:00+02:00 web01 app says: hi", "app says: hi"),
            ("<34>1 2024-05-01T10:00:00.123Z web01 app 12 - - hi you", "hi you"),
            (r#"<34>1 2024-05-01T10:00:00.123Z web01 app 12 - [a@1 b="]\"]"][c] hi"#, "hi"),
            ("<34>1 2024-05-01T10:00:00.123Z web01 app", ""),
            ("no header at all", "no header at all"),
        ] {
            assert_eq!(&line[message_start(line)..], expected, "{line}");
        }
    }

    #[test]
    fn headers_that_daemons_write() {
        let cases = [
            ("<13>Jun  4 15:19:02 web01 sshd[12]: hi", Some(("Jun  4 15:19:02", "web01", Some("sshd")))),
            ("Jun 14 2024 15:19:02 10.0.0.7 %FW-1: x", Some(("Jun 14 2024 15:19:02", "10.0.0.7", None))),
            (
                "<34>1 2024-05-01T10:00:00.123Z web01 app 12 - - hi",
                Some(("2024-05-01T10:00:00.123Z", "web01", Some("app"))),
            ),
            (
                "2024-05-01T10:00:00+02:00 web01 app: hi",
                Some(("2024-05-01T10:00:00+02:00", "web01", Some("app"))),
            ),
            ("no header at all", None),
            ("Jun 4", None),
            ("", None),
        ];
        for (line, expected) in cases {
            let found = parse(line).map(|header| (header.time, header.host, header.app));
            assert_eq!(found, expected, "{line}");
        }
    }
}
