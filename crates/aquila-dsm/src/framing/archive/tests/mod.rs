//! Archives as other programs write them, and as nobody should.

mod hostile;
mod nested;
mod sevenz;
mod tar;
mod zip;

use std::io::{self, Cursor};

use super::MemberContent;
use crate::framing::tests::{read_all, stream};
use crate::framing::{Input, Limits, Opened, Options, open};

/// What everything in a file comes to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Walked {
    /// Paths, and text, or `!` and a reason.
    members: Vec<(String, String)>,
    problems: Vec<String>,
}

impl Walked {
    fn names(&self) -> Vec<&str> {
        self.members.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn add(&mut self, path: &str, opened: Opened) {
        let text = match opened {
            Opened::Text(reader) => {
                let (frames, problems) = read_all(reader);
                self.problems.extend(problems.iter().map(|problem| format!("{path}: {}", problem.cause)));
                let lines = frames.iter().map(|frame| String::from_utf8_lossy(&frame.1).into_owned());
                lines.collect::<Vec<_>>().join("\n")
            }
            Opened::Archive(mut archive) => {
                while let Some(member) = archive.next_member() {
                    let path = format!("{path}/{}", member.name);
                    match member.opened {
                        MemberContent::Opened(opened) => self.add(&path, opened),
                        MemberContent::Skipped(reason) => self.members.push((path, format!("~{reason}"))),
                        MemberContent::Failed(reason) => self.members.push((path, format!("!{reason}"))),
                    }
                }
                assert!(archive.next_member().is_none());
                let problems = archive.take_problems();
                self.problems.extend(problems.iter().map(|problem| format!("{path}: {}", problem.cause)));
                return;
            }
            Opened::Binary { reason } => format!("~{reason}"),
            Opened::Empty => String::new(),
        };
        self.members.push((path.to_owned(), text));
    }
}

fn walk_opened(opened: io::Result<Opened>) -> Walked {
    let mut walked = Walked::default();
    match opened {
        Ok(opened) => walked.add("", opened),
        Err(error) => walked.problems.push(error.to_string()),
    }
    walked
}

/// Walks a file, which must not depend on whether it can be sought in.
fn walk(bytes: &[u8], limits: &Limits) -> Walked {
    let options = Options { limits: limits.clone(), ..Options::default() };
    let file = walk_opened(open(Input::File(Box::new(Cursor::new(bytes.to_vec()))), &options));
    let piped = walk_opened(open(stream(bytes, 8191), &options));
    assert_eq!(file, piped);
    file
}

fn walk_file(bytes: &[u8], limits: &Limits) -> Walked {
    let options = Options { limits: limits.clone(), ..Options::default() };
    walk_opened(open(Input::File(Box::new(Cursor::new(bytes.to_vec()))), &options))
}

/// Members and their text, as [`Walked::members`] has them.
fn members(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| (format!("/{name}"), (*text).to_owned())).collect()
}

/// Every cut of an archive gives a part of what it has, and says that it is cut.
fn check_cuts(whole: &[u8], from: usize, until: usize) {
    let all = walk_file(whole, &Limits::default());
    for end in from..until {
        let cut = walk_file(&whole[..end], &Limits::default());
        let failed = cut.members.iter().any(|(_, text)| text.starts_with(['!', '~']));
        assert!(failed || !cut.problems.is_empty(), "nothing is said of a cut at {end}: {cut:?}");
        for (name, text) in &cut.members {
            let of = all.members.iter().filter(|(known, _)| known == name);
            let known = |part: &str| of.clone().any(|(_, text)| text.starts_with(part));
            assert!(
                name.is_empty() || text.is_empty() || text.starts_with(['!', '~']) || known(text),
                "{end}: {name} {text:?}"
            );
        }
    }
}
