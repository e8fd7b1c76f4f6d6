//! One pass over an element finds what looking at one level after another does.

use super::*;

const PARTS: &[&str] = &[
    "<Event xmlns='u' a=\"b\">",
    "<Event>",
    "</Event>",
    "<System>",
    "</System>",
    "<p:System>",
    "</p:System>",
    "<Provider Name='P' Guid=\"{1}\"/>",
    "<Data Name=\"X\">1 &lt; 2</Data>",
    "<Data Name='X' />",
    "<Data  Name = 'X'>y</Data>",
    "<Data\tName='X'>tab</Data>",
    "<Data Other='1' Name='X'>z</Data >",
    "<Data Name='<b'>z</Data>",
    "<Data Name='a>b'><b>deep</b>mixed</Data>",
    "<Data/>",
    "<Data></Data>",
    "<EventID Qualifiers='0'>7</EventID>",
    "<![CDATA[<Event>]]>",
    "<!-- </Event> -->",
    "text > &amp; ",
    "a < b",
    "\n  ",
    "<a",
    "<",
    ">",
    "</",
    "</x>",
];

const PATHS: &[&str] = &[
    "Event",
    "Event.@xmlns",
    "Event.@a",
    "Event.System",
    "Event.System.EventID",
    "Event.System.EventID.@Qualifiers",
    "Event.System.Provider.@Name",
    "Event.System.Data[Name=X]",
    "Event.System.Data[1]",
    "Event.Data[Name=X]",
    "Event.Data[2]",
    "Event.Data.b",
    "Event.Data.@Name",
    "Event.*.*",
    "*.*.Data",
    "Event.System[1].Data",
    "Event.Event.Event.Data",
];

fn look(store: &mut Store, text: &str, path: &Path) -> Option<(String, Option<String>)> {
    let mut record = Record::new(text, Form::Xml, store);
    let root = record.root();
    let found = record.get(root, path)?;
    Some((record.raw(found).to_owned(), record.text(found).map(Cow::into_owned)))
}

/// A small generator: the same documents in every run.
fn document(seed: &mut u32, round: usize) -> String {
    let mut next = |count: usize| {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*seed >> 8) as usize % count
    };
    let mut document = String::from(if round.is_multiple_of(8) { "" } else { "<Event><System>" });
    for _ in 0..next(10) {
        document.push_str(PARTS[next(PARTS.len())]);
    }
    if !round.is_multiple_of(3) {
        document.push_str("</System></Event>");
    }
    document
}

#[test]
fn any_document_reads_the_same_both_ways() {
    let paths: Vec<Path> = PATHS.iter().map(|path| Path::parse(path).expect("path")).collect();
    // One store for all, as in use: it remembers the start tags.
    let (mut store, mut seed) = (Store::default(), 7);
    for round in 0..4000 {
        let document = document(&mut seed, round);
        // The comment is what one pass leaves to the other way.
        let long = format!("<!-- -->{document}");
        for path in &paths {
            let one = look(&mut store, &document, path);
            assert_eq!(one, look(&mut Store::default(), &long, path), "{document} {path:?}");
        }
    }
}
