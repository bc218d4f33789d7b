//! JavaScript values as a source of options, so that no parser has to be shipped. JavaScript itself looks into them:
//! `js-sys` links its support for promises and closures into the module, where nothing uses it.

use qr_engine::options::value::{Kind, Value};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "../../js/values.ts")]
extern "C" {
    fn kind(value: &JsValue) -> u8;

    fn field(value: &JsValue, key: &str) -> JsValue;

    #[wasm_bindgen(js_name = field)]
    fn element(list: &JsValue, index: u32) -> JsValue;

    #[wasm_bindgen(js_name = toNumber)]
    fn to_number(value: &JsValue) -> f64;

    /// Makes text of a value, and tells how many bytes it has in UTF-8.
    #[wasm_bindgen(js_name = encodeText)]
    fn encode_text(value: &JsValue) -> u32;

    /// Copies the text that was made last.
    #[wasm_bindgen(js_name = copyText)]
    fn copy_text(target: &mut [u8]);
}

/// An option's value as the caller gave it.
pub(crate) struct Js(pub(crate) JsValue);

impl Value for Js {
    fn kind(&self) -> Kind {
        match kind(&self.0) {
            0 => Kind::Nothing,
            1 => Kind::Boolean,
            2 => Kind::Number,
            3 => Kind::Text,
            4 => Kind::List,
            5 => Kind::Object,
            _ => Kind::Other,
        }
    }

    fn get(&self, key: &str) -> Option<Self> {
        let field = field(&self.0, key);
        (!field.is_undefined()).then_some(Self(field))
    }

    fn items(&self) -> Vec<Self> {
        if self.kind() != Kind::List {
            return Vec::new();
        }
        let length = to_number(&field(&self.0, "length")) as u32;
        (0..length).map(|index| Self(element(&self.0, index))).collect()
    }

    fn to_number(&self) -> f64 {
        to_number(&self.0)
    }

    fn to_text(&self) -> String {
        // Fetched from here, not handed over: what wasm-bindgen brings along for strings that come in would weigh more.
        let mut bytes = vec![0; encode_text(&self.0) as usize];
        copy_text(&mut bytes);
        String::from_utf8(bytes).unwrap_or_default()
    }

    fn to_boolean(&self) -> bool {
        self.0.is_truthy()
    }
}
