//! Reading the tab-separated tables in `data/`.

/// The rows of a table: without comments, its header and empty lines.
pub(crate) fn rows(text: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    text.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .skip(1)
        .map(|line| line.split('\t'))
}
