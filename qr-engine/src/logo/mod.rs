//! The central image: bytes → [`Logo`]. Sniffed by content and capped before anything is decoded; nothing is fetched.

mod base64;
mod data_uri;
mod header;
#[cfg(feature = "photo-logo")]
mod photo;
#[cfg(feature = "raster")]
pub(crate) mod pixels;
#[cfg(feature = "raster")]
mod png;
#[cfg(feature = "raster")]
mod resample;
mod silhouette;
#[cfg(feature = "svg-logo")]
pub(crate) mod svg;
#[cfg(feature = "svg-logo")]
mod svg_cost;
#[cfg(feature = "svg-logo")]
mod svg_references;
mod svg_root;

use crate::decimal::count;
use crate::error::{Error, Result};
pub use silhouette::Silhouette;

/// Largest accepted image in bytes: 3 MB.
pub const MAX_BYTES: usize = 3_000_000;

/// Largest accepted raster image in pixels: 48 megapixels, so that a small file cannot ask for gigabytes.
pub const MAX_PIXELS: u64 = 48_000_000;

/// Formats of a central image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoFormat {
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// Graphics Interchange Format; its first frame is drawn.
    Gif,
    /// WebP.
    WebP,
    /// Scalable Vector Graphics.
    Svg,
}

impl LogoFormat {
    /// Recognises a format by content, whatever the file was called.
    ///
    /// ```
    /// use qr_engine::logo::LogoFormat;
    /// let format = LogoFormat::sniff(b"GIF89a").unwrap();
    /// assert_eq!((format, format.mime()), (LogoFormat::Gif, "image/gif"));
    /// ```
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x89, b'P', b'N', b'G', ..] => Some(Self::Png),
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [b'G', b'I', b'F', b'8', ..] => Some(Self::Gif),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(Self::WebP),
            _ => svg_root::find(bytes).map(|_| Self::Svg),
        }
    }

    /// Media type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// A central image with its natural size.
///
/// ```
/// use qr_engine::logo::{Logo, LogoFormat};
/// let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'/>";
/// let logo = Logo::from_data_uri(&format!("data:image/svg+xml,{svg}"))?;
/// assert_eq!(logo.natural_size(), (20.0, 10.0));
/// assert_eq!(logo.content().map(|(format, _)| format), Some(LogoFormat::Svg));
/// assert!(logo.href().starts_with("data:image/svg+xml;base64,"));
/// # Ok::<(), qr_engine::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Logo {
    /// What stands in SVG.
    href: String,
    /// The image itself; without it only a viewer can draw the logo.
    content: Option<(LogoFormat, Vec<u8>)>,
    width: f64,
    height: f64,
    silhouette: Option<Silhouette>,
}

