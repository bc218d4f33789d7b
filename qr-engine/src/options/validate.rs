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
use crate::decimal::{count, limited};
use crate::error::{Error, Result};
use crate::scene::{Color, PrintSize, Rgba8};
use crate::text::{self, Division, Eci, EncodingMode, Payload, ShiftJis};

/// Largest accepted width and height in px: a poster of 2.7 m at 300 dpi.
const MAX_SIDE: f64 = 32_768.0;

/// What lies behind a code that has no background, as far as anyone can tell.
const WHITE: Color = Color::Rgba(Rgba8 { r: 255, g: 255, b: 255, a: 255 });

/// Largest accepted quiet zone in modules.
const MAX_QUIET_ZONE: f64 = 100.0;

/// Names of the dot types in the order of [`DOT_TYPES`], as messages list them; parts of finder patterns know others besides.
macro_rules! dot_types {
    ($more:literal) => {
        concat!(
            $more,
            "square, dots, rounded, extra-rounded, classy, classy-rounded, bubbly-dots, circuit-chip, hexagon or octagon"
        )
    };
}

const DOT_TYPES: [DotType; 10] = [
    DotType::Square,
    DotType::Dots,
    DotType::Rounded,
    DotType::ExtraRounded,
    DotType::Classy,
    DotType::ClassyRounded,
    DotType::BubblyDots,
    DotType::CircuitChip,
    DotType::Hexagon,
    DotType::Octagon,
];

const CORNER_SQUARE_TYPES: [CornerSquareType; 12] = [
    CornerSquareType::Dot,
    CornerSquareType::Leaf,
    CornerSquareType::Square,
    CornerSquareType::Modules(DotType::Dots),
    CornerSquareType::Modules(DotType::Rounded),
    CornerSquareType::ExtraRounded,
    CornerSquareType::Modules(DotType::Classy),
    CornerSquareType::Modules(DotType::ClassyRounded),
    CornerSquareType::Modules(DotType::BubblyDots),
    CornerSquareType::Modules(DotType::CircuitChip),
    CornerSquareType::Hexagon,
    CornerSquareType::Octagon,
];

