//! What the SVG text promises beyond its picture.

#![allow(clippy::unwrap_used, reason = "a helper of tests may panic")]

mod common;

use common::{corpus, design};
use qr_engine::output::svg::{self, Ids};
use serde_json::json;

fn gradient(color: &str) -> serde_json::Value {
    json!({ "data": "x", "dotsOptions": { "gradient": { "colorStops": [
        { "offset": 0, "color": color }, { "offset": 1, "color": "rgba(0, 0, 255, 0.5)" }] } } })
}

fn write(options: &serde_json::Value, ids: Ids<'_>) -> String {
    svg::write(&design(options).scene().unwrap(), ids)
}

fn ids(text: &str) -> Vec<&str> {
    text.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn ids_come_from_the_content_so_that_pictures_share_a_page() {
    let (red, green) = (write(&gradient("red"), Ids::Content), write(&gradient("green"), Ids::Content));
    assert_eq!(ids(&red).len(), 1);
    assert_ne!(ids(&red), ids(&green));
    assert_eq!(red, write(&gradient("#f00"), Ids::Content), "equal pictures have equal text");
    assert!(red.contains(&format!("fill=\"url(#{})\"", ids(&red)[0])), "references are unquoted");
}

#[test]
fn ids_take_the_prefix_of_the_caller() {
    assert_eq!(ids(&write(&gradient("red"), Ids::Prefix("a1"))), ["a1-dots"]);
    assert_eq!(ids(&write(&gradient("red"), Ids::Prefix("a\"><script>"))), ["ascript-dots"]);
}

#[test]
fn alpha_stands_in_attributes_that_every_reader_knows() {
    let text = write(&gradient("red"), Ids::Content);
    assert!(text.contains("<stop offset=\"1\" stop-color=\"#00f\" stop-opacity=\".502\"/>"), "{text}");
    assert!(!text.contains("rgba"), "{text}");
}

#[test]
fn there_is_one_element_for_each_item_and_nothing_that_editors_trip_over() {
    for (name, options) in corpus() {
        let scene = design(&options).scene().unwrap();
        let text = svg::write(&scene, Ids::Content);
        let elements = text.matches("<path").count() + text.matches("<image").count();
        assert_eq!(elements, scene.items.len(), "{name}");
        for trap in ["clip", "style", "rotate", "matrix", "url('", "<g", "NaN"] {
            assert!(!text.contains(trap), "{name}: {trap}");
        }
    }
}

#[test]
fn colours_that_a_viewer_resolves_are_carried_along_escaped() {
    let text = write(&json!({ "data": "x", "dotsOptions": { "color": "var(--ink, \"a\")" } }), Ids::Content);
    assert!(text.contains("fill=\"var(--ink, &quot;a&quot;)\""), "{text}");
}

#[test]
fn edges_are_crisp_without_round_size() {
    let text = write(&json!({ "data": "x", "dotsOptions": { "roundSize": false } }), Ids::Content);
    assert_eq!(text.matches("shape-rendering=\"crispEdges\"").count(), 2);
}
