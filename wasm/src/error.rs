//! Engine errors as JavaScript errors.

use qr_engine::Error;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "../../js/errors.ts")]
extern "C" {
    #[wasm_bindgen(js_name = engineError)]
    fn engine_error(code: &str, message: &str, path: Option<&str>, needed: f64, available: f64) -> JsValue;
}

/// A `QrError` with `code`, `path` and, where the data is too long, both numbers of bits.
pub(crate) fn to_js(error: &Error) -> JsValue {
    let (needed, available) = match error {
        Error::Capacity { needed, available, .. } => (*needed as f64, *available as f64),
        _ => (0.0, 0.0),
    };
    engine_error(error.code(), &error.text(), error.path(), needed, available)
}
