//! The address that a URL or a command line is about.

use super::found::{Best, Found};
use super::scan::Scan;
use super::{host, position};
use crate::url::{self, Derived};

/// A URL in a parameter of a URL in a parameter, and no deeper.
const MOST_DECODINGS: usize = 3;

/// The class of a URL's host, or of a host that stands in its path, query or
/// fragment, encoded or not. Of several the first known service is told, else the
/// URL's own host.
///
/// Inside, an address counts where a URL begins, where a parameter has it as its
/// value, or where a path goes on after it; a public one never does, since links
/// are full of them.
pub fn class_in_url(url: &str) -> Option<Found> {
    let clean = url::without_controls(url);
    let text = clean.as_ref().map_or(url, |clean| clean.text.as_str());
    let parts = url::split(text);
    let mut best = Best::default();
    if let Some(range) = parts.host {
        let port = parts.port.clone().and_then(|port| text.get(port)?.parse().ok());
        let reading = text.get(range.clone()).and_then(|host| host::read(host, port));
        let scheme = parts.scheme.and_then(|scheme| text.get(scheme));
        if let Some(reading) = reading.filter(|reading| position::counts_after(scheme, reading)) {
            let end = parts.port.filter(|_| reading.by_port).map_or(range.end, |port| port.end);
            best.offer(Found::new(reading, range.start..end, false));
        }
    }
    if !best.is_service() {
        offer_layers(text, Scan::in_url(text, parts.rest), &mut best);
    }
    best.found().map(|found| in_input(found, clean.as_ref()))
}

/// The first address, URL or known name of a service anywhere in a command line or
/// script, else the first address of a range such as `private`.
///
/// A number counts only where a host must stand: before a slash or port at the
/// start of a word, after `//`, or as an argument of a command that takes URLs.
/// Words such as `metadata` need a scheme or such a command before them.
pub fn class_in_command(command_line: &str) -> Option<Found> {
    let mut best = Best::default();
    offer_layers(command_line, Scan::in_command(command_line), &mut best);
    best.found()
}

/// Offers what a scan finds, then what is found below each layer of encoding.
fn offer_layers(text: &str, mut scan: Scan<'_>, best: &mut Best) {
    let start = scan.start();
    if scan.any(|found| best.offer(found)) {
        return;
    }
    let mut layer: Option<Derived> = url::percent_decoded(text.get(start..).unwrap_or_default());
    for _ in 0..MOST_DECODINGS {
        let Some(derived) = layer else { return };
        let mut inner = Scan::in_url(&derived.text, 0);
        let place = |found| shifted(in_input(found, Some(&derived)), start);
        if inner.any(|found| best.offer(place(found))) {
            return;
        }
        layer = derived.percent_decoded();
    }
}

/// A find in a derived text, in places of the input.
fn in_input(mut found: Found, derived: Option<&Derived>) -> Found {
    if let Some(derived) = derived {
        let range = derived.origin(found.start..found.end);
        (found.start, found.end) = (range.start, range.end);
    }
    found
}

fn shifted(mut found: Found, by: usize) -> Found {
    found.start += by;
    found.end += by;
    found
}
