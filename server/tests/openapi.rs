//! The committed descriptions of the API are those that the server serves.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

mod common;

use std::path::Path;

use common::Sandbox;
use serde_json::Value;

fn check(file: &str, arguments: &str) {
    let ran = Sandbox::new().run(arguments);
    let committed = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    assert!(
        ran.text() == committed,
        "server/{file} is out of date; write it anew: qr-server {arguments} > server/{file}"
    );
    let document: Value = serde_json::from_str(&committed).unwrap();
    let mut references = 0;
    each_reference(&document, &mut |reference| {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{file}: {reference} leads nowhere");
        references += 1;
    });
    assert!(references > 20, "only {references} references were followed");
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
