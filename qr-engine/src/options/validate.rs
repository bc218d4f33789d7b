//! [`QrOptions`] → [`Design`]: the only place that rejects.
//!
//! Strict mode refuses what it does not know, naming the path. Compat mode does what qr-code-styling does: unknown
//! names fall back silently. Behind this file every value is in range, so nothing further down checks again.

use super::{
    Background, BackgroundOptions, ColorStop, Corner, CornerDotType, CornerOptions, CornerSquareType, Design,
    DotType, Dots, EncodingMode, ErrorCorrectionLevel, Gradient, Mode, Paint, QrOptions, Shape, color,
};
use crate::error::{Error, Result};
use crate::scene::Color;
use crate::text;

/// Largest accepted width and height in px: a poster of 2.7 m at 300 dpi.
const MAX_SIDE: f64 = 32_768.0;

impl QrOptions {
    /// Checks the options and resolves names, colours and defaults.
    pub fn validate(&self, mode: Mode) -> Result<Design> {
        let check = Check { mode };
        let dot_type = check.dot_type("dotsOptions.type", &self.dots_options.kind)?;
        let encoding = self.qr_options.mode.as_deref().map(encoding_mode).transpose()?;
        if self.data.is_empty() {
            return Err(Error::option(
                "data.empty",
                "data",
                "is empty: give the text or address to encode",
            ));
        }
        let (width, height) = (side("width", self.width)?, side("height", self.height)?);
        Ok(Design {
            shape: check.shape(&self.shape)?,
            width,
            height,
            margin: check.margin(self.margin, width.min(height))?,
            payload: text::encode(&self.data, encoding)?,
            version: check.version(self.qr_options.type_number)?,
            error_correction_level: level(&self.qr_options.error_correction_level)?,
            image: self.image.clone(),
            hide_background_dots: self.image_options.hide_background_dots,
            image_size: check.within("imageOptions.imageSize", self.image_options.image_size, 0.0, 10.0)?,
            image_margin: check.within(
                "imageOptions.margin",
                self.image_options.margin,
                -MAX_SIDE,
                MAX_SIDE,
            )?,
            corner_square: Corner {
                kind: check.corner_square_type(self.corners_square_options.kind.as_deref(), dot_type)?,
                paint: check.corner_paint("cornersSquareOptions", &self.corners_square_options)?,
            },
            corner_dot: Corner {
                kind: check.corner_dot_type(self.corners_dot_options.kind.as_deref(), dot_type)?,
                paint: check.corner_paint("cornersDotOptions", &self.corners_dot_options)?,
            },
            dots: Dots {
                kind: dot_type,
                paint: check
                    .paint(
                        "dotsOptions",
                        &self.dots_options.color,
                        self.dots_options.gradient.as_ref(),
                    )?
                    .unwrap_or(Paint::Solid(Color::BLACK)),
                round_size: self.dots_options.round_size,
            },
            background: check.background(&self.background_options)?,
        })
    }
}

fn encoding_mode(name: &str) -> Result<EncodingMode> {
    match name {
        "Numeric" => Ok(EncodingMode::Numeric),
        "Alphanumeric" => Ok(EncodingMode::Alphanumeric),
        "Byte" => Ok(EncodingMode::Byte),
        "Kanji" => {
            let message = "Kanji is not supported: leave it out, the text is then encoded as UTF-8";
            Err(Error::option("options.unsupported", "qrOptions.mode", message))
        }
        name => Err(unknown("qrOptions.mode", name, "Numeric, Alphanumeric or Byte")),
    }
}

fn level(name: &str) -> Result<ErrorCorrectionLevel> {
    match name {
        "L" => Ok(ErrorCorrectionLevel::L),
        "M" => Ok(ErrorCorrectionLevel::M),
        "Q" => Ok(ErrorCorrectionLevel::Q),
        "H" => Ok(ErrorCorrectionLevel::H),
        name => Err(unknown("qrOptions.errorCorrectionLevel", name, "L, M, Q or H")),
    }
}

/// A side of the picture. No mode can make sense of one that is not positive.
fn side(path: &str, value: f64) -> Result<f64> {
    if value > 0.0 && value <= MAX_SIDE {
        return Ok(value);
    }
    Err(Error::option(
        "options.range",
        path,
        "must be above 0 and at most 32768 px",
    ))
}

fn unknown(path: &str, name: &str, known: &str) -> Error {
    let shown = name.chars().take(40).collect::<String>();
    Error::option(
        "options.unknown_name",
        path,
        ["unknown name \"", &shown, "\": use ", known].concat(),
    )
}

/// The checks, with the one switch between the two modes.
struct Check {
    mode: Mode,
}

impl Check {
    fn within(&self, path: &str, value: f64, low: f64, high: f64) -> Result<f64> {
        if value >= low && value <= high {
            return Ok(value);
        }
        if self.mode == Mode::Compat && value.is_finite() {
            return Ok(value.clamp(low, high));
        }
        let message = ["must be from ", &decimal(low), " to ", &decimal(high)].concat();
        Err(Error::option("options.range", path, message))
    }

    fn shape(&self, name: &str) -> Result<Shape> {
        match name {
            "circle" => Ok(Shape::Circle),
            "square" => Ok(Shape::Square),
            _ if self.mode == Mode::Compat => Ok(Shape::Square),
            name => Err(unknown("shape", name, "square or circle")),
        }
    }

