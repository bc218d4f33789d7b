//! The same description as a Postman collection: a folder for each group, variables for the address and the token.

use serde_json::{Value, json};

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

/// A collection from a document.
pub(super) fn collection(document: &Value) -> Value {
    let tags = document["tags"].as_array().into_iter().flatten();
    let folder = |tag: &Value| {
        let items: Vec<Value> = operations(document)
            .filter(|(_, _, operation)| operation["tags"][0] == tag["name"])
            .map(|(path, method, operation)| request(path, method, operation))
            .collect();
        json!({ "name": tag["name"], "description": tag["description"], "item": items })
    };
    json!({
        "info": {
            "name": document["info"]["title"],
            "description": document["info"]["description"],
            "schema": SCHEMA,
        },
        "auth": { "type": "bearer", "bearer": [{ "key": "token", "value": "{{auth_token}}", "type": "string" }] },
        "variable": [
            { "key": "api_base_url", "value": "http://127.0.0.1:8080/v1" },
            { "key": "auth_token", "value": "" },
        ],
        "item": tags.map(folder).collect::<Vec<_>>(),
    })
}

fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, operations)| {
        let operations = operations.as_object().into_iter().flatten();
        operations.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

fn request(path: &str, method: &str, operation: &Value) -> Value {
    let parameters = |place: &'static str| {
        operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(move |parameter| parameter["in"] == place)
    };
    let entry = |parameter: &Value| {
        json!({
            "key": parameter["name"],
            "value": parameter["example"].as_str().unwrap_or_default(),
            "description": parameter["description"],
            "disabled": parameter["required"] != true,
        })
    };
    // Postman writes parameters of paths as `:name`.
    let segments: Vec<String> = path
        .trim_start_matches("/v1/")
        .split('/')
        .map(|segment| match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => format!(":{name}"),
            None => segment.to_owned(),
        })
        .collect();
    let mut headers: Vec<Value> = parameters("header").map(entry).collect();
    let body = operation["requestBody"]["content"]["application/json"].get("example").map(|example| {
        headers.push(json!({ "key": "Content-Type", "value": "application/json" }));
        let text = serde_json::to_string_pretty(example).unwrap_or_default();
        json!({ "mode": "raw", "raw": text, "options": { "raw": { "language": "json" } } })
    });
    let mut request = json!({
        "method": method.to_uppercase(),
        "header": headers,
        "url": {
            "raw": format!("{{{{api_base_url}}}}/{}", segments.join("/")),
            "host": ["{{api_base_url}}"],
            "path": segments,
            "query": parameters("query").map(entry).collect::<Vec<_>>(),
            "variable": parameters("path").map(entry).collect::<Vec<_>>(),
        },
        "description": operation["description"],
    });
    if let Some(body) = body {
        request["body"] = body;
    }
    if operation["security"] == json!([{}]) || operation["security"] == json!([]) {
        request["auth"] = json!({ "type": "noauth" });
    }
    json!({ "name": operation["summary"], "request": request })
}
