//! Logos of brands, made small: whatever image comes in, a PNG of a few kilobytes goes out, drawn by the engine.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use qr_engine::Format;
use qr_engine::scene::{Fit, Item, Rect, Role, Scene};

use super::design::{Refusal, image};
use crate::domain::brand::LOGO;

/// Largest width and height of a logo, in px: twice of what a page shows, for dense screens.
const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 96.0;
/// How much smaller each further try is, when the file is too large, and how many there are.
const SMALLER: f64 = 0.75;
const TRIES: i32 = 6;

/// Reads an image from a `data:` URL or base64 and gives it as a small PNG, as a `data:` URL.
pub(crate) fn small(text: &str) -> Result<String, String> {
    let said = |refusal: Refusal| refusal.reason;
    let logo = Arc::new(image(text).map_err(said)?);
    let (width, height) = logo.natural_size();
    let fit = (WIDTH / width).min(HEIGHT / height);
    for number in 0..TRIES {
        let factor = fit * SMALLER.powi(number);
        let (width, height) = ((width * factor).round().max(1.0), (height * factor).round().max(1.0));
        let picture = Item::Image {
            role: Role::Logo,
            logo: Arc::clone(&logo),
            rect: Rect { x: 0.0, y: 0.0, width, height },
            fit: Fit::Contain,
            opacity: 1.0,
        };
        let scene = Scene { width, height, print: None, items: vec![picture] };
        let png = Format::Png.write(&scene).map_err(|error| said(error.into()))?;
        if png.len() <= LOGO {
            return Ok(format!("data:image/png;base64,{}", STANDARD.encode(png)));
        }
    }
    Err("cannot be made small enough for a page; use a simpler image".to_owned())
}

#[cfg(test)]
mod tests {
    use qr_engine::logo::Logo;

    use super::*;

    fn size(url: &str) -> (f64, f64) {
        Logo::from_data_uri(url).unwrap().natural_size()
    }

    #[test]
    fn logos_come_out_small_whatever_they_were() {
        let svg =
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4000 400'><path d='M0 0h4000v400z'/></svg>";
        let wide = small(&format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg))).unwrap();
        assert!(wide.starts_with("data:image/png;base64,") && wide.len() < LOGO * 4 / 3 + 40);
        assert_eq!(size(&wide), (480.0, 48.0));
        let tall =
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 10 20'><path d='M0 0h10v20z'/></svg>";
        assert_eq!(size(&small(&STANDARD.encode(tall)).unwrap()), (48.0, 96.0));
    }

    #[test]
    fn what_is_no_image_is_refused_with_its_reason() {
        assert!(small("aGVsbG8=").unwrap_err().contains("is no image"));
        assert!(small("###").unwrap_err().contains("base64"));
    }
}
