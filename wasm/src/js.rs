//! The few JavaScript functions that the door needs. `js-sys` has them too, but links its support for promises and
//! closures into the module, where nothing uses it.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Object;

    #[wasm_bindgen(constructor)]
    fn new() -> Object;

    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn reflect_get(target: &JsValue, key: &str) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = set, catch)]
    fn reflect_set(target: &JsValue, key: &str, value: &JsValue) -> Result<bool, JsValue>;

    #[wasm_bindgen(js_namespace = Reflect, js_name = get, catch)]
    fn reflect_index(target: &JsValue, index: u32) -> Result<JsValue, JsValue>;

    type Array;

    #[wasm_bindgen(constructor)]
    fn empty() -> Array;

    #[wasm_bindgen(method)]
    fn push(this: &Array, value: &JsValue) -> u32;

    #[wasm_bindgen(static_method_of = Array, js_name = isArray)]
    fn is(value: &JsValue) -> bool;

    /// JavaScript's `Number`, which throws for symbols.
    #[wasm_bindgen(catch, js_name = Number)]
    pub(crate) fn number(value: &JsValue) -> Result<f64, JsValue>;

    /// JavaScript's `String`, which throws for objects with a broken `toString`.
    #[wasm_bindgen(catch, js_name = String)]
    pub(crate) fn text(value: &JsValue) -> Result<String, JsValue>;

    type Error;

    #[wasm_bindgen(constructor)]
    fn with_message(message: &str) -> Error;
}

/// A field of an object; `None` where there is none, or on a value that has no fields.
pub(crate) fn get(object: &JsValue, key: &str) -> Option<JsValue> {
    reflect_get(object, key).ok().filter(|field| !field.is_undefined())
}

/// Sets a field of an object that was made here.
pub(crate) fn set(object: &JsValue, key: &str, value: &JsValue) {
    // Fails on frozen objects and on values without fields only, neither of which is made here.
    let _ = reflect_set(object, key, value);
}

/// An object with these fields.
#[cfg(not(feature = "raster"))]
pub(crate) fn object<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new().into();
    for (key, value) in fields {
        set(&object, key, &value);
    }
    object
}

/// Whether a value is an array.
pub(crate) fn is_array(value: &JsValue) -> bool {
    Array::is(value)
}

/// The elements of an array.
pub(crate) fn items(array: &JsValue) -> Vec<JsValue> {
    let length = get(array, "length").and_then(|length| length.as_f64()).unwrap_or(0.0) as u32;
    (0..length).filter_map(|index| reflect_index(array, index).ok()).collect()
}

/// An array of these elements.
#[cfg(not(feature = "raster"))]
pub(crate) fn array(items: impl Iterator<Item = JsValue>) -> JsValue {
    let array = Array::empty();
    for item in items {
        array.push(&item);
    }
    array.into()
}

/// An `Error` with a message.
pub(crate) fn error(message: &str) -> JsValue {
    Error::with_message(message).into()
}
