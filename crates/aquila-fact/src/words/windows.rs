//! Words as `CommandLineToArgvW` splits them (Win32 reference, shellapi.h).

use super::{LONGEST_LINE, Word, within};

/// The words of a recorded command line of Windows.
///
/// The first is the program: its quotes end at the next quote, and backslashes mean
/// nothing in it. In all others `2n` backslashes before a quote are `n` and the quote
/// opens or closes; `2n + 1` are `n` and a quote that is text; elsewhere a backslash is
/// a backslash. A quote right after one that closes is text.
pub fn windows(line: &str) -> Vec<Word> {
    let line = within(line, LONGEST_LINE);
    let mut words = Vec::new();
    let mut at = skip_blanks(line, 0);
    if at < line.len() {
        let program = program(line, at);
        at = program.range.end;
        words.push(program);
    }
    loop {
        at = skip_blanks(line, at);
        if at >= line.len() {
            return words;
        }
        let word = argument(line, at);
        at = word.range.end;
        words.push(word);
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn skip_blanks(line: &str, from: usize) -> usize {
    line.bytes().skip(from).position(|byte| !is_blank(byte)).map_or(line.len(), |count| from + count)
}

fn program(line: &str, from: usize) -> Word {
    let rest = &line[from..];
    let (text, length) = match rest.strip_prefix('"') {
        Some(quoted) => match quoted.find('"') {
            Some(end) => (&quoted[..end], end + 2),
            None => (quoted, rest.len()),
        },
        None => {
            let end = rest.bytes().position(is_blank).unwrap_or(rest.len());
            (&rest[..end], end)
        }
    };
    Word { text: text.to_owned(), range: from..from + length }
}

fn argument(line: &str, from: usize) -> Word {
    let bytes = line.as_bytes();
    let mut text = String::new();
    let mut quoted = false;
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => {
                let count = bytes[at..].iter().take_while(|byte| **byte == b'\\').count();
                at += count;
                let before_quote = bytes.get(at) == Some(&b'"');
                text.extend(std::iter::repeat_n('\\', if before_quote { count / 2 } else { count }));
                if before_quote && count % 2 == 1 {
                    text.push('"');
                    at += 1;
                }
            }
            b'"' => {
                at += 1;
                if quoted && bytes.get(at) == Some(&b'"') {
                    text.push('"');
                    at += 1;
                }
                quoted = !quoted;
            }
            byte if is_blank(byte) && !quoted => break,
            _ => {
                let end =
                    bytes[at..].iter().position(|byte| is_special(*byte)).map_or(bytes.len(), |n| at + n);
                // A blank inside of quotes is one step of its own.
                let end = end.max(at + 1);
                text.push_str(&line[at..end]);
                at = end;
            }
        }
    }
    Word { text, range: from..at }
}

fn is_special(byte: u8) -> bool {
    matches!(byte, b'\\' | b'"') || is_blank(byte)
}
