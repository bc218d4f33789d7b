//! [`QrOptions`] → [`Design`]: the only place that rejects.
//!
//! Strict mode refuses what it does not know, naming the path. Compat mode does what qr-code-styling does: unknown
//! names fall back silently. Behind this file every value is in range, so nothing further down checks again.

#[cfg(feature = "frame")]
mod frame;

use super::read::CORNERS;
use super::{
    Background, BackgroundImage, BackgroundOptions, Backing, BackingOptions, ColorStop, Corner,
    CornerDotType, CornerOptions, CornerSquareType, CornersOptions, Design, DotType, Dots,
    ErrorCorrectionLevel, Gradient, LogoShape, MaskRule, Mode, Paint, PrintSizeOptions, QrCodeOptions,
    QrOptions, Shape, color, guard,
};
use crate::decimal::limited;
use crate::error::{Error, Result};
use crate::scene::{Color, PrintSize, Rgba8};
use crate::text::{self, Division, Eci, EncodingMode, Payload, ShiftJis};

/// Largest accepted width and height in px: a poster of 2.7 m at 300 dpi.
const MAX_SIDE: f64 = 32_768.0;

/// What lies behind a code that has no background, as far as anyone can tell.
const WHITE: Color = Color::Rgba(Rgba8 { r: 255, g: 255, b: 255, a: 255 });

/// Largest accepted quiet zone in modules.
const MAX_QUIET_ZONE: f64 = 100.0;

impl QrOptions {
    /// Checks the options and resolves names, colours and defaults.
    ///
    /// ```
    /// use qr_engine::{Mode, QrOptions};
    /// let mut options = QrOptions { data: "HI".into(), quiet_zone: 4.0, ..QrOptions::default() };
    /// assert_eq!(options.validate(Mode::Strict)?.quiet_zone, 4.0);
    /// options.quiet_zone = -4.0;
    /// assert_eq!(options.validate(Mode::Strict).unwrap_err().path(), Some("quietZone"));
    /// # Ok::<(), qr_engine::Error>(())
    /// ```
    pub fn validate(&self, mode: Mode) -> Result<Design> {
        self.validate_with(mode, text::OWN_SHIFT_JIS)
    }

    /// Checks the options, with a table of the characters of kanji mode for builds without the feature `kanji`.
    ///
    /// ```
    /// use qr_engine::{Mode, QrOptions};
    /// let mut options = QrOptions { data: "点".into(), ..QrOptions::default() };
    /// options.qr_options.mode = Some("Kanji".into());
    /// let table = |character: char| (character == '点').then_some(0x935f);
    /// assert_eq!(options.validate_with(Mode::Strict, Some(table))?.payload.bits(1), 4 + 8 + 13);
    /// # Ok::<(), qr_engine::Error>(())
    /// ```
    pub fn validate_with(&self, mode: Mode, shift_jis: Option<ShiftJis>) -> Result<Design> {
        let mut check = Check { mode, problem: None };
        let dot_type = check.dot_type("dotsOptions.type", &self.dots_options.kind);
        let (width, height) = (check.side("width", self.width), check.side("height", self.height));
        let mut design = Design {
            shape: check.shape(&self.shape),
            width,
            height,
            margin: check.margin(self.margin, width.min(height)),
            quiet_zone: check.ours("quietZone", self.quiet_zone, 0.0, MAX_QUIET_ZONE, 0.0),
            payload: check.payload(&self.data, &self.qr_options, shift_jis),
            version: check.version(self.qr_options.type_number),
            mask: check.mask(&self.qr_options.mask),
            error_correction_level: check.level(&self.qr_options.error_correction_level),
            image: self.image.clone(),
            hide_background_dots: self.image_options.hide_background_dots,
            image_size: check.within("imageOptions.imageSize", self.image_options.image_size, 0.0, 10.0),
            image_margin: check.within("imageOptions.margin", self.image_options.margin, -MAX_SIDE, MAX_SIDE),
            image_shape: check.logo_shape(&self.image_options.shape),
            image_opacity: check.ours("imageOptions.opacity", self.image_options.opacity, 0.0, 1.0, 1.0),
            image_backing: check.backing(self.image_options.backing.as_ref(), &self.background_options),
            corner_squares: check.corners(
                "cornersSquareOptions",
                &self.corners_square_options,
                |check, path, name| check.corner_square_type(path, name, dot_type),
            ),
            corner_dots: check.corners(
                "cornersDotOptions",
                &self.corners_dot_options,
                |check, path, name| check.corner_dot_type(path, name, dot_type),
            ),
            dots: Dots {
                kind: dot_type,
                paint: check
                    .paint("dotsOptions", &self.dots_options.color, self.dots_options.gradient.as_ref())
                    .unwrap_or(Paint::Solid(Color::BLACK)),
                round_size: self.dots_options.round_size,
                scale: check.ours("dotsOptions.scale", self.dots_options.scale, 0.1, 1.0, 1.0),
            },
            background: check.background(&self.background_options),
            background_image: None,
            #[cfg(feature = "frame")]
            frame: None,
            print: check.print_size(self.print_size.as_ref()),
        };
        #[cfg(feature = "frame")]
        {
            design.frame = check.frame(&self.frame_options, &design);
        }
        design.background_image = check.background_image(&self.background_options, &design);
        match check.problem {
            None => Ok(design),
            Some(problem) => Err(problem),
        }
    }
}

