//! A scene drawn by tiny-skia alone, path by path: what the engine's own rasters are held against.

use qr_engine::scene::{Color, Edges, Item, Paint, Point, Rgba8, Scene, Segment, Stop};
use resvg::tiny_skia::{
    self, FillRule, GradientStop, LinearGradient, PathBuilder, Pixmap, RadialGradient, Shader, SpreadMode,
    Transform,
};

pub(crate) fn draw(scene: &Scene, scale: f32) -> Pixmap {
    let side = |length: f64| (length * f64::from(scale)).ceil() as u32;
    let mut pixmap = Pixmap::new(side(scene.width), side(scene.height)).unwrap();
    draw_into(scene, scale, &mut pixmap);
    pixmap
}

/// Draws over what is in the pixmap.
pub(crate) fn draw_into(scene: &Scene, scale: f32, pixmap: &mut Pixmap) {
    for item in &scene.items {
        let Item::Fill { path, paint, edges, .. } = item else { continue };
        let mut builder = PathBuilder::new();
        for segment in path.segments() {
            match *segment {
                Segment::Move(to) => builder.move_to(to.x as f32, to.y as f32),
                Segment::Line(to) => builder.line_to(to.x as f32, to.y as f32),
                Segment::Cubic(a, b, to) => {
                    builder.cubic_to(
                        a.x as f32,
                        a.y as f32,
                        b.x as f32,
                        b.y as f32,
                        to.x as f32,
                        to.y as f32,
                    );
                }
                Segment::Close => builder.close(),
            }
        }
        let paint = tiny_skia::Paint {
            shader: shader(paint),
            anti_alias: *edges == Edges::Smooth,
            ..Default::default()
        };
        pixmap.fill_path(
            &builder.finish().unwrap(),
            &paint,
            FillRule::Winding,
            Transform::from_scale(scale, scale),
            None,
        );
    }
}

fn shader(paint: &Paint) -> Shader<'static> {
    let point = |point: Point| tiny_skia::Point::from_xy(point.x as f32, point.y as f32);
    let all = |stops: &[Stop]| {
        stops.iter().map(|stop| GradientStop::new(stop.offset as f32, color(&stop.color))).collect()
    };
    match paint {
        Paint::Solid(solid) => Shader::SolidColor(color(solid)),
        Paint::Linear { from, to, stops } => {
            LinearGradient::new(point(*from), point(*to), all(stops), SpreadMode::Pad, Transform::identity())
                .unwrap()
        }
        Paint::Radial { center, radius, stops } => {
            let (center, radius) = (point(*center), *radius as f32);
            RadialGradient::new(
                center,
                0.0,
                center,
                radius,
                all(stops),
                SpreadMode::Pad,
                Transform::identity(),
            )
            .unwrap()
        }
    }
}

fn color(color: &Color) -> tiny_skia::Color {
    match color {
        Color::Rgba(Rgba8 { r, g, b, a }) => tiny_skia::Color::from_rgba8(*r, *g, *b, *a),
        Color::Css(text) => panic!("{text} is for viewers of SVG"),
    }
}
