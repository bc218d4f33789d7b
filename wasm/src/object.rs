//! Plain JavaScript objects, made field by field.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// An object with these fields.
pub(crate) fn object<const N: usize>(fields: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new().into();
    for (name, value) in fields {
        set(&object, name, &value);
    }
    object
}

/// Sets a field of an object that was made here.
pub(crate) fn set(object: &JsValue, name: &str, value: &JsValue) {
    // Fails on frozen objects and on values without fields only, neither of which is made here.
    let _ = Reflect::set(object, &name.into(), value);
}
