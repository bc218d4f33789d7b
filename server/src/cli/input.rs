//! Options as they come from files: JSON text, a payload in place of `data`, and logos named by path.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use qr_engine::Mode;
use qr_engine::logo::{Logo, MAX_BYTES};
use qr_engine::payload::{self, Warning};
use qr_engine::scene::Scene;
use serde_json::Value;

use super::failure::Failure;

/// The JSON value in `text`.
pub(super) fn parse(text: &[u8]) -> Result<Value, Failure> {
    // Editors on Windows like to put a byte order mark first; JSON does not know it.
    let text = text.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(text);
    serde_json::from_slice(text).map_err(|error| {
        let message = format!("the options are not valid JSON: {error}; correct the text at that place");
        Failure::new("options.syntax", None, message)
    })
}

/// The picture that `options` describe; a logo named by path is looked for in `folder`.
pub(super) fn scene(options: &Value, folder: &Path, mode: Mode) -> Result<Scene, Failure> {
    scene_with_warnings(options, folder, mode).map(|(scene, _)| scene)
}

/// The same, with what is likely a mistake in the options' payload.
pub(super) fn scene_with_warnings(
    options: &Value,
    folder: &Path,
    mode: Mode,
) -> Result<(Scene, Vec<Warning>), Failure> {
    let (options, payload) = payload::read_options(options, mode, payload::OWN_TO_ASCII)?;
    let mut design = options.validate(mode)?;
    let picture = design.image.as_deref().map(|image| logo(image, "image", folder)).transpose()?;
    if let Some(behind) = &mut design.background_image {
        logo(&behind.address, "backgroundOptions.image", folder)?.href().clone_into(&mut behind.address);
    }
    let warnings = payload.map(|payload| payload.warnings).unwrap_or_default();
    Ok((design.scene_with(picture)?, warnings))
}

/// A picture from its data URI or from the file that the option names.
fn logo(image: &str, option: &'static str, folder: &Path) -> Result<Logo, Failure> {
    let refuse = |code, message: String| Failure::new(code, Some(option), message);
    match scheme(image).as_deref() {
        Some("data") => return Ok(Logo::from_data_uri(image).map_err(|error| error.of_picture(option))?),
        Some(scheme) => {
            let message = format!(
                "{option}: {scheme}: addresses are not fetched; download the picture and give its path or a data URI"
            );
            return Err(refuse("logo.address", message));
        }
        None => {}
    }
    let path = folder.join(image);
    let bytes = read_capped(&path).map_err(|error| {
        let file = path.display();
        refuse(
            "logo.read",
            format!("{option}: cannot read {file}: {error}; a path starts at the options file's folder"),
        )
    })?;
    Ok(Logo::from_bytes(bytes).map_err(|error| error.of_picture(option))?)
}

/// The file's content; of one that is too large, just enough for the engine to see that.
fn read_capped(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The URI scheme of `text` in lower case. One letter before a colon is a drive of Windows, not a scheme.
fn scheme(text: &str) -> Option<String> {
    let (name, _) = text.split_once(':')?;
    let starts_well = name.len() > 1 && name.starts_with(|c: char| c.is_ascii_alphabetic());
    let goes_on_well = name.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (starts_well && goes_on_well).then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_are_told_from_paths() {
        assert_eq!(scheme("HTTPS://example.com/a.png").as_deref(), Some("https"));
        assert_eq!(scheme("data:image/png;base64,AA").as_deref(), Some("data"));
        assert_eq!(scheme("C:\\logos\\a.png"), None);
        assert_eq!(scheme("logos/a b:c.png"), None);
        assert_eq!(scheme("logo.png"), None);
    }

    #[test]
    fn a_byte_order_mark_is_no_fault() {
        assert_eq!(parse(b"\xEF\xBB\xBF{}").unwrap(), serde_json::json!({}));
    }
}
