//! The table of kanji mode, asked of JavaScript, whose platform has it: in here it would weigh on every preview.

use qr_engine::{QrOptions, ShiftJis};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "../../js/kanji.ts")]
extern "C" {
    /// The pair of bytes, or 0. The first call makes the table.
    #[wasm_bindgen(js_name = shiftJis)]
    fn shift_jis(code_point: u32) -> u16;
}

/// The table for these options; none where kanji mode is asked for and the platform does not know Shift JIS.
pub(crate) fn table(options: &QrOptions) -> Option<ShiftJis> {
    let is_asked = options.qr_options.mode.as_deref() == Some("Kanji");
    (!is_asked || pair(IDEOGRAPHIC_SPACE).is_some()).then_some(pair)
}

/// The first character of JIS X 0208.
const IDEOGRAPHIC_SPACE: char = '\u{3000}';

fn pair(character: char) -> Option<u16> {
    // Mixed segments ask about every character, and text without any of another script must not cost a table.
    let pair = if character.is_ascii() { 0 } else { shift_jis(u32::from(character)) };
    (pair != 0).then_some(pair)
}
