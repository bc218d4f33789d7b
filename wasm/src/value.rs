//! JavaScript values as a source of options, so that no parser has to be shipped.

use js_sys::{Array, Reflect};
use qr_engine::options::value::{Kind, Value};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// JavaScript's `Number`, which throws for symbols.
    #[wasm_bindgen(catch, js_name = Number)]
    fn number(value: &JsValue) -> Result<f64, JsValue>;

    /// JavaScript's `String`, which throws for objects with a broken `toString`.
    #[wasm_bindgen(catch, js_name = String)]
    fn text(value: &JsValue) -> Result<String, JsValue>;
}

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
        } else if Array::is_array(value) {
            Kind::List
        } else if value.is_object() {
            Kind::Object
        } else {
            Kind::Other
        }
    }

    fn get(&self, key: &str) -> Option<Self> {
        // Fails on values without fields only.
        Reflect::get(&self.0, &key.into())
            .ok()
            .filter(|field| !field.is_undefined())
            .map(Self)
    }

    fn items(&self) -> Vec<Self> {
        if Array::is_array(&self.0) {
            Array::from(&self.0).iter().map(Self).collect()
        } else {
            Vec::new()
        }
    }

    fn to_number(&self) -> f64 {
        number(&self.0).unwrap_or(f64::NAN)
    }

    fn to_text(&self) -> String {
        text(&self.0).unwrap_or_default()
    }

    fn to_boolean(&self) -> bool {
        self.0.is_truthy()
    }
}
