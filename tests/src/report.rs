//! Checks of error answers, collected so that one run shows all that is wrong.

use std::fmt::Write as _;

use serde_json::Value;

use crate::http::Answer;

/// Failures of many small checks.
#[derive(Debug, Default)]
pub struct Report(String);

/// What an error answer has to be.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The status, which is also the member `code`.
    pub status: u16,
    /// The member `code_type` (`codeType` below `/sdk`).
    pub code_type: &'a str,
    /// A field that `details` describes, in the caller's spelling.
    pub field: Option<&'a str>,
}

impl Report {
    /// Checks the answer to a request below `prefix` (empty, or `/sdk`).
    pub fn check(&mut self, case: &str, prefix: &str, answer: &Answer, expected: Expected<'_>) {
        if !is_as_expected(answer, prefix, expected) {
            let _ = writeln!(
                self.0,
                "{prefix} {case}: wanted {expected:?}, got {} {}",
                answer.status,
                answer.text()
            );
        }
    }

    /// Ends the test when something was wrong.
    pub fn done(self) {
        assert!(self.0.is_empty(), "\n{}", self.0);
    }
}

fn is_as_expected(answer: &Answer, prefix: &str, expected: Expected<'_>) -> bool {
    let Ok(body) = serde_json::from_slice::<Value>(&answer.bytes) else { return false };
    let (own, other) = if prefix.is_empty() { ("code_type", "codeType") } else { ("codeType", "code_type") };
    let described = |detail: &Value| detail["description"].as_str().is_some_and(|text| !text.is_empty());
    let details = body["details"].as_array().filter(|details| details.iter().all(Value::is_object));
    let is_named = details.is_some_and(|details| {
        expected
            .field
            .is_none_or(|field| details.iter().any(|detail| detail["field"] == field && described(detail)))
    });
    answer.status == expected.status
        && body["code"] == expected.status
        && body[own] == expected.code_type
        && body[other].is_null()
        && body["message"].as_str().is_some_and(|message| !message.is_empty())
        && is_named
}
