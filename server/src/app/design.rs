//! From a kept design to a picture: the one place of the service that speaks to the engine.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use qr_engine::logo::Logo;
use qr_engine::{Error, Mode};
use serde_json::Value;

use crate::domain::design::{Format, Options, SIDES};

/// Takes base64 with and without padding: both are on their way in the wild.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);
/// How many pixels the longer side of a kept central image has at least where it came with more: a code of the largest size,
/// 4000 px, shows it at no more.
const PRINTED: u32 = 1600;
/// The same for the picture behind the code, which is as large as the code.
const PRINTED_BEHIND: u32 = *SIDES.end();
/// Path of the central image among the options.
const IMAGE: &str = "image";
/// Path of the picture behind the code.
const BACKGROUND: &str = "backgroundOptions.image";

/// What the engine refuses: the option's path in the form that designs are kept in, and why, ready to follow the path in
/// a sentence. The path is empty when no option is the cause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path} {reason}")]
pub(crate) struct Refusal {
    pub(crate) path: String,
    pub(crate) reason: String,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let path = error.path().unwrap_or_default().to_owned();
        let reason = match error {
            Error::Options { message, .. } | Error::Logo { message, .. } | Error::Output { message, .. } => {
                message
            }
            Error::Capacity { .. } => {
                "is too long for a code at this error correction level; shorten it or lower the level"
                    .to_owned()
            }
        };
        Self { path, reason }
    }
}

/// The pictures of a design, as [`central_image`] and [`background_image`] gave them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pictures {
    /// The one in the middle.
    pub(crate) central: Option<Vec<u8>>,
    /// The one behind the code.
    pub(crate) background: Option<Vec<u8>>,
}

/// Draws a design with `data` in it and writes it as a file; what follows from other options is filled in.
pub(crate) fn draw(
    options: &Options,
    format: Format,
    pictures: Pictures,
    data: &str,
) -> Result<Vec<u8>, Refusal> {
    let mut value = serde_json::to_value(options)
        .map_err(|error| Refusal { path: String::new(), reason: error.to_string() })?;
    value["data"] = Value::from(data);
    value["margin"] = Value::from(options.margin());
    value["cornersDotOptions"]["type"] = Value::from(options.corner_dot_kind());
    if let Some(more) = value.as_object_mut().and_then(|all| all.remove("engineOptions")) {
        overlay(&mut value, more);
    }
    if let Some(bytes) = &pictures.background {
        value["backgroundOptions"]["image"] = Value::from(data_url(bytes));
    }
    let logo = pictures.central.map(Logo::from_bytes).transpose()?;
    let scene = qr_engine::Design::from_json_value(&value, Mode::Strict)?.scene_with(logo)?;
    let format = match format {
        Format::Svg => qr_engine::Format::Svg,
        Format::Png => qr_engine::Format::Png,
        Format::Jpeg => qr_engine::Format::Jpeg,
        Format::Webp => qr_engine::Format::WebP,
    };
    Ok(format.write(&scene)?)
}

fn data_url(bytes: &[u8]) -> String {
    format!("data:{};base64,{}", image_type(bytes), BASE64.encode(bytes))
}

/// Writes `over` onto `value`, group by group.
fn overlay(value: &mut Value, over: Value) {
    match (value, over) {
        (Value::Object(groups), Value::Object(over)) => {
            for (name, option) in over {
                overlay(groups.entry(name).or_insert(Value::Null), option);
            }
        }
        (value, over) => *value = over,
    }
}

/// Reads a central image from base64, in its plain or its URL-safe alphabet, or from a data URL. Gives the bytes to keep:
/// SVG comes out without scripts and outside references, and any image has been drawn once, so that it can be again.
pub(crate) fn central_image(text: &str) -> Result<Vec<u8>, Refusal> {
    kept(image(text)?)
}

/// Takes a central image from a file, by the same rules.
pub(crate) fn picture(bytes: Vec<u8>) -> Result<Vec<u8>, Refusal> {
    kept(Logo::from_bytes(bytes)?)
}

/// Reads a picture to lie behind the code, by the same rules. Whether modules are readable over it, drawing tells.
pub(crate) fn background_image(text: &str) -> Result<Vec<u8>, Refusal> {
    let read = || -> Result<Vec<u8>, Refusal> { bytes_of(&image(text)?.shrunk(PRINTED_BEHIND)?) };
    read().map_err(|refusal| Refusal { path: BACKGROUND.to_owned(), ..refusal })
}

