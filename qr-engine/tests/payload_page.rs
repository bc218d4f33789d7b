//! `docs/payloads.md`: its examples give what it says, and it leaves no kind out.
#![allow(clippy::panic, reason = "a helper of tests may panic")]

use qr_engine::payload::{self, Kind};

const PAGE: &str = include_str!("../../docs/payloads.md");

/// The content of the code blocks of a language, with the rest of the page behind each.
fn blocks(language: &str) -> Vec<(&'static str, &'static str)> {
    let opening = format!("\n```{language}\n");
    let parts = PAGE.split(opening.as_str()).skip(1);
    parts
        .map(|part| part.split_once("\n```\n").unwrap_or_else(|| panic!("a block without end: {part}")))
        .collect()
}

#[test]
fn examples_give_what_the_page_says() {
    let examples = blocks("json");
    assert!(examples.len() >= 25, "{} examples", examples.len());
    for (example, after) in examples {
        let value: serde_json::Value =
            serde_json::from_str(example).unwrap_or_else(|error| panic!("{example}: {error}"));
        let built = payload::build(&value).unwrap_or_else(|error| panic!("{example}: {error}"));
        // Its text follows, with the line ends of the page.
        let said = after.trim_start().strip_prefix("```text\n").and_then(|rest| rest.split_once("\n```"));
        let said = said.map(|(said, _)| said);
        let text = built.text.unwrap_or(built.data).replace("\r\n", "\n");
        assert_eq!(Some(text.as_str()), said, "{example}");
    }
}

#[test]
fn every_kind_is_there() {
    for kind in Kind::ALL {
        assert!(PAGE.contains(&format!("`{}`", kind.name())), "{kind:?}");
    }
}
