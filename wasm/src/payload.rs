//! What codes say, from named fields: WiFi access, contacts, events, payments and the like.

use crate::error;
use crate::js::{array, object};
use crate::value::Js;
use qr_engine::options::ErrorCorrectionLevel;
use qr_engine::payload::{self, Built, HostToAscii, Warning};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "../../js/host.ts")]
extern "C" {
    /// The host in ASCII, by the platform's `URL`; nothing where it is no host.
    #[wasm_bindgen(js_name = hostToAscii)]
    fn host_to_ascii(host: &str) -> Option<String>;
}

/// `{ kind, text, data, bytes, symbol, sensitive, warnings }` of the fields in `value`.
#[wasm_bindgen]
pub fn build(value: JsValue) -> Result<JsValue, JsValue> {
    let to_ascii: HostToAscii = |host| host_to_ascii(host);
    let built = payload::build_with(Js(value), "", Some(to_ascii)).map_err(|error| error::to_js(&error))?;
    Ok(to_js(&built))
}

fn to_js(built: &Built) -> JsValue {
    let level = match built.symbol.error_correction_level {
        ErrorCorrectionLevel::L => "L",
        ErrorCorrectionLevel::M => "M",
        ErrorCorrectionLevel::Q => "Q",
        ErrorCorrectionLevel::H => "H",
    };
    let symbol = object(&[
        ("errorCorrectionLevel", level.into()),
        ("isRequired", built.symbol.is_required.into()),
        ("maxVersion", built.symbol.max_version.into()),
    ]);
    object(&[
        ("kind", built.kind.name().into()),
        ("text", built.text.as_deref().map_or(JsValue::UNDEFINED, JsValue::from)),
        ("data", built.data.as_str().into()),
        ("bytes", (built.bytes as f64).into()),
        ("symbol", symbol),
        ("sensitive", built.sensitive.into()),
        ("warnings", array(built.warnings.iter().map(warning))),
    ])
}

fn warning(Warning { path, message }: &Warning) -> JsValue {
    object(&[("path", path.as_str().into()), ("message", message.as_str().into())])
}