fn bytes_of(logo: &Logo) -> Result<Vec<u8>, Refusal> {
    let none = || Refusal { path: IMAGE.to_owned(), reason: "is no image".to_owned() };
    logo.content().map(|(_, bytes)| bytes.to_vec()).ok_or_else(none)
}

/// What is kept of a central image.
fn kept(logo: Logo) -> Result<Vec<u8>, Refusal> {
    let kept = bytes_of(&logo.shrunk(PRINTED)?)?;
    let trial = Options { width: 100, height: 100, ..Options::default() };
    let pictures = Pictures { central: Some(kept.clone()), background: None };
    draw(&trial, Format::Png, pictures, IMAGE)?;
    Ok(kept)
}

/// Reads an image from base64 or from a data URL.
pub(super) fn image(text: &str) -> Result<Logo, Refusal> {
    let text = text.trim();
    let is_data_url = text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
    Ok(if is_data_url { Logo::from_data_uri(text)? } else { Logo::from_bytes(decode(text)?)? })
}

/// The bytes of a file that came as base64, in its plain or its URL-safe alphabet, or as a data URL.
pub(crate) fn file_bytes(text: &str) -> Result<Vec<u8>, String> {
    let text = text.trim();
    let is_data_url = text.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"));
    let text = match text.split_once(',') {
        Some((head, data)) if is_data_url && head.ends_with(";base64") => data,
        _ if is_data_url => {
            return Err("is a data: URL without base64; send the file's bytes as base64".to_owned());
        }
        _ => text,
    };
    decode(text).map_err(|refusal| refusal.reason)
}

fn decode(text: &str) -> Result<Vec<u8>, Refusal> {
    let plain = |byte: u8| match byte {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    };
    let plain: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(plain).collect();
    BASE64.decode(plain).map_err(|error| Refusal {
        path: IMAGE.to_owned(),
        reason: format!("is no base64 ({error}); send the file's bytes as base64, or as a data: URL"),
    })
}

