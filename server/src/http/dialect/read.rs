//! Reading: a deserialiser over JSON values that finds the fields of structs in either spelling.

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Value};

use super::to_camel;

/// Reads one value.
#[derive(Clone, Copy)]
pub(super) struct Reader<'de>(pub(super) &'de Value);

impl<'de> IntoDeserializer<'de, Error> for Reader<'de> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Array(items) => visitor.visit_seq(SeqDeserializer::new(items.iter().map(Reader))),
            Value::Object(entries) => {
                let entries = entries.iter().map(|(key, value)| (key.as_str(), Reader(value)));
                visitor.visit_map(MapDeserializer::new(entries))
            }
            scalar => scalar.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Value::Object(entries) = self.0 else {
            return Err(match self.0 {
                Value::Array(_) => Error::invalid_type(Unexpected::Seq, &"an object"),
                Value::String(text) => Error::invalid_type(Unexpected::Str(text), &"an object"),
                Value::Bool(truth) => Error::invalid_type(Unexpected::Bool(*truth), &"an object"),
                Value::Null => Error::invalid_type(Unexpected::Unit, &"an object"),
                _ => Error::invalid_type(Unexpected::Other("number"), &"an object"),
            });
        };
        // Unknown keys are ignored, as the official API does; of two spellings of one field the SDKs' wins.
        let known = entries.iter().filter_map(|(key, value)| {
            let field = if let Some(field) = fields.iter().find(|field| *field == key) {
                field
            } else {
                let camel = to_camel(key);
                fields.iter().find(|field| **field == camel && !entries.contains_key(**field))?
            };
            Some((*field, Reader(value)))
        });
        visitor.visit_map(MapDeserializer::new(known))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}
