//! Requests over options, and designs as they are shown.

use serde_json::{Value, json};

use super::input::DesignRequest;
use super::{merge, path, view};
use crate::app::design::{Pictures, draw};
use crate::domain::design::{Design, Format, Options};
use crate::domain::id::{DesignId, WorkspaceId};
use crate::domain::time::Timestamp;
use crate::http::body::Check;
use crate::http::dialect::Dialect;

/// What a request makes of `options`, or the fields that it is refused for.
fn applied(options: &Options, body: Value) -> Result<(Options, Format), Vec<Value>> {
    let wanted: DesignRequest = Dialect::Guide.read(&body).unwrap();
    let mut check = Check::new(Dialect::Guide, body);
    let (mut options, mut format) = (options.clone(), Format::Png);
    merge::apply(&wanted, &mut options, &mut format, &mut check);
    check.finish().map_err(|error| error.violations())?;
    draw(&options, format, Pictures::default(), "x")
        .map_err(|refusal| path::refused(refusal, &wanted, &check).violations())?;
    Ok((options, format))
}

fn changed(body: Value) -> Options {
    applied(&Options::default(), body).unwrap().0
}

/// The first field that a request is refused for.
fn refused(body: Value) -> String {
    applied(&Options::default(), body).unwrap_err()[0]["field"].as_str().unwrap().to_owned()
}

