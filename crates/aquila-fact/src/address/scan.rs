//! Finds hosts in a text, left to right, each byte looked at a bounded number of times.

use std::collections::VecDeque;
use std::ops::Range;

use super::Found;
use super::edge::{authority_length, digits_at, ends_url, port_at, trimmed};
use super::fold::is_host_char;
use super::host::{self, Reading};
use super::position::{self, Piece};
use crate::url;

/// More than any IPv6 address with a zone, encoded or not.
const LONGEST_IPV6: usize = 256;

/// A walk over a command line, or over what follows the host of a URL.
pub(super) struct Scan<'a> {
    text: &'a str,
    at: usize,
    /// Inside a URL, behind its host.
    in_url: bool,
    /// The whole text is that.
    is_url: bool,
    found: VecDeque<Found>,
}

impl<'a> Scan<'a> {
    /// Over a command line or script.
    pub(super) fn in_command(text: &'a str) -> Self {
        Self { text, at: 0, in_url: false, is_url: false, found: VecDeque::new() }
    }

    /// Over the part of a URL behind its host.
    pub(super) fn in_url(text: &'a str, start: usize) -> Self {
        Self { text, at: start, in_url: true, is_url: true, found: VecDeque::new() }
    }

    /// Where the scan stands.
    pub(super) fn start(&self) -> usize {
        self.at
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn before(&self) -> &'a str {
        self.text.get(..self.at).unwrap_or_default()
    }

    /// Takes one step: an authority, an address in brackets, a run of host
    /// characters, or one other character.
    fn step(&mut self, first: char) {
        let rest = self.rest();
        let slashes = rest.len() - rest.trim_start_matches(['/', '\\']).len();
        if slashes > 0 {
            self.slashes(slashes);
        } else if first == '[' {
            self.brackets();
        } else if first == ':' || is_host_char(first) {
            self.run();
        } else {
            self.in_url = self.is_url || self.in_url && !ends_url(first);
            self.at += first.len_utf8();
        }
    }

    /// What follows slashes is a host if there are two, or a path.
    fn slashes(&mut self, count: usize) {
        let start = self.at + count;
        let scheme = position::scheme(self.before());
        let is_share = self.rest().starts_with(r"\\") && scheme.is_none();
        self.at = start;
        if count < 2 {
            return;
        }
        let end = start + authority_length(self.rest());
        let mut authority = start..end;
        if is_share {
            // \\host@port\ is how Windows names a share that it reads by HTTP.
            let text = self.text.get(authority.clone()).unwrap_or_default();
            authority.end = start + text.find('@').unwrap_or(text.len());
        }
        let is_known = self.authority(authority, scheme);
        if scheme.is_some() || is_known {
            self.at = end;
            self.in_url = true;
        }
    }

    fn authority(&mut self, authority: Range<usize>, scheme: Option<&str>) -> bool {
        let (host, port) = url::host_and_port(self.text, authority);
        let end = port.as_ref().map_or(host.end, |port| port.end);
        let port = port.and_then(|port| self.text.get(port)?.parse().ok());
        let Some(reading) = self.read(host.clone(), port) else { return false };
        let piece = self.piece(host.clone(), end);
        let counts = match scheme {
            Some(_) => position::counts_after(scheme, &reading),
            None => piece.counts_after_slashes(&reading),
        };
        // A link to a public address in a URL is no news.
        let is_news = !self.in_url || reading.class.name != PUBLIC;
        if counts && is_news {
            self.push(reading, host, end);
        }
        counts
    }

    fn brackets(&mut self) {
        let mut window = self.rest().bytes().take(LONGEST_IPV6).enumerate().skip(1);
        let window = window.find(|(_, byte)| matches!(byte, b'[' | b']'));
        let window = window.filter(|(_, byte)| *byte == b']').map(|(at, _)| at);
        let is_index = self.before().ends_with(|c: char| c.is_alphanumeric() || matches!(c, ')' | ']' | '_'));
        let start = self.at;
        self.at += 1;
        let Some(length) = window.filter(|_| !is_index) else { return };
        let host = start..start + length + 1;
        let port = port_at(self.text, host.end);
        let end = port.as_ref().map_or(host.end, |port| port.end);
        let number = port.and_then(|port| self.text.get(port)?.parse().ok());
        if let Some(reading) = self.read(host.clone(), number) {
            self.at = end;
            self.offer(reading, host, end);
        }
    }

    /// A run of host characters and colons: one IPv6 address, or hosts, ports and
    /// other words with colons between them.
    fn run(&mut self) {
        let rest = self.rest();
        let length = rest.find(|c| c != ':' && !is_host_char(c)).unwrap_or(rest.len());
        let run = self.at..self.at + length;
        self.at = run.end;
        let after = self.rest();
        let is_user =
            after.strip_prefix('@').is_some_and(|host| host.starts_with(|c| c == '[' || is_host_char(c)));
        if is_user {
            return;
        }
        let text = self.text.get(run.clone()).unwrap_or_default();
        if text.len() <= LONGEST_IPV6 && text.bytes().filter(|byte| *byte == b':').count() > 1 {
            let host = run.start..run.start + text.trim_end_matches('.').len();
            if let Some(reading) = self.read(host.clone(), None) {
                let end = host.end;
                return self.offer(reading, host, end);
            }
        }
        self.pieces(run.start, text);
    }

    fn pieces(&mut self, start: usize, text: &str) {
        let mut at = start;
        for piece in text.split(':') {
            let host = trimmed(self.text, at..at + piece.len());
            let port = port_at(self.text, at + piece.len());
            at += piece.len() + 1;
            if host.is_empty() {
                continue;
            }
            let device = self.piece(host.clone(), host.end).is_device();
            let end = port.as_ref().map_or(host.end, |port| port.end);
            let digits = port.or_else(|| device.then(|| digits_at(self.text, host.end, '/')).flatten());
            let number = digits.and_then(|port| self.text.get(port)?.parse().ok());
            if let Some(reading) = self.read(host.clone(), number) {
                self.offer(reading, host, end);
            }
        }
    }

    fn read(&self, host: Range<usize>, port: Option<u16>) -> Option<Reading> {
        host::read(self.text.get(host)?, port)
    }

    fn piece(&self, host: Range<usize>, after: usize) -> Piece<'a> {
        Piece { text: self.text, start: host.start, end: host.end, has_port: after > host.end, after }
    }

    fn offer(&mut self, reading: Reading, host: Range<usize>, end: usize) {
        let piece = self.piece(host.clone(), end);
        let counts =
            if self.in_url { piece.counts_in_url(&reading) } else { piece.counts_in_command(&reading) };
        if counts {
            self.push(reading, host, end);
        }
    }

    fn push(&mut self, reading: Reading, host: Range<usize>, end: usize) {
        let end = if reading.by_port { end } else { host.end };
        self.found.push_back(Found::new(reading, host.start..end, self.in_url));
    }
}

impl Iterator for Scan<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(found) = self.found.pop_front() {
                return Some(found);
            }
            let first = self.rest().chars().next()?;
            self.step(first);
        }
    }
}

/// The class of addresses that say nothing inside a URL.
const PUBLIC: &str = "public";
