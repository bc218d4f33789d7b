//! Scene → pixels, by tiny-skia.

use crate::error::{Error, Result};
use crate::output::image;
use crate::scene::{Color, Edges, Item, Paint, Path, Point, Rgba8, Role, Scene, Segment, Stop};
use tiny_skia::{FillRule, GradientStop, PathBuilder, Pixmap, Shader, SpreadMode, Transform};

/// Largest picture in pixels: a poster of 10,000 by 10,000.
const MAX_PIXELS: f64 = 100_000_000.0;

/// Draws the scene; `scale` is pixels per px and above 0. Sides are rounded up to whole pixels.
///
/// ```
/// use qr_engine::{Design, Mode, output::raster};
/// let design = Design::from_json(r#"{"data":"HI"}"#, Mode::Strict)?;
/// let pixmap = raster::draw(&design.scene()?, 2.0)?;
/// assert_eq!((pixmap.width(), pixmap.height()), (600, 600));
/// # Ok::<(), qr_engine::Error>(())
/// ```
pub fn draw(scene: &Scene, scale: f64) -> Result<Pixmap> {
    let too_large = || Error::Output {
        code: "output.size",
        path: Some("width".to_owned()),
        message: format!(
            "{} by {} px at scale {scale} cannot be drawn: at most 100 megapixels",
            scene.width, scene.height
        ),
    };
    let (width, height) = (libm::ceil(scene.width * scale), libm::ceil(scene.height * scale));
    if !(width >= 1.0 && height >= 1.0 && width * height <= MAX_PIXELS) {
        return Err(too_large());
    }
    let mut pixmap = Pixmap::new(width as u32, height as u32).ok_or_else(too_large)?;
    let transform = Transform::from_scale(scale as f32, scale as f32);
    for item in &scene.items {
        match item {
            Item::Fill { role, path, paint, edges } => {
                let Some(path) = skia_path(path) else { continue };
                let paint = tiny_skia::Paint {
                    shader: shader(*role, paint)?,
                    anti_alias: *edges == Edges::Smooth,
                    ..tiny_skia::Paint::default()
                };
                pixmap.fill_path(&path, &paint, FillRule::Winding, transform, None);
            }
            Item::Image { logo, rect, .. } => image::draw(&mut pixmap.as_mut(), logo, *rect, transform)?,
        }
    }
    Ok(pixmap)
}

fn skia_path(path: &Path) -> Option<tiny_skia::Path> {
    let mut builder = PathBuilder::new();
    for segment in path.segments() {
        match *segment {
            Segment::Move(to) => builder.move_to(to.x as f32, to.y as f32),
            Segment::Line(to) => builder.line_to(to.x as f32, to.y as f32),
            Segment::Cubic(a, b, to) => {
                builder.cubic_to(a.x as f32, a.y as f32, b.x as f32, b.y as f32, to.x as f32, to.y as f32);
            }
            Segment::Close => builder.close(),
        }
    }
    builder.finish()
}

fn shader(role: Role, paint: &Paint) -> Result<Shader<'static>> {
    // A gradient without extent paints its last colour (SVG 2, section 14.2.2).
    let last = |stops: &[Stop]| match stops.last() {
        Some(stop) => color(role, &stop.color).map(Shader::SolidColor),
        None => Ok(Shader::SolidColor(tiny_skia::Color::TRANSPARENT)),
    };
    match paint {
        Paint::Solid(solid) => color(role, solid).map(Shader::SolidColor),
        Paint::Linear { from, to, stops } => {
            let (mode, transform) = (SpreadMode::Pad, Transform::identity());
            tiny_skia::LinearGradient::new(
                skia_point(*from),
                skia_point(*to),
                skia_stops(role, stops)?,
                mode,
                transform,
            )
            .filter(|_| from != to)
            .map_or_else(|| last(stops), Ok)
        }
        Paint::Radial { center, radius, stops } => {
            let (center, mode, transform) = (skia_point(*center), SpreadMode::Pad, Transform::identity());
            let stops_there = skia_stops(role, stops)?;
            tiny_skia::RadialGradient::new(center, 0.0, center, *radius as f32, stops_there, mode, transform)
                .map_or_else(|| last(stops), Ok)
        }
    }
}

fn skia_point(point: Point) -> tiny_skia::Point {
    tiny_skia::Point::from_xy(point.x as f32, point.y as f32)
}

fn skia_stops(role: Role, stops: &[Stop]) -> Result<Vec<GradientStop>> {
    stops.iter().map(|stop| Ok(GradientStop::new(stop.offset as f32, color(role, &stop.color)?))).collect()
}

fn color(role: Role, color: &Color) -> Result<tiny_skia::Color> {
    match color {
        Color::Rgba(Rgba8 { r, g, b, a }) => Ok(tiny_skia::Color::from_rgba8(*r, *g, *b, *a)),
        Color::Css(css) => Err(Error::Output {
            code: "output.color",
            path: Some(role.option().to_owned()),
            message: format!(
                "the colour \"{css}\" is known to viewers of SVG alone: write it as hex, or ask for SVG"
            ),
        }),
    }
}
