//! Dynamic value → [`QrOptions`]: the only place that knows the option names as text.
//!
//! Unknown keys are ignored. Known keys of the wrong type are refused in strict mode and coerced as JavaScript
//! would in compat mode. Fields are read into the defaults, in place, and the first problem is kept until the end:
//! with a return at each field the preview bundle is noticeably larger.

mod frame;

use super::value::{Kind, Value};
use super::{
    BackingOptions, ColorStop, CornerOptions, CornersOptions, Gradient, GradientType, Mode, PrintSizeOptions,
    QrOptions,
};
use crate::decimal::count;
use crate::error::{Error, Result};

/// The options of single finder patterns, in the order of [`CornersOptions::each`].
pub(super) const CORNERS: [&str; 3] = ["topLeft", "topRight", "bottomLeft"];

impl QrOptions {
    /// Reads options from a dynamic value.
    pub fn from_value(value: impl Value, mode: Mode) -> Result<Self> {
        if value.kind() != Kind::Object {
            return Err(Error::Options {
                code: "options.type",
                path: None,
                message: ["the options must be an object, not ", value.kind().name()].concat(),
            });
        }
        let mut options = Self::default();
        let mut reader = Reader { mode, problem: None };
        let root = Group { value: Some(value), path: String::new() };
        reader.text(&root, "shape", &mut options.shape);
        reader.number(&root, "width", &mut options.width);
        reader.number(&root, "height", &mut options.height);
        reader.number(&root, "margin", &mut options.margin);
        reader.number(&root, "quietZone", &mut options.quiet_zone);
        reader.text(&root, "data", &mut options.data);
        reader.optional_text(&root, "image", &mut options.image);

        let group = reader.group(&root, "qrOptions");
        reader.number(&group, "typeNumber", &mut options.qr_options.type_number);
        reader.optional_text(&group, "mode", &mut options.qr_options.mode);
        reader.text(&group, "errorCorrectionLevel", &mut options.qr_options.error_correction_level);
        reader.mask(&group, &mut options.qr_options.mask);
        reader.text(&group, "segments", &mut options.qr_options.segments);
        reader.number(&group, "eci", &mut options.qr_options.eci);

        let group = reader.group(&root, "imageOptions");
        reader.boolean(&group, "hideBackgroundDots", &mut options.image_options.hide_background_dots);
        reader.number(&group, "imageSize", &mut options.image_options.image_size);
        reader.number(&group, "margin", &mut options.image_options.margin);
        reader.text(&group, "shape", &mut options.image_options.shape);
        reader.number(&group, "opacity", &mut options.image_options.opacity);
        let group = reader.group(&group, "backing");
        if group.value.is_some() {
            let mut backing = BackingOptions { color: None, padding: 0.0, round: 0.0 };
            reader.optional_text(&group, "color", &mut backing.color);
            reader.number(&group, "padding", &mut backing.padding);
            reader.number(&group, "round", &mut backing.round);
            options.image_options.backing = Some(backing);
        }

        let group = reader.group(&root, "dotsOptions");
        reader.text(&group, "type", &mut options.dots_options.kind);
        reader.text(&group, "color", &mut options.dots_options.color);
        options.dots_options.gradient = reader.gradient(&group);
        reader.boolean(&group, "roundSize", &mut options.dots_options.round_size);
        reader.number(&group, "scale", &mut options.dots_options.scale);

        options.corners_square_options = reader.corners(&root, "cornersSquareOptions");
        options.corners_dot_options = reader.corners(&root, "cornersDotOptions");

        let group = reader.group(&root, "backgroundOptions");
        reader.text(&group, "color", &mut options.background_options.color);
        reader.number(&group, "round", &mut options.background_options.round);
        options.background_options.gradient = reader.gradient(&group);
        reader.optional_text(&group, "image", &mut options.background_options.image);
        if group.field("imageOpacity").is_some() {
            let mut opacity = f64::NAN;
            reader.number(&group, "imageOpacity", &mut opacity);
            options.background_options.image_opacity = Some(opacity);
        }
        if group.field("imageGuard").is_some() {
            reader.boolean(&group, "imageGuard", &mut options.background_options.image_guard);
        }

        reader.frame(&root, &mut options);

        let group = reader.group(&root, "printSize");
        if group.value.is_some() {
            let mut print = PrintSizeOptions { mm: f64::NAN, dpi: 300.0 };
            if group.field("mm").is_none() {
                reader.fail(
                    "options.missing",
                    group.path("mm"),
                    "is missing: give the picture's width in millimetres",
                );
            }
            reader.number(&group, "mm", &mut print.mm);
            reader.number(&group, "dpi", &mut print.dpi);
            options.print_size = Some(print);
        }

        match reader.problem {
            None => Ok(options),
            Some(problem) => Err(problem),
        }
    }
}

/// An object among the options, with its path for errors.
struct Group<V> {
    value: Option<V>,
    path: String,
}

impl<V: Value> Group<V> {
    fn path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { [&self.path, ".", key].concat() }
    }

    /// The field, unless it is absent, null or undefined: those mean "the default" (a merge has happened before).
    fn field(&self, key: &str) -> Option<V> {
        self.value.as_ref()?.get(key).filter(|field| field.kind() != Kind::Nothing)
    }
}

struct Reader {
    mode: Mode,
    /// The first problem met.
    problem: Option<Error>,
}

impl Reader {
    fn fail(&mut self, code: &'static str, path: String, message: &str) {
        if self.problem.is_none() {
            self.problem = Some(Error::option(code, path, message));
        }
    }

