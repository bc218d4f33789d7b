//! Dynamic value → [`QrOptions`]: the only place that knows the option names as text.
//!
//! Unknown keys are ignored. Known keys of the wrong type are refused in strict mode and coerced as JavaScript
//! would in compat mode.

use super::value::{Kind, Value};
use super::{
    BackgroundOptions, ColorStop, CornerOptions, DotsOptions, Gradient, GradientType, ImageOptions, Mode,
    QrCodeOptions, QrOptions,
};
use crate::error::{Error, Result};

impl QrOptions {
    /// Reads options from a dynamic value.
    pub fn from_value<V: Value>(value: &V, mode: Mode) -> Result<Self> {
        if value.kind() != Kind::Object {
            return Err(Error::Options {
                code: "options.type",
                path: None,
                message: format!("the options must be an object, not {}", value.kind().name()),
            });
        }
        let root = Group {
            value: Some(value),
            path: "",
            mode,
        };
        let defaults = Self::default();
        Ok(Self {
            shape: root.text("shape")?.unwrap_or(defaults.shape),
            width: root.number("width")?.unwrap_or(defaults.width),
            height: root.number("height")?.unwrap_or(defaults.height),
            margin: root.number("margin")?.unwrap_or(defaults.margin),
            data: root.text("data")?.unwrap_or_default(),
            image: root.text("image")?.filter(|image| !image.is_empty()),
            qr_options: root.group("qrOptions", |group| {
                Ok(QrCodeOptions {
                    type_number: group.number("typeNumber")?.unwrap_or(0.0),
                    mode: group.text("mode")?.filter(|name| !name.is_empty()),
                    error_correction_level: group
                        .text("errorCorrectionLevel")?
                        .unwrap_or(defaults.qr_options.error_correction_level),
                })
            })?,
            image_options: root.group("imageOptions", |group| {
                Ok(ImageOptions {
                    hide_background_dots: group.boolean("hideBackgroundDots")?.unwrap_or(true),
                    image_size: group
                        .number("imageSize")?
                        .unwrap_or(defaults.image_options.image_size),
                    margin: group.number("margin")?.unwrap_or(0.0),
                })
            })?,
            dots_options: root.group("dotsOptions", |group| {
                Ok(DotsOptions {
                    kind: group.text("type")?.unwrap_or(defaults.dots_options.kind),
                    color: group.text("color")?.unwrap_or(defaults.dots_options.color),
                    gradient: group.gradient()?,
                    round_size: group.boolean("roundSize")?.unwrap_or(true),
                })
            })?,
            corners_square_options: root.corner("cornersSquareOptions")?,
            corners_dot_options: root.corner("cornersDotOptions")?,
            background_options: root.group("backgroundOptions", |group| {
                Ok(BackgroundOptions {
                    color: group.text("color")?.unwrap_or(defaults.background_options.color),
                    round: group.number("round")?.unwrap_or(0.0),
                    gradient: group.gradient()?,
                })
            })?,
        })
    }
}

/// An object among the options, with its path for errors.
struct Group<'a, V> {
    value: Option<&'a V>,
    path: &'a str,
    mode: Mode,
}