/// The checks, with the one switch between the two modes. Each returns something harmless when it fails, and the first
/// problem is kept until the end: with a return at each of them the preview bundle is noticeably larger.
struct Check {
    mode: Mode,
    problem: Option<Error>,
}

impl Check {
    fn fail(&mut self, code: &'static str, path: &str, message: &str) {
        if self.problem.is_none() {
            self.problem = Some(Error::option(code, path, message));
        }
    }

    /// Fails in strict mode alone: of an option that qr-code-styling does not have it would not hear either.
    fn fail_strictly(&mut self, code: &'static str, path: &str, message: &str) {
        if self.mode.is_strict() {
            self.fail(code, path, message);
        }
    }

    fn unknown_strictly(&mut self, path: &str, name: &str, known: &str) {
        if self.mode.is_strict() {
            self.unknown(path, name, known);
        }
    }

    fn unknown(&mut self, path: &str, name: &str, known: &str) {
        let shown = name.chars().take(40).collect::<String>();
        self.fail("options.unknown_name", path, &["unknown name \"", &shown, "\": use ", known].concat());
    }

    fn payload(&mut self, data: &str, options: &QrCodeOptions, shift_jis: Option<ShiftJis>) -> Payload {
        if data.is_empty() {
            self.fail("data.empty", "data", "is empty: give the text or address to encode");
        }
        let mode = match options.mode.as_deref() {
            None => None,
            Some("Numeric") => Some(EncodingMode::Numeric),
            Some("Alphanumeric") => Some(EncodingMode::Alphanumeric),
            Some("Byte") => Some(EncodingMode::Byte),
            Some("Kanji") => Some(EncodingMode::Kanji),
            Some(name) => {
                self.unknown("qrOptions.mode", name, "Numeric, Alphanumeric, Byte or Kanji");
                None
            }
        };
        let division = match options.segments.as_str() {
            "mixed" if mode.is_none() => Division::Mixed,
            "mixed" => {
                let message =
                    "mixed changes the mode where that is shorter: leave qrOptions.mode out, or take single";
                self.fail_strictly("options.conflict", "qrOptions.segments", message);
                Division::Single(mode)
            }
            "single" => Division::Single(mode),
            name => {
                self.unknown_strictly("qrOptions.segments", name, "single or mixed");
                Division::Single(mode)
            }
        };
        let eci = match options.eci {
            3.0 => Some(Eci::Latin1),
            26.0 => Some(Eci::Utf8),
            0.0 => None,
            _ => {
                let message = "must be 0 for none, 3 for Latin-1 or 26 for UTF-8";
                self.fail_strictly("options.range", "qrOptions.eci", message);
                None
            }
        };
        match Payload::new(data, division, eci, shift_jis) {
            Ok(payload) => payload,
            Err(error) => {
                self.problem.get_or_insert(error);
                Payload::default()
            }
        }
    }

