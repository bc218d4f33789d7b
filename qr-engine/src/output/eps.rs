//! Scene → Encapsulated PostScript, level 3 (PostScript Language Reference, third edition; EPSF 3.0): paths as paths,
//! gradients as smooth shadings, black as black ink alone.
//!
//! PostScript knows no transparency. What is thin over plain paper becomes an opaque mixture; a picture that something
//! shows through becomes the pixels of its box, with everything beneath; anything else is refused by name.

use super::raster;
use super::vector::ink::{Geometry, Ink, Piece, Process, Shading, share};
use super::vector::picture::{Picture, Samples};
use super::vector::{DENSITY, Fill, LONGEST, POINTS, Rule, Step, deflated, steps};
use crate::error::{Error, Result};
use crate::scene::{Path, Rect, Rgba8, Role, Scene, Segment};
use std::fmt::Write as _;

/// Writes the file. Without a print size a px is 1/96 of an inch.
///
/// ```
/// use qr_engine::{Design, Mode, output::eps};
/// let design = Design::from_json(r#"{ "data": "HI", "printSize": { "mm": 40 } }"#, Mode::Strict)?;
/// assert!(eps::write(&design.scene()?)?.starts_with(b"%!PS-Adobe-3.0 EPSF-3.0"));
/// # Ok::<(), qr_engine::Error>(())
/// ```
pub fn write(scene: &Scene) -> Result<Vec<u8>> {
    let steps = steps(scene)?;
    let (width, height) = scene.millimetres();
    let (width, height) = (width * POINTS, height * POINTS);
    let scale = width / scene.width;
    let mut text = String::with_capacity(16 * 1024);
    put(
        &mut text,
        format_args!(
            "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 {} {}\n%%HiResBoundingBox: 0 0 {width:.4} {height:.4}\n\
             %%Creator: qr-engine\n%%LanguageLevel: 3\n%%Pages: 1\n%%EndComments\n%%BeginProlog\n{PROLOG}%%EndProlog\n\
             %%Page: 1 1\nsave\n[{scale:.6} 0 0 -{scale:.6} 0 {height:.4}]concat\n",
            width.ceil(),
            height.ceil(),
        ),
    );
    let mut paper = Some([255; 3]);
    for step in &steps {
        match step {
            Step::Fill(one) => {
                let ink = opaque(one, paper)?;
                fill(&mut text, one, &ink);
                paper = match (one.role, ink) {
                    (Role::Background, Ink::Solid(Rgba8 { r, g, b, .. })) => Some([r, g, b]),
                    // Over modules nothing thin is painted; over anything else it would not be known on what.
                    (Role::Dots | Role::CornerSquare(_) | Role::CornerDot(_), _) => paper,
                    _ => None,
                };
            }
            Step::Picture { index, picture } => {
                if picture.is_opaque() {
                    draw_picture(&mut text, picture);
                } else {
                    draw_picture(&mut text, &flattened(scene, *index, picture)?);
                }
                paper = None;
            }
        }
    }
    text.push_str("restore\nshowpage\n%%Trailer\n%%EOF\n");
    Ok(text.into_bytes())
}

/// Short names for what comes often.
const PROLOG: &str = "/m/moveto load def/l/lineto load def/c/curveto load def/h/closepath load def\n\
                      /k{0 0 0 1 setcmykcolor}bind def/g/setgray load def/rg/setrgbcolor load def\n";

/// Appends to a text, which never fails.
fn put(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let written = text.write_fmt(arguments);
    debug_assert!(written.is_ok(), "writing into memory does not fail");
}

/// The ink as it looks on what it is painted on.
fn opaque(fill: &Fill<'_>, paper: Option<[u8; 3]>) -> Result<Ink> {
    if fill.ink.alpha() == Some(255) {
        return Ok(fill.ink.clone());
    }
    paper.and_then(|paper| fill.ink.clone().over(paper)).ok_or_else(|| Error::Output {
        code: "output.alpha",
        path: Some(fill.role.option().to_owned()),
        message: "is partly transparent over more than one colour, which PostScript cannot say: make it opaque, or ask \
                  for PDF"
            .to_owned(),
    })
}

