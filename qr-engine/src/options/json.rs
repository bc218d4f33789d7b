//! Options from JSON.

use super::value::{Kind, Value};
use super::{Design, Mode, QrOptions};
use crate::error::{Error, Result};

impl Design {
    /// Reads and validates options from JSON text.
    pub fn from_json(text: &str, mode: Mode) -> Result<Self> {
        let value = serde_json::from_str::<serde_json::Value>(text).map_err(|error| Error::Options {
            code: "options.syntax",
            path: None,
            message: format!("the options are not valid JSON: {error}"),
        })?;
        Self::from_json_value(&value, mode)
    }

    /// Reads and validates options from a parsed JSON value.
    pub fn from_json_value(value: &serde_json::Value, mode: Mode) -> Result<Self> {
        QrOptions::from_value(value, mode)?.validate(mode)
    }
}

impl Value for &serde_json::Value {
    fn kind(&self) -> Kind {
        match self {
            serde_json::Value::Null => Kind::Nothing,
            serde_json::Value::Bool(_) => Kind::Boolean,
            serde_json::Value::Number(_) => Kind::Number,
            serde_json::Value::String(_) => Kind::Text,
            serde_json::Value::Array(_) => Kind::List,
            serde_json::Value::Object(_) => Kind::Object,
        }
    }

    fn get(&self, key: &str) -> Option<Self> {
        self.as_object()?.get(key)
    }

    fn items(&self) -> Vec<Self> {
        self.as_array().map(|list| list.iter().collect()).unwrap_or_default()
    }

    fn to_number(&self) -> f64 {
        match self {
            serde_json::Value::Null | serde_json::Value::Bool(false) => 0.0,
            serde_json::Value::Bool(true) => 1.0,
            serde_json::Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
            serde_json::Value::String(text) if text.trim().is_empty() => 0.0,
            serde_json::Value::String(text) => text.trim().parse().unwrap_or(f64::NAN),
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => f64::NAN,
        }
    }

    fn to_text(&self) -> String {
        match self {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => "[object Object]".to_owned(),
            other => other.to_string(),
        }
    }

    fn to_boolean(&self) -> bool {
        match self {
            serde_json::Value::Null => false,
            serde_json::Value::Bool(truth) => *truth,
            serde_json::Value::Number(number) => number.as_f64().is_some_and(|n| n != 0.0),
            serde_json::Value::String(text) => !text.is_empty(),
            serde_json::Value::Array(_) | serde_json::Value::Object(_) => true,
        }
    }
}
