//! What the gallery shows.

use serde_json::{Value, json};

/// Width of a picture on the page in px.
pub(crate) const SHOWN: u32 = 170;

/// A landscape, as an SVG.
const PHOTOGRAPH: &str = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 60 60'>\
    <rect width='60' height='60' fill='%237dd3fc'/><circle cx='44' cy='15' r='7' fill='%23fde047'/>\
    <path d='M0 38q14-16 28-4t32-2v28h-60z' fill='%2365a30d'/><path d='M0 48q20-10 34-2t26-4v18h-60z' fill='%23166534'/></svg>";

const INK: &str = "#14213d";
const ROSE: &str = "#be123c";
const TEAL: &str = "#0f766e";
const INDIGO: &str = "#4338ca";

/// Texts whose masks are told.
pub(crate) const MASKED: [&str; 4] =
    ["https://example.com", "https://example.com/menu?table=12", "HTTPS://EXAMPLE.COM/A", "0123456789"];

/// Texts whose lengths are told.
pub(crate) const DIVIDED: [&str; 5] = [
    "https://example.com/t/20260131123456789012",
    "https://example.com/GTIN/04012345678901/LOT/ABC-2291",
    "WIFI:T:WPA;S:Guests;P:4815162342108;;",
    "点茗荷心 2026-01-31",
    "https://example.com",
];

/// A heading and its pictures.
pub(crate) struct Section {
    pub(crate) title: &'static str,
    pub(crate) text: &'static str,
    /// The option that the heading names: under a picture its value stands alone.
    pub(crate) option: Option<&'static str>,
    /// Pictures in a row.
    pub(crate) columns: usize,
    pub(crate) entries: Vec<Entry>,
}

/// One picture.
#[derive(Clone)]
pub(crate) struct Entry {
    /// Name of its file, without the ending.
    pub(crate) file: String,
    /// Paths of the options that stand under it.
    pub(crate) shows: Vec<&'static str>,
    pub(crate) options: Value,
}

/// The options that all share: a module is 8 px.
pub(crate) fn base() -> Value {
    json!({
        "data": "https://example.com",
        "width": 232,
        "height": 232,
        "quietZone": 2,
        "dotsOptions": { "color": INK },
        "backgroundOptions": { "round": 0.1 },
    })
}

pub(crate) fn sections() -> Vec<Section> {
    vec![
        dots(),
        corner_squares(),
        corner_dots(),
        shapes(),
        gradients(),
        backgrounds(),
        logos(),
        single_corners(),
        room_and_size(),
        frames(),
    ]
}

