//! Whether to use color: only on a terminal, never against the user's word.

use crate::args::ColorWhen;

/// `stream_is_terminal` is about the stream that will be written to.
pub(crate) fn enabled(when: ColorWhen, stream_is_terminal: bool) -> bool {
    match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => {
            let forbidden = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
            stream_is_terminal && !forbidden && !dumb
        }
    }
}
