//! Errors that already say what is wrong, so that no layer above explains them
//! once more.

use std::fmt;
use std::io;

#[derive(Debug)]
struct Told(String);

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Told {}

/// An error with its final message.
pub(super) fn told(cause: impl Into<String>) -> io::Error {
    io::Error::other(Told(cause.into()))
}

/// An error of a decoder, told with the name of the format. What a layer below
/// told, and what the system says of the file itself, stays as it is.
pub(super) fn named(name: &str, error: io::Error) -> io::Error {
    let is_told = error.get_ref().is_some_and(|inner| inner.is::<Told>());
    match error.kind() {
        io::ErrorKind::Interrupted => error,
        _ if is_told || error.raw_os_error().is_some() => error,
        io::ErrorKind::UnexpectedEof => told(format!("{name} data ends early")),
        _ => told(format!("{name} data is damaged: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_is_explained_once() {
        let early = named("gzip", io::ErrorKind::UnexpectedEof.into());
        assert_eq!(early.to_string(), "gzip data ends early");
        assert_eq!(named("zstd", early).to_string(), "gzip data ends early");
        let other = named("zstd", io::Error::other("bad block"));
        assert_eq!(other.to_string(), "zstd data is damaged: bad block");
        assert_eq!(named("x", io::Error::from_raw_os_error(5)).raw_os_error(), Some(5));
    }
}
