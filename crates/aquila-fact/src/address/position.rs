//! Where in a text a host stands, and whether it counts there.

use super::class::knowledge;
use super::client;
use super::host::{Form, Reading};

/// The scheme whose colon ends a text.
pub(super) fn scheme(before: &str) -> Option<&str> {
    let name = before.strip_suffix(':')?;
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let length = name.bytes().rev().take(LONGEST_SCHEME).take_while(is_part).count();
    // One letter is a drive of Windows.
    (length > 1).then(|| name.get(name.len() - length..)).flatten()
}

/// Whether a host counts after a scheme, or after slashes without one. `s3://metadata`
/// names a bucket, not a host.
pub(super) fn counts_after(scheme: Option<&str>, reading: &Reading) -> bool {
    let is_known = |scheme: &str| knowledge().schemes.iter().any(|known| known.eq_ignore_ascii_case(scheme));
    !matches!(reading.form, Form::Word | Form::Number) || scheme.is_none_or(is_known)
}

/// More than any scheme in use.
const LONGEST_SCHEME: usize = 32;

/// A piece of text that may be a host.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    /// Where it ends, before any port.
    pub(super) end: usize,
    pub(super) has_port: bool,
    /// Where the port ends, if there is one.
    pub(super) after: usize,
}

impl Piece<'_> {
    fn before(&self) -> &str {
        self.text.get(..self.start).unwrap_or_default()
    }

    fn rest(&self) -> &str {
        self.text.get(self.after..).unwrap_or_default()
    }

    fn is_followed(&self) -> bool {
        self.has_port || self.rest().starts_with(['/', '\\'])
    }

    fn starts_word(&self) -> bool {
        !self.before().ends_with(['/', '\\', '.']) || self.before().ends_with(":/")
    }

    /// Whether the shell's own way to open a connection is before it.
    pub(super) fn is_device(&self) -> bool {
        ["/dev/tcp/", "/dev/udp/"].iter().any(|device| self.before().ends_with(device))
    }

    /// Whether a port or a path comes after it, as only after a host.
    fn is_before_more(&self) -> bool {
        self.is_device() || self.is_followed() && self.starts_word()
    }

    fn is_whole_word(&self) -> bool {
        let is_edge = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ';' | '|' | ')');
        self.before().ends_with(is_edge) && (self.rest().is_empty() || self.rest().starts_with(is_edge))
    }

    /// Whether only a host makes sense here: before a port or path, or as an argument
    /// of a command that takes URLs.
    fn is_host_position(&self) -> bool {
        self.is_before_more() || self.is_whole_word() && client::is_argument(self.text, self.start)
    }

    /// Whether it counts inside a URL, behind its host.
    pub(super) fn counts_in_url(&self, reading: &Reading) -> bool {
        let is_value = self.before().ends_with('=');
        let is_segment = self.is_followed() && self.before().ends_with('/');
        reading.class.service
            && match reading.form {
                Form::Certain | Form::Ipv6 | Form::Dotted => is_value || is_segment,
                Form::Number => is_value && self.is_followed(),
                Form::Word => false,
            }
    }

    /// Whether it counts in a command line.
    pub(super) fn counts_in_command(&self, reading: &Reading) -> bool {
        let is_service = reading.class.service;
        match reading.form {
            Form::Certain => true,
            Form::Dotted => is_service,
            Form::Ipv6 => is_service || self.looks_like_ipv6() || self.is_before_more(),
            Form::Number => is_service && self.is_host_position(),
            Form::Word => {
                self.is_followed() && self.starts_word() && client::is_argument(self.text, self.start)
            }
        }
    }

    /// Whether it counts after two slashes without a scheme. In the middle of a path
    /// these are one.
    pub(super) fn counts_after_slashes(&self, reading: &Reading) -> bool {
        let outside = self.before().trim_end_matches(['/', '\\']);
        let starts_url = !outside.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
        let is_number = reading.form == Form::Number && reading.class.service;
        is_number && starts_url || self.counts_in_command(reading)
    }

    /// `a::b` is how programs name things; addresses begin with four digits or are `::1`.
    fn looks_like_ipv6(&self) -> bool {
        let text = self.text.get(self.start..self.end).unwrap_or_default();
        let text = text.trim_start_matches('[');
        let first = text.split(':').next().unwrap_or_default();
        first.len() == 4 && !text.starts_with("0000") || text.starts_with("::ffff:")
    }
}
