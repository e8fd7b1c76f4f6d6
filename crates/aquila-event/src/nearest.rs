//! Names that look like one that does not exist: what was meant, most likely.

/// Up to three of these names that look like `name`, nearest first.
pub fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let wanted = name.to_lowercase();
    let mut near: Vec<(usize, &str)> = names
        .map(|other| (edit_distance(&wanted, &other.to_lowercase()), other))
        .filter(|(distance, other)| *distance <= wanted.len().max(other.len()) / 3)
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(3).map(|(_, other)| other).collect()
}

/// Levenshtein distance over characters.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike() {
        let names = ["File Read", "File Created", "Process Created"];
        for (name, expected) in [
            ("File Raed", &["File Read", "File Created"][..]),
            ("file create", &["File Created", "File Read"]),
            ("Consent", &[]),
            ("", &[]),
        ] {
            assert_eq!(nearest(name, names.into_iter()), expected, "{name}");
        }
    }
}
