//! JavaScript values as a source of options, so that no parser has to be shipped.

use crate::js;
use qr_engine::options::value::{Kind, Value};
use wasm_bindgen::JsValue;

/// An option's value as the caller gave it.
pub(crate) struct Js(pub(crate) JsValue);

impl Value for Js {
    fn kind(&self) -> Kind {
        let Self(value) = self;
        if value.is_null() || value.is_undefined() {
            Kind::Nothing
        } else if value.is_string() {
            Kind::Text
        } else if value.as_bool().is_some() {
            Kind::Boolean
        } else if value.as_f64().is_some() {
            Kind::Number
        } else if js::is_array(value) {
            Kind::List
        } else if value.is_object() {
            Kind::Object
        } else {
            Kind::Other
        }
    }

    fn get(&self, key: &str) -> Option<Self> {
        js::get(&self.0, key).map(Self)
    }

    fn items(&self) -> Vec<Self> {
        if js::is_array(&self.0) { js::items(&self.0).into_iter().map(Self).collect() } else { Vec::new() }
    }

    fn to_number(&self) -> f64 {
        js::number(&self.0).unwrap_or(f64::NAN)
    }

    fn to_text(&self) -> String {
        js::text(&self.0).unwrap_or_default()
    }

    fn to_boolean(&self) -> bool {
        self.0.is_truthy()
    }
}
