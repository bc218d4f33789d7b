//! QR codes with a design: options in the form of [qr-code-styling](https://github.com/kozakdenys/qr-code-styling),
//! SVG, PDF, EPS, PNG, JPEG and WebP out.
//!
//! ```text
//! JSON ──read──▶ QrOptions ──validate──▶ Design ──┬─matrix─▶ Matrix ──layout──▶ Layout
//!                                                 └──────────────┬────────────────┘
//!                                      shapes, outline ──compose─┴─▶ Scene ──┬─output::svg─▶ text
//!                                                                            ├─output::pdf, eps─▶ pages
//!                                                                            └─output::raster─▶ pixels ─▶ PNG, JPEG, WebP
//! ```
//!
//! Everything is pure: no files, no network, no clock, no chance. The same design gives the same bytes on every
//! platform, WebAssembly included. Lengths are px, y points down, angles are radians and run clockwise.
//!
//! ```
//! use qr_engine::{Design, Format, Mode, render};
//! let design = Design::from_json(
//!     r##"{ "data": "https://example.com", "dotsOptions": { "type": "rounded", "color": "#1b2a4a" } }"##,
//!     Mode::Strict,
//! )?;
//! let svg = render(&design, Format::Svg)?;
//! assert!(svg.starts_with(b"<svg"));
//! # Ok::<(), qr_engine::Error>(())
//! ```
//!
//! # Features
//!
//! | feature | brings | default |
//! |---|---|---|
//! | `frame` | frames with a caption, by ttf-parser | yes |
//! | `json` | options from JSON text | yes |
//! | `raster` | pixels, by tiny-skia; PNG logos | yes, by `png` |
//! | `png`, `jpeg`, `webp` | files of pixels | yes |
//! | `pdf`, `eps` | files of paths | yes |
//! | `payload` | what codes say, from named fields: WiFi, contacts, payments | yes |
//! | `idna` | hosts beyond ASCII in payloads, by the `idna` crate | yes |
//! | `kanji` | the characters of kanji mode, by `encoding_rs` | yes |
//! | `photo-logo` | JPEG, GIF and WebP logos decoded, by the `image` crate | yes |
//! | `svg-logo` | SVG logos checked and drawn, by usvg and resvg | yes |

mod bits;
mod blocks;
mod cells;
mod compose;
mod decimal;
mod error;
#[cfg(feature = "frame")]
mod frame;
mod layout;
pub mod logo;
mod mask;
mod matrix;
pub mod options;
mod outline;
pub mod output;
#[cfg(feature = "payload")]
pub mod payload;
mod reed_solomon;
pub mod scene;
mod shapes;
mod template;
mod text;
mod trig;

pub use error::{Error, Result};
pub use matrix::Matrix;
pub use options::{Design, Mode, QrOptions};
pub use output::Format;
pub use text::{Eci, EncodingMode, Payload, Segment, ShiftJis};

use compose::Pictures;
use logo::Logo;
use scene::Scene;
use std::sync::Arc;

impl Design {
    /// Draws the design with its central image, which must be a data URI.
    ///
    /// ```
    /// use qr_engine::{Design, Mode};
    /// let scene = Design::from_json(r#"{ "data": "HI", "width": 200 }"#, Mode::Strict)?.scene()?;
    /// assert_eq!((scene.width, scene.items.len()), (200.0, 2), "a background, and modules in one outline");
    /// # Ok::<(), qr_engine::Error>(())
    /// ```
    pub fn scene(&self) -> Result<Scene> {
        let logo = self.image.as_deref().map(Logo::from_data_uri).transpose()?;
        self.scene_with(logo)
    }

    /// Draws the design with a central image that the caller has loaded, or none.
    ///
    /// ```
    /// use qr_engine::{Design, Mode, logo::Logo};
    /// let design = Design::from_json(r#"{ "data": "HI" }"#, Mode::Strict)?;
    /// let logo = Logo::from_bytes(b"<svg xmlns='http://www.w3.org/2000/svg' width='4' height='4'/>".to_vec())?;
    /// assert_eq!(design.scene_with(Some(logo))?.items.len(), 3);
    /// # Ok::<(), qr_engine::Error>(())
    /// ```
    pub fn scene_with(&self, logo: Option<Logo>) -> Result<Scene> {
        #[cfg(feature = "raster")]
        let logo = match logo {
            Some(logo) if self.image_shape == options::LogoShape::Alpha => Some(logo.with_own_silhouette()?),
            logo => logo,
        };
        let pictures =
            Pictures { logo: logo.map(Arc::new), background: self.picture_behind()?.map(Arc::new) };
        compose::compose(self, &Matrix::new(self)?, pictures)
    }

    /// The picture behind the symbol. It is scaled to cover the canvas, so its size need not be known.
    fn picture_behind(&self) -> Result<Option<Logo>> {
        let Some(image) = &self.background_image else { return Ok(None) };
        // Builds that draw pixels need those of the picture; any other passes its address on.
        let picture = if cfg!(feature = "raster") && logo::is_data_uri(&image.address) {
            Logo::from_data_uri(&image.address)
        } else {
            Logo::from_address(&image.address, None)
        };
        picture.map(Some).map_err(|error| error.of_picture("backgroundOptions.image"))
    }
}

/// Draws the design and writes it as a file of the given format, at one pixel per px.
///
/// ```
/// use qr_engine::{Design, Format, Mode, render};
/// let design = Design::from_json(r#"{ "data": "HI" }"#, Mode::Strict)?;
/// assert!(render(&design, Format::Png)?.starts_with(b"\x89PNG"));
/// # Ok::<(), qr_engine::Error>(())
/// ```
pub fn render(design: &Design, format: Format) -> Result<Vec<u8>> {
    format.write(&design.scene()?)
}
