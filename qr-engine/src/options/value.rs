//! What the options reader needs to know of a dynamic value, whatever language it comes from.
//!
//! Two sources implement it: `serde_json` (feature `json`) and the JavaScript values of the browser bundle, so that
//! an option means the same everywhere and the bundle carries no JSON parser.

/// The type of a [`Value`], in JavaScript's terms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null` or `undefined`.
    Nothing,
    /// A boolean.
    Boolean,
    /// A number; JavaScript's may be NaN or infinite.
    Number,
    /// Text.
    Text,
    /// A list.
    List,
    /// An object with named fields.
    Object,
    /// Anything else (functions, symbols): never a legal option.
    Other,
}

impl Kind {
    /// The type's name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Boolean => "true or false",
            Self::Number => "a number",
            Self::Text => "text",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Other => "something else",
        }
    }
}

/// A dynamic value that options are read from.
///
/// ```
/// use qr_engine::{Mode, QrOptions};
/// let value = serde_json::json!({ "data": "HI", "width": 400 });
/// assert_eq!(QrOptions::from_value(&value, Mode::Strict)?.width, 400.0);
/// # Ok::<(), qr_engine::Error>(())
/// ```
pub trait Value: Sized {
    /// The value's type.
    fn kind(&self) -> Kind;
    /// The field `key` of an object; `None` when there is no such field or this is no object.
    fn get(&self, key: &str) -> Option<Self>;
    /// The elements of a list; empty for everything else.
    fn items(&self) -> Vec<Self>;
    /// JavaScript's `Number(value)`: NaN where it makes no number.
    fn to_number(&self) -> f64;
    /// JavaScript's `String(value)`.
    fn to_text(&self) -> String;
    /// JavaScript's `Boolean(value)`.
    fn to_boolean(&self) -> bool;
}
