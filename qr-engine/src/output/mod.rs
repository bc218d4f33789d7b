//! Scene → files. Outputs read the scene and the logo, never the options.

#[cfg(feature = "png")]
pub mod png;
#[cfg(feature = "raster")]
pub mod raster;
pub mod svg;

use crate::error::Result;
use crate::scene::Scene;

/// File formats.
///
/// ```
/// use qr_engine::Format;
/// assert_eq!(Format::from_extension("SVG"), Some(Format::Svg));
/// assert_eq!(Format::Svg.mime(), "image/svg+xml");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    #[cfg(feature = "png")]
    Png,
}

impl Format {
    /// Every format of this build.
    pub const ALL: &'static [Self] = &[
        Self::Svg,
        #[cfg(feature = "png")]
        Self::Png,
    ];

    /// The format of a file name's extension, in any case and without the dot.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.extension().eq_ignore_ascii_case(extension))
    }

    /// File name extension, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            #[cfg(feature = "png")]
            Self::Png => "png",
        }
    }

    /// Media type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            #[cfg(feature = "png")]
            Self::Png => "image/png",
        }
    }

    /// Writes the scene at scale 1.
    pub fn write(self, scene: &Scene) -> Result<Vec<u8>> {
        match self {
            Self::Svg => Ok(svg::write(scene, svg::Ids::Content).into_bytes()),
            #[cfg(feature = "png")]
            Self::Png => png::write(scene, png::Settings::default()),
        }
    }
}
