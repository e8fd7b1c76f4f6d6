use super::*;

#[test]
fn the_file_of_places_reads() {
    assert_eq!(places::file().err(), None);
    let deepest = places::PLACES.windows_links.iter().map(|link| link.from.components().len() - 1).max();
    assert!(deepest.is_some_and(|deepest| deepest <= windows::MOST_COMPONENTS), "{deepest:?}");
}

#[test]
fn windows_paths_compare_in_lower_case() {
    assert_eq!(folded(r"C:\Users\Bob"), r"c:\users\bob");
    assert_eq!(folded(r"~\AppData"), r"~\appdata");
    assert_eq!(folded("/Users/Bob"), "/Users/Bob");
    assert_eq!(folded("/a\\B"), "/a\\B");
}

#[test]
fn the_name_is_the_last_component() {
    assert_eq!(name(r"C:\a\b.exe"), "b.exe");
    assert_eq!(name("/a/b"), "b");
    assert_eq!(name("/a/b\\c"), "b\\c");
    assert_eq!(name("x"), "x");
}