const CORNER_DOT_TYPES: [CornerDotType; 13] = [
    CornerDotType::Dot,
    CornerDotType::Teardrop,
    CornerDotType::Star,
    CornerDotType::Square,
    CornerDotType::Modules(DotType::Dots),
    CornerDotType::Modules(DotType::Rounded),
    CornerDotType::Modules(DotType::ExtraRounded),
    CornerDotType::Modules(DotType::Classy),
    CornerDotType::Modules(DotType::ClassyRounded),
    CornerDotType::Modules(DotType::BubblyDots),
    CornerDotType::Modules(DotType::CircuitChip),
    CornerDotType::Hexagon,
    CornerDotType::Octagon,
];

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
        let dot_type =
            DOT_TYPES[check.place_or_first("dotsOptions.type", &self.dots_options.kind, dot_types!(""))];
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
                (dot_types!("dot, leaf, "), &CORNER_SQUARE_TYPES),
                (CornerSquareType::Modules(dot_type), CornerSquareType::Modules(DotType::Square)),
            ),
            corner_dots: check.corners(
                "cornersDotOptions",
                &self.corners_dot_options,
                (dot_types!("dot, teardrop, star, "), &CORNER_DOT_TYPES),
                (CornerDotType::Modules(dot_type), CornerDotType::Modules(DotType::Square)),
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

    fn unknown(&mut self, path: &str, name: &str, known: &str) {
        let message = ["unknown name \"", beginning(name), "\": use ", known].concat();
        self.fail("options.unknown_name", path, &message);
    }

    /// The place of a name in a list such as `a, b or c`; where it is not there and `refuses` says so, this fails.
    fn place(&mut self, path: &str, name: &str, known: &str, refuses: bool) -> Option<usize> {
        let names = known.as_bytes().split(|byte| matches!(byte, b' ' | b','));
        let place =
            names.filter(|known| !matches!(*known, b"" | b"or")).position(|known| known == name.as_bytes());
        if place.is_none() && refuses {
            self.unknown(path, name, known);
        }
        place
    }

    /// The same for names that compat mode takes for the first one where it does not know them.
    fn place_or_first(&mut self, path: &str, name: &str, known: &str) -> usize {
        self.place(path, name, known, self.mode.is_strict()).unwrap_or(0)
    }

    fn payload(&mut self, data: &str, options: &QrCodeOptions, shift_jis: Option<ShiftJis>) -> Payload {
        if data.is_empty() {
            self.fail("data.empty", "data", "is empty: give the text or address to encode");
        }
        let mode = options.mode.as_deref().and_then(|name| {
            let place = self.place("qrOptions.mode", name, "Numeric, Alphanumeric, Byte or Kanji", true)?;
            let modes =
                [EncodingMode::Numeric, EncodingMode::Alphanumeric, EncodingMode::Byte, EncodingMode::Kanji];
            Some(modes[place])
        });
        let is_mixed = self.place_or_first("qrOptions.segments", &options.segments, "single or mixed") == 1;
        if is_mixed && mode.is_some() {
            let message =
                "mixed changes the mode where that is shorter: leave qrOptions.mode out, or take single";
            self.fail_strictly("options.conflict", "qrOptions.segments", message);
        }
        let division = if is_mixed && mode.is_none() { Division::Mixed } else { Division::Single(mode) };
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
                if self.mode.is_strict() {
                    self.unknown("qrOptions.mask", name, "compat, iso or a number from 0 to 7");
                }
                MaskRule::Compat
            }
        }
    }

    fn level(&mut self, name: &str) -> ErrorCorrectionLevel {
        let place = self.place("qrOptions.errorCorrectionLevel", name, "L, M, Q or H", true);
        let levels = [
            ErrorCorrectionLevel::L,
            ErrorCorrectionLevel::M,
            ErrorCorrectionLevel::Q,
            ErrorCorrectionLevel::H,
        ];
        levels[place.unwrap_or(0)]
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
        [Shape::Square, Shape::Circle][self.place_or_first("shape", name, "square or circle")]
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

    /// The three finder patterns' parts: what one of them says counts before what all have. `known` are the names of `kinds`;
    /// without a name a part is made of modules as the `dots` are, and in compat mode of squares where the name is not known.
    fn corners<K: Copy>(
        &mut self,
        path: &str,
        options: &CornersOptions,
        (known, kinds): (&str, &[K]),
        (dots, squares): (K, K),
    ) -> [Corner<K>; 3] {
        self.parts(path, options, known).map(|(kind, paint)| {
            let kind = kind.map_or(dots, |place| kinds.get(place).copied().unwrap_or(squares));
            Corner { kind, paint }
        })
    }

    /// Places of the parts' names and their paints; names that are not known are nowhere in the list. (Apart from
    /// [`corners`](Self::corners), so that the preview bundle carries it once.)
    fn parts(
        &mut self,
        path: &str,
        options: &CornersOptions,
        known: &str,
    ) -> [(Option<usize>, Option<Paint>); 3] {
        let mut part = |path: &str, options: &CornerOptions| {
            let refuses = self.mode.is_strict();
            let place =
                |name| self.place(&[path, ".type"].concat(), name, known, refuses).unwrap_or(usize::MAX);
            let place = options.kind.as_deref().map(place);
            let color = options.color.as_deref().unwrap_or("");
            (place, self.paint(path, color, options.gradient.as_ref()))
        };
        let (place, paint) = part(path, &options.all);
        let mut index = 0;
        [(); 3].map(|()| {
            let own = part(&[path, ".", CORNERS[index]].concat(), &options.each[index]);
            index += 1;
            (own.0.or(place), own.1.or_else(|| paint.clone()))
        })
    }

    fn background(&mut self, options: &BackgroundOptions) -> Option<Background> {
        let paint = self.paint("backgroundOptions", &options.color, options.gradient.as_ref())?;
        let round = if !self.mode.is_strict() && options.round.is_nan() { 0.0 } else { options.round };
        // In compat mode more than 1 becomes 1, as SVG caps a radius.
        Some(Background { paint, round: self.within("backgroundOptions.round", round, 0.0, 1.0) })
    }

    fn logo_shape(&mut self, name: &str) -> LogoShape {
        let place = self.place_or_first("imageOptions.shape", name, "square, circle or alpha");
        [LogoShape::Square, LogoShape::Circle, LogoShape::Alpha][place]
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
                    let percent = count((most * 100.0) as usize);
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
                let message = [
                    "\"",
                    beginning(text),
                    "\" is no CSS colour: use a form such as #1a2b3c, rgb(26 43 60) or navy",
                ];
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
            let path = [path, ".colorStops[", &count(index), "]"].concat();
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

/// The first 40 characters.
fn beginning(text: &str) -> &str {
    let starts = text.bytes().enumerate().filter(|(_, byte)| byte & 0xc0 != 0x80);
    let end = starts.map(|(at, _)| at).nth(40);
    end.and_then(|end| text.get(..end)).unwrap_or(text)
}

/// A whole number as text; the ranges above have no fractions.
fn decimal(value: f64) -> String {
    let sign = if value < 0.0 { "-" } else { "" };
    [sign, &count(value.abs() as usize)].concat()
}