    fn mask(&mut self, name: &str) -> MaskRule {
        match (name, name.as_bytes()) {
            ("compat", _) => MaskRule::Compat,
            ("iso", _) => MaskRule::Iso,
            (_, [digit @ b'0'..=b'7']) => MaskRule::Fixed(digit - b'0'),
            _ => {
                self.unknown_strictly("qrOptions.mask", name, "compat, iso or a number from 0 to 7");
                MaskRule::Compat
            }
        }
    }

    fn level(&mut self, name: &str) -> ErrorCorrectionLevel {
        match name {
            "L" => ErrorCorrectionLevel::L,
            "M" => ErrorCorrectionLevel::M,
            "Q" => ErrorCorrectionLevel::Q,
            "H" => ErrorCorrectionLevel::H,
            name => {
                self.unknown("qrOptions.errorCorrectionLevel", name, "L, M, Q or H");
                ErrorCorrectionLevel::Q
            }
        }
    }

    /// A side of the picture. No mode can make sense of one that is not positive.
    fn side(&mut self, path: &str, value: f64) -> f64 {
        if value > 0.0 && value <= MAX_SIDE {
            return value;
        }
        self.fail("options.range", path, "must be above 0 and at most 32768 px");
        MAX_SIDE
    }

    fn within(&mut self, path: &str, value: f64, low: f64, high: f64) -> f64 {
        let is_inside = value >= low && value <= high;
        if !is_inside && (self.mode.is_strict() || !value.is_finite()) {
            let message = ["must be from ", &decimal(low), " to ", &decimal(high)].concat();
            self.fail("options.range", path, &message);
        }
        limited(value, low, high)
    }

    /// A number that qr-code-styling does not have: what cannot be understood is the default in compat mode.
    fn ours(&mut self, path: &str, value: f64, low: f64, high: f64, default: f64) -> f64 {
        if !self.mode.is_strict() && value.is_nan() { default } else { self.within(path, value, low, high) }
    }

    fn shape(&mut self, name: &str) -> Shape {
        match name {
            "circle" => Shape::Circle,
            "square" => Shape::Square,
            name => {
                self.unknown_strictly("shape", name, "square or circle");
                Shape::Square
            }
        }
    }

    fn margin(&mut self, value: f64, smaller_side: f64) -> f64 {
        let leaves_room = value >= 0.0 && value < smaller_side / 2.0;
        if !leaves_room && (self.mode.is_strict() || !value.is_finite()) {
            let message =
                "must be from 0 to less than half of the smaller side, so that there is room for the code";
            self.fail("options.range", "margin", message);
        }
        // The original's upper clamp; it has no lower one.
        limited(value, -MAX_SIDE, smaller_side)
    }

    fn version(&mut self, value: f64) -> Option<u8> {
        if value == 0.0 || (!self.mode.is_strict() && value < 1.0) {
            return None;
        }
        if (1.0..=40.0).contains(&value) && value.trunc() == value {
            return Some(value as u8);
        }
        let message = "must be a whole number from 1 to 40, or 0 for the smallest version that fits";
        self.fail("options.range", "qrOptions.typeNumber", message);
        None
    }

    fn dot_type(&mut self, path: &str, name: &str) -> DotType {
        match name {
            "square" => DotType::Square,
            "dots" => DotType::Dots,
            "rounded" => DotType::Rounded,
            "extra-rounded" => DotType::ExtraRounded,
            "classy" => DotType::Classy,
            "classy-rounded" => DotType::ClassyRounded,
            "bubbly-dots" => DotType::BubblyDots,
            "circuit-chip" => DotType::CircuitChip,
            "hexagon" => DotType::Hexagon,
            "octagon" => DotType::Octagon,
            name => {
                // Parts of finder patterns know these besides.
                let more = match path.as_bytes().get(..11) {
                    Some(b"cornersSqua") => "dot, leaf, ",
                    Some(b"cornersDotO") => "dot, teardrop, star, ",
                    _ => "",
                };
                let known = "square, dots, rounded, extra-rounded, classy, classy-rounded, bubbly-dots, circuit-chip, hexagon or octagon";
                self.unknown_strictly(path, name, &[more, known].concat());
                DotType::Square
            }
        }
    }