fn entry(file: &str, shows: &[&'static str], options: Value) -> Entry {
    Entry { file: file.to_owned(), shows: shows.to_vec(), options }
}

/// Dots beside finder patterns that scanners find, whatever the dots are like.
fn with_whole_corners(dots: &Value) -> Value {
    json!({
        "dotsOptions": dots,
        "cornersSquareOptions": { "type": "square" },
        "cornersDotOptions": { "type": "square" },
    })
}

fn dots() -> Section {
    let types = [
        "square",
        "dots",
        "rounded",
        "extra-rounded",
        "classy",
        "classy-rounded",
        "bubbly-dots",
        "circuit-chip",
        "hexagon",
        "octagon",
    ];
    let entries = types.map(|name| {
        let options = with_whole_corners(&json!({ "type": name }));
        entry(&format!("dots-{name}"), &["dotsOptions.type"], options)
    });
    Section {
        title: "Dots",
        text: "`dotsOptions.type`. Finder patterns without a type of their own are drawn from the same modules. Here they \
               are squares: where modules do not touch, scanners would not find patterns that are made of them.",
        option: Some("dotsOptions.type"),
        columns: 5,
        entries: entries.into(),
    }
}

fn corner_squares() -> Section {
    let types = [
        "square",
        "dot",
        "extra-rounded",
        "hexagon",
        "octagon",
        "leaf",
        "dots",
        "rounded",
        "classy",
        "bubbly-dots",
    ];
    let entries = types.map(|name| {
        entry(
            &format!("corner-square-{name}"),
            &["cornersSquareOptions.type"],
            json!({
                "dotsOptions": { "type": "rounded" },
                "cornersSquareOptions": { "type": name, "color": ROSE },
                "cornersDotOptions": { "type": "dot", "color": INK },
            }),
        )
    });
    Section {
        title: "Corner squares",
        text: "`cornersSquareOptions.type`. The first six are one ring each; every other type of dots composes the ring \
               from modules, as the last four do. Hexagons are the hardest to find: fewer scanners know them.",
        option: Some("cornersSquareOptions.type"),
        columns: 5,
        entries: entries.into(),
    }
}

fn corner_dots() -> Section {
    let types = [
        "square",
        "dot",
        "hexagon",
        "octagon",
        "teardrop",
        "star",
        "rounded",
        "extra-rounded",
        "classy",
        "classy-rounded",
    ];
    let entries = types.map(|name| {
        entry(
            &format!("corner-dot-{name}"),
            &["cornersDotOptions.type"],
            json!({
                "dotsOptions": { "type": "rounded" },
                "cornersSquareOptions": { "type": "dot" },
                "cornersDotOptions": { "type": name, "color": ROSE },
            }),
        )
    });
    Section {
        title: "Corner dots",
        text: "`cornersDotOptions.type`. The first six are one shape each; every other type of dots composes the centre \
               from modules, as the last four do. Scanners look for a solid centre: few find a star, hardly any one of \
               separate modules.",
        option: Some("cornersDotOptions.type"),
        columns: 5,
        entries: entries.into(),
    }
}

fn shapes() -> Section {
    let circle = |file, name, background| {
        let options = json!({
            "shape": "circle",
            "dotsOptions": { "type": name, "color": TEAL },
            "cornersSquareOptions": { "type": "extra-rounded", "color": INK },
            "cornersDotOptions": { "type": "dot", "color": INK },
            "backgroundOptions": background,
        });
        entry(file, &["shape", "dotsOptions.type", "backgroundOptions.round"], options)
    };
    Section {
        title: "Shapes",
        text: "`shape: \"circle\"` surrounds the symbol with modules that carry no data.",
        option: None,
        columns: 4,
        entries: vec![
            entry("shape-square", &["shape"], json!({ "shape": "square" })),
            circle("shape-circle", "square", json!({ "round": 0.1 })),
            circle("shape-circle-rounded", "rounded", json!({ "round": 1, "color": "#f0fdfa" })),
            circle("shape-circle-dots", "bubbly-dots", json!({ "round": 1, "color": "#f0fdfa" })),
        ],
    }
}

fn stops(colors: &[&str]) -> Value {
    let last = (colors.len() - 1) as f64;
    colors
        .iter()
        .enumerate()
        .map(|(at, color)| json!({ "offset": at as f64 / last, "color": color }))
        .collect()
}

fn gradients() -> Section {
    let (ink, warm, deep) = (stops(&["#0f2a6b", "#a21caf"]), stops(&["#b45309", ROSE]), stops(&[TEAL, INK]));
    let linear = |file, rotation: f64| {
        let gradient = json!({ "type": "linear", "rotation": rotation, "colorStops": ink });
        let shows = ["dotsOptions.gradient.type", "dotsOptions.gradient.rotation"];
        entry(file, &shows, json!({ "dotsOptions": { "type": "rounded", "gradient": gradient } }))
    };
    let radial = json!({ "type": "radial", "colorStops": stops(&["#a21caf", "#0f2a6b"]) });
    let three = json!({ "type": "linear", "rotation": 0.79, "colorStops": stops(&[TEAL, INDIGO, ROSE]) });
    let area = |kind: &str, stops: &Value| json!({ "type": kind, "rotation": 0.79, "colorStops": stops });
    Section {
        title: "Gradients",
        text: "`gradient` has a type, an angle in radians that runs clockwise, and any number of stops. That of the dots \
               spans the picture, that of a corner the corner alone.",
        option: None,
        columns: 4,
        entries: vec![
            linear("gradient-0", 0.0),
            linear("gradient-45", 0.79),
            linear("gradient-90", 1.57),
            entry(
                "gradient-radial",
                &["dotsOptions.gradient.type"],
                json!({ "dotsOptions": { "type": "rounded", "gradient": radial } }),
            ),
            entry(
                "gradient-stops",
                &["dotsOptions.type", "dotsOptions.gradient.type"],
                with_whole_corners(&json!({ "type": "dots", "gradient": three })),
            ),
            entry(
                "gradient-corner-square",
                &["cornersSquareOptions.gradient.type"],
                json!({
                    "dotsOptions": { "type": "classy" },
                    "cornersSquareOptions": { "type": "extra-rounded", "gradient": area("linear", &warm) },
                }),
            ),
            entry(
                "gradient-corner-dot",
                &["cornersDotOptions.gradient.type"],
                json!({
                    "dotsOptions": { "type": "classy" },
                    "cornersSquareOptions": { "type": "octagon" },
                    "cornersDotOptions": { "type": "octagon", "gradient": area("radial", &warm) },
                }),
            ),
            entry(
                "gradient-background",
                &["backgroundOptions.gradient.type", "dotsOptions.gradient.type"],
                json!({
                    "dotsOptions": { "type": "extra-rounded", "gradient": area("linear", &deep) },
                    "backgroundOptions": { "gradient": area("radial", &stops(&["#ffffff", "#d9f3ee"])) },
                }),
            ),
        ],
    }
}

fn backgrounds() -> Section {
    let dots = json!({ "type": "extra-rounded", "color": "#7c2d12" });
    let background = |file, shows: &[&'static str], options: Value| {
        entry(file, shows, json!({ "dotsOptions": dots, "backgroundOptions": options }))
    };
    Section {
        title: "Background",
        text: "`round` is a share of half the side. An empty `color` leaves the background out; such a code needs a light \
               page, or colours as here that stand out from any. An `image` (ours) is shown as strongly as leaves a contrast of \
               4.5 to 1, whatever it shows.",
        option: None,
        columns: 5,
        entries: vec![
            background("background-color", &["backgroundOptions.color"], json!({ "color": "#fef3c7" })),
            background(
                "background-round",
                &["backgroundOptions.round"],
                json!({ "color": "#fef3c7", "round": 0.4 }),
            ),
            background(
                "background-gradient",
                &["backgroundOptions.gradient.type"],
                json!({ "gradient": { "type": "linear", "rotation": 0.79, "colorStops": stops(&["#fef3c7", "#fecdd3"]) } }),
            ),
            background(
                "background-image",
                &["backgroundOptions.image"],
                json!({ "round": 0, "image": PHOTOGRAPH }),
            ),
            entry(
                "background-none",
                &["backgroundOptions.color"],
                json!({
                    "dotsOptions": { "type": "extra-rounded", "color": "#e11d48" },
                    "backgroundOptions": { "color": "" },
                }),
            ),
        ],
    }
}

fn logos() -> Section {
    let mark = include_str!("../../../docs/images/mark.svg").trim();
    let address = ["data:image/svg+xml,", &mark.replace('%', "%25").replace('#', "%23")].concat();
    let logo = |file, shows: &[&'static str], options: Value| {
        let options = json!({
            "image": address,
            "imageOptions": options,
            "qrOptions": { "errorCorrectionLevel": "H" },
            "dotsOptions": { "type": "rounded" },
            "cornersDotOptions": { "type": "dot", "color": ROSE },
        });
        entry(file, shows, options)
    };
    Section {
        title: "Logo",
        text: "`image`, at error correction level H. `imageSize` is a share of what error correction could hide: stay below \
               a half, or scanners have nothing left to correct. `margin` is in px. `shape` (ours) says which modules make way: whole \
               rows and columns (`square`), those in an ellipse (`circle`), or those where the logo shows something (`alpha`).",
        option: None,
        columns: 5,
        entries: vec![
            logo("logo-size-20", &["imageOptions.imageSize"], json!({ "imageSize": 0.2 })),
            logo("logo-size-30", &["imageOptions.imageSize"], json!({ "imageSize": 0.3 })),
            logo("logo-size-45", &["imageOptions.imageSize"], json!({ "imageSize": 0.45 })),
            logo("logo-margin", &["imageOptions.margin"], json!({ "margin": 6 })),
            logo(
                "logo-over-dots",
                &["imageOptions.hideBackgroundDots"],
                json!({ "hideBackgroundDots": false }),
            ),
            logo("logo-circle", &["imageOptions.shape"], json!({ "imageSize": 0.45, "shape": "circle" })),
            logo(
                "logo-alpha",
                &["imageOptions.shape"],
                json!({ "imageSize": 0.45, "shape": "alpha", "margin": 2 }),
            ),
            logo(
                "logo-plate",
                &["imageOptions.backing"],
                json!({ "margin": 4, "backing": { "color": "#fef3c7", "round": 0.5, "padding": 2 } }),
            ),
            logo(
                "logo-round-plate",
                &["imageOptions.shape", "imageOptions.backing"],
                json!({ "imageSize": 0.45, "margin": 6, "shape": "circle", "backing": { "color": "#fecdd3", "padding": 5 } }),
            ),
            logo("logo-thin", &["imageOptions.opacity"], json!({ "opacity": 0.5 })),
        ],
    }
}

fn single_corners() -> Section {
    let all = json!({ "type": "rounded" });
    Section {
        title: "Single corners",
        text: "`topLeft`, `topRight` and `bottomLeft` inside `cornersSquareOptions` and `cornersDotOptions` change one \
               finder pattern. These options are ours.",
        option: None,
        columns: 4,
        entries: vec![
            entry(
                "corners-color",
                &["cornersSquareOptions.topLeft"],
                json!({
                    "dotsOptions": all,
                    "cornersSquareOptions": { "type": "extra-rounded", "topLeft": { "color": ROSE } },
                    "cornersDotOptions": { "type": "dot" },
                }),
            ),
            entry(
                "corners-types",
                &["cornersDotOptions.topRight", "cornersDotOptions.bottomLeft"],
                json!({
                    "dotsOptions": all,
                    "cornersSquareOptions": { "type": "leaf" },
                    "cornersDotOptions": {
                        "type": "teardrop", "color": TEAL,
                        "topRight": { "type": "dot" }, "bottomLeft": { "type": "hexagon" },
                    },
                }),
            ),
            entry(
                "corners-three-colors",
                &[
                    "cornersSquareOptions.topLeft",
                    "cornersSquareOptions.topRight",
                    "cornersSquareOptions.bottomLeft",
                ],
                json!({
                    "dotsOptions": { "type": "dots" },
                    "cornersSquareOptions": {
                        "type": "dot",
                        "topLeft": { "color": ROSE }, "topRight": { "color": TEAL }, "bottomLeft": { "color": INDIGO },
                    },
                    "cornersDotOptions": { "type": "dot" },
                }),
            ),
        ],
    }
}

fn room_and_size() -> Section {
    Section {
        title: "Room and size",
        text: "`quietZone` is in modules, so that room stays in proportion; `dotsOptions.scale` is a share of a module's \
               cell, and finder patterns stay whole for scanners. These options are ours, as are fixed masks.",
        option: None,
        columns: 4,
        entries: vec![
            entry(
                "quiet-zone-0",
                &["quietZone"],
                json!({ "quietZone": 0, "backgroundOptions": { "round": 0 } }),
            ),
            entry("quiet-zone-4", &["quietZone"], json!({ "quietZone": 4 })),
            entry("scale-square", &["dotsOptions.scale"], json!({ "dotsOptions": { "scale": 0.75 } })),
            entry(
                "scale-hexagon",
                &["dotsOptions.type", "dotsOptions.scale"],
                with_whole_corners(&json!({ "type": "hexagon", "scale": 0.85 })),
            ),
            entry("mask-0", &["qrOptions.mask"], json!({ "qrOptions": { "mask": 0 } })),
            entry("mask-3", &["qrOptions.mask"], json!({ "qrOptions": { "mask": 3 } })),
            entry("mask-5", &["qrOptions.mask"], json!({ "qrOptions": { "mask": 5 } })),
            entry("mask-7", &["qrOptions.mask"], json!({ "qrOptions": { "mask": 7 } })),
        ],
    }
}

fn frames() -> Section {
    let framed = |file: &str, shows: &[&'static str], frame: Value, more: Value| {
        let mut options = json!({
            "width": 260,
            "height": 320,
            "quietZone": 0,
            "dotsOptions": { "type": "rounded" },
            "cornersSquareOptions": { "type": "extra-rounded" },
            "cornersDotOptions": { "type": "dot" },
            "backgroundOptions": { "round": 0 },
            "frameOptions": frame,
        });
        if let (Value::Object(options), Value::Object(more)) = (&mut options, more) {
            options.extend(more);
        }
        entry(&["frame-", file].concat(), shows, options)
    };
    let captions = [
        ("border", INK, "SCAN ME"),
        ("banner", INK, "SCAN ME"),
        ("pill", INDIGO, "Open the app"),
        ("card", TEAL, "Join the Wi-Fi"),
        ("ticket", ROSE, "ADMIT ONE"),
        ("bubble", INDIGO, "Say hello"),
        ("ribbon", ROSE, "WELCOME"),
        ("brackets", INK, "SCAN ME"),
        ("badge", TEAL, "FRESH EVERY DAY"),
        ("phone", INK, "Get the app"),
        ("bag", ROSE, "Shop now"),
        ("clipboard", INK, "Sign in here"),
    ];
    let mut entries = captions
        .map(|(name, color, text)| {
            let frame = json!({ "type": name, "color": color, "text": text });
            framed(name, &["frameOptions.type"], frame, json!({}))
        })
        .to_vec();
    let gradient = json!({ "type": "linear", "rotation": 0.79, "colorStops": stops(&[INDIGO, ROSE]) });
    entries.extend([
        framed(
            "top",
            &["frameOptions.type", "frameOptions.position"],
            json!({ "type": "ticket", "position": "top", "color": TEAL, "text": "TABLE 12" }),
            json!({}),
        ),
        framed(
            "gradient",
            &["frameOptions.type", "frameOptions.gradient.type"],
            json!({ "type": "card", "gradient": gradient, "text": "Follow us" }),
            json!({}),
        ),
        framed(
            "colors",
            &["frameOptions.type", "frameOptions.panelColor", "frameOptions.textColor"],
            json!({ "type": "bag", "color": "#fbbf24", "panelColor": "#fffbeb", "textColor": "#7c2d12", "text": "ΚΑΦΕΣ" }),
            json!({ "dotsOptions": { "type": "rounded", "color": "#7c2d12" } }),
        ),
        framed(
            "none",
            &["frameOptions.type", "frameOptions.text", "shape"],
            json!({ "type": "badge", "color": INK, "text": "" }),
            json!({ "shape": "circle" }),
        ),
    ]);
    Section {
        title: "Frames",
        text: "`frameOptions` draws a frame around the symbol, with a caption in the frame's own font: letters are outlines, \
               so no viewer needs it. `width` and `height` stay those of the picture, and the frame takes as much of it as \
               its proportions allow; an empty `text` takes the caption's room away. Colours follow those of the dots and the \
               background unless they are given. These options are ours.",
        option: None,
        columns: 4,
        entries,
    }
}