    fn margin(&self, value: f64, smaller_side: f64) -> Result<f64> {
        if value.is_finite() && (self.mode == Mode::Compat || (0.0..smaller_side / 2.0).contains(&value)) {
            // The original's upper clamp; it has no lower one.
            return Ok(value.clamp(-MAX_SIDE, smaller_side));
        }
        let message =
            "must be from 0 to less than half of the smaller side, so that there is room for the code";
        Err(Error::option("options.range", "margin", message))
    }

    fn version(&self, value: f64) -> Result<Option<u8>> {
        if value == 0.0 || (self.mode == Mode::Compat && value < 1.0) {
            return Ok(None);
        }
        if (1.0..=40.0).contains(&value) && libm::trunc(value) == value {
            return Ok(Some(value as u8));
        }
        let message = "must be a whole number from 1 to 40, or 0 for the smallest version that fits";
        Err(Error::option("options.range", "qrOptions.typeNumber", message))
    }

    fn dot_type(&self, path: &str, name: &str) -> Result<DotType> {
        Ok(match name {
            "square" => DotType::Square,
            "dots" => DotType::Dots,
            "rounded" => DotType::Rounded,
            "extra-rounded" => DotType::ExtraRounded,
            "classy" => DotType::Classy,
            "classy-rounded" => DotType::ClassyRounded,
            _ if self.mode == Mode::Compat => DotType::Square,
            _ => {
                let known = match path {
                    "dotsOptions.type" => "square, dots, rounded, extra-rounded, classy or classy-rounded",
                    _ => "square, dot, dots, rounded, extra-rounded, classy or classy-rounded",
                };
                return Err(unknown(path, name, known));
            }
        })
    }

    fn corner_square_type(&self, name: Option<&str>, dots: DotType) -> Result<CornerSquareType> {
        Ok(match name {
            None => CornerSquareType::Modules(dots),
            Some("square") => CornerSquareType::Square,
            Some("dot") => CornerSquareType::Dot,
            Some("extra-rounded") => CornerSquareType::ExtraRounded,
            Some(name) => CornerSquareType::Modules(self.dot_type("cornersSquareOptions.type", name)?),
        })
    }

    fn corner_dot_type(&self, name: Option<&str>, dots: DotType) -> Result<CornerDotType> {
        Ok(match name {
            None => CornerDotType::Modules(dots),
            Some("square") => CornerDotType::Square,
            Some("dot") => CornerDotType::Dot,
            Some(name) => CornerDotType::Modules(self.dot_type("cornersDotOptions.type", name)?),
        })
    }

    fn corner_paint(&self, path: &str, options: &CornerOptions) -> Result<Option<Paint>> {
        self.paint(
            path,
            options.color.as_deref().unwrap_or(""),
            options.gradient.as_ref(),
        )
    }

    fn background(&self, options: &BackgroundOptions) -> Result<Option<Background>> {
        let Some(paint) = self.paint("backgroundOptions", &options.color, options.gradient.as_ref())? else {
            return Ok(None);
        };
        let round = if self.mode == Mode::Compat && options.round.is_nan() {
            0.0
        } else {
            options.round
        };
        // In compat mode more than 1 becomes 1, as SVG caps a radius.
        Ok(Some(Background {
            paint,
            round: self.within("backgroundOptions.round", round, 0.0, 1.0)?,
        }))
    }

    /// Gradient before colour; neither gives none.
    fn paint(&self, path: &str, color: &str, gradient: Option<&Gradient<String>>) -> Result<Option<Paint>> {
        if let Some(gradient) = gradient {
            return Ok(Some(Paint::Gradient(
                self.gradient(&[path, ".gradient"].concat(), gradient)?,
            )));
        }
        if color.is_empty() {
            return Ok(None);
        }
        Ok(Some(Paint::Solid(self.color(&[path, ".color"].concat(), color)?)))
    }

    fn color(&self, path: &str, text: &str) -> Result<Color> {
        match color::parse(text) {
            Some(color) => Ok(color),
            // What a viewer does with a fill that it cannot read.
            None if self.mode == Mode::Compat => Ok(Color::BLACK),
            None => {
                let shown = text.chars().take(40).collect::<String>();
                let message = [
                    "\"",
                    &shown,
                    "\" is no CSS colour: use a form such as #1a2b3c, rgb(26 43 60) or navy",
                ];
                Err(Error::option("options.color", path, message.concat()))
            }
        }
    }

    fn gradient(&self, path: &str, gradient: &Gradient<String>) -> Result<Gradient<Color>> {
        let rotation = match self.mode {
            Mode::Strict if !gradient.rotation.is_finite() => {
                let path = [path, ".rotation"].concat();
                return Err(Error::option(
                    "options.range",
                    path,
                    "must be a finite angle in radians",
                ));
            }
            _ => gradient.rotation,
        };
        let mut reached = 0.0_f64;
        let mut color_stops = Vec::with_capacity(gradient.color_stops.len());
        for (index, stop) in gradient.color_stops.iter().enumerate() {
            let path = [path, ".colorStops[", &index.to_string(), "]"].concat();
            let offset = match self.mode {
                Mode::Compat if stop.offset.is_nan() => 0.0,
                _ => self.within(&[&path, ".offset"].concat(), stop.offset, 0.0, 1.0)?,
            };
            // An offset below an earlier one counts as that one (SVG 2, section 14.2.4.2).
            reached = reached.max(offset);
            color_stops.push(ColorStop {
                offset: reached,
                color: self.color(&[&path, ".color"].concat(), &stop.color)?,
            });
        }
        Ok(Gradient {
            kind: gradient.kind,
            rotation,
            color_stops,
        })
    }
}

/// A whole number as text; the ranges above have no fractions.
fn decimal(value: f64) -> String {
    (value as i64).to_string()
}
