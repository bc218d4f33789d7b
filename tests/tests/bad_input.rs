//! Bodies that clients get wrong, one case a line: status, code, and the field in the spelling that the client used.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Api, Database, Expected, Program, Report, on_both_databases, text};
use serde_json::{Map, Value, json};

on_both_databases!(links: bad_links_name_their_fields_on_sqlite, bad_links_name_their_fields_on_postgres);
on_both_databases!(changes: bad_changes_of_links_change_nothing_on_sqlite, bad_changes_of_links_change_nothing_on_postgres);
on_both_databases!(designs: bad_designs_name_their_fields_on_sqlite, bad_designs_name_their_fields_on_postgres);
on_both_databases!(webhooks: bad_webhooks_name_their_fields_on_sqlite, bad_webhooks_name_their_fields_on_postgres);

/// What was sent, in a few words; the body; the status; the field that is named.
type Case = (&'static str, Value, u16, &'static str);

const NOWHERE: &str = "0199d1f0-7c1e-7000-8000-1a2b3c4d5e6f";

fn keys(count: usize) -> Value {
    Value::Object((0..count).map(|number| (format!("key{number}"), json!("value"))).collect::<Map<_, _>>())
}

fn long(length: usize) -> String {
    "x".repeat(length)
}

/// A good link with these fields.
fn to(fields: &Value) -> Value {
    let mut body = json!({ "destination": "https://example.com" });
    body.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    body
}

/// Starts a server with a workspace.
async fn start(database: Database) -> (Program, e2e::Running, Api) {
    let program = Program::new(database);
    let token = program.set_up("Bad input");
    let server = program.start().await;
    let api = Api::new(server.base(), &token);
    (program, server, api)
}

/// Sends every case in both dialects.
async fn refuse(api: &Api, path: &str, cases: impl Fn(&str) -> Vec<Case>) {
    let mut report = Report::default();
    for prefix in ["", "/sdk"] {
        for (case, body, status, field) in cases(prefix) {
            let code_type = match status {
                404 => "NOT_FOUND",
                409 => "ALREADY_EXISTS",
                _ => "INVALID_ARGUMENT",
            };
            let answer = api.post(&format!("{prefix}{path}"), &body).await;
            report.check(case, prefix, &answer, Expected { status, code_type, field: Some(field) });
        }
    }
    report.done();
}

async fn links(database: Database) {
    let (_program, _server, api) = start(database).await;
    api.new_link(to(&json!({ "shortlink": "taken" }))).await;
    refuse(&api, "/v1/links", |_| bad_links()).await;
    // Exactly at the limits all is well.
    let full = json!({ "metadata": keys(50), "name": long(200), "shortlink": long(64), "tags": [long(100)] });
    api.new_link(to(&full)).await;
}

async fn changes(database: Database) {
    let (_program, _server, api) = start(database).await;
    let link = api.new_link(to(&json!({ "name": "as it was" }))).await;
    let path = format!("/v1/links/{}", text(&link, "id"));
    let before = api.get(&path).await.ok();
    let mut report = Report::default();
    for (body, field) in [
        (json!({ "name": "new", "destination": "javascript:alert(1)" }), "destination"),
        (json!({ "name": "new", "fallbackDestination": "nowhere" }), "fallbackDestination"),
        (json!({ "name": "new", "metadata": keys(51) }), "metadata"),
        (json!({ "tags": ["new"], "name": long(201) }), "name"),
    ] {
        let answer = api.patch(&path, &body).await;
        let expected = Expected { status: 400, code_type: "INVALID_ARGUMENT", field: Some(field) };
        report.check("change", "", &answer, expected);
    }
    report.done();
    assert_eq!(api.get(&path).await.ok(), before);
}

async fn designs(database: Database) {
    let (_program, _server, api) = start(database).await;
    refuse(&api, "/v1/qrcode-designs", |_| bad_designs()).await;
}

