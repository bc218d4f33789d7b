//! Numbers of colours → PNG with a palette.

use super::deflate::Deflater;
use super::{COMPACT, Effort, NO_FILTER, Settings, describe, failed};
use crate::error::Result;
use crate::output::raster::indexed::Indexed;
use crate::output::raster::straight;
use crate::scene::Scene;
use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter};
use wide::{u8x16, u16x8};

/// Rows that are drawn at a time.
const BAND: usize = 32;

/// Draws the scene and writes the file; `None` if it has gradients, images or more than 256 colours.
pub(super) fn write(scene: &Scene, settings: Settings) -> Result<Option<Vec<u8>>> {
    let Some(mut picture) = Indexed::new(scene, settings.scale)? else { return Ok(None) };
    // How many colours there are is known when all is drawn. The first corner that is met has nearly all of them: whenever
    // there are more than there were bits for, which is soon, all begins anew with more bits.
    while let Some(bits) = bits_for(picture.palette.len()) {
        let pixels = match settings.effort {
            Effort::Fast => compress(&mut picture, bits),
            Effort::Compact => collect(&mut picture, bits),
        };
        if let Some(pixels) = pixels {
            return finish(&picture, bits, &pixels, settings).map(Some);
        }
    }
    Ok(None)
}

/// Bits of a pixel's number.
fn bits_for(colors: usize) -> Option<usize> {
    match colors {
        0..=2 => Some(1),
        3..=4 => Some(2),
        5..=16 => Some(4),
        17..=256 => Some(8),
        _ => None,
    }
}

/// The compressed pixels; `None` if they need more bits.
fn compress(picture: &mut Indexed, bits: usize) -> Option<Vec<u8>> {
    let mut deflater = Deflater::new();
    draw(picture, bits, |line| {
        deflater.row(line.len(), |row| row.copy_from_slice(line), 1, &[line.len()]);
    })?;
    Some(deflater.finish())
}

/// The pixels as they are; `None` if they need more bits.
fn collect(picture: &mut Indexed, bits: usize) -> Option<Vec<u8>> {
    let mut packed = Vec::new();
    draw(picture, bits, |line| packed.extend_from_slice(&line[1..]))?;
    Some(packed)
}

/// Draws band after band and tells each row, packed, behind the byte of its filter; `None` if it needs more bits.
fn draw(picture: &mut Indexed, bits: usize, mut tell: impl FnMut(&[u8])) -> Option<()> {
    let (width, height) = (picture.width, picture.height);
    // The row above the band comes first.
    let mut pixels = vec![0; width * (1 + BAND)];
    let mut line = vec![NO_FILTER; 1 + (width * bits).div_ceil(8)];
    for top in (0..height).step_by(BAND) {
        let rows = BAND.min(height - top);
        picture.draw(top, &mut pixels[width..][..rows * width])?;
        if bits_for(picture.palette.len()) != Some(bits) {
            return None;
        }
        for row in 1..=rows {
            let (above, here) = pixels[(row - 1) * width..][..2 * width].split_at(width);
            // The rows of a module repeat.
            if above != here || top + row == 1 {
                pack(here, bits, &mut line[1..]);
            }
            tell(&line);
        }
        pixels.copy_within(rows * width..(1 + rows) * width, 0);
    }
    Some(())
}

/// The file; its pixels are compressed already where the effort is fast.
fn finish(picture: &Indexed, bits: usize, pixels: &[u8], settings: Settings) -> Result<Vec<u8>> {
    let straight = picture.palette.iter().map(|color| straight(*color)).collect::<Vec<_>>();
    let colors = straight.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect::<Vec<_>>();
    let mut alphas = straight.iter().map(|[.., alpha]| *alpha).collect::<Vec<_>>();
    alphas.truncate(alphas.iter().rposition(|alpha| *alpha < 255).map_or(0, |last| last + 1));
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, picture.width as u32, picture.height as u32);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(match bits {
        1 => BitDepth::One,
        2 => BitDepth::Two,
        4 => BitDepth::Four,
        _ => BitDepth::Eight,
    });
    encoder.set_palette(colors);
    if !alphas.is_empty() {
        encoder.set_trns(alphas);
    }
    // Numbers of colours do not go on from their neighbours, but whole rows come again.
    encoder.set_deflate_compression(DeflateCompression::Level(COMPACT));
    encoder.set_filter(Filter::NoFilter);
    describe(&mut encoder, settings);
    let mut writer = encoder.write_header().map_err(failed)?;
    match settings.effort {
        Effort::Fast => writer.write_chunk(png::chunk::IDAT, pixels),
        Effort::Compact => writer.write_image_data(pixels),
    }
    .map_err(failed)?;
    writer.finish().map_err(failed)?;
    Ok(bytes)
}

/// Packs a row's pixels of so many bits, the leftmost into the highest ones.
fn pack(row: &[u8], bits: usize, packed: &mut [u8]) {
    match bits {
        1 => pack_row::<8>(row, packed),
        2 => pack_row::<4>(row, packed),
        4 => pack_halves(row, packed),
        _ => packed.copy_from_slice(row),
    }
}

/// As many pixels a byte as `PER_BYTE` says; a last byte that is not full ends in zeros.
fn pack_row<const PER_BYTE: usize>(row: &[u8], packed: &mut [u8]) {
    let byte = |pixels: &[u8; PER_BYTE]| pixels.iter().fold(0, |byte, pixel| byte << (8 / PER_BYTE) | pixel);
    let (whole, rest) = row.as_chunks::<PER_BYTE>();
    for (to, pixels) in packed.iter_mut().zip(whole) {
        *to = byte(pixels);
    }
    if let (false, Some(to)) = (rest.is_empty(), packed.last_mut()) {
        let mut last = [0; PER_BYTE];
        last[..rest.len()].copy_from_slice(rest);
        *to = byte(&last);
    }
}

/// Pixels of half a byte, sixteen at a time: in pairs of bytes, each even one moves up beside the odd one behind it.
fn pack_halves(row: &[u8], packed: &mut [u8]) {
    let (many, rest) = row.as_chunks::<32>();
    let (whole, last) = packed.split_at_mut(many.len() * 16);
    let pairs = |pixels: &[u8]| {
        let pixels =
            u16x8::from(std::array::from_fn(|at| u16::from_le_bytes([pixels[2 * at], pixels[2 * at + 1]])));
        let (even, odd) = ((pixels << 4_u32) & u16x8::splat(0xf0), pixels >> 8_u32);
        (even | odd).cast_signed()
    };
    for (to, pixels) in whole.as_chunks_mut::<16>().0.iter_mut().zip(many) {
        *to = u8x16::narrow_i16x8(pairs(&pixels[..16]), pairs(&pixels[16..])).to_array();
    }
    pack_row::<2>(rest, last);
}
