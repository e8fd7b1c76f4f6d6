//! Runs the small Java programs beside this file, which print what a real JDK says.

#![allow(clippy::print_stderr, reason = "a skipped test must be seen")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// What a program printed.
pub(crate) struct Answers {
    /// The JDK's feature release: 17, 21.
    pub(crate) release: u32,
    /// One answer per line of input.
    pub(crate) lines: Vec<String>,
}

/// Gives the lines to a program of this folder. Without a JDK the test is skipped,
/// visibly, except where `AQUILA_CI` is set: there it fails.
pub(crate) fn ask(program: &str, lines: &[String]) -> Option<Answers> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/java").join(program);
    let child = Command::new("java").arg(source).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) if std::env::var_os("AQUILA_CI").is_some() => panic!("no JDK: {error}"),
        Err(error) => {
            eprintln!("SKIPPED: {program} needs a JDK on the path: {error}");
            return None;
        }
    };
    let mut stdin = child.stdin.take().expect("it was piped");
    let input = lines.join("\n") + "\n";
    // Written beside the reading, or both pipes fill up.
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("java ends");
    writer.join().expect("the writer ends").expect("java reads all lines");
    assert!(output.status.success(), "{program} failed");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut answers = text.lines().map(str::to_owned);
    let release = answers.next().and_then(|line| line.parse().ok()).expect("the release comes first");
    let answers: Vec<_> = answers.collect();
    assert_eq!(answers.len(), lines.len(), "one answer per line");
    Some(Answers { release, lines: answers })
}

/// Text in a form that no line or tab breaks.
pub(crate) fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}

/// A generator of numbers that are the same in every run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// The next number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize) % bound
    }

    /// One of several.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}
