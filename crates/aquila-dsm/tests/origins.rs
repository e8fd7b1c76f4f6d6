//! Where values come from: each range that is told is read again in the payload, by
//! decoders that are not ours, and holds the value.
#![allow(clippy::print_stdout, reason = "figures that a reader of the test log wants")]

mod decoded;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use aquila_dsm::chunk::Chunk;
use aquila_dsm::decode::{DecodeOptions, Decoder, InputState, Origin};
use aquila_dsm::framing::Format;
use aquila_dsm::source::SourceTypes;
use aquila_event::{Catalogue, EventBuilder, EventSchema, LogSources};
use arrow_array::Array;

/// Columns whose values are other words for what the record says: numbers of protocols, of
/// log sources, times in milliseconds, names that a table gives.
const IN_OTHER_WORDS: &[&str] = &[
    "protocolid",
    "logsourceid",
    "starttime",
    "endtime",
    "devicetime",
    "Actor Type",
    "File Access",
    "Grant Kind",
    "Network Direction",
];

/// What the success of a system call is called.
const WORDS: &[(&str, &str)] =
    &[("yes", "success"), ("no", "failure"), ("1", "success"), ("0", "failure"), ("failed", "failure")];

/// The address and the port in the bytes of an IPv4 socket address (`struct sockaddr_in`), in
/// hexadecimal, or with those that cannot be printed as `%XX`.
fn socket(raw: &str) -> Vec<String> {
    let mut hex = String::new();
    let mut rest = raw.chars();
    while let Some(c) = rest.next() {
        match c {
            '%' => hex.extend(rest.by_ref().take(2)),
            c if raw.contains('%') => hex.push_str(&format!("{:02x}", u32::from(c))),
            c => hex.push(c),
        }
    }
    let byte = |at: usize| hex.get(2 * at..2 * at + 2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
    let bytes: Option<Vec<u8>> = (0..8).map(byte).collect();
    match bytes.as_deref() {
        Some([2, 0, high, low, a, b, c, d]) => {
            vec![format!("{a}.{b}.{c}.{d}"), u16::from_be_bytes([*high, *low]).to_string()]
        }
        // AF_INET6 with an IPv4 address mapped into it: 8 bytes before it, 12 of prefix.
        Some([10, 0, high, low, ..]) => {
            let address: Option<Vec<String>> = (20..24).map(|at| Some(byte(at)?.to_string())).collect();
            let port = u16::from_be_bytes([*high, *low]).to_string();
            vec![address.unwrap_or_default().join("."), port]
        }
        _ => Vec::new(),
    }
}

/// What a raw text may mean.
fn readings(raw: &str) -> Vec<String> {
    let mut readings = vec![raw.to_owned()];
    let mut quoted = raw.to_owned();
    for _ in 0..3 {
        let Ok(text) = serde_json::from_str::<String>(&format!("\"{quoted}\"")) else { break };
        if text == quoted {
            break;
        }
        readings.push(text.clone());
        quoted = text;
    }
    readings.push(raw.replace("\"\"", "\""));
    readings.push(raw.replace("\"\"", "\"").replace("\\\\", "\\"));
    if let Ok(list) = serde_json::from_str::<Vec<String>>(raw) {
        readings.push(list.join(" "));
    }
    readings.extend(socket(raw));
    readings.extend(WORDS.iter().filter(|(word, _)| *word == raw).map(|(_, meaning)| (*meaning).to_owned()));
    // An address with its port.
    if let Some((address, port)) = raw.rsplit_once(':') {
        readings.extend([address.trim_matches(['[', ']']).to_owned(), port.to_owned()]);
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    for text in readings.clone() {
        readings.push(entities.iter().fold(text, |text, (from, to)| text.replace(from, to)));
    }
    let digits = raw.bytes().all(|byte| byte.is_ascii_hexdigit()) && raw.len().is_multiple_of(2);
    if digits && !raw.is_empty() {
        let byte = |at: usize| u8::from_str_radix(&raw[at..at + 2], 16).expect("digits");
        let bytes: Vec<u8> = (0..raw.len())
            .step_by(2)
            .map(byte)
            .map(|b| if b == 0 { b' ' } else { b })
            .map(|b| if b == 1 { b',' } else { b })
            .collect();
        readings.push(String::from_utf8_lossy(&bytes).trim_end().to_owned());
        readings.extend(u64::from_str_radix(raw, 16).ok().map(|number| number.to_string()));
    }
    if let Some(digits) = raw.strip_prefix("0x") {
        readings.extend(u64::from_str_radix(digits, 16).ok().map(|number| number.to_string()));
    }
    readings
}

#[derive(Default)]
struct Count {
    held: usize,
    of_parts: usize,
    said_by_type: usize,
    wrong: Vec<String>,
}

fn check(name: &str, value: &str, origin: &Origin, payload: &[u8], count: &mut Count) {
    let Some((start, end)) = origin.range else {
        count.said_by_type += 1;
        return;
    };
    let raw = String::from_utf8_lossy(payload.get(start..end).expect("a range of the payload"));
    // Arguments of one command line stand in several records.
    let is_whole = origin.from.len() == 1 && origin.from[0] != "EXECVE[*]";
    if !is_whole || IN_OTHER_WORDS.contains(&name) {
        count.of_parts += 1;
        return;
    }
    let same = |text: &String| text == value || text.trim() == value || text.eq_ignore_ascii_case(value);
    let readings = readings(&raw);
    if readings.iter().any(same)
        || readings.iter().any(|text| value.ends_with(text.as_str()) && !text.is_empty())
    {
        count.held += 1;
    } else {
        count.wrong.push(format!("{name} = {value:?} from {:?}: {raw:?}", origin.from));
    }
}

fn inspect(chunks: &[Chunk], counts: &mut Count) {
    let catalogue = Catalogue::builtin();
    let schema = EventSchema::all(&catalogue);
    let sources = Arc::new(LogSources::default());
    let mut decoder = Decoder::new(SourceTypes::builtin(), Arc::clone(&catalogue), sources, schema.clone());
    let options = DecodeOptions { timezone: chrono_tz::UTC, file_time_ms: decoded::FILE_TIME_MS };
    let input = InputState::new(1);
    for chunk in chunks {
        let mut out = EventBuilder::new(&catalogue, schema.clone());
        let infos = decoder.decode_chunk(chunk, &input, &options, &mut || None, &mut out);
        let batch = out.finish().expect("batch");
        let names: Vec<String> = batch.schema().fields().iter().map(|field| field.name().clone()).collect();
        let columns: Vec<_> = names.iter().map(|name| decoded::text(&batch, name)).collect();
        for (row, info) in infos.iter().enumerate() {
            let origins = decoder.origins(chunk, &input, &options, info);
            let payload = chunk.payload(&chunk.frames[info.frame as usize]);
            for ((name, column), origin) in names.iter().zip(&columns).zip(&origins) {
                if name == "payload" || column.is_null(row) {
                    continue;
                }
                check(name, column.value(row), origin, payload, counts);
            }
        }
    }
}

#[test]
fn each_range_holds_its_value() {
    let logs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/logs");
    let mut wrong = BTreeMap::new();
    let (mut held, mut of_parts, mut said_by_type) = (0, 0, 0);
    for folder in std::fs::read_dir(logs).expect("folder") {
        for file in std::fs::read_dir(folder.expect("entry").path()).expect("folder") {
            let path = file.expect("entry").path();
            let format = path.extension().is_some_and(|end| end == "csv").then_some(Format::Csv);
            let mut count = Count::default();
            inspect(&decoded::chunks_as(&path, format), &mut count);
            held += count.held;
            of_parts += count.of_parts;
            said_by_type += count.said_by_type;
            wrong.insert(path, count.wrong);
        }
    }
    println!(
        "{held} values read again, {of_parts} made of several fields or in other words, {said_by_type} not from the record"
    );
    let wrong: Vec<String> = wrong
        .into_iter()
        .flat_map(|(path, wrong)| wrong.into_iter().map(move |line| format!("{}: {line}", path.display())))
        .collect();
    assert!(wrong.is_empty(), "{} of {held}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(held > 1000, "there are samples");
}