    fn wrong_type<V: Value>(&mut self, group: &Group<V>, key: &str, wanted: &str, found: Kind) {
        self.fail("options.type", group.path(key), &["must be ", wanted, ", not ", found.name()].concat());
    }

    /// The field, if it is of the wanted type or may be coerced to it.
    fn typed<V: Value>(&mut self, group: &Group<V>, key: &str, wanted: Kind) -> Option<V> {
        let field = group.field(key)?;
        let found = field.kind();
        if found == wanted || !self.mode.is_strict() {
            return Some(field);
        }
        self.wrong_type(group, key, wanted.name(), found);
        None
    }

    fn text<V: Value>(&mut self, group: &Group<V>, key: &str, target: &mut String) {
        if let Some(field) = self.typed(group, key, Kind::Text) {
            *target = field.to_text();
        }
    }

    /// Empty text means none.
    fn optional_text<V: Value>(&mut self, group: &Group<V>, key: &str, target: &mut Option<String>) {
        *target =
            self.typed(group, key, Kind::Text).map(|field| field.to_text()).filter(|text| !text.is_empty());
    }

    fn number<V: Value>(&mut self, group: &Group<V>, key: &str, target: &mut f64) {
        if let Some(field) = self.typed(group, key, Kind::Number) {
            *target = field.to_number();
        }
    }

    /// In compat mode even null counts: it is false.
    fn boolean<V: Value>(&mut self, group: &Group<V>, key: &str, target: &mut bool) {
        if !self.mode.is_strict() {
            if let Some(field) = group.value.as_ref().and_then(|value| value.get(key)) {
                *target = field.to_boolean();
            }
        } else if let Some(field) = self.typed(group, key, Kind::Boolean) {
            *target = field.to_boolean();
        }
    }

    fn group<V: Value>(&mut self, parent: &Group<V>, key: &str) -> Group<V> {
        Group { value: self.typed(parent, key, Kind::Object), path: parent.path(key) }
    }

    /// A mask's number or the name of a rule.
    fn mask<V: Value>(&mut self, group: &Group<V>, target: &mut String) {
        if let Some(field) = group.field("mask") {
            match field.kind() {
                Kind::Number => {
                    let number = field.to_number();
                    let is_mask = (0.0..8.0).contains(&number) && number.trunc() == number;
                    *target = if is_mask { count(number as usize) } else { field.to_text() };
                }
                Kind::Text => *target = field.to_text(),
                found if self.mode.is_strict() => {
                    self.wrong_type(group, "mask", "text or a number", found);
                }
                _ => {}
            }
        }
    }

    fn corners<V: Value>(&mut self, root: &Group<V>, key: &str) -> CornersOptions {
        let group = self.group(root, key);
        let all = self.corner(&group);
        let each = CORNERS.map(|key| {
            let group = self.group(&group, key);
            self.corner(&group)
        });
        CornersOptions { all, each }
    }

    fn corner<V: Value>(&mut self, group: &Group<V>) -> CornerOptions {
        let mut corner = CornerOptions::default();
        self.optional_text(group, "type", &mut corner.kind);
        self.optional_text(group, "color", &mut corner.color);
        corner.gradient = self.gradient(group);
        corner
    }

    fn gradient<V: Value>(&mut self, parent: &Group<V>) -> Option<Gradient<String>> {
        let group = self.group(parent, "gradient");
        let is_given = group.value.as_ref().is_some_and(|value| self.mode.is_strict() || value.to_boolean());
        if !is_given {
            return None;
        }
        let mut kind = String::from("linear");
        self.text(&group, "type", &mut kind);
        if self.mode.is_strict() && kind != "linear" && kind != "radial" {
            let message = ["unknown name \"", &kind, "\": use linear or radial"].concat();
            self.fail("options.unknown_name", group.path("type"), &message);
        }
        let kind = if kind == "radial" { GradientType::Radial } else { GradientType::Linear };
        let mut rotation = 0.0;
        if self.mode.is_strict() || group.field("rotation").is_some_and(|field| field.to_boolean()) {
            self.number(&group, "rotation", &mut rotation);
        }
        Some(Gradient { kind, rotation, color_stops: self.color_stops(&group) })
    }

    fn color_stops<V: Value>(&mut self, gradient: &Group<V>) -> Vec<ColorStop<String>> {
        let key = "colorStops";
        let stops = self.typed(gradient, key, Kind::List).map(|list| list.items()).unwrap_or_default();
        if stops.is_empty() {
            let message = "a gradient needs at least one stop, such as {\"offset\": 0, \"color\": \"#000\"}";
            self.fail("options.gradient", gradient.path(key), message);
        }
        let mut read = Vec::with_capacity(stops.len());
        for (index, stop) in stops.into_iter().enumerate() {
            let path = [&gradient.path(key), "[", &count(index), "]"].concat();
            if self.mode.is_strict() && stop.kind() != Kind::Object {
                let message = ["must be an object with offset and color, not ", stop.kind().name()].concat();
                self.fail("options.type", path.clone(), &message);
            }
            let stop = Group { value: Some(stop), path };
            for key in ["offset", "color"] {
                if self.mode.is_strict() && stop.field(key).is_none() {
                    self.fail("options.missing", stop.path(key), "is missing in this colour stop");
                }
            }
            let mut color_stop = ColorStop { offset: f64::NAN, color: String::from("#000") };
            self.number(&stop, "offset", &mut color_stop.offset);
            self.text(&stop, "color", &mut color_stop.color);
            read.push(color_stop);
        }
        read
    }
}