impl Logo {
    /// An image from its bytes. SVG is parsed and re-emitted, without scripts and outside references (feature
    /// `svg-logo`).
    ///
    /// ```
    /// use qr_engine::logo::Logo;
    /// assert_eq!(Logo::from_bytes(b"no image".to_vec()).unwrap_err().code(), "logo.format");
    /// ```
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        check_length(bytes.len())?;
        let (format, (width, height)) = probe(&bytes)?;
        #[cfg(feature = "svg-logo")]
        let bytes = if format == LogoFormat::Svg { svg::sanitize(&bytes)?.into_bytes() } else { bytes };
        Ok(Self {
            href: data_uri::encode(format.mime(), &bytes),
            content: Some((format, bytes)),
            width,
            height,
            silhouette: None,
        })
    }

    /// An image from a data URI.
    pub fn from_data_uri(uri: &str) -> Result<Self> {
        Self::from_bytes(data_uri::decode(uri)?)
    }

    /// An image that the viewer loads, for scenes that are written as SVG alone.
    ///
    /// A data URI is looked into, as far as its natural size needs, and refused if it holds no image. Of any other
    /// address, `size` is the natural width and height in px; if it is `None`, because the image is still on its way, a
    /// square is reserved.
    ///
    /// ```
    /// use qr_engine::logo::Logo;
    /// let logo = Logo::from_address("https://example.com/logo.png", None)?;
    /// assert_eq!(logo.natural_size(), (1.0, 1.0));
    /// # Ok::<(), qr_engine::Error>(())
    /// ```
    pub fn from_address(address: &str, size: Option<(f64, f64)>) -> Result<Self> {
        let (width, height) = if data_uri::is(address) {
            check_length(data_uri::length(address))?;
            match probe(&data_uri::decode_head(address)?) {
                Ok((_, size)) => size,
                // The size may stand further in, behind a colour profile.
                Err(_) => probe(&data_uri::decode(address)?)?.1,
            }
        } else {
            size.filter(|(width, height)| *width > 0.0 && *height > 0.0).unwrap_or((1.0, 1.0))
        };
        Ok(Self { href: address.to_owned(), content: None, width, height, silhouette: None })
    }

    /// An image that a viewer has already shown, at its natural size: taken as it is, since viewers know more formats.
    ///
    /// ```
    /// use qr_engine::logo::Logo;
    /// assert_eq!(Logo::shown("logo.avif", (64.0, 32.0)).natural_size(), (64.0, 32.0));
    /// ```
    #[must_use]
    pub fn shown(address: &str, (width, height): (f64, f64)) -> Self {
        Self { href: address.to_owned(), content: None, width, height, silhouette: None }
    }

    /// The image's bytes and what they are, unless a viewer is to load it.
    #[must_use]
    pub fn content(&self) -> Option<(LogoFormat, &[u8])> {
        self.content.as_ref().map(|(format, bytes)| (*format, bytes.as_slice()))
    }

    /// Whether it is a JPEG that any printer can show as it is: upright, 8 bits a channel, red, green and blue.
    #[cfg(any(feature = "pdf", feature = "eps"))]
    pub(crate) fn is_plain_photograph(&self) -> bool {
        matches!(&self.content, Some((LogoFormat::Jpeg, bytes)) if header::is_plain_jpeg(bytes))
    }

    /// Natural width and height in px.
    #[must_use]
    pub fn natural_size(&self) -> (f64, f64) {
        (self.width, self.height)
    }

    /// The same image, with what is known of its transparency.
    #[must_use]
    pub fn with_silhouette(mut self, silhouette: Silhouette) -> Self {
        self.silhouette = Some(silhouette);
        self
    }

    /// The same image, its silhouette found by decoding it; one that a viewer is to load stays without.
    #[cfg(feature = "raster")]
    pub(crate) fn with_own_silhouette(self) -> Result<Self> {
        if self.silhouette.is_some() || self.content.is_none() {
            return Ok(self);
        }
        let silhouette = pixels::silhouette(&self)?;
        Ok(self.with_silhouette(silhouette))
    }

    /// The same image with about `side` pixels on its longer side, if it has over one and a half times as many and is shorter in
    /// bytes then: photographs as JPEG, what has transparent parts as PNG. SVG has no pixels and stays.
    ///
    /// ```
    /// use qr_engine::logo::Logo;
    /// let svg = Logo::from_bytes(b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'/>".to_vec())?;
    /// assert_eq!(svg.clone().shrunk(8)?, svg);
    /// # Ok::<(), qr_engine::Error>(())
    /// ```
    #[cfg(feature = "photo-logo")]
    pub fn shrunk(self, side: u32) -> Result<Self> {
        let Some(bytes) = photo::shrunk(&self, side)? else { return Ok(self) };
        if self.content.as_ref().is_some_and(|(_, own)| own.len() <= bytes.len()) {
            return Ok(self);
        }
        Self::from_bytes(bytes)
    }

    /// Where the image is not transparent, if that is known.
    #[must_use]
    pub fn silhouette(&self) -> Option<&Silhouette> {
        self.silhouette.as_ref()
    }

    /// The address that stands in SVG: a data URI, unless a viewer is to load the image.
    #[must_use]
    pub fn href(&self) -> &str {
        &self.href
    }
}

/// Whether an address is a data URI.
pub(crate) fn is_data_uri(address: &str) -> bool {
    data_uri::is(address)
}

