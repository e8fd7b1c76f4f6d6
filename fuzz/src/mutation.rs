//! Small changes to a line, as collectors, transport and attackers make them.

/// A source of numbers that a seed determines (xorshift, Marsaglia 2003).
#[derive(Debug)]
pub struct Numbers(u64);

impl Numbers {
    /// The numbers of a seed.
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }

    /// A number below `end`; 0 if that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        if end == 0 { 0 } else { (self.0 >> 11) as usize % end }
    }

    fn range(&mut self, len: usize) -> std::ops::Range<usize> {
        let start = self.below(len + 1);
        start..start + self.below((len - start).min(64) + 1)
    }
}

/// What decoders look for, and what upsets them.
const TOKENS: &[&[u8]] = &[
    b"\"",
    b"'",
    b"{",
    b"}",
    b"[",
    b"]",
    b"<",
    b">",
    b"</",
    b"&amp;",
    b"&#x",
    b"\\",
    b"\\u",
    b"\\ud800",
    b"\0",
    b"\x1d",
    b"\xff",
    b"\xc0\x80",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b",",
    b":",
    b"=",
    b"%",
    b"type=SYSCALL msg=audit(1.0:1):",
    b"audit(",
    b"saddr=0200",
    b"a0[0]=41",
    b"<Event>",
    b"CDATA[",
    b"null",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"9999-12-31T23:59:60Z",
    b"\r",
    b"\t",
    b"$",
    b"{}",
    b"CEF:0|a|b|c|d|e|f|",
    b"LEEF:2.0|a|b|c|d|^|",
    b"|",
    b" cs1Label=",
    b" product=",
    b";",
];

/// Changes a line in one to four places. Line ends never come in: what is one line
/// stays one.
pub fn mutate(line: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut line = line.to_vec();
    for _ in 0..=numbers.below(4) {
        change(&mut line, other, numbers);
    }
    line.retain(|byte| *byte != b'\n');
    line
}

fn change(line: &mut Vec<u8>, other: &[u8], numbers: &mut Numbers) {
    let range = numbers.range(line.len());
    match numbers.below(7) {
        0 => {
            if let Some(byte) = line.get_mut(range.start) {
                *byte = numbers.below(256) as u8;
            }
        }
        1 => drop(line.drain(range)),
        2 => {
            let copy = line[range.clone()].to_vec();
            line.splice(range.start..range.start, copy);
        }
        3 => {
            let token = TOKENS[numbers.below(TOKENS.len())];
            line.splice(range, token.iter().copied());
        }
        4 => line.truncate(range.start),
        5 => {
            let piece = other[numbers.range(other.len())].to_vec();
            line.splice(range, piece);
        }
        _ => {
            let at = range.start;
            let many = vec![TOKENS[numbers.below(TOKENS.len())]; numbers.below(200)].concat();
            line.splice(at..at, many);
        }
    }
}