    fn corner_square_type(&mut self, path: &str, name: Option<&str>, dots: DotType) -> CornerSquareType {
        match name {
            None => CornerSquareType::Modules(dots),
            Some("square") => CornerSquareType::Square,
            Some("dot") => CornerSquareType::Dot,
            Some("extra-rounded") => CornerSquareType::ExtraRounded,
            Some("hexagon") => CornerSquareType::Hexagon,
            Some("octagon") => CornerSquareType::Octagon,
            Some("leaf") => CornerSquareType::Leaf,
            Some(name) => CornerSquareType::Modules(self.dot_type(path, name)),
        }
    }

    fn corner_dot_type(&mut self, path: &str, name: Option<&str>, dots: DotType) -> CornerDotType {
        match name {
            None => CornerDotType::Modules(dots),
            Some("square") => CornerDotType::Square,
            Some("dot") => CornerDotType::Dot,
            Some("hexagon") => CornerDotType::Hexagon,
            Some("octagon") => CornerDotType::Octagon,
            Some("teardrop") => CornerDotType::Teardrop,
            Some("star") => CornerDotType::Star,
            Some(name) => CornerDotType::Modules(self.dot_type(path, name)),
        }
    }

    /// The three finder patterns' parts: what one of them says counts before what all have.
    fn corners<K: Copy>(
        &mut self,
        path: &str,
        options: &CornersOptions,
        kind: impl Fn(&mut Self, &str, Option<&str>) -> K,
    ) -> [Corner<K>; 3] {
        let all = Corner {
            kind: kind(self, &[path, ".type"].concat(), options.all.kind.as_deref()),
            paint: self.corner_paint(path, &options.all),
        };
        let mut index = 0;
        [(); 3].map(|()| {
            let (own, path) = (&options.each[index], [path, ".", CORNERS[index]].concat());
            index += 1;
            Corner {
                kind: match &own.kind {
                    Some(name) => kind(self, &[&path, ".type"].concat(), Some(name)),
                    None => all.kind,
                },
                paint: self.corner_paint(&path, own).or_else(|| all.paint.clone()),
            }
        })
    }

    fn corner_paint(&mut self, path: &str, options: &CornerOptions) -> Option<Paint> {
        self.paint(path, options.color.as_deref().unwrap_or(""), options.gradient.as_ref())
    }

    fn background(&mut self, options: &BackgroundOptions) -> Option<Background> {
        let paint = self.paint("backgroundOptions", &options.color, options.gradient.as_ref())?;
        let round = if !self.mode.is_strict() && options.round.is_nan() { 0.0 } else { options.round };
        // In compat mode more than 1 becomes 1, as SVG caps a radius.
        Some(Background { paint, round: self.within("backgroundOptions.round", round, 0.0, 1.0) })
    }

    fn logo_shape(&mut self, name: &str) -> LogoShape {
        match name {
            "square" => LogoShape::Square,
            "circle" => LogoShape::Circle,
            "alpha" => LogoShape::Alpha,
            name => {
                self.unknown_strictly("imageOptions.shape", name, "square, circle or alpha");
                LogoShape::Square
            }
        }
    }

    fn backing(
        &mut self,
        options: Option<&BackingOptions>,
        background: &BackgroundOptions,
    ) -> Option<Backing> {
        let options = options?;
        let color = match options.color.as_deref() {
            Some(color) => self.color("imageOptions.backing.color", color),
            None if background.gradient.is_some() || background.color.is_empty() => WHITE,
            None => self.color("backgroundOptions.color", &background.color),
        };
        Some(Backing {
            color,
            padding: self.ours("imageOptions.backing.padding", options.padding, 0.0, MAX_SIDE, 0.0),
            round: self.ours("imageOptions.backing.round", options.round, 0.0, 1.0, 0.0),
        })
    }

