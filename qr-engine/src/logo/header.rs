//! Width and height of a raster image, from its header alone.
//!
//! Written by hand for the preview bundle, which must not carry decoders; held against the `image` crate in tests.

use super::LogoFormat;

/// Width and height in pixels; `None` if the header is damaged or, in a part of a file, further on.
pub(super) fn size(format: LogoFormat, bytes: &[u8]) -> Option<(u32, u32)> {
    let (width, height) = match format {
        LogoFormat::Png => png(bytes),
        LogoFormat::Jpeg => jpeg(bytes),
        LogoFormat::Gif => Some((u32::from(little(bytes, 6)?), u32::from(little(bytes, 8)?))),
        LogoFormat::WebP => webp(bytes),
        LogoFormat::Svg => None,
    }?;
    (width > 0 && height > 0).then_some((width, height))
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at + N)?.try_into().ok()
}

fn big(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_be_bytes)
}

fn little(bytes: &[u8], at: usize) -> Option<u16> {
    array(bytes, at).map(u16::from_le_bytes)
}

/// PNG, section 11.2.1: IHDR is the first chunk.
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    (array(bytes, 12)? == *b"IHDR").then_some(())?;
    Some((u32::from_be_bytes(array(bytes, 16)?), u32::from_be_bytes(array(bytes, 20)?)))
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
    orientation: u16,
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
        let [0xff, marker] = array(bytes, at)? else {
            return None;
        };
        match marker {
            // A fill byte.
            0xff => at += 1,
            // Frame headers are C0 to CF, save for tables (C4), extensions (C8) and conditioning (CC).
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return Some(Frame {
                    width: u32::from(big(bytes, at + 7)?),
                    height: u32::from(big(bytes, at + 5)?),
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
                at += 2 + usize::from(big(bytes, at + 2)?);
            }
        }
    }
}

/// Exif 2.3, 4.5 and 4.6.4: how the camera was held.
fn exif_orientation(bytes: &[u8], at: usize) -> Option<u16> {
    const ORIENTATION: u16 = 0x0112;
    (array(bytes, at)? == *b"Exif\0\0").then_some(())?;
    let tiff = bytes.get(at + 6..)?;
    let is_little = array(tiff, 0)? == *b"II";
    let short = |at: usize| if is_little { little(tiff, at) } else { big(tiff, at) };
    let long =
        if is_little { u32::from_le_bytes(array(tiff, 4)?) } else { u32::from_be_bytes(array(tiff, 4)?) };
    let directory = usize::try_from(long).ok()?;
    let entries = usize::from(short(directory)?);
    let mut entries = (0..entries).map(|entry| directory.saturating_add(2 + entry * 12));
    let entry = entries.find(|entry| short(*entry) == Some(ORIENTATION))?;
    short(entry.saturating_add(8))
}

/// WebP container: a simple lossy (`VP8 `), a simple lossless (`VP8L`) or an extended (`VP8X`) file.
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match &array(bytes, 12)? {
        // RFC 6386, section 9.1: 14 bits each, behind the frame tag and the start code.
        b"VP8 " if array(bytes, 23)? == [0x9d, 1, 0x2a] => {
            Some((u32::from(little(bytes, 26)? & 0x3fff), u32::from(little(bytes, 28)? & 0x3fff)))
        }
        // 14 bits each behind a signature byte, both less by one.
        b"VP8L" if *bytes.get(20)? == 0x2f => {
            let packed = u32::from_le_bytes(array(bytes, 21)?);
            Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1))
        }
        // 24 bits each, both less by one.
        b"VP8X" => {
            let three = |at| array(bytes, at).map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]) + 1);
            Some((three(24)?, three(27)?))
        }
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
