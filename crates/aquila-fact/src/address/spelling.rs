//! How a host was written.

use std::fmt;

/// How a host was written. Of several that hold, the outermost is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Spelling {
    /// An address in the ordinary way: `169.254.169.254`, `fd00:ec2::254`.
    Plain,
    /// Another form that `inet_aton` reads: one number, fewer parts, octal, hexadecimal.
    Number,
    /// Decimal parts with leading zeros, which `inet_aton` would read as octal.
    LeadingZeros,
    /// Parts too large for their place, which some parsers cut.
    Overflow,
    /// An IPv4 address inside an IPv6 address.
    Mapped,
    /// Percent-encoded, once or several times.
    Encoded,
    /// With characters that compatibility normalization (NFKC) turns into ASCII.
    Unicode,
    /// A host name.
    Name,
    /// A name under a domain that answers with the address in the name.
    WildcardDns,
}

impl Spelling {
    /// The word for it in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Number => "number",
            Self::LeadingZeros => "leading_zeros",
            Self::Overflow => "overflow",
            Self::Mapped => "mapped",
            Self::Encoded => "encoded",
            Self::Unicode => "unicode",
            Self::Name => "name",
            Self::WildcardDns => "wildcard_dns",
        }
    }
}

impl fmt::Display for Spelling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
