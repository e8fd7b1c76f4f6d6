//! Where data goes: standard output, or a file that appears only when it is whole.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tempfile::NamedTempFile;

/// The file that is being written, so that a hard exit can remove it.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// A destination for data.
pub(crate) enum Output {
    /// Standard output.
    Stdout(BufWriter<io::Stdout>),
    /// A device or a named pipe.
    Device(BufWriter<File>),
    /// A temporary file beside its destination.
    File { writer: BufWriter<File>, temporary: NamedTempFile, path: PathBuf, overwrite: bool },
}

impl Output {
    /// Opens the destination.
    ///
    /// # Errors
    /// When the file exists and `overwrite` is off, or its folder cannot be written.
    pub(crate) fn open(path: Option<&Path>, overwrite: bool) -> Result<Self, String> {
        let Some(path) = path else {
            return Ok(Output::Stdout(BufWriter::with_capacity(1 << 16, io::stdout())));
        };
        let reason = |error: io::Error| format!("{}: {error}", path.display());
        // A device or a pipe is written to; a file in its place would replace it.
        if std::fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
            let device = std::fs::OpenOptions::new().write(true).open(path).map_err(reason)?;
            return Ok(Output::Device(BufWriter::with_capacity(1 << 16, device)));
        }
        if path.is_dir() {
            return Err(format!("{}: a folder; name a file", path.display()));
        }
        if path.exists() && !overwrite {
            return Err(format!("{}: the file exists; add --overwrite to replace it", path.display()));
        }
        // A link stays a link: what it points to is replaced.
        let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        builder.prefix(".aquila-");
        // As any new file, not as a private temporary one; the umask still counts.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let temporary = builder.tempfile_in(folder).map_err(reason)?;
        if let Ok(old) = std::fs::metadata(path) {
            temporary.as_file().set_permissions(old.permissions()).map_err(reason)?;
        }
        if let Ok(mut unfinished) = UNFINISHED.lock() {
            *unfinished = Some(temporary.path().to_owned());
        }
        let writer = BufWriter::with_capacity(1 << 16, temporary.reopen().map_err(reason)?);
        Ok(Output::File { writer, temporary, path: path.clone(), overwrite })
    }

    /// Makes the data visible at its destination.
    pub(crate) fn finish(self) -> io::Result<()> {
        match self {
            Output::Stdout(mut writer) => writer.flush(),
            Output::Device(mut writer) => writer.flush(),
            Output::File { mut writer, temporary, path, overwrite } => {
                writer.flush()?;
                let kept =
                    if overwrite { temporary.persist(&path) } else { temporary.persist_noclobber(&path) };
                kept.map_err(|error| error.error)?;
                if let Ok(mut unfinished) = UNFINISHED.lock() {
                    *unfinished = None;
                }
                Ok(())
            }
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Output::Stdout(writer) => writer.write(bytes),
            Output::Device(writer) => writer.write(bytes),
            Output::File { writer, .. } => writer.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Output::Stdout(writer) => writer.flush(),
            Output::Device(writer) => writer.flush(),
            Output::File { writer, .. } => writer.flush(),
        }
    }
}

/// Before an exit that runs no destructors.
pub(crate) fn remove_unfinished() {
    if let Ok(mut unfinished) = UNFINISHED.lock()
        && let Some(path) = unfinished.take()
    {
        // The program is ending; there is nobody left to tell.
        let _ = std::fs::remove_file(path);
    }
}