impl<V: Value> Group<'_, V> {
    fn path(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            [self.path, ".", key].concat()
        }
    }

    /// The field, unless it is absent, null or undefined: those mean "the default" (a merge has happened before).
    fn field(&self, key: &str) -> Option<V> {
        self.value?.get(key).filter(|field| field.kind() != Kind::Nothing)
    }

    fn wrong_type(&self, key: &str, wanted: &str, found: Kind) -> Error {
        let message = ["must be ", wanted, ", not ", found.name()].concat();
        Error::option("options.type", self.path(key), message)
    }

    fn text(&self, key: &str) -> Result<Option<String>> {
        match self.field(key) {
            None => Ok(None),
            Some(field) if field.kind() == Kind::Text || self.mode == Mode::Compat => {
                Ok(Some(field.to_text()))
            }
            Some(field) => Err(self.wrong_type(key, "text", field.kind())),
        }
    }

    fn number(&self, key: &str) -> Result<Option<f64>> {
        match self.field(key) {
            None => Ok(None),
            Some(field) if field.kind() == Kind::Number || self.mode == Mode::Compat => {
                Ok(Some(field.to_number()))
            }
            Some(field) => Err(self.wrong_type(key, "a number", field.kind())),
        }
    }

    fn boolean(&self, key: &str) -> Result<Option<bool>> {
        match self.value.and_then(|group| group.get(key)) {
            None => Ok(None),
            Some(field) if self.mode == Mode::Compat => Ok(Some(field.to_boolean())),
            Some(field) if field.kind() == Kind::Nothing => Ok(None),
            Some(field) if field.kind() == Kind::Boolean => Ok(Some(field.to_boolean())),
            Some(field) => Err(self.wrong_type(key, "true or false", field.kind())),
        }
    }

    fn group<T>(&self, key: &str, read: impl FnOnce(&Group<'_, V>) -> Result<T>) -> Result<T> {
        let field = self.field(key);
        if let (Some(field), Mode::Strict) = (&field, self.mode)
            && field.kind() != Kind::Object
        {
            return Err(self.wrong_type(key, "an object", field.kind()));
        }
        read(&Group {
            value: field.as_ref(),
            path: &self.path(key),
            mode: self.mode,
        })
    }

    fn corner(&self, key: &str) -> Result<CornerOptions> {
        self.group(key, |group| {
            Ok(CornerOptions {
                kind: group.text("type")?.filter(|name| !name.is_empty()),
                color: group.text("color")?.filter(|color| !color.is_empty()),
                gradient: group.gradient()?,
            })
        })
    }

    fn gradient(&self) -> Result<Option<Gradient<String>>> {
        if self
            .field("gradient")
            .is_none_or(|field| self.mode == Mode::Compat && !field.to_boolean())
        {
            return Ok(None);
        }
        self.group("gradient", |gradient| {
            let kind = match gradient.text("type")?.as_deref() {
                Some("radial") => GradientType::Radial,
                Some("linear") | None => GradientType::Linear,
                Some(_) if self.mode == Mode::Compat => GradientType::Linear,
                Some(name) => {
                    let message = ["unknown name \"", name, "\": use linear or radial"].concat();
                    return Err(Error::option(
                        "options.unknown_name",
                        gradient.path("type"),
                        message,
                    ));
                }
            };
            let rotation = match gradient.field("rotation") {
                Some(field) if self.mode == Mode::Compat && !field.to_boolean() => 0.0,
                _ => gradient.number("rotation")?.unwrap_or(0.0),
            };
            Ok(Some(Gradient {
                kind,
                rotation,
                color_stops: gradient.color_stops()?,
            }))
        })
    }

    fn color_stops(&self) -> Result<Vec<ColorStop<String>>> {
        const KEY: &str = "colorStops";
        let list = self.field(KEY);
        if let (Some(list), Mode::Strict) = (&list, self.mode)
            && list.kind() != Kind::List
        {
            return Err(self.wrong_type(KEY, "a list of stops", list.kind()));
        }
        let stops = list.map(|list| list.items()).unwrap_or_default();
        if stops.is_empty() {
            let message = "a gradient needs at least one stop, such as {\"offset\": 0, \"color\": \"#000\"}";
            return Err(Error::option("options.gradient", self.path(KEY), message));
        }
        let mut read = Vec::with_capacity(stops.len());
        for (index, stop) in stops.iter().enumerate() {
            let path = [&self.path(KEY), "[", &index.to_string(), "]"].concat();
            if self.mode == Mode::Strict && stop.kind() != Kind::Object {
                let message = [
                    "must be an object with offset and color, not ",
                    stop.kind().name(),
                ]
                .concat();
                return Err(Error::option("options.type", path, message));
            }
            let stop = Group {
                value: Some(stop),
                path: &path,
                mode: self.mode,
            };
            let missing = |key: &str| {
                Error::option(
                    "options.missing",
                    stop.path(key),
                    "is missing in this colour stop",
                )
            };
            let (offset, color) = (stop.number("offset")?, stop.text("color")?);
            read.push(match self.mode {
                Mode::Strict => ColorStop {
                    offset: offset.ok_or_else(|| missing("offset"))?,
                    color: color.ok_or_else(|| missing("color"))?,
                },
                Mode::Compat => ColorStop {
                    offset: offset.unwrap_or(f64::NAN),
                    color: color.unwrap_or_else(|| "#000".to_owned()),
                },
            });
        }
        Ok(read)
    }
}
