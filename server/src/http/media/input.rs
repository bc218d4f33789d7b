//! What media items are made from.

use std::fmt::Write as _;

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::media::{FILE_NAME, Format, Label, Origin, Usage, Visibility, file_name};
use crate::http::body::Check;

/// A file inside of the request.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CreateMediaRequest {
    /// The file as base64 (plain or URL-safe) or as a `data:` URL, at most 3 MB: PNG, JPEG, WebP, SVG, PDF or MP4, told by its
    /// bytes.
    #[schema(
        required = true,
        example = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )]
    pub(super) file_data: Option<String>,
    /// Its name, at most 255 characters.
    #[schema(example = "menu.png", max_length = 255)]
    pub(super) file_name: Option<String>,
    /// Who may open it: `VISIBILITY_PRIVATE` (the default) or `VISIBILITY_PUBLIC`.
    #[schema(example = "VISIBILITY_PRIVATE")]
    pub(super) visibility: Option<String>,
    /// Where it is uploaded from: information only.
    #[schema(example = "UPLOAD_ORIGIN_MEDIA_LIBRARY")]
    pub(super) uploaded_from: Option<String>,
    /// Deprecated: recorded, and taken for `uploadedFrom` where that is left out.
    pub(super) usage: Option<String>,
    /// Deprecated: the same under an older name.
    pub(super) media_type: Option<String>,
}

/// A file that is about to be uploaded.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CreateMediaUploadRequest {
    /// Its name, at most 255 characters. Required.
    #[schema(required = true, example = "brochure.pdf", max_length = 255)]
    pub(super) file_name: Option<String>,
    /// Its media type, which its bytes have to bear out. Required.
    #[schema(required = true, example = "application/pdf")]
    pub(super) mime_type: Option<String>,
    /// Its length in bytes. Images may have 10 MB, PDF documents 25 MB, MP4 videos 50 MB. Required.
    #[schema(required = true, example = 8, value_type = Option<u64>, minimum = 1, maximum = 50_000_000)]
    pub(super) size: Option<f64>,
    /// SHA-256 of its bytes, 64 hexadecimal digits: a file that is here already is then refused before it is sent.
    pub(super) sha256: Option<String>,
    /// Who may open it: `VISIBILITY_PRIVATE` (the default) or `VISIBILITY_PUBLIC`.
    #[schema(example = "VISIBILITY_PRIVATE")]
    pub(super) visibility: Option<String>,
    /// Where it is uploaded from: information only.
    #[schema(example = "UPLOAD_ORIGIN_MEDIA_LIBRARY")]
    pub(super) uploaded_from: Option<String>,
    /// Deprecated: recorded, and taken for `uploadedFrom` where that is left out.
    pub(super) usage: Option<String>,
}

/// A file that lies elsewhere.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ImportMediaRequest {
    /// Its address: https, on port 443 of a public address, as are those of at most five redirects. Required.
    #[schema(required = true, example = "https://example.com/menu.pdf", max_length = 2048)]
    pub(super) url: Option<String>,
    /// A file of a conversation; there are none here.
    pub(super) assistant_attachment_id: Option<String>,
    /// Its name; the last part of the address when left out.
    #[schema(max_length = 255)]
    pub(super) file_name: Option<String>,
    /// Where it is imported from: information only.
    #[schema(example = "UPLOAD_ORIGIN_MEDIA_LIBRARY")]
    pub(super) uploaded_from: Option<String>,
}

/// What is said of a file, as it came.
#[derive(Debug, Default)]
pub(super) struct Said<'a> {
    pub(super) file_name: Option<&'a str>,
    pub(super) visibility: Option<&'a str>,
    pub(super) uploaded_from: Option<&'a str>,
    pub(super) usage: Option<&'a str>,
    pub(super) media_type: Option<&'a str>,
}

