//! Random designs: every option that qr-code-styling has, with a value that it takes.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Map, Value, json};

const DOTS: [&str; 6] = ["square", "dots", "rounded", "extra-rounded", "classy", "classy-rounded"];
const LOGOS: [&str; 6] = ["square.png", "wide.png", "tall.png", "banner.png", "mark.svg", "wordmark.svg"];

/// As many cases of `{name, options}` as asked for; the same ones for the same seed.
pub(crate) fn cases(seed: u64, count: usize) -> Value {
    let mut random = Random(StdRng::seed_from_u64(seed));
    (0..count)
        .map(|index| json!({ "name": format!("random-{seed}-{index}"), "options": random.options() }))
        .collect()
}

struct Random(StdRng);

impl Random {
    fn maybe(&mut self, share: f64) -> bool {
        self.0.random_bool(share)
    }

    fn of<'a>(&mut self, names: &[&'a str]) -> &'a str {
        names.choose(&mut self.0).copied().unwrap_or_default()
    }

    /// A number with two decimals.
    fn number(&mut self, low: f64, high: f64) -> f64 {
        (self.0.random_range(low..high) * 100.0).round() / 100.0
    }

    fn data(&mut self) -> String {
        let alphabet =
            self.of(&["0123456789", "ABCDEFGHIJ $%*+-./:0123456789", "abcdefghijklmnop/?=&.-", "aàéîõüÿ£©ß"]);
        let alphabet = alphabet.chars().collect::<Vec<_>>();
        let length =
            if self.maybe(0.15) { self.0.random_range(100..600) } else { self.0.random_range(1..80) };
        (0..length).filter_map(|_| alphabet.choose(&mut self.0)).collect()
    }

    fn color(&mut self) -> String {
        let [r, g, b] = [(); 3].map(|()| self.0.random::<u8>());
        match self.0.random_range(0..6) {
            0 => self.of(&["navy", "teal", "#f80", "black", "darkorchid"]).to_owned(),
            1 => format!("rgba({r}, {g}, {b}, {})", self.number(0.2, 1.0)),
            _ => format!("#{r:02x}{g:02x}{b:02x}"),
        }
    }

    fn gradient(&mut self) -> Value {
        let count = self.0.random_range(1..5);
        let mut offsets = (0..count).map(|_| self.number(0.0, 1.0)).collect::<Vec<_>>();
        offsets.sort_by(f64::total_cmp);
        let stops = offsets.into_iter().map(|offset| json!({ "offset": offset, "color": self.color() }));
        let stops = stops.collect::<Value>();
        json!({ "type": self.of(&["linear", "linear", "radial"]), "rotation": self.number(-7.0, 7.0), "colorStops": stops })
    }

    /// A colour, a gradient, or neither.
    fn paint(&mut self, group: &mut Map<String, Value>, nothing: f64) {
        if self.maybe(nothing) {
            return;
        }
        if self.maybe(0.4) {
            group.insert("gradient".to_owned(), self.gradient());
        } else {
            group.insert("color".to_owned(), self.color().into());
        }
    }

    fn corner(&mut self, native: &[&str]) -> Value {
        let mut group = Map::new();
        if self.maybe(0.7) {
            let kind = if self.maybe(0.6) { self.of(native) } else { self.of(&DOTS) };
            group.insert("type".to_owned(), kind.into());
        }
        self.paint(&mut group, 0.5);
        group.into()
    }

    fn options(&mut self) -> Value {
        let circle = self.maybe(0.25);
        let mut dots = Map::new();
        dots.insert("type".to_owned(), self.of(&DOTS).into());
        // The original throws for circles with fractional modules.
        dots.insert("roundSize".to_owned(), (circle || self.maybe(0.7)).into());
        self.paint(&mut dots, 0.1);
        let mut background = Map::new();
        self.paint(&mut background, 0.3);
        if self.maybe(0.3) {
            background.insert("round".to_owned(), self.number(0.0, 1.0).into());
        }
        let mut options = json!({
            "type": "svg",
            "data": self.data(),
            "shape": if circle { "circle" } else { "square" },
            "width": self.0.random_range(180..480),
            "height": self.0.random_range(180..480),
            "margin": self.0.random_range(0..20),
            "qrOptions": { "errorCorrectionLevel": self.of(&["L", "M", "Q", "H"]) },
            "dotsOptions": dots,
            "cornersSquareOptions": self.corner(&["square", "dot", "extra-rounded"]),
            "cornersDotOptions": self.corner(&["square", "dot"]),
            "backgroundOptions": background,
        });
        if self.maybe(0.4) {
            options["image"] = format!("@{}", self.of(&LOGOS)).into();
            options["imageOptions"] = json!({ "imageSize": self.number(0.1, 0.9),
                "margin": self.0.random_range(-2..8), "hideBackgroundDots": self.maybe(0.7) });
        }
        options
    }
}
