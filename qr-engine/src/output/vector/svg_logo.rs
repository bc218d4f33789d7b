//! SVG logos as shapes under plain inks: what usvg makes of them is mostly that already.

use super::Rule;
use super::ink::{Geometry, Ink};
use crate::logo::{Logo, LogoFormat, svg};
use crate::scene::{Fit, Path, PathBuilder, Point, Rect, Rgba8};
use usvg::tiny_skia_path::{PathSegment, Point as SkPoint, Transform};
use usvg::{BlendMode, Group, Node, Opacity, Paint, PaintOrder, SpreadMethod};

/// The shapes in the box, from the bottom; `None` if there is anything else, such as masks, filters or pictures.
pub(super) fn shapes(logo: &Logo, rect: Rect, fit: Fit) -> Option<Vec<super::Shape>> {
    let Some((LogoFormat::Svg, bytes)) = logo.content() else { return None };
    let tree = svg::parse(bytes).ok()?;
    let (x, y, scale) = fit.place(logo.natural_size(), rect);
    let natural = logo.natural_size();
    // It states a size of its own.
    let own = (natural.0 as f32 / tree.size().width(), natural.1 as f32 / tree.size().height());
    let place =
        Transform::from_row(scale as f32, 0.0, 0.0, scale as f32, x as f32, y as f32).pre_scale(own.0, own.1);
    let mut shapes = Vec::new();
    collect(tree.root(), 1.0, place, &mut shapes)?;
    // What reaches out of the picture is not to be seen, and would be.
    let size = tree.size();
    let bounds = tree.root().abs_stroke_bounding_box();
    let slack = 1e-3 * size.width().max(size.height());
    let is_inside = bounds.left() >= -slack
        && bounds.top() >= -slack
        && bounds.right() <= size.width() + slack
        && bounds.bottom() <= size.height() + slack;
    is_inside.then_some(shapes)
}

fn collect(group: &Group, opacity: f64, place: Transform, shapes: &mut Vec<super::Shape>) -> Option<()> {
    let is_plain = group.clip_path().is_none()
        && group.mask().is_none()
        && group.filters().is_empty()
        && group.blend_mode() == BlendMode::Normal;
    // Shapes that overlap would shine through each other.
    let is_single = group.children().len() <= 1 || group.opacity() == Opacity::ONE;
    if !is_plain || !is_single {
        return None;
    }
    let opacity = opacity * f64::from(group.opacity().get());
    for node in group.children() {
        match node {
            Node::Group(group) => collect(group, opacity, place, shapes)?,
            Node::Path(path) if path.is_visible() => draw(path, opacity, place, shapes)?,
            Node::Path(_) => {}
            Node::Image(_) | Node::Text(_) => return None,
        }
    }
    Some(())
}

fn draw(path: &usvg::Path, opacity: f64, place: Transform, shapes: &mut Vec<super::Shape>) -> Option<()> {
    let place = place.pre_concat(path.abs_transform());
    let fill = || -> Option<Option<super::Shape>> {
        let Some(fill) = path.fill() else { return Some(None) };
        let rule = match fill.rule() {
            usvg::FillRule::NonZero => Rule::NonZero,
            usvg::FillRule::EvenOdd => Rule::EvenOdd,
        };
        let ink = ink(fill.paint(), f64::from(fill.opacity().get()) * opacity, place)?;
        Some(Some((outline(path.data(), place), rule, ink)))
    };
    let stroke = || -> Option<Option<super::Shape>> {
        let Some(stroke) = path.stroke() else { return Some(None) };
        let ink = ink(stroke.paint(), f64::from(stroke.opacity().get()) * opacity, place)?;
        let mut sk = stroke.to_tiny_skia();
        let dashed = sk.dash.take().and_then(|dash| path.data().dash(&dash, FINENESS));
        let outlined = dashed.as_ref().unwrap_or(path.data()).stroke(&sk, FINENESS);
        // A stroke that draws nothing is no reason to give up.
        Some(outlined.map(|outlined| (outline(&outlined, place), Rule::NonZero, ink)))
    };
    if path.fill().is_some() && path.stroke().is_some() && opacity < 1.0 {
        return None;
    }
    let (first, second) = match path.paint_order() {
        PaintOrder::FillAndStroke => (fill()?, stroke()?),
        PaintOrder::StrokeAndFill => (stroke()?, fill()?),
    };
    shapes.extend(first.into_iter().chain(second));
    Some(())
}

/// How much larger than its own size a stroke's outline is good for.
const FINENESS: f32 = 16.0;

fn outline(path: &usvg::tiny_skia_path::Path, place: Transform) -> Path {
    let at = |mut point: SkPoint| {
        place.map_point(&mut point);
        Point { x: f64::from(point.x), y: f64::from(point.y) }
    };
    let mut builder = PathBuilder::default();
    let mut last = Point { x: 0.0, y: 0.0 };
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                last = at(to);
                builder.move_to(last);
            }
            PathSegment::LineTo(to) => {
                last = at(to);
                builder.line_to(last);
            }
            PathSegment::QuadTo(control, to) => {
                let (control, to) = (at(control), at(to));
                builder.quad_to(last, control, to);
                last = to;
            }
            PathSegment::CubicTo(a, b, to) => {
                last = at(to);
                builder.cubic_to(at(a), at(b), last);
            }
            PathSegment::Close => builder.close(),
        }
    }
    builder.finish()
}

