//! Width and height of a raster image, from its header alone.
//!
//! Written by hand for the preview bundle, which must not carry decoders; held against the `image` crate in tests.

use super::LogoFormat;

/// Width and height in pixels; `None` if the header is damaged or, in a part of a file, further on.
pub(super) fn size(format: LogoFormat, bytes: &[u8]) -> Option<(u32, u32)> {
    let (width, height) = match format {
        LogoFormat::Png => png(bytes),
        LogoFormat::Jpeg => jpeg(bytes),
        LogoFormat::Gif => Some((little(bytes, 6, 2)?, little(bytes, 8, 2)?)),
        LogoFormat::WebP => webp(bytes),
        LogoFormat::Svg => None,
    }?;
    (width > 0 && height > 0).then_some((width, height))
}

/// The number in `count` bytes, the highest first.
fn big(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let digits = bytes.get(at..at.saturating_add(count))?;
    Some(digits.iter().fold(0, |number, digit| number << 8 | u32::from(*digit)))
}

/// The number in `count` bytes, the lowest first.
fn little(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    let digits = bytes.get(at..at.saturating_add(count))?;
    Some(digits.iter().rev().fold(0, |number, digit| number << 8 | u32::from(*digit)))
}

/// Whether these bytes stand there.
fn reads(bytes: &[u8], at: usize, wanted: &[u8]) -> bool {
    bytes.get(at..).is_some_and(|rest| rest.starts_with(wanted))
}

/// PNG, section 11.2.1: IHDR is the first chunk.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    reads(bytes, 12, b"IHDR").then_some(())?;
    Some((big(bytes, 16, 4)?, big(bytes, 20, 4)?))
}

/// What a JPEG says of itself.
struct Frame {
    width: u32,
    height: u32,
    #[cfg(any(feature = "pdf", feature = "eps"))]
    /// Whether it is of a kind that every decoder knows: baseline, extended or progressive, with Huffman codes.
    is_common: bool,
    #[cfg(any(feature = "pdf", feature = "eps"))]
    /// Bits of a channel.
    precision: u8,
    #[cfg(any(feature = "pdf", feature = "eps"))]
    channels: u8,
    /// How the camera was held, 1 to 8.
    orientation: u32,
}

/// From 5 on a picture lies on its side, and browsers show it upright.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let Frame { width, height, orientation, .. } = frame(bytes)?;
    Some(if orientation >= 5 { (height, width) } else { (width, height) })
}

/// Whether a JPEG can be shown as it is: upright, 8 bits a channel, red, green and blue.
#[cfg(any(feature = "pdf", feature = "eps"))]
pub(super) fn is_plain_jpeg(bytes: &[u8]) -> bool {
    frame(bytes).is_some_and(|frame| {
        frame.is_common && frame.precision == 8 && frame.channels == 3 && frame.orientation <= 1
    })
}

/// ITU T.81, B.2.2: the first frame header, behind any number of other segments.
fn frame(bytes: &[u8]) -> Option<Frame> {
    let mut at = 2;
    let mut orientation = 1;
    loop {
        let marker = big(bytes, at, 2)?.checked_sub(0xff00)?;
        match marker {
            // A fill byte.
            0xff => at += 1,
            // Frame headers are C0 to CF, save for tables (C4), extensions (C8) and conditioning (CC).
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some(Frame {
                    width: big(bytes, at + 7, 2)?,
                    height: big(bytes, at + 5, 2)?,
                    #[cfg(any(feature = "pdf", feature = "eps"))]
                    is_common: matches!(marker, 0xc0..=0xc2),
                    #[cfg(any(feature = "pdf", feature = "eps"))]
                    precision: *bytes.get(at + 4)?,
                    #[cfg(any(feature = "pdf", feature = "eps"))]
                    channels: *bytes.get(at + 9)?,
                    orientation,
                });
            }
            // The picture ends or its data begins, and no frame has been declared.
            0xd9 | 0xda => return None,
            _ => {
                if marker == 0xe1 {
                    orientation = exif_orientation(bytes, at + 4).unwrap_or(orientation);
                }
                at += 2 + big(bytes, at + 2, 2)? as usize;
            }
        }
    }
}

/// Exif 2.3, 4.5 and 4.6.4: how the camera was held.
fn exif_orientation(bytes: &[u8], at: usize) -> Option<u32> {
    const ORIENTATION: u32 = 0x0112;
    reads(bytes, at, b"Exif\0\0").then_some(())?;
    let tiff = bytes.get(at + 6..)?;
    let read = if reads(tiff, 0, b"II") { little } else { big };
    let directory = read(tiff, 4, 4)? as usize;
    let entries = read(tiff, directory, 2)? as usize;
    let mut entries = (0..entries).map(|entry| directory.saturating_add(2 + entry * 12));
    let entry = entries.find(|entry| read(tiff, *entry, 2) == Some(ORIENTATION))?;
    read(tiff, entry.saturating_add(8), 2)
}

/// WebP container: a simple lossy (`VP8 `), a simple lossless (`VP8L`) or an extended (`VP8X`) file.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        // RFC 6386, section 9.1: 14 bits each, behind the frame tag and the start code.
        b"VP8 " if reads(bytes, 23, &[0x9d, 1, 0x2a]) => {
            Some((little(bytes, 26, 2)? & 0x3fff, little(bytes, 28, 2)? & 0x3fff))
        }
        // 14 bits each behind a signature byte, both less by one.
        b"VP8L" if reads(bytes, 20, &[0x2f]) => {
            let packed = little(bytes, 21, 4)?;
            Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1))
        }
        // 24 bits each, both less by one.
        b"VP8X" => Some((little(bytes, 24, 3)? + 1, little(bytes, 27, 3)? + 1)),
        _ => None,
    }
}

#[cfg(all(test, feature = "raster"))]
mod tests {
    use super::*;
    use image::{DynamicImage, ImageFormat};
    use std::io::Cursor;

    #[test]
    fn reads_what_the_image_crate_writes() {
        let formats = [
            (ImageFormat::Png, LogoFormat::Png),
            (ImageFormat::Jpeg, LogoFormat::Jpeg),
            (ImageFormat::Gif, LogoFormat::Gif),
            (ImageFormat::WebP, LogoFormat::WebP),
        ];
        for (format, ours) in formats {
            for (width, height) in [(1, 1), (3, 500), (640, 7)] {
                let mut file = Cursor::new(Vec::new());
                DynamicImage::new_rgb8(width, height).write_to(&mut file, format).unwrap();
                let bytes = file.into_inner();
                assert_eq!(LogoFormat::sniff(&bytes), Some(ours));
                assert_eq!(size(ours, &bytes), Some((width, height)), "{format:?}");
                for end in 0..bytes.len().min(64) {
                    // No part of a file makes it panic; a size that is found is the right one.
                    assert!(
                        [None, Some((width, height))].contains(&size(ours, &bytes[..end])),
                        "{format:?} {end}"
                    );
                }
            }
        }
    }

    #[test]
    fn reads_lossy_and_extended_webp() {
        let mut lossy = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a".to_vec();
        lossy.extend([0x80, 0x42, 0x40, 0]);
        assert_eq!(size(LogoFormat::WebP, &lossy), Some((640, 64)));
        let mut extended = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
        extended.extend([0x1f, 0, 0, 0x3f, 1, 0]);
        assert_eq!(size(LogoFormat::WebP, &extended), Some((32, 320)));
    }
}