fn fill(text: &mut String, fill: &Fill<'_>, ink: &Ink) {
    let rule = if fill.rule == Rule::EvenOdd { "eo" } else { "" };
    match ink {
        Ink::Solid(color) => {
            match Process::new(*color) {
                Process::Black => text.push_str("k\n"),
                Process::Gray(gray) => put(text, format_args!("{} g\n", short(f64::from(gray)))),
                Process::Rgb(rgb) => put(text, format_args!("{} rg\n", list(rgb))),
            }
            outline(text, &fill.path);
            put(text, format_args!("{rule}fill\n"));
        }
        Ink::Shading(shading) => {
            text.push_str("gsave\n");
            outline(text, &fill.path);
            put(text, format_args!("{rule}clip newpath\n"));
            shade(text, shading);
            text.push_str("grestore\n");
        }
    }
}

fn shade(text: &mut String, shading: &Shading) {
    let (kind, coordinates) = match shading.geometry {
        Geometry::Axial(line) => (2, list(line.map(|at| at as f32))),
        Geometry::Radial { x, y, radius } => (3, list([x, y, 0.0, x, y, radius].map(|at| at as f32))),
    };
    put(
        text,
        format_args!(
            "<</ShadingType {kind}/ColorSpace/DeviceRGB/Coords[{coordinates}]/Extend[true true]\n/Function "
        ),
    );
    let ramp = |text: &mut String, piece: &Piece| {
        let [from, to] = [piece.from, piece.to].map(|Rgba8 { r, g, b, .. }| list([r, g, b].map(share)));
        put(text, format_args!("<</FunctionType 2/Domain[0 1]/N 1/C0[{from}]/C1[{to}]>>\n"));
    };
    if let [single] = &shading.pieces[..] {
        ramp(text, single);
    } else {
        text.push_str("<</FunctionType 3/Domain[0 1]/Functions[\n");
        shading.pieces.iter().for_each(|piece| ramp(text, piece));
        let bounds = shading.pieces.iter().skip(1).map(|piece| short(piece.start));
        let encode = vec!["0 1"; shading.pieces.len()].join(" ");
        put(text, format_args!("]/Bounds[{}]/Encode[{encode}]>>\n", bounds.collect::<Vec<_>>().join(" ")));
    }
    text.push_str(">>shfill\n");
}

fn outline(text: &mut String, path: &Path) {
    for segment in path.segments() {
        match *segment {
            Segment::Move(to) => put(text, format_args!("{} {} m\n", short(to.x), short(to.y))),
            Segment::Line(to) => put(text, format_args!("{} {} l\n", short(to.x), short(to.y))),
            Segment::Cubic(a, b, to) => {
                for point in [a, b, to] {
                    put(text, format_args!("{} {} ", short(point.x), short(point.y)));
                }
                text.push_str("c\n");
            }
            Segment::Close => text.push_str("h\n"),
        }
    }
}

fn draw_picture(text: &mut String, picture: &Picture) {
    let (width, height) = (picture.width, picture.height);
    text.push_str("gsave\n");
    if picture.clip != picture.place {
        let Rect { x, y, width, height } = picture.clip;
        put(text, format_args!("{} rectclip\n", list([x, y, width, height].map(|value| value as f32))));
    }
    let place = picture.place;
    let at = list([place.x, place.y].map(|value| value as f32));
    put(text, format_args!("{at} translate {} {} scale\n", short(place.width), short(place.height)));
    let (data, filter) = match &picture.samples {
        Samples::Jpeg(file) => (ascii85(file), "DCTDecode"),
        Samples::Plain { rgb, .. } => (ascii85(&deflated(rgb)), "FlateDecode"),
    };
    put(
        text,
        format_args!(
            "/DeviceRGB setcolorspace<</ImageType 1/Width {width}/Height {height}/BitsPerComponent 8\n\
             /Decode[0 1 0 1 0 1]/ImageMatrix[{width} 0 0 {height} 0 0]\n\
             /DataSource currentfile/ASCII85Decode filter/{filter} filter>>image\n{data}\ngrestore\n"
        ),
    );
}

