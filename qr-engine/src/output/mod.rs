//! Scene → files. Outputs read the scene and the logo, never the options.

#[cfg(feature = "eps")]
pub mod eps;
#[cfg(feature = "jpeg")]
pub mod jpeg;
#[cfg(feature = "pdf")]
pub mod pdf;
#[cfg(feature = "png")]
pub mod png;
#[cfg(feature = "raster")]
pub mod raster;
pub mod svg;
#[cfg(any(feature = "pdf", feature = "eps"))]
#[cfg_attr(
    not(all(feature = "pdf", feature = "eps", feature = "svg-logo")),
    allow(dead_code, reason = "shared by two formats and SVG logos, each of which uses a part")
)]
mod vector;
#[cfg(feature = "webp")]
pub mod webp;

#[cfg(feature = "raster")]
use crate::error::Error;
use crate::error::Result;
use crate::scene::Scene;

/// File formats.
///
/// ```
/// use qr_engine::Format;
/// assert_eq!(Format::from_extension("SVG"), Some(Format::Svg));
/// assert_eq!(Format::from_extension("jpg").map(Format::mime), Some("image/jpeg"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    #[cfg(feature = "png")]
    Png,
    /// JPEG, on white where the design is transparent.
    #[cfg(feature = "jpeg")]
    Jpeg,
    /// WebP, lossless.
    #[cfg(feature = "webp")]
    WebP,
    /// Portable Document Format, of one page in the picture's size.
    #[cfg(feature = "pdf")]
    Pdf,
    /// Encapsulated PostScript, level 3.
    #[cfg(feature = "eps")]
    Eps,
}

impl Format {
    /// Every format of this build.
    pub const ALL: &'static [Self] = &[
        Self::Svg,
        #[cfg(feature = "png")]
        Self::Png,
        #[cfg(feature = "jpeg")]
        Self::Jpeg,
        #[cfg(feature = "webp")]
        Self::WebP,
        #[cfg(feature = "pdf")]
        Self::Pdf,
        #[cfg(feature = "eps")]
        Self::Eps,
    ];

    /// The format of a file name's extension, in any case and without the dot; `jpg` is one too.
    #[must_use]
    pub fn from_extension(extension: &str) -> Option<Self> {
        let extension = if extension.eq_ignore_ascii_case("jpg") { "jpeg" } else { extension };
        Self::ALL.iter().copied().find(|format| format.extension().eq_ignore_ascii_case(extension))
    }

    /// File name extension, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            #[cfg(feature = "png")]
            Self::Png => "png",
            #[cfg(feature = "jpeg")]
            Self::Jpeg => "jpeg",
            #[cfg(feature = "webp")]
            Self::WebP => "webp",
            #[cfg(feature = "pdf")]
            Self::Pdf => "pdf",
            #[cfg(feature = "eps")]
            Self::Eps => "eps",
        }
    }

    /// Media type.
    #[must_use]
    pub fn mime(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            #[cfg(feature = "png")]
            Self::Png => "image/png",
            #[cfg(feature = "jpeg")]
            Self::Jpeg => "image/jpeg",
            #[cfg(feature = "webp")]
            Self::WebP => "image/webp",
            #[cfg(feature = "pdf")]
            Self::Pdf => "application/pdf",
            #[cfg(feature = "eps")]
            Self::Eps => "application/postscript",
        }
    }

    /// Writes the scene in its print size, or, if it has none, at one pixel per px and 96 px per inch.
    pub fn write(self, scene: &Scene) -> Result<Vec<u8>> {
        match self {
            Self::Svg => Ok(svg::write(scene, svg::Ids::Content).into_bytes()),
            #[cfg(feature = "png")]
            Self::Png => png::write(scene, png::Settings::of(scene)),
            #[cfg(feature = "jpeg")]
            Self::Jpeg => jpeg::write(scene, jpeg::Settings::of(scene)),
            #[cfg(feature = "webp")]
            Self::WebP => webp::write(scene, scene.resolution().map_or(1.0, |(scale, _)| scale)),
            #[cfg(feature = "pdf")]
            Self::Pdf => pdf::write(scene),
            #[cfg(feature = "eps")]
            Self::Eps => eps::write(scene),
        }
    }
}

/// The colour, unless only a viewer knows it.
#[cfg(feature = "raster")]
fn known(role: crate::scene::Role, color: &crate::scene::Color) -> Result<crate::scene::Rgba8> {
    use crate::scene::Color;
    match color {
        Color::Rgba(rgba) => Ok(*rgba),
        Color::Css(css) => Err(Error::Output {
            code: "output.color",
            path: Some(role.option().to_owned()),
            message: format!(
                "the colour \"{css}\" is known to viewers of SVG alone: write it as hex, or ask for SVG"
            ),
        }),
    }
}