/// The media type of a central image, by its content.
pub(crate) fn image_type(bytes: &[u8]) -> &'static str {
    qr_engine::logo::LogoFormat::sniff(bytes)
        .map_or("application/octet-stream", qr_engine::logo::LogoFormat::mime)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::design::{ColorStop, Gradient};

    const SVG: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><script>x()</script><path d='M0 0h8v8z'/></svg>";

    #[test]
    fn central_images_come_as_base64_or_as_data_urls() {
        let plain = BASE64.encode(SVG);
        let url_safe = plain.replace('+', "-").replace('/', "_").trim_end_matches('=').to_owned();
        let kept = central_image(&plain).unwrap();
        assert_eq!(image_type(&kept), "image/svg+xml");
        assert!(!String::from_utf8_lossy(&kept).contains("script"), "only what is drawn is kept");
        for text in [
            url_safe,
            format!("data:image/svg+xml;base64,{plain}"),
            format!(" {}\n{}", &plain[..8], &plain[8..]),
        ] {
            assert_eq!(central_image(&text).unwrap(), kept, "{text}");
        }
    }

    #[test]
    fn large_pictures_are_kept_as_large_as_a_code_shows_them() {
        let mut image = image::RgbImage::new(2600, 1300);
        for (x, y, pixel) in image.enumerate_pixels_mut() {
            *pixel = image::Rgb([((x * x + y * y) / 9000) as u8, (x / 16) as u8, (y / 8) as u8]);
        }
        let mut jpeg = std::io::Cursor::new(Vec::new());
        let encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut jpeg, 95);
        image.write_with_encoder(encoder).unwrap();
        let jpeg = jpeg.into_inner();
        let kept = picture(jpeg.clone()).unwrap();
        assert_eq!(image_type(&kept), "image/jpeg");
        assert_eq!(Logo::from_bytes(kept.clone()).unwrap().natural_size(), (1600.0, 800.0));
        assert!(kept.len() < jpeg.len(), "{} of {} bytes", kept.len(), jpeg.len());
        assert_eq!(picture(kept.clone()).unwrap(), kept, "once is enough");
    }

    #[test]
    fn what_is_no_image_is_refused_with_its_reason() {
        let reason = |text: &str| {
            let refusal = central_image(text).unwrap_err();
            assert_eq!(refusal.path, "image");
            refusal.reason
        };
        assert!(reason("###").starts_with("is no base64"));
        assert!(reason("aGVsbG8=").contains("is no image"));
        assert!(
            reason(&BASE64.encode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0")).len()
                > 10
        );
        assert!(reason(&"A".repeat(4_100_000)).contains("3 MB"));
    }

    #[test]
    fn the_engine_names_the_option_at_fault() {
        let mut options = Options::default();
        let stop = |offset, color: &str| ColorStop { offset, color: color.to_owned() };
        options.dots_options.gradient = Some(Gradient {
            kind: "linear".to_owned(),
            rotation: 0.0,
            color_stops: vec![stop(0.0, "#000"), stop(1.5, "#fff")],
        });
        assert_eq!(
            draw(&options, Format::Svg, Pictures::default(), "x").unwrap_err().path,
            "dotsOptions.gradient.colorStops[1].offset"
        );
        let long =
            draw(&Options::default(), Format::Svg, Pictures::default(), &"x".repeat(3000)).unwrap_err();
        assert_eq!(long.path, "data");
        let begins = |format, magic: &[u8]| {
            draw(&Options::default(), format, Pictures::default(), "x").unwrap().starts_with(magic)
        };
        assert!(
            begins(Format::Png, b"\x89PNG")
                && begins(Format::Jpeg, b"\xff\xd8\xff")
                && begins(Format::Webp, b"RIFF")
        );
    }

    #[test]
    fn the_engines_own_options_count_before_all_others() {
        let svg = |more: Option<Value>| {
            let options = Options { engine_options: more, ..Options::default() };
            String::from_utf8(draw(&options, Format::Svg, Pictures::default(), "x").unwrap()).unwrap()
        };
        let plain = svg(None);
        assert_eq!(svg(Some(serde_json::json!({}))), plain);
        assert_eq!(svg(Some(serde_json::json!({ "margin": 40 }))), plain);
        assert_ne!(svg(Some(serde_json::json!({ "margin": 120 }))), plain);
        let framed =
            svg(Some(serde_json::json!({ "frameOptions": { "type": "banner", "color": "#123456" } })));
        assert!(framed.contains("#123456"), "{framed:.300}");
    }

    #[test]
    fn discs_get_a_centre_that_decoders_find() {
        let drawn = |centre: Option<&str>| {
            let mut options = Options::default();
            options.dots_options.kind = Some("dots".to_owned());
            options.corners_dot_options.kind = centre.map(str::to_owned);
            draw(&options, Format::Svg, Pictures::default(), "x").unwrap()
        };
        assert_eq!(drawn(None), drawn(Some("dot")));
        assert_ne!(drawn(None), drawn(Some("dots")));
    }

    #[test]
    fn pictures_lie_behind_the_code_in_every_format() {
        let mut image = image::RgbImage::new(60, 40);
        image.fill(180);
        let mut png = std::io::Cursor::new(Vec::new());
        image.write_to(&mut png, image::ImageFormat::Png).unwrap();
        let background = background_image(&BASE64.encode(png.into_inner())).unwrap();
        let drawn = |format, options: &Options| {
            let pictures = Pictures { background: Some(background.clone()), central: None };
            draw(options, format, pictures, "x")
        };
        let options = Options::default();
        for format in [Format::Svg, Format::Png, Format::Jpeg, Format::Webp] {
            let plain = draw(&options, format, Pictures::default(), "x").unwrap();
            assert_ne!(drawn(format, &options).unwrap(), plain, "{format:?}");
        }
        let svg = String::from_utf8(drawn(Format::Svg, &options).unwrap()).unwrap();
        assert!(svg.contains("data:image/png;base64,"), "{svg:.300}");
        // What nobody could read is refused by the option that would have to change.
        let round = serde_json::json!({ "backgroundOptions": { "round": 0.5 } });
        let clear = serde_json::json!({ "backgroundOptions": { "imageOpacity": 1 } });
        for (more, path) in [(round, "backgroundOptions.round"), (clear, "backgroundOptions.imageOpacity")] {
            let options = Options { engine_options: Some(more), ..Options::default() };
            assert_eq!(drawn(Format::Svg, &options).unwrap_err().path, path);
        }
        assert_eq!(background_image("aGVsbG8=").unwrap_err().path, "backgroundOptions.image");
    }
}
