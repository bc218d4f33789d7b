//! The central image: bytes → [`Logo`]. Sniffed by content and capped before anything is decoded; nothing is fetched.

mod data_uri;
#[cfg(feature = "svg-logo")]
pub(crate) mod svg;
mod svg_root;

use crate::error::{Error, Result};

/// Largest accepted image in bytes: 3 MB.
pub const MAX_BYTES: usize = 3_000_000;

/// Largest accepted raster image in pixels: 48 megapixels, so that a small file cannot ask for gigabytes.
pub const MAX_PIXELS: usize = 48_000_000;

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
#[derive(Debug, Clone, PartialEq)]
pub struct Logo {
    source: Source,
    width: f64,
    height: f64,
}

/// Where the image's pixels come from.
#[derive(Debug, Clone, PartialEq)]
pub enum Source {
    /// An address that the viewer loads; such a scene can only be written as SVG.
    Address(String),
    /// The image itself.
    Bytes {
        /// What the bytes are.
        format: LogoFormat,
        /// As they came.
        bytes: Vec<u8>,
    },
}

impl Logo {
    /// An image from its bytes.
    ///
    /// ```
    /// use qr_engine::logo::Logo;
    /// assert_eq!(Logo::from_bytes(b"no image".to_vec()).unwrap_err().code(), "logo.format");
    /// ```
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        if bytes.len() > MAX_BYTES {
            let message = format!(
                "has {} bytes, at most {MAX_BYTES} (3 MB) are allowed: use a smaller image",
                bytes.len()
            );
            return Err(Error::logo("logo.too_large", message));
        }
        let format = LogoFormat::sniff(&bytes)
            .ok_or_else(|| Error::logo("logo.format", "is no image: use PNG, JPEG, WebP, GIF or SVG"))?;
        let damaged = || {
            Error::logo(
                "logo.damaged",
                format!("is damaged: it begins as {} and then breaks off", format.mime()),
            )
        };
        if format == LogoFormat::Svg {
            let size = svg_root::natural_size(&bytes).ok_or_else(damaged)?;
            #[cfg(feature = "svg-logo")]
            let bytes = svg::sanitize(&bytes)?.into_bytes();
            return Ok(Self {
                source: Source::Bytes { format, bytes },
                width: size.0,
                height: size.1,
            });
        }
        let size = imagesize::blob_size(&bytes).map_err(|_| damaged())?;
        if size.width.saturating_mul(size.height) > MAX_PIXELS {
            let message = format!(
                "has {} by {} pixels, at most 48 megapixels are allowed",
                size.width, size.height
            );
            return Err(Error::logo("logo.too_large", message));
        }
        Ok(Self {
            source: Source::Bytes { format, bytes },
            width: size.width as f64,
            height: size.height as f64,
        })
    }

    /// An image from a data URI.
    pub fn from_data_uri(uri: &str) -> Result<Self> {
        Self::from_bytes(data_uri::decode(uri)?)
    }

    /// An image that the viewer loads, with its natural size in px; both 0 if that is not known yet, which reserves
    /// a square. A data URI is looked into, so that its own size counts.
    #[must_use]
    pub fn from_address(address: &str, width: f64, height: f64) -> Self {
        let inside = Self::from_data_uri(address)
            .ok()
            .map(|logo| (logo.width, logo.height));
        let known = (width > 0.0 && height > 0.0).then_some((width, height));
        let (width, height) = inside.or(known).unwrap_or((1.0, 1.0));
        Self {
            source: Source::Address(address.to_owned()),
            width,
            height,
        }
    }

    /// Where the pixels come from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Natural width and height in px.
    #[must_use]
    pub fn natural_size(&self) -> (f64, f64) {
        (self.width, self.height)
    }

    /// The address that stands in SVG.
    #[must_use]
    pub fn href(&self) -> String {
        match &self.source {
            Source::Address(address) => address.clone(),
            Source::Bytes { format, bytes } => data_uri::encode(format.mime(), bytes),
        }
    }
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
        assert_eq!(
            Logo::from_bytes(b"\x89PNG\r\n".to_vec()).unwrap_err().code(),
            "logo.damaged"
        );
    }

    #[test]
    fn an_address_reserves_a_square_until_its_size_is_known() {
        assert_eq!(
            Logo::from_address("logo.png", 0.0, 0.0).natural_size(),
            (1.0, 1.0)
        );
        assert_eq!(
            Logo::from_address("logo.png", 30.0, 20.0).natural_size(),
            (30.0, 20.0)
        );
        let uri = data_uri::encode("image/svg+xml", SVG);
        assert_eq!(
            Logo::from_address(&uri, 300.0, 150.0).natural_size(),
            (20.0, 10.0)
        );
    }
}