fn check_length(length: usize) -> Result<()> {
    if length <= MAX_BYTES {
        return Ok(());
    }
    let length = count(length);
    let message =
        ["has ", &length, " bytes, at most 3000000 (3 MB) are allowed: use a smaller image"].concat();
    Err(Error::logo("logo.too_large", message))
}

/// Format and natural size, from the first bytes.
fn probe(bytes: &[u8]) -> Result<(LogoFormat, (f64, f64))> {
    let format = LogoFormat::sniff(bytes)
        .ok_or_else(|| Error::logo("logo.format", "is no image: use PNG, JPEG, WebP, GIF or SVG"))?;
    let damaged = || {
        let message = ["is damaged: it begins as ", format.mime(), " and then breaks off"].concat();
        Error::logo("logo.damaged", message)
    };
    if format == LogoFormat::Svg {
        return svg_root::natural_size(bytes).map(|size| (format, size)).ok_or_else(damaged);
    }
    let (width, height) = header::size(format, bytes).ok_or_else(damaged)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        let (width, height) = (count(width as usize), count(height as usize));
        let message =
            ["has ", &width, " by ", &height, " pixels, at most 48 megapixels are allowed"].concat();
        return Err(Error::logo("logo.too_large", message));
    }
    Ok((format, (f64::from(width), f64::from(height))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &[u8] = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 20 10'/>";

    #[test]
    fn sniffs_by_content() {
        assert_eq!(LogoFormat::sniff(SVG), Some(LogoFormat::Svg));
        assert_eq!(LogoFormat::sniff(b"\x89PNG\r\n\x1a\n"), Some(LogoFormat::Png));
        assert_eq!(LogoFormat::sniff(b"<html></html>"), None);
        assert_eq!(LogoFormat::sniff(b""), None);
    }

    #[test]
    fn too_large_is_refused_before_anything_else() {
        let error = Logo::from_bytes(vec![0; MAX_BYTES + 1]).unwrap_err();
        assert_eq!((error.code(), error.path()), ("logo.too_large", Some("image")));
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 1, 0, 0, 0, 1, 0, 0, 8, 6, 0, 0, 0]);
        assert_eq!(Logo::from_bytes(png).unwrap_err().code(), "logo.too_large");
        assert_eq!(Logo::from_bytes(b"\x89PNG\r\n".to_vec()).unwrap_err().code(), "logo.damaged");
    }

    #[test]
    fn an_address_reserves_a_square_until_its_size_is_known() {
        let size = |address: &str, size| Logo::from_address(address, size).unwrap().natural_size();
        assert_eq!(size("logo.png", None), (1.0, 1.0));
        assert_eq!(size("logo.png", Some((0.0, 0.0))), (1.0, 1.0));
        assert_eq!(size("logo.png", Some((30.0, 20.0))), (30.0, 20.0));
    }

    #[test]
    fn a_data_uri_is_looked_into_however_it_is_used() {
        for uri in [data_uri::encode("image/svg+xml", SVG), format!("data:,{}", str::from_utf8(SVG).unwrap())]
        {
            assert_eq!(Logo::from_address(&uri, Some((300.0, 150.0))).unwrap().natural_size(), (20.0, 10.0));
            assert_eq!(Logo::from_data_uri(&uri).unwrap().natural_size(), (20.0, 10.0));
        }
        let refused = |uri: &str| Logo::from_address(uri, None).unwrap_err().code();
        assert_eq!(refused("data:image/png;base64,aGVsbG8="), "logo.format");
        assert_eq!(refused(&format!("data:;base64,{}", "A".repeat(4_400_000))), "logo.too_large");
    }

    #[test]
    fn a_size_behind_a_long_profile_is_found() {
        let mut jpeg = vec![0xff, 0xd8];
        for _ in 0..3 {
            jpeg.extend([0xff, 0xe2, 0xff, 0xff]);
            jpeg.extend(vec![0; 0xfffd]);
        }
        jpeg.extend([0xff, 0xc0, 0, 17, 8, 0, 40, 0, 60, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xd9]);
        let uri = data_uri::encode("image/jpeg", &jpeg);
        assert_eq!(Logo::from_address(&uri, None).unwrap().natural_size(), (60.0, 40.0));
    }
}