fn ink(paint: &Paint, opacity: f64, place: Transform) -> Option<Ink> {
    let alpha = |share: f64| libm::round(share * opacity * 255.0).clamp(0.0, 255.0) as u8;
    let stops = |stops: &[usvg::Stop]| {
        let stop = |stop: &usvg::Stop| {
            let color = stop.color();
            let a = alpha(f64::from(stop.opacity().get()));
            (f64::from(stop.offset().get()), Rgba8 { r: color.red, g: color.green, b: color.blue, a })
        };
        stops.iter().map(stop).collect::<Vec<_>>()
    };
    match paint {
        Paint::Color(color) => {
            Some(Ink::Solid(Rgba8 { r: color.red, g: color.green, b: color.blue, a: alpha(1.0) }))
        }
        Paint::LinearGradient(gradient) if gradient.spread_method() == SpreadMethod::Pad => {
            let place = place.pre_concat(gradient.transform());
            let ends = [(gradient.x1(), gradient.y1()), (gradient.x2(), gradient.y2())];
            let line = axis(ends.map(|(x, y)| (f64::from(x), f64::from(y))), place);
            let has_extent = (line[0], line[1]) != (line[2], line[3]);
            Some(Ink::shading(Geometry::Axial(line), &stops(gradient.stops()), has_extent))
        }
        Paint::RadialGradient(gradient) if gradient.spread_method() == SpreadMethod::Pad => {
            let place = place.pre_concat(gradient.transform());
            let is_centred = gradient.fx() == gradient.cx() && gradient.fy() == gradient.cy();
            // Circles must stay circles.
            let (across, down) = (place.sx.hypot(place.ky), place.sy.hypot(place.kx));
            let is_round = (across - down).abs() <= 1e-4 * across
                && (place.sx * place.kx + place.ky * place.sy).abs() <= 1e-4 * across * down;
            if !is_centred || gradient.fr().get() != 0.0 || !is_round {
                return None;
            }
            let mut center = SkPoint::from_xy(gradient.cx(), gradient.cy());
            place.map_point(&mut center);
            let radius = f64::from(gradient.r().get() * across);
            let geometry = Geometry::Radial { x: f64::from(center.x), y: f64::from(center.y), radius };
            Some(Ink::shading(geometry, &stops(gradient.stops()), radius > 0.0))
        }
        Paint::LinearGradient(_) | Paint::RadialGradient(_) | Paint::Pattern(_) => None,
    }
}

/// The line that has the same colours after a transform: where lines of one colour are no longer square to the old one, it
/// is another.
fn axis([from, to]: [(f64, f64); 2], place: Transform) -> [f64; 4] {
    let [sx, ky, kx, sy] = [place.sx, place.ky, place.kx, place.sy].map(f64::from);
    let at =
        |(x, y): (f64, f64)| (sx * x + kx * y + f64::from(place.tx), ky * x + sy * y + f64::from(place.ty));
    let (start, end) = (at(from), at(to));
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    // Along a line of one colour, and square to it.
    let (along_x, along_y) = (-sx * dy + kx * dx, -ky * dy + sy * dx);
    let (square_x, square_y) = (-along_y, along_x);
    let length = square_x * square_x + square_y * square_y;
    if length == 0.0 {
        return [start.0, start.1, start.0, start.1];
    }
    let share = ((end.0 - start.0) * square_x + (end.1 - start.1) * square_y) / length;
    [start.0, start.1, start.0 + share * square_x, start.1 + share * square_y]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(svg: &str) -> Option<usize> {
        let logo = Logo::from_bytes(svg.as_bytes().to_vec()).unwrap();
        let rect = Rect { x: 10.0, y: 20.0, width: 40.0, height: 40.0 };
        shapes(&logo, rect, Fit::Contain).map(|shapes| shapes.len())
    }

    fn svg(content: &str) -> String {
        format!("<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'>{content}</svg>")
    }

    #[test]
    fn plain_shapes_stay_shapes() {
        assert_eq!(
            count(&svg("<rect x='1' y='1' width='9' height='9' stroke='red'/><circle r='4' cx='9' cy='9'/>")),
            Some(3)
        );
        let gradient = "<linearGradient id='g'><stop stop-color='red'/><stop offset='1'/></linearGradient>";
        assert_eq!(count(&svg(&format!("{gradient}<rect width='9' height='9' fill='url(#g)'/>"))), Some(1));
    }

    #[test]
    fn effects_are_left_to_pixels() {
        let two = "<rect width='9' height='9'/><rect x='5' width='9' height='9'/>";
        assert_eq!(count(&svg(&format!("<g opacity='.5'>{two}</g>"))), None);
        assert_eq!(
            count(&svg(&format!("<clipPath id='c'>{two}</clipPath><g clip-path='url(#c)'>{two}</g>"))),
            None
        );
        assert_eq!(count(&svg("<rect x='15' width='9' height='9'/>")), None, "cut off by the picture's edge");
    }

    #[test]
    fn a_skewed_gradient_keeps_its_colours() {
        // The middle of the old line, and a point beside it on a line of the same colour.
        let place = Transform::from_row(2.0, 0.5, 1.0, 3.0, 7.0, -4.0);
        let [x0, y0, x1, y1] = axis([(0.0, 0.0), (10.0, 0.0)], place);
        let offset = |mut point: SkPoint| {
            place.map_point(&mut point);
            let (x, y) = (f64::from(point.x) - x0, f64::from(point.y) - y0);
            (x * (x1 - x0) + y * (y1 - y0)) / ((x1 - x0).powi(2) + (y1 - y0).powi(2))
        };
        assert!((offset(SkPoint::from_xy(5.0, 0.0)) - 0.5).abs() < 1e-6);
        assert!((offset(SkPoint::from_xy(5.0, 8.0)) - 0.5).abs() < 1e-6);
    }
}