async fn webhooks(database: Database) {
    let (_program, _server, api) = start(database).await;
    refuse(&api, "/v1/webhooks", bad_webhooks).await;
}

fn bad_links() -> Vec<Case> {
    vec![
        ("no destination", json!({ "name": "x" }), 400, "destination"),
        ("a destination without scheme", json!({ "destination": "invalid-url" }), 400, "destination"),
        ("a script", json!({ "destination": "javascript:alert(1)" }), 400, "destination"),
        (
            "a data URL",
            json!({ "destination": "data:text/html,<script>alert(1)</script>" }),
            400,
            "destination",
        ),
        ("an empty destination", json!({ "destination": "" }), 400, "destination"),
        ("a number as destination", json!({ "destination": 7 }), 400, "destination"),
        (
            "a destination of 9 kB",
            json!({ "destination": format!("https://example.com/{}", long(9000)) }),
            400,
            "destination",
        ),
        (
            "a bad fallback, snake",
            to(&json!({ "fallback_destination": "ftp://example.com" })),
            400,
            "fallback_destination",
        ),
        (
            "a bad fallback, camel",
            to(&json!({ "fallbackDestination": "ftp://example.com" })),
            400,
            "fallbackDestination",
        ),
        (
            "a bad expired destination",
            to(&json!({ "expired_destination": "nowhere" })),
            400,
            "expired_destination",
        ),
        ("a taken shortlink", to(&json!({ "shortlink": "taken" })), 409, "shortlink"),
        ("a shortlink with a blank", to(&json!({ "shortlink": "a b" })), 400, "shortlink"),
        ("a shortlink with a slash", to(&json!({ "shortlink": "a/b" })), 400, "shortlink"),
        ("a reserved shortlink", to(&json!({ "shortlink": "healthz" })), 400, "shortlink"),
        ("a shortlink of 65 characters", to(&json!({ "shortlink": long(65) })), 400, "shortlink"),
        ("51 metadata keys", to(&json!({ "metadata": keys(51) })), 400, "metadata"),
        (
            "a metadata value that is a number",
            to(&json!({ "metadata": { "my_key": 7 } })),
            400,
            "metadata.my_key",
        ),
        ("a long metadata value", to(&json!({ "metadata": { "myKey": long(1001) } })), 400, "metadata.myKey"),
        ("a long name", to(&json!({ "name": long(201) })), 400, "name"),
        ("a long purpose", to(&json!({ "purpose": long(2001) })), 400, "purpose"),
        (
            "a long lead goal, snake",
            to(&json!({ "lead_goal_definition": long(2001) })),
            400,
            "lead_goal_definition",
        ),
        (
            "a long lead goal, camel",
            to(&json!({ "leadGoalDefinition": long(2001) })),
            400,
            "leadGoalDefinition",
        ),
        ("51 tags", to(&json!({ "tags": (0..51).map(|n| n.to_string()).collect::<Vec<_>>() })), 400, "tags"),
        ("a long tag", to(&json!({ "tags": ["fine", long(101)] })), 400, "tags[1]"),
        ("tags that are no list", to(&json!({ "tags": "one" })), 400, "tags"),
        ("an end that is no time", to(&json!({ "expires_at": "tomorrow" })), 400, "expires_at"),
        ("an end that is no time, camel", to(&json!({ "expiresAt": "tomorrow" })), 400, "expiresAt"),
        ("an end in the past", to(&json!({ "expires_at": "2020-01-01T00:00:00Z" })), 400, "expires_at"),
        ("a design id that is none", to(&json!({ "qrcode_design_id": "7" })), 400, "qrcode_design_id"),
        ("a design that is not there", to(&json!({ "qrcode_design_id": NOWHERE })), 404, "qrcode_design_id"),
        (
            "a design that is not there, camel",
            to(&json!({ "qrcodeDesignId": NOWHERE })),
            404,
            "qrcodeDesignId",
        ),
        ("an id that is no UUID", to(&json!({ "id": "my-id" })), 400, "id"),
    ]
}