    fn background_image(&mut self, options: &BackgroundOptions, design: &Design) -> Option<BackgroundImage> {
        let address = options.image.clone()?;
        if design.background.as_ref().is_some_and(|background| background.round > 0.0) {
            let message = "must be 0 beside backgroundOptions.image, which covers the whole canvas";
            self.fail_strictly("options.conflict", "backgroundOptions.round", message);
        }
        let most = guard::most_opacity(design, guard::READABLE);
        let opacity = match options.image_opacity {
            // In compat mode, as in a viewer, no number is no opacity of one's own.
            Some(opacity) if self.mode.is_strict() || !opacity.is_nan() => {
                let opacity = self.within("backgroundOptions.imageOpacity", opacity, 0.0, 1.0);
                let most = guard::most_opacity(design, guard::LEAST).unwrap_or(0.0);
                if options.image_guard && opacity > most {
                    let percent = ((most * 100.0) as u32).to_string();
                    let message = [
                        "leaves too little contrast for modules over a picture: at most ",
                        &percent,
                        " % with these colours, or set backgroundOptions.imageGuard to false and test what you print",
                    ];
                    self.fail_strictly("options.contrast", "backgroundOptions.imageOpacity", &message.concat());
                }
                opacity
            }
            _ => most.unwrap_or_else(|| {
                let message = "cannot be chosen: the colours of the modules and the background leave too little contrast, or only a viewer knows them";
                self.fail_strictly("options.contrast", "backgroundOptions.imageOpacity", message);
                0.0
            }),
        };
        Some(BackgroundImage { address, opacity })
    }

    fn print_size(&mut self, options: Option<&PrintSizeOptions>) -> Option<PrintSize> {
        let options = options?;
        // No size that can be printed is a size.
        if !self.mode.is_strict() && options.mm.is_nan() {
            return None;
        }
        Some(PrintSize {
            width: self.within("printSize.mm", options.mm, 1.0, 10_000.0),
            dpi: self.ours("printSize.dpi", options.dpi, 1.0, 10_000.0, 300.0),
        })
    }

    /// Gradient before colour; neither gives none.
    fn paint(&mut self, path: &str, color: &str, gradient: Option<&Gradient<String>>) -> Option<Paint> {
        match gradient {
            Some(gradient) => Some(Paint::Gradient(self.gradient(&[path, ".gradient"].concat(), gradient))),
            None if color.is_empty() => None,
            None => Some(Paint::Solid(self.color(&[path, ".color"].concat(), color))),
        }
    }

    fn color(&mut self, path: &str, text: &str) -> Color {
        color::parse(text).unwrap_or_else(|| {
            if self.mode.is_strict() {
                let shown = text.chars().take(40).collect::<String>();
                let message =
                    ["\"", &shown, "\" is no CSS colour: use a form such as #1a2b3c, rgb(26 43 60) or navy"];
                self.fail("options.color", path, &message.concat());
            }
            // What a viewer does with a fill that it cannot read.
            Color::BLACK
        })
    }

    fn gradient(&mut self, path: &str, gradient: &Gradient<String>) -> Gradient<Color> {
        if self.mode.is_strict() && !gradient.rotation.is_finite() {
            self.fail("options.range", &[path, ".rotation"].concat(), "must be a finite angle in radians");
        }
        let mut reached = 0.0_f64;
        let mut color_stops = Vec::with_capacity(gradient.color_stops.len());
        for (index, stop) in gradient.color_stops.iter().enumerate() {
            let path = [path, ".colorStops[", &index.to_string(), "]"].concat();
            let is_number = self.mode.is_strict() || !stop.offset.is_nan();
            let offset = if is_number { stop.offset } else { 0.0 };
            // An offset below an earlier one counts as that one (SVG 2, section 14.2.4.2).
            reached = reached.max(self.within(&[&path, ".offset"].concat(), offset, 0.0, 1.0));
            let color = self.color(&[&path, ".color"].concat(), &stop.color);
            color_stops.push(ColorStop { offset: reached, color });
        }
        Gradient { kind: gradient.kind, rotation: gradient.rotation, color_stops }
    }
}

/// A whole number as text; the ranges above have no fractions.
fn decimal(value: f64) -> String {
    (value as i32).to_string()
}
