//! JavaScript objects, put together field by field.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    type Object;

    #[wasm_bindgen(constructor)]
    fn new() -> Object;

    #[wasm_bindgen(js_namespace = Reflect, js_name = set)]
    fn set(target: &JsValue, key: &str, value: &JsValue) -> bool;

    type Array;

    #[wasm_bindgen(constructor)]
    fn empty() -> Array;

    #[wasm_bindgen(method)]
    fn push(this: &Array, value: &JsValue) -> u32;
}

/// An object with these fields.
pub(crate) fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new().into();
    for (key, value) in fields {
        set(&object, key, value);
    }
    object
}

/// An array of these elements.
pub(crate) fn array(items: impl Iterator<Item = JsValue>) -> JsValue {
    let array = Array::empty();
    for item in items {
        array.push(&item);
    }
    array.into()
}
