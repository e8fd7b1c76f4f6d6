//! The properties that are made from others: which they are made from, as the catalogue
//! says. What makes them (`aquila-fact`) has tests of its own.

use aquila_fact::{actor, address, path, store};

use super::{Properties, set};

pub(super) fn add(properties: &mut Properties) {
    let given = properties.clone();
    let get = |name: &str| given.get(name).map(String::as_str);
    let directory = get("Working Directory");
    let command = get("Process CommandLine");

    let port = get("destinationport").and_then(|port| port.parse().ok()).filter(|port| *port > 0);
    if let Some(found) = get("destinationaddress").and_then(|host| address::endpoint(host, port)) {
        set(properties, "Address Class", Some(found.class.name.clone()));
        set(properties, "Canonical Address", Some(found.address.clone()));
        set(properties, "Address Spelling", Some(found.spelling.as_str().to_owned()));
    }
    if let Some(found) = command.and_then(address::class_in_command) {
        set(properties, "Command Address Class", Some(found.class.name.clone()));
        set(properties, "Command Canonical Address", Some(found.address));
    }
    let same = address::same_machine(get("sourceaddress"), get("destinationaddress"));
    set(properties, "Same Machine", same.map(|same| same.to_string()));

    let file = get("filePath").and_then(|file| path::canonical(file, directory));
    if let Some(found) = file.as_deref().and_then(store::of_path) {
        set(properties, "Token Store", Some(found.id.clone()));
        set(properties, "Token Store Kind", Some(found.kind.name().to_owned()));
    }
    set(properties, "Canonical Path", file);
    let commanded = command.and_then(|command| store::in_command(command, directory));
    set(properties, "Command Token Store", commanded.map(|(found, ..)| found.id.clone()));

    let Some(image) = get("Application") else { return };
    set(properties, "Actor Image", path::canonical(image, directory));
    if let Some(found) = actor::actor(image, command.unwrap_or_default(), directory) {
        set(properties, "Actor", Some(found.to_string()));
        set(properties, "Actor Script", found.script);
    }
    let images: Vec<&str> = get("Parent Process Path").into_iter().chain([image]).collect();
    set(properties, "Actor Chain", Some(actor::chain(&images)));
}
