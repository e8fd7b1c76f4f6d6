//! Compression, archives and encodings around whole documents, by the libraries of
//! their formats.

use std::io::{Cursor, Write};

/// What the bytes of documents are put in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Plain,
    Gzip,
    Zstd,
    Xz,
    Bzip2,
    Zip,
    Tar,
    TarGz,
    Utf16Le,
    Utf16Be,
    Utf8Bom,
    /// Line ends of Windows.
    Crlf,
}

impl Container {
    /// Those that take bytes of any kind.
    pub(crate) const OF_BYTES: [Self; 8] =
        [Self::Plain, Self::Gzip, Self::Zstd, Self::Xz, Self::Bzip2, Self::Zip, Self::Tar, Self::TarGz];
    /// Those that take text.
    pub(crate) const ALL: [Self; 12] = [
        Self::Plain,
        Self::Gzip,
        Self::Zstd,
        Self::Xz,
        Self::Bzip2,
        Self::Zip,
        Self::Tar,
        Self::TarGz,
        Self::Utf16Le,
        Self::Utf16Be,
        Self::Utf8Bom,
        Self::Crlf,
    ];

    /// Whether it holds several documents.
    pub(crate) fn is_archive(self) -> bool {
        matches!(self, Self::Zip | Self::Tar | Self::TarGz)
    }

    /// A file with these documents: one, where it is no archive.
    pub(crate) fn pack(self, documents: &[Vec<u8>]) -> Vec<u8> {
        let bytes = documents.concat();
        match self {
            Self::Plain => bytes,
            Self::Gzip => gzip(&bytes),
            Self::Zstd => zstd::encode_all(&bytes[..], 1).expect("memory"),
            Self::Xz => {
                let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
                encoder.write_all(&bytes).expect("memory");
                encoder.finish().expect("memory")
            }
            Self::Bzip2 => {
                let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
                encoder.write_all(&bytes).expect("memory");
                encoder.finish().expect("memory")
            }
            Self::Zip => zip(documents),
            Self::Tar => tar(documents),
            Self::TarGz => gzip(&tar(documents)),
            Self::Utf16Le => utf16(&bytes, u16::to_le_bytes),
            Self::Utf16Be => utf16(&bytes, u16::to_be_bytes),
            Self::Utf8Bom => [&b"\xef\xbb\xbf"[..], &bytes].concat(),
            Self::Crlf => crlf(&bytes),
        }
    }
}

/// Line ends made those of Windows.
pub(crate) fn crlf(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .flat_map(|byte| if *byte == b'\n' { &b"\r\n"[..] } else { std::slice::from_ref(byte) })
        .copied()
        .collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn zip(documents: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (number, document) in documents.iter().enumerate() {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(format!("logs/{number}.log"), options).expect("memory");
        writer.write_all(document).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}

fn tar(documents: &[Vec<u8>]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (number, document) in documents.iter().enumerate() {
        let mut header = tar::Header::new_gnu();
        header.set_size(document.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, format!("logs/{number}.log"), &document[..]).expect("memory");
    }
    builder.into_inner().expect("memory")
}

fn utf16(bytes: &[u8], unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).expect("our own text");
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
}
