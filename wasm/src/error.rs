//! Engine errors as JavaScript errors.

use crate::js::{self, set};
use qr_engine::Error;
use wasm_bindgen::JsValue;

/// A JavaScript `Error` named `QrError` with `code`, `path` and, where the data is too long, both numbers of bits.
pub(crate) fn to_js(error: &Error) -> JsValue {
    let thrown = js::error(&error.to_string());
    set(&thrown, "name", &"QrError".into());
    set(&thrown, "code", &error.code().into());
    set(&thrown, "path", &error.path().map_or(JsValue::UNDEFINED, JsValue::from));
    if let Error::Capacity { needed, available, .. } = error {
        set(&thrown, "needed", &(*needed as f64).into());
        set(&thrown, "available", &(*available as f64).into());
    }
    thrown
}
