//! What an external scorer answers, read with suspicion: what is no clear score is no score.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::domain::time::Timestamp;

/// Most bytes of an answer.
pub(crate) const ANSWER: usize = 16 * 1024;
/// Most dimensions.
const DIMENSIONS: usize = 20;
/// Longest name of a dimension, in characters.
const NAME: usize = 64;
/// Longest reason, in characters.
const REASON: usize = 2_000;

/// What a scorer thinks of a visitor of a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Opinion {
    /// 0 to 100.
    pub(crate) score: i64,
    /// Its parts by the scorer's own names, 0 to 100 each.
    pub(crate) dimensions: BTreeMap<String, i64>,
    /// Why, in the scorer's words.
    pub(crate) reason: Option<String>,
    /// When it was given.
    pub(crate) at: Timestamp,
}

/// Why an answer is no opinion. The sentences are kept and shown: they repeat nothing of the answer but numbers, since it
/// may speak of the visitor.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum BadAnswer {
    #[error("it answered {0}; a score comes with 200")]
    Status(u16),
    #[error("its answer is longer than {ANSWER} bytes")]
    TooLarge,
    #[error("its answer is no JSON ({0})")]
    NoJson(&'static str),
    #[error("its answer is no JSON object")]
    NoObject,
    #[error("its answer has no score")]
    NoScore,
    #[error("{0} is no number")]
    NoNumber(&'static str),
    #[error("{0} is {1}; it has to be from 0 to 100")]
    Range(&'static str, f64),
    #[error("dimensions is no object")]
    NoDimensions,
    #[error("dimensions has {0} entries, the most are {DIMENSIONS}")]
    Dimensions(usize),
    #[error("dimensions has a name that is empty, longer than {NAME} characters or has control characters")]
    DimensionName,
    #[error("reason is no text")]
    NoReason,
    #[error("reason has {0} characters, the most are {REASON}")]
    ReasonLength(usize),
    #[error("reason has control characters")]
    ReasonControl,
}

impl Opinion {
    /// Reads an answer: its status, its body, and whether that is only the beginning of it.
    pub(crate) fn read(status: u16, body: &str, truncated: bool, at: Timestamp) -> Result<Self, BadAnswer> {
        if !(200..300).contains(&status) {
            return Err(BadAnswer::Status(status));
        }
        if truncated {
            return Err(BadAnswer::TooLarge);
        }
        let value: Value = serde_json::from_str(body).map_err(|error| BadAnswer::NoJson(problem(&error)))?;
        let Value::Object(answer) = value else { return Err(BadAnswer::NoObject) };
        let score = number("score", answer.get("score").ok_or(BadAnswer::NoScore)?)?;
        Ok(Self { score, dimensions: dimensions(&answer)?, reason: reason(&answer)?, at })
    }
}

/// What is wrong with JSON, without what stands in it.
fn problem(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        _ => "it cannot be read",
    }
}

/// A number from 0 to 100, to the nearest whole one.
fn number(name: &'static str, value: &Value) -> Result<i64, BadAnswer> {
    let number = value.as_f64().ok_or(BadAnswer::NoNumber(name))?;
    if !(0.0..=100.0).contains(&number) {
        return Err(BadAnswer::Range(name, number));
    }
    // From 0 to 100, so that nothing is cut off.
    Ok(number.round() as i64)
}

fn dimensions(answer: &Map<String, Value>) -> Result<BTreeMap<String, i64>, BadAnswer> {
    let given = match answer.get("dimensions") {
        None | Some(Value::Null) => return Ok(BTreeMap::new()),
        Some(Value::Object(given)) => given,
        Some(_) => return Err(BadAnswer::NoDimensions),
    };
    if given.len() > DIMENSIONS {
        return Err(BadAnswer::Dimensions(given.len()));
    }
    let dimension = |(name, value): (&String, &Value)| {
        if !(1..=NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
            return Err(BadAnswer::DimensionName);
        }
        Ok((name.clone(), number("a dimension", value)?))
    };
    given.iter().map(dimension).collect()
}

fn reason(answer: &Map<String, Value>) -> Result<Option<String>, BadAnswer> {
    let text = match answer.get("reason") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.trim(),
        Some(_) => return Err(BadAnswer::NoReason),
    };
    let length = text.chars().count();
    if length > REASON {
        return Err(BadAnswer::ReasonLength(length));
    }
    if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t' | '\r')) {
        return Err(BadAnswer::ReasonControl);
    }
    Ok(Some(text.to_owned()).filter(|text| !text.is_empty()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn read(body: &str) -> Result<Opinion, BadAnswer> {
        Opinion::read(200, body, false, NOW)
    }

    #[test]
    fn a_score_is_enough_and_its_parts_may_be_told() {
        let plain = read(r#"{"score": 87}"#).unwrap();
        assert_eq!((plain.score, plain.dimensions.len(), plain.reason), (87, 0, None));
        let whole = read(
            r#"{"score": 42.5, "dimensions": {"fit": 0, "Budget €": 99.4}, "reason": " big\nfish ", "x": []}"#,
        );
        let whole = whole.unwrap();
        assert_eq!((whole.score, whole.reason.as_deref()), (43, Some("big\nfish")));
        assert_eq!(whole.dimensions["Budget €"], 99);
        let kept = serde_json::to_string(&whole).unwrap();
        assert_eq!(serde_json::from_str::<Opinion>(&kept).unwrap(), whole);
        assert_eq!(read(r#"{"score": 100, "dimensions": null, "reason": ""}"#).unwrap().reason, None);
    }

    #[test]
    fn what_is_no_clear_score_is_refused() {
        use BadAnswer::*;
        let many: Map<String, Value> = (0..21).map(|n| (format!("d{n}"), json!(1))).collect();
        for (body, expected) in [
            ("", NoJson("it ends too early")),
            ("{\"score\": NaN}", NoJson("it cannot be read")),
            ("{\"score\": Infinity}", NoJson("it cannot be read")),
            ("{\"score\": 1e999}", NoJson("it cannot be read")),
            ("<html>", NoJson("it cannot be read")),
            ("87", NoObject),
            ("[87]", NoObject),
            ("{}", NoScore),
            ("{\"Score\": 1}", NoScore),
            ("{\"score\": null}", NoNumber("score")),
            ("{\"score\": \"87\"}", NoNumber("score")),
            ("{\"score\": true}", NoNumber("score")),
            ("{\"score\": 100.4}", Range("score", 100.4)),
            ("{\"score\": -1}", Range("score", -1.0)),
            ("{\"score\": 1e300}", Range("score", 1e300)),
            ("{\"score\": 1, \"dimensions\": [1]}", NoDimensions),
            ("{\"score\": 1, \"dimensions\": {\"\": 1}}", DimensionName),
            ("{\"score\": 1, \"dimensions\": {\"a\": \"1\"}}", NoNumber("a dimension")),
            ("{\"score\": 1, \"dimensions\": {\"a\": 101}}", Range("a dimension", 101.0)),
            ("{\"score\": 1, \"reason\": 7}", NoReason),
            ("{\"score\": 1, \"reason\": \"\\u0000\"}", ReasonControl),
            (&json!({ "score": 1, "dimensions": many }).to_string(), Dimensions(21)),
            (&json!({ "score": 1, "reason": "x".repeat(2001) }).to_string(), ReasonLength(2001)),
        ] {
            assert_eq!(read(body), Err(expected), "{body}");
        }
        for status in [100, 199, 300, 302, 404, 410, 500] {
            assert_eq!(Opinion::read(status, "{\"score\":1}", false, NOW), Err(Status(status)));
        }
        assert_eq!(Opinion::read(200, "{\"score\":1}", true, NOW), Err(TooLarge));
        let deep = format!("{{\"score\":1,\"x\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(read(&deep), Err(NoJson("it cannot be read")));
    }

    #[test]
    fn refusals_repeat_nothing_of_the_answer_but_numbers() {
        for body in [
            r#"{"score": "ada@example.com"}"#,
            r#"{"score": 1, "dimensions": {"ada@example.com": "x"}}"#,
            r#"{"score": 1, "reason": ["ada@example.com"]}"#,
            "ada@example.com",
        ] {
            assert!(!read(body).unwrap_err().to_string().contains("ada"), "{body}");
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_a_score_within_bounds_or_none(status in 0u16..1000, body in "\\PC{0,80}", score: f64) {
            for body in [body, format!("{{\"score\":{score}}}"), format!("{{\"score\":50,\"dimensions\":{{\"a\":{score}}}}}")] {
                if let Ok(opinion) = Opinion::read(status, &body, false, NOW) {
                    prop_assert!((0..=100).contains(&opinion.score));
                    prop_assert!(opinion.dimensions.values().all(|part| (0..=100).contains(part)));
                }
            }
        }
    }
}
