//! The `OpenAPI` document of the guide's dialect, made from the one that the types describe.

use serde_json::{Map, Value};

use super::to_snake;

/// How the name of a type begins that replaces another in the guide's dialect.
const GUIDE: &str = "Guide";
const SCHEMAS: &str = "#/components/schemas/";

/// Re-spells a document of the SDKs' dialect: properties, required lists and query parameters in `snake_case`, and `GuideX`
/// in place of `X` where both are described.
pub(in crate::http) fn guide_document(mut document: Value) -> Value {
    let replaced: Vec<String> =
        schemas(&document).filter_map(|name| name.strip_prefix(GUIDE).map(str::to_owned)).collect();
    respell(&mut document, &replaced);
    if let Some(all) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        for name in &replaced {
            if let Some(schema) = all.remove(&format!("{GUIDE}{name}")) {
                all.insert(name.clone(), schema);
            }
        }
    }
    document
}

/// A document of the SDKs' dialect without the types that only the guide's knows.
pub(in crate::http) fn sdk_document(mut document: Value) -> Value {
    if let Some(all) = document.pointer_mut("/components/schemas").and_then(Value::as_object_mut) {
        all.retain(|name, _| !name.starts_with(GUIDE));
    }
    document
}

fn schemas(document: &Value) -> impl Iterator<Item = &String> {
    document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flat_map(Map::keys)
}

fn respell(value: &mut Value, replaced: &[String]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| respell(item, replaced)),
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get_mut("properties") {
                *properties = std::mem::take(properties)
                    .into_iter()
                    .map(|(name, schema)| (to_snake(&name), schema))
                    .collect();
            }
            if let Some(Value::Array(required)) = object.get_mut("required") {
                required.iter_mut().for_each(respell_name);
            }
            if object.get("in").is_some_and(|place| place == "query")
                && let Some(name) = object.get_mut("name")
            {
                respell_name(name);
            }
            object.values_mut().for_each(|inner| respell(inner, replaced));
        }
        _ => {}
    }
    // `GuideX` is described in the place of `X`, so that references to `X` stay as they are.
    if let Value::String(reference) = value
        && let Some(name) = reference.strip_prefix(SCHEMAS).and_then(|name| name.strip_prefix(GUIDE))
        && replaced.iter().any(|other| other == name)
    {
        *reference = format!("{SCHEMAS}{name}");
    }
}

fn respell_name(name: &mut Value) {
    if let Value::String(text) = name {
        *text = to_snake(text);
    }
}
