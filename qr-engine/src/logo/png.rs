//! PNG to pixels.

use super::MAX_PIXELS;
use super::pixels::{Decoded, damaged};
use crate::error::Result;
use png::{BitDepth, ColorType, Decoder, Limits, Transformations};
use std::io::Cursor;

/// The picture, 8 bits a channel, with straight alpha.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded> {
    let limits = Limits { bytes: MAX_PIXELS as usize * 8 };
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), limits);
    decoder.set_transformations(Transformations::EXPAND | Transformations::ALPHA);
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    let mut reader = decoder.read_info().map_err(damaged)?;
    let size = reader.output_buffer_size().ok_or_else(|| damaged("it is too large"))?;
    let mut samples = vec![0; size];
    let frame = reader.next_frame(&mut samples).map_err(damaged)?;
    samples.truncate(frame.buffer_size());
    if frame.bit_depth == BitDepth::Sixteen {
        let pairs = samples.as_chunks::<2>().0;
        // 65535 is 255 times 257.
        samples =
            pairs.iter().map(|pair| ((u32::from(u16::from_be_bytes(*pair)) + 128) / 257) as u8).collect();
    }
    if frame.color_type == ColorType::GrayscaleAlpha {
        let pairs = samples.as_chunks::<2>().0;
        samples = pairs.iter().flat_map(|&[gray, alpha]| [gray, gray, gray, alpha]).collect();
    }
    Ok(Decoded { width: frame.width, height: frame.height, samples })
}

#[cfg(test)]
mod tests {
    use super::*;
    use png::BitDepth::{Eight, One, Sixteen};
    use png::ColorType::{Grayscale, GrayscaleAlpha, Indexed, Rgb, Rgba};

    /// A picture of two pixels in one row.
    fn file(
        color: ColorType,
        depth: BitDepth,
        row: &[u8],
        more: impl Fn(&mut png::Encoder<'_, &mut Vec<u8>>),
    ) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 2, 1);
        encoder.set_color(color);
        encoder.set_depth(depth);
        more(&mut encoder);
        encoder.write_header().unwrap().write_image_data(row).unwrap();
        bytes
    }

    #[test]
    fn every_kind_of_pixel_is_read() {
        let pixels = |bytes: Vec<u8>| decode(&bytes).unwrap().samples;
        let nothing = |_: &mut png::Encoder<'_, &mut Vec<u8>>| {};
        assert_eq!(pixels(file(Grayscale, One, &[0x40], nothing)), [0, 0, 0, 255, 255, 255, 255, 255]);
        assert_eq!(pixels(file(GrayscaleAlpha, Eight, &[9, 8, 7, 6], nothing)), [9, 9, 9, 8, 7, 7, 7, 6]);
        assert_eq!(pixels(file(Rgb, Eight, &[1, 2, 3, 4, 5, 6], nothing)), [1, 2, 3, 255, 4, 5, 6, 255]);
        assert_eq!(pixels(file(Rgba, Eight, &[1, 2, 3, 4, 5, 6, 7, 8], nothing)), [1, 2, 3, 4, 5, 6, 7, 8]);
        let deep = [0x80, 0x80, 0xff, 0xff, 0, 0x81, 0x12, 0x34, 0, 0x80, 0xff, 0x7f];
        assert_eq!(pixels(file(Rgb, Sixteen, &deep, nothing)), [128, 255, 1, 255, 18, 0, 255, 255]);
        let palette = |encoder: &mut png::Encoder<'_, &mut Vec<u8>>| {
            encoder.set_palette(vec![10, 20, 30, 40, 50, 60]);
            encoder.set_trns(vec![0, 200]);
        };
        assert_eq!(pixels(file(Indexed, One, &[0x40], palette)), [10, 20, 30, 0, 40, 50, 60, 200]);
    }
}