/// What is said of a file; `fallback` is its name where none is given.
pub(super) fn label(check: &mut Check, said: &Said<'_>, fallback: &str) -> Label {
    check.length("fileName", said.file_name, FILE_NAME);
    let visibility = named(check, "visibility", said.visibility, "VISIBILITY_", Visibility::NAMES);
    let origin = named(check, "uploadedFrom", said.uploaded_from, "UPLOAD_ORIGIN_", Origin::NAMES);
    let usage = named(check, "usage", said.usage, "USAGE_", Usage::NAMES);
    // Both enumerations have the same words under another prefix.
    let older = said.media_type.map(|name| format!("USAGE_{}", name.trim_start_matches("TYPE_")));
    let usage = usage.or_else(|| named(check, "mediaType", older.as_deref(), "USAGE_", Usage::NAMES));
    Label {
        file_name: file_name(said.file_name.unwrap_or_default(), fallback),
        visibility: visibility.unwrap_or(Visibility::Private),
        origin: origin.or(usage.map(Usage::origin)).unwrap_or(Origin::Library),
        usage,
    }
}

/// A value by its name, with its prefix or without; nothing where nothing is said.
fn named<T: Copy>(
    check: &mut Check,
    path: &str,
    said: Option<&str>,
    prefix: &str,
    names: &[(&str, T)],
) -> Option<T> {
    let said = said?.trim().to_ascii_uppercase();
    let bare = said.strip_prefix(prefix).unwrap_or(&said);
    if bare.is_empty() || bare == "UNSPECIFIED" {
        return None;
    }
    let found = names.iter().find(|(name, _)| name.strip_prefix(prefix) == Some(bare));
    if found.is_none() {
        let all: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        check.refuse(path, format_args!("is unknown; use {}", all.join(", ")));
    }
    found.map(|(_, value)| *value)
}

/// An announced file: its format, its length and its hash.
pub(super) struct Announced {
    pub(super) format: Format,
    pub(super) size: u64,
    pub(super) sha256: Option<String>,
}

/// Checks what is announced; `None` when something was refused.
pub(super) fn announced(
    check: &mut Check,
    file_name: Option<&str>,
    mime_type: Option<&str>,
    size: Option<f64>,
    sha256: Option<&str>,
) -> Option<Announced> {
    if file_name.is_none_or(|name| name.trim().is_empty()) {
        check.refuse("fileName", "is required: the file's name");
    }
    let kind =
        mime_type.unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let kind = if kind == "image/jpg" { "image/jpeg".to_owned() } else { kind };
    let format = Format::NAMES.iter().find(|(name, _)| *name == kind).map(|(_, format)| *format);
    if format.is_none() {
        let mut all = String::new();
        for (name, _) in Format::NAMES {
            // Writing to a String cannot fail.
            let _ = write!(all, "{}{name}", if all.is_empty() { "" } else { ", " });
        }
        check.refuse("mimeType", format_args!("is required: one of {all}"));
    }
    let most = format.map_or(u64::MAX, |format| format.kind().most());
    let length = size.filter(|size| size.fract() == 0.0 && *size >= 1.0 && *size <= most as f64);
    if length.is_none() {
        match (format, size) {
            (Some(format), Some(_)) => check.refuse(
                "size",
                format_args!(
                    "must be a whole number of bytes from 1 to {most}: {} may have {} MB",
                    format.kind().word(),
                    most / 1_000_000
                ),
            ),
            _ => check.refuse("size", "is required: the file's length in bytes"),
        }
    }
    let sha256 = hash(check, sha256);
    Some(Announced { format: format?, size: length? as u64, sha256 })
}

/// A hash as it is kept.
fn hash(check: &mut Check, sha256: Option<&str>) -> Option<String> {
    let text = sha256.map(|text| text.trim().to_ascii_lowercase()).filter(|text| !text.is_empty())?;
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Some(text);
    }
    check.refuse("sha256", "must be the SHA-256 of the file: 64 hexadecimal digits");
    None
}
