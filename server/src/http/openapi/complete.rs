//! What all operations have in common: scopes, errors, keys of requests, examples. Written once, here, instead of at each.

use serde_json::{Map, Value, json};

use super::example::Examples;
use crate::http::access::{Rule, rule};

const ERROR: &str = "#/components/schemas/ErrorResponse";
/// Methods whose requests may carry an `Idempotency-Key`.
const KEYED: [&str; 3] = ["post", "put", "patch"];

/// Completes a document of either dialect.
pub(super) fn complete(document: &mut Value) {
    let examples = Examples::new(document);
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for (path, operations) in paths {
        let Some(operations) = operations.as_object_mut() else { continue };
        for (method, operation) in operations {
            let Some(operation) = operation.as_object_mut() else { continue };
            operation.insert("operationId".to_owned(), Value::from(name(path, method)));
            secure(path, method, operation);
            parameters(method, operation);
            errors(path, operation);
            examples.add_to(operation);
        }
    }
}

/// The name of an operation: handlers of different groups are called alike, operations must not be.
fn name(path: &str, method: &str) -> String {
    let parts = path.split(['/', ':', '-', '_']).filter(|part| !part.is_empty() && *part != "v1");
    let parts: Vec<&str> = parts.map(|part| part.trim_matches(['{', '}'])).collect();
    format!("{method}_{}", parts.join("_"))
}

/// Names the scope that an operation asks for.
fn secure(path: &str, method: &str, operation: &mut Map<String, Value>) {
    if let Some(Rule::Scope(scope)) = rule(&method.to_uppercase(), path) {
        operation.insert("security".to_owned(), json!([{ "bearer": [scope.short()] }]));
        let said = operation.get("description").and_then(Value::as_str).unwrap_or_default();
        let description = format!("{said}\n\nScope: `{}`", scope.short());
        operation.insert("description".to_owned(), Value::from(description.trim()));
    }
}

/// Tells what ids look like, and the header that makes a request happen once.
fn parameters(method: &str, operation: &mut Map<String, Value>) {
    let list = operation.entry("parameters").or_insert_with(|| json!([]));
    let Some(list) = list.as_array_mut() else { return };
    for parameter in list.iter_mut().filter(|parameter| parameter["name"] == "id") {
        parameter["schema"]["format"] = Value::from("uuid");
    }
    if KEYED.contains(&method) {
        list.push(json!({
            "name": "Idempotency-Key",
            "in": "header",
            "required": false,
            "description": "Makes the request happen once: for 24 hours the same request with the same key gets the same answer",
            "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]*$" },
        }));
    }
    if list.is_empty() {
        operation.remove("parameters");
    }
}

/// Adds the errors that an operation can answer.
fn errors(path: &str, operation: &mut Map<String, Value>) {
    let has_body = operation.contains_key("requestBody");
    let is_public =
        operation.get("security").is_some_and(|security| *security == json!([{}]) || *security == json!([]));
    let mut answers = vec![
        ("400", "A field or parameter is refused; `details` names each"),
        ("429", "The minute's requests are used up; `Retry-After` tells how long to wait"),
        ("503", "The database does not answer; `Retry-After` tells how long to wait"),
    ];
    if !is_public {
        answers.push(("401", "No token, or one that does not count"));
        answers.push(("403", "The token does not open this"));
        answers.push(("404", "Unknown in this workspace"));
        answers.push((
            "409",
            "It exists already, is in use, or was changed by another request at the same time",
        ));
    }
    if has_body {
        answers.push((
            "409",
            "It exists already, is in use, or was changed by another request at the same time",
        ));
        answers.push(("413", "The body is too large"));
        answers.push(("415", "The body is no JSON"));
        answers.push(("422", "The `Idempotency-Key` was used for another request"));
    }
    if path.contains("/images") {
        answers.push(("422", "The code cannot be drawn"));
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    for (status, description) in answers {
        responses.entry(status).or_insert_with(|| {
            json!({
                "description": description,
                "content": {
                    "application/json": { "schema": { "$ref": ERROR } },
                    "application/problem+json": { "schema": { "$ref": ERROR } },
                },
            })
        });
    }
    responses.sort_keys();
}