fn bad_designs() -> Vec<Case> {
    vec![
        ("no colour", json!({ "dots_options": { "color": "bluish" } }), 400, "dots_options.color"),
        ("no colour, camel", json!({ "dotsOptions": { "color": "bluish" } }), 400, "dotsOptions.color"),
        ("an unknown dot", json!({ "dots_options": { "type": "stars" } }), 400, "dots_options.type"),
        (
            "an unknown corner, camel",
            json!({ "cornersSquareOptions": { "type": "stars" } }),
            400,
            "cornersSquareOptions.type",
        ),
        (
            "a gradient that is no JSON",
            json!({ "dots_options": { "gradient": "{" } }),
            400,
            "dots_options.gradient",
        ),
        (
            "a gradient without stops",
            json!({ "background_options": { "gradient": "{\"type\":\"linear\"}" } }),
            400,
            "background_options.gradient.colorStops",
        ),
        (
            "a gradient without stops, camel",
            json!({ "backgroundOptions": { "gradient": "{\"type\":\"linear\"}" } }),
            400,
            "backgroundOptions.gradient.colorStops",
        ),
        ("a wide picture", json!({ "width": 100_000 }), 400, "width"),
        ("a negative height", json!({ "height": -1 }), 400, "height"),
        ("an unknown shape", json!({ "shape": "SHAPE_STAR" }), 400, "shape"),
        ("an unknown level", json!({ "error_correction_level": "X" }), 400, "error_correction_level"),
        ("an unknown level, camel", json!({ "errorCorrectionLevel": "X" }), 400, "errorCorrectionLevel"),
        (
            "an unknown format",
            json!({ "output_file_format": "OUTPUT_FILE_FORMAT_GIF" }),
            400,
            "output_file_format",
        ),
        ("a logo that is no base64", json!({ "central_image_data": "???" }), 400, "central_image_data"),
        (
            "a logo that is no picture",
            json!({ "central_image_data": "aGVsbG8gd29ybGQ=" }),
            400,
            "central_image_data",
        ),
        ("a logo larger than the code", json!({ "central_image_size": 1.5 }), 400, "central_image_size"),
    ]
}

fn bad_webhooks(prefix: &str) -> Vec<Case> {
    // A field that is missing has no spelling of the caller's own: it is named in the dialect's.
    let address = if prefix.is_empty() { "url" } else { "endpointUrl" };
    vec![
        ("no address", json!({ "events": ["link.scanned"] }), 400, address),
        ("no address, either", json!({ "name": "x", "triggers": [] }), 400, address),
        ("no web address", json!({ "url": "ftp://example.com", "events": [] }), 400, "url"),
        (
            "no web address, camel",
            json!({ "endpointUrl": "ftp://example.com", "name": "x" }),
            400,
            "endpointUrl",
        ),
        ("not encrypted", json!({ "url": "http://example.com/hook", "events": [] }), 400, "url"),
        ("a private address", json!({ "url": "https://127.0.0.1/hook", "events": [] }), 400, "url"),
        (
            "a private address in disguise",
            json!({ "url": "https://0x7f000001/hook", "events": [] }),
            400,
            "url",
        ),
        ("cloud metadata", json!({ "url": "https://169.254.169.254/latest", "events": [] }), 400, "url"),
        (
            "credentials in the address",
            json!({ "url": "https://a:b@example.com/", "events": [] }),
            400,
            "url",
        ),
        (
            "an unknown event",
            json!({ "url": "https://example.com/", "events": ["link.eaten"] }),
            400,
            "events[0]",
        ),
        (
            "an unknown trigger",
            json!({ "endpointUrl": "https://example.com/", "name": "x", "triggers": ["KIND_NONE"] }),
            400,
            "triggers[0]",
        ),
    ]
}
