//! The committed descriptions of the API are those that the server serves.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

mod common;

use std::path::Path;

use common::Sandbox;
use serde_json::Value;

/// The committed file, which must be what the program prints.
fn current(file: &str, arguments: &str) -> Value {
    let ran = Sandbox::new().run(arguments);
    let committed = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    assert!(
        ran.text() == committed,
        "server/{file} is out of date; write it anew: qr-server {arguments} > server/{file}"
    );
    serde_json::from_str(&committed).unwrap()
}

fn check(file: &str, arguments: &str) {
    let document = current(file, arguments);
    let mut references = 0;
    each_reference(&document, &mut |reference| {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{file}: {reference} leads nowhere");
        references += 1;
    });
    assert!(references > 20, "only {references} references were followed");
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let place = format!("{file}: {method} {path}");
            let bodies =
                [&operation["requestBody"], &operation["responses"]["200"], &operation["responses"]["202"]];
            let bodies = bodies.into_iter().filter(|body| body["content"]["application/json"].is_object());
            let examples: Vec<&Value> =
                bodies.map(|body| &body["content"]["application/json"]["example"]).collect();
            // Streams have no one answer to show.
            let is_stream = operation["responses"]["200"]["content"]["text/event-stream"].is_object();
            assert!(
                is_stream || (!examples.is_empty() && !examples.iter().any(|example| example.is_null())),
                "{place}: {examples:?}"
            );
            assert!(operation["responses"]["429"].is_object() && operation["summary"].is_string(), "{place}");
        }
    }
}

fn each_reference(value: &Value, see: &mut impl FnMut(&str)) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(reference)) = object.get("$ref") {
                see(reference);
            }
            object.values().for_each(|inner| each_reference(inner, see));
        }
        Value::Array(items) => items.iter().for_each(|inner| each_reference(inner, see)),
        _ => {}
    }
}

#[test]
fn the_guides_description_is_current() {
    check("openapi.json", "openapi");
}

#[test]
fn the_sdks_description_is_current() {
    check("openapi-sdk.json", "openapi --sdk");
}

#[test]
fn the_postman_collection_is_current() {
    let collection = current("postman.json", "openapi --postman");
    let document = current("openapi.json", "openapi");
    let operations: usize = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .map(|operations| operations.as_object().unwrap().len())
        .sum();
    let folders = collection["item"].as_array().unwrap();
    let requests: usize = folders.iter().map(|folder| folder["item"].as_array().unwrap().len()).sum();
    assert_eq!(requests, operations, "every operation is in a folder");
    for variable in ["api_base_url", "auth_token"] {
        let variables = collection["variable"].as_array().unwrap();
        assert!(variables.iter().any(|known| known["key"] == variable), "{variable}");
    }
}