/// A picture with everything beneath it, as far as it is seen.
fn flattened(scene: &Scene, index: usize, picture: &Picture) -> Result<Picture> {
    let beneath = Scene { items: scene.items[..=index].to_vec(), ..scene.clone() };
    let per_px = DENSITY / 25.4 * scene.millimetres().0 / scene.width;
    let per_px = per_px.min(LONGEST / scene.width.max(scene.height));
    let pixmap = raster::draw(&beneath, per_px)?;
    let clip = picture.clip;
    let range = |start: f64, length: f64, side: u32| {
        let side = f64::from(side);
        let low = (start * per_px).floor().clamp(0.0, side);
        low as usize..((start + length) * per_px).ceil().clamp(low, side) as usize
    };
    let (columns, rows) =
        (range(clip.x, clip.width, pixmap.width()), range(clip.y, clip.height, pixmap.height()));
    let width = pixmap.width() as usize;
    let mut rgb = Vec::with_capacity(columns.len() * rows.len() * 3);
    for row in rows.clone() {
        for pixel in &pixmap.pixels()[row * width + columns.start..row * width + columns.end] {
            // Multiplied by alpha: what is missing is paper.
            let paper = 255 - pixel.alpha();
            rgb.extend([pixel.red() + paper, pixel.green() + paper, pixel.blue() + paper]);
        }
    }
    let px = |pixels: usize| pixels as f64 / per_px;
    let place =
        Rect { x: px(columns.start), y: px(rows.start), width: px(columns.len()), height: px(rows.len()) };
    Ok(Picture::opaque(place, columns.len(), rgb))
}

/// Decimal, in thousandths.
fn short(value: f64) -> String {
    let rounded = libm::round(value * 1000.0) / 1000.0;
    // No negative zero.
    format!("{}", rounded + 0.0)
}

fn list<const N: usize>(values: [f32; N]) -> String {
    values.map(|value| short(f64::from(value))).join(" ")
}

/// Four bytes as five characters (PostScript Language Reference, 3.13.3), in lines that every tool reads, with the end mark.
fn ascii85(bytes: &[u8]) -> String {
    const LINE: usize = 20;
    let mut text = String::with_capacity(bytes.len() * 5 / 4 + bytes.len() / LINE + 8);
    for (index, group) in bytes.chunks(4).enumerate() {
        if index % LINE == 0 && index > 0 {
            // A line that began with a per cent sign would be taken for a comment; spaces are passed over.
            text.push_str("\n ");
        }
        let mut word = [0; 4];
        word[..group.len()].copy_from_slice(group);
        let mut rest = u32::from_be_bytes(word);
        if rest == 0 && group.len() == 4 {
            text.push('z');
            continue;
        }
        let mut digits = [0; 5];
        for digit in digits.iter_mut().rev() {
            *digit = b'!' + (rest % 85) as u8;
            rest /= 85;
        }
        text.extend(digits[..=group.len()].iter().map(|digit| char::from(*digit)));
    }
    text.push_str("~>");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_characters_of_base_85() {
        assert_eq!(ascii85(b"Man "), "9jqo^~>");
        assert_eq!(ascii85(b"Man is distinguished"), "9jqo^BlbD-BleB1DJ+*+F(f,q~>");
        assert_eq!(ascii85(&[0, 0, 0, 0, 77]), "z9`~>");
        assert_eq!(ascii85(b""), "~>");
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(list([0.5, -0.0001, 300.0]), "0.5 0 300");
    }
}
