//! What a file is, by its first bytes; what it is called and what a sender says of it do not count.

use qr_engine::logo::LogoFormat;

use crate::domain::media::Format;

/// The format of a file that begins like this; `None` for what the library does not take.
#[must_use]
pub(crate) fn sniff(head: &[u8]) -> Option<Format> {
    match infer::get(head).map(|kind| kind.mime_type()) {
        Some("application/pdf") => Some(Format::Pdf),
        Some("video/mp4" | "video/x-m4v") => Some(Format::Mp4),
        _ => match LogoFormat::sniff(head)? {
            LogoFormat::Png => Some(Format::Png),
            LogoFormat::Jpeg => Some(Format::Jpeg),
            LogoFormat::WebP => Some(Format::Webp),
            LogoFormat::Svg => Some(Format::Svg),
            LogoFormat::Gif => None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_tell_the_format() {
        for (head, format) in [
            (&b"%PDF-1.7\n"[..], Some(Format::Pdf)),
            (b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41", Some(Format::Mp4)),
            (b"\0\0\0\x1cftypmp42\0\0\0\0", Some(Format::Mp4)),
            (b"\x89PNG\r\n\x1a\n", Some(Format::Png)),
            (b"\xff\xd8\xff\xe0", Some(Format::Jpeg)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(Format::Webp)),
            (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", Some(Format::Svg)),
            (b"<!doctype html><html><svg xmlns='http://www.w3.org/2000/svg'/></html>", None),
            (b"GIF89a", None),
            (b"MZ\x90\0", None),
            (b"PK\x03\x04", None),
            (b"hello", None),
            (b"", None),
        ] {
            assert_eq!(sniff(head), format, "{}", String::from_utf8_lossy(head));
        }
    }
}