fn shown(dialect: Dialect, options: Options) -> Value {
    let now = Timestamp::from_millis(0);
    let design = Design {
        id: DesignId::new(now),
        workspace: Some(WorkspaceId::new(now)),
        options,
        format: Format::Png,
        has_image: false,
        has_background: false,
        image_media: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    view::write(dialect, &design, view::Addresses::default()).unwrap()
}

#[test]
fn both_shapes_say_the_same() {
    let guide = changed(json!({
        "output_file_format": "png", "shape": "circle", "error_correction_level": "h", "width": 500, "height": 500.0,
        "dots_options": { "color": "#2563eb", "type": "extra-rounded" },
        "corners_square_options": { "gradient": "{\"type\":\"radial\",\"colorStops\":[{\"offset\":0,\"color\":\"red\"},{\"offset\":1,\"color\":\"blue\"}]}" },
        "background_options": { "gradient": { "rotation": 45, "colorStops": [{ "offset": 0.5, "color": "#fff" }] } },
        "central_image_size": 0.3, "central_image_margin": 5, "hide_background_dots": false,
    }));
    let sdk = changed(json!({
        "outputFileFormat": "OUTPUT_FILE_FORMAT_PNG", "shape": "SHAPE_CIRCLE", "errorCorrectionLevel": "H", "width": 500,
        "height": 500, "dotsOptions": { "type": "DOTS_TYPE_EXTRA_ROUNDED",
            "themeColor": { "type": "THEME_COLOR_TYPE_SOLID", "colors": ["#2563eb"] } },
        "cornersSquareOptions": { "themeColor": { "type": "THEME_COLOR_TYPE_RADIAL", "colors": ["red", "blue"] } },
        "backgroundOptions": { "themeColor": { "type": "THEME_COLOR_TYPE_LINEAR", "colors": ["#fff"], "stops": ["50%"],
            "direction": "135deg" } },
        "centralImageSize": 0.3, "centralImageMargin": 5, "hideBackgroundDots": false,
    }));
    assert_eq!(guide, sdk);
    assert_eq!((guide.width, guide.qr_options.error_correction_level.as_str()), (500, "H"));
}

#[test]
fn what_says_nothing_changes_nothing() {
    let before = changed(
        json!({ "width": 300, "dots_options": { "type": "dots", "color": "red" }, "central_image_size": 0.2 }),
    );
    let silent = json!({
        "outputFileFormat": "OUTPUT_FILE_FORMAT_UNSPECIFIED", "shape": "SHAPE_UNSPECIFIED", "errorCorrectionLevel": "",
        "width": 0, "height": 0, "centralImageSize": 0, "centralImageDelete": false, "centralImageMediaId": "",
        "dotsOptions": { "type": "DOTS_TYPE_UNSPECIFIED", "color": "", "gradient": "",
            "themeColor": { "type": "THEME_COLOR_TYPE_UNSPECIFIED", "colors": [] } },
        "cornersDotOptions": {}, "backgroundOptions": null,
    });
    assert_eq!(applied(&before, silent).unwrap().0, before);
}

#[test]
fn parts_are_merged_field_by_field_and_the_last_paint_counts() {
    let stops = json!([{ "offset": 0, "color": "red" }]);
    let with_gradient = changed(
        json!({ "dots_options": { "type": "dots", "color": "red", "gradient": { "colorStops": stops } } }),
    );
    assert!(with_gradient.dots_options.gradient.is_some(), "given together, the gradient counts");
    let with_type = applied(&with_gradient, json!({ "dots_options": { "type": "classy" } })).unwrap().0;
    assert_eq!(with_type.dots_options.kind.as_deref(), Some("classy"));
    assert_eq!(with_type.dots_options.gradient, with_gradient.dots_options.gradient);
    let with_color =
        applied(&with_gradient, json!({ "dots_options": { "color": "blue" } })).unwrap().0.dots_options;
    assert_eq!(
        (with_color.color.as_deref(), with_color.gradient, with_color.kind.as_deref()),
        (Some("blue"), None, Some("dots"))
    );
    let cleared =
        applied(&with_gradient, json!({ "dots_options": { "color": null, "gradient": null, "type": null } }))
            .unwrap()
            .0;
    assert_eq!(cleared.dots_options, Options::default().dots_options);
}

#[test]
fn refusals_name_the_field_in_the_callers_words_and_shape() {
    let stop = |offset: f64| json!([{ "offset": 0, "color": "#000" }, { "offset": offset, "color": "#fff" }]);
    let text = json!({ "colorStops": stop(2.0) }).to_string();
    for (body, field) in [
        (json!({ "dots_options": { "gradient": text } }), "dots_options.gradient.colorStops[1].offset"),
        (
            json!({ "dotsOptions": { "gradient": { "colorStops": stop(-1.0) } } }),
            "dotsOptions.gradient.colorStops[1].offset",
        ),
        (
            json!({ "dots_options": { "gradient": { "color_stops": stop(2.0) } } }),
            "dots_options.gradient.color_stops[1].offset",
        ),
        (
            json!({ "dots_options": { "gradient": "{\"colorStops\":[{\"offset\":\"a\"}]}" } }),
            "dots_options.gradient.colorStops[0].offset",
        ),
        (json!({ "dots_options": { "gradient": "linear" } }), "dots_options.gradient"),
        (json!({ "dots_options": { "gradient": {} } }), "dots_options.gradient.colorStops"),
        (json!({ "dots_options": { "color": "#12" } }), "dots_options.color"),
        (json!({ "dots_options": { "type": "DOTS_TYPE_LEAF" } }), "dots_options.type"),
        (
            json!({ "cornersSquareOptions": { "type": "CORNERS_SQUARE_TYPE_STAR" } }),
            "cornersSquareOptions.type",
        ),
        (json!({ "corners_dot_options": { "type": "leaf" } }), "corners_dot_options.type"),
        (
            json!({ "dotsOptions": { "themeColor": { "type": "THEME_COLOR_TYPE_SOLID", "colors": ["stars"] } } }),
            "dotsOptions.themeColor.colors[0]",
        ),
        (
            json!({ "cornersDotOptions": { "themeColor": { "colors": ["red", "stars"] } } }),
            "cornersDotOptions.themeColor.colors[1]",
        ),
        (
            json!({ "corners_dot_options": { "theme_color": { "colors": ["red", "blue"], "direction": "up" } } }),
            "corners_dot_options.theme_color.direction",
        ),
        (json!({ "error_correction_level": "Z" }), "error_correction_level"),
        (json!({ "errorCorrectionLevel": "Z" }), "errorCorrectionLevel"),
        (json!({ "shape": "SHAPE_STAR" }), "shape"),
        (json!({ "output_file_format": "OUTPUT_FILE_FORMAT_PDF" }), "output_file_format"),
        (json!({ "width": 49 }), "width"),
        (json!({ "height": 4001 }), "height"),
        (json!({ "height": 99.5 }), "height"),
        (json!({ "central_image_size": 1.5 }), "central_image_size"),
        (json!({ "centralImageMargin": -1 }), "centralImageMargin"),
        (json!({ "centralImageDelete": true, "centralImageData": "AA" }), "centralImageDelete"),
    ] {
        assert_eq!(refused(body.clone()), field, "{body}");
    }
    let both = applied(&Options::default(), json!({ "width": 1, "height": 1 })).unwrap_err();
    assert_eq!(both.len(), 2, "all of them at once");
}

#[test]
fn both_dialects_take_and_show_the_types_of_the_fork() {
    for (dots, square, centre) in [
        ("bubbly-dots", "leaf", "star"),
        ("circuit-chip", "hexagon", "teardrop"),
        ("octagon", "octagon", "hexagon"),
    ] {
        let guide = json!({
            "dots_options": { "type": dots }, "corners_square_options": { "type": square },
            "corners_dot_options": { "type": centre },
        });
        let constant =
            |prefix: &str, name: &str| prefix.to_owned() + &name.to_ascii_uppercase().replace('-', "_");
        let sdk = json!({
            "dotsOptions": { "type": constant("DOTS_TYPE_", dots) },
            "cornersSquareOptions": { "type": constant("CORNERS_SQUARE_TYPE_", square) },
            "cornersDotOptions": { "type": constant("CORNERS_DOT_TYPE_", centre) },
        });
        let options = changed(guide.clone());
        assert_eq!(changed(sdk.clone()), options);
        for (dialect, sent) in [(Dialect::Guide, guide), (Dialect::Sdk, sdk)] {
            let shown = shown(dialect, options.clone());
            for (part, sent) in sent.as_object().unwrap() {
                assert_eq!(shown[part]["type"], sent["type"], "{part}");
            }
        }
    }
}

#[test]
fn each_dialect_shows_its_shape() {
    let options = changed(json!({
        "dots_options": { "type": "extra-rounded", "color": "#123456" },
        "corners_square_options": { "type": "classy" },
        "background_options": { "gradient": { "colorStops": [{ "offset": 0, "color": "#fff" }, { "offset": 0.5, "color": "#eee" }] } },
    }));
    let guide = shown(Dialect::Guide, options.clone());
    assert_eq!(guide["dots_options"], json!({ "type": "extra-rounded", "color": "#123456" }));
    assert_eq!(guide["corners_square_options"], json!({ "type": "classy" }), "the exact name");
    assert_eq!(
        (&guide["shape"], &guide["output_file_format"]),
        (&json!("SHAPE_SQUARE"), &json!("OUTPUT_FILE_FORMAT_PNG"))
    );
    let gradient: Value =
        serde_json::from_str(guide["background_options"]["gradient"].as_str().unwrap()).unwrap();
    assert_eq!(gradient["colorStops"][1], json!({ "offset": 0.5, "color": "#eee" }));
    let sdk = shown(Dialect::Sdk, options.clone());
    assert_eq!(
        sdk["dotsOptions"],
        json!({ "type": "DOTS_TYPE_EXTRA_ROUNDED",
        "themeColor": { "type": "THEME_COLOR_TYPE_SOLID", "colors": ["#123456"] } })
    );
    assert_eq!(
        sdk["cornersSquareOptions"],
        json!({ "type": "CORNERS_SQUARE_TYPE_EXTRA_ROUNDED" }),
        "the nearest name"
    );
    assert_eq!(
        sdk["backgroundOptions"],
        json!({ "themeColor": { "type": "THEME_COLOR_TYPE_LINEAR",
        "colors": ["#fff", "#eee"], "direction": "90deg", "stops": ["0%", "50%"] } })
    );
    assert_eq!(sdk.get("centralImageSignedUrl"), None);
}

#[test]
fn what_is_shown_can_be_sent_back() {
    let options = changed(
        json!({ "shape": "circle", "width": 640, "dots_options": { "type": "dots", "gradient":
        { "rotation": 30, "colorStops": [{ "offset": 0.1, "color": "red" }, { "offset": 1, "color": "blue" }] } } }),
    );
    for dialect in [Dialect::Guide, Dialect::Sdk] {
        assert_eq!(changed(shown(dialect, options.clone())), options, "{dialect:?}");
    }
}

#[test]
fn the_engines_own_options_are_kept_shown_and_refused_by_their_place() {
    let more = json!({ "margin": 80, "frameOptions": { "type": "banner", "textColor": "#fff" }, "cornersDotOptions": { "topLeft": { "type": "dot" } } });
    let options = changed(json!({ "engine_options": more }));
    assert_eq!(shown(Dialect::Guide, options.clone())["engine_options"], more, "in the engine's names");
    assert_eq!(shown(Dialect::Sdk, options.clone())["engineOptions"], more);
    assert_eq!(applied(&options, json!({ "width": 500 })).unwrap().0.engine_options, Some(more));
    assert_eq!(applied(&options, json!({ "engine_options": null })).unwrap().0.engine_options, None);
    assert!(shown(Dialect::Guide, Options::default()).get("engine_options").is_none());

    assert_eq!(refused(json!({ "engine_options": { "image": "x" } })), "engine_options.image");
    assert_eq!(
        refused(json!({ "engine_options": { "frameOptions": { "type": "x" } } })),
        "engine_options.frameOptions.type"
    );
    assert_eq!(refused(json!({ "engineOptions": { "quietZone": 900 } })), "engineOptions.quietZone");
    assert_eq!(
        refused(
            json!({ "dots_options": { "type": "x" }, "engine_options": { "dotsOptions": { "scale": 0.8 } } })
        ),
        "dots_options.type"
    );
}
