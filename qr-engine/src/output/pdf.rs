//! Scene → PDF (ISO 32000-1): one page in the picture's size, paths as paths, black as black ink alone.
//!
//! Nothing tells the time or chance: the same scene gives the same bytes.

use super::vector::ink::{Geometry, Ink, Piece, Process, Shading, share};
use super::vector::picture::{Picture, Samples};
use super::vector::{Fill, POINTS, Rule, Step, deflated, steps};
use crate::error::Result;
use crate::scene::{Path, Rect, Rgba8, Scene, Segment};
use pdf_writer::types::{FunctionShadingType, MaskType};
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Ref, Settings, TextStr};

/// Writes the file. Without a print size a px is 1/96 of an inch.
///
/// ```
/// use qr_engine::{Design, Mode, output::pdf};
/// let design = Design::from_json(r#"{ "data": "HI", "printSize": { "mm": 40 } }"#, Mode::Strict)?;
/// assert!(pdf::write(&design.scene()?)?.starts_with(b"%PDF-1.7"));
/// # Ok::<(), qr_engine::Error>(())
/// ```
pub fn write(scene: &Scene) -> Result<Vec<u8>> {
    let steps = steps(scene)?;
    let mut document = Document::new();
    let (width, height) = scene.millimetres();
    let page = [width * POINTS, height * POINTS].map(|side| side as f32);
    let scale = page[0] / scene.width as f32;
    let mut content = Content::with_settings(COMPACT);
    content.transform([scale, 0.0, 0.0, -scale, 0.0, page[1]]);
    let canvas = [scene.width as f32, scene.height as f32];
    for step in &steps {
        match step {
            Step::Fill(fill) => document.fill(&mut content, fill, canvas),
            Step::Picture { picture, .. } => document.picture(&mut content, picture),
        }
    }
    Ok(document.finish(&content.finish(), page))
}

const COMPACT: Settings = Settings { pretty: false };

/// The objects of a file, and what its page calls by name.
struct Document {
    pdf: Pdf,
    next: Ref,
    states: Vec<Ref>,
    shadings: Vec<Ref>,
    pictures: Vec<Ref>,
}

impl Document {
    fn new() -> Self {
        let (states, shadings, pictures) = (Vec::new(), Vec::new(), Vec::new());
        Self { pdf: Pdf::with_settings(COMPACT), next: Ref::new(1), states, shadings, pictures }
    }

    fn fill(&mut self, content: &mut Content, fill: &Fill<'_>, canvas: [f32; 2]) {
        content.save_state();
        match &fill.ink {
            Ink::Solid(color) => {
                self.alpha(content, color.a);
                set_color(content, *color);
                outline(content, &fill.path);
                match fill.rule {
                    Rule::NonZero => content.fill_nonzero(),
                    Rule::EvenOdd => content.fill_even_odd(),
                };
            }
            Ink::Shading(shading) => {
                match fill.ink.alpha() {
                    Some(alpha) => self.alpha(content, alpha),
                    None => self.fading(content, shading, canvas),
                }
                outline(content, &fill.path);
                match fill.rule {
                    Rule::NonZero => content.clip_nonzero(),
                    Rule::EvenOdd => content.clip_even_odd(),
                };
                content.end_path();
                let id = self.shading(shading, Channels::Color);
                self.shadings.push(id);
                content.shading(Name(name('S', self.shadings.len()).as_bytes()));
            }
        }
        content.restore_state();
    }

    /// Everything that follows is this opaque.
    fn alpha(&mut self, content: &mut Content, alpha: u8) {
        if alpha < 255 {
            let id = self.next.bump();
            self.pdf.ext_graphics(id).non_stroking_alpha(share(alpha));
            self.state(content, id);
        }
    }

    /// Everything that follows is as opaque as the shading is there: its alpha is painted as light, and taken for a mask.
    fn fading(&mut self, content: &mut Content, shading: &Shading, [width, height]: [f32; 2]) {
        let light = self.shading(shading, Channels::Alpha);
        let mut painted = Content::with_settings(COMPACT);
        painted.shading(Name(b"S"));
        let (form, id) = (self.next.bump(), self.next.bump());
        let painted = painted.finish();
        let mut group = self.pdf.form_xobject(form, &painted);
        group.bbox(pdf_writer::Rect::new(0.0, 0.0, width, height));
        group.group().transparency().color_space().device_gray();
        group.resources().shadings().pair(Name(b"S"), light);
        group.finish();
        self.pdf.ext_graphics(id).soft_mask().subtype(MaskType::Luminosity).group(form);
        self.state(content, id);
    }

    fn state(&mut self, content: &mut Content, id: Ref) {
        self.states.push(id);
        content.set_parameters(Name(name('G', self.states.len()).as_bytes()));
    }

    fn shading(&mut self, shading: &Shading, channels: Channels) -> Ref {
        let function = self.ramp(&shading.pieces, channels);
        let id = self.next.bump();
        let mut written = self.pdf.function_shading(id);
        match shading.geometry {
            Geometry::Axial(line) => {
                written.shading_type(FunctionShadingType::Axial).coords(line.map(|at| at as f32));
            }
            Geometry::Radial { x, y, radius } => {
                let circles = [x, y, 0.0, x, y, radius].map(|at| at as f32);
                written.shading_type(FunctionShadingType::Radial).coords(circles);
            }
        }
        match channels {
            Channels::Color => written.color_space().device_rgb(),
            Channels::Alpha => written.color_space().device_gray(),
        }
        written.function(function).extend([true, true]);
        id
    }

    /// Colours from 0 to 1.
    fn ramp(&mut self, pieces: &[Piece], channels: Channels) -> Ref {
        let mut functions = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let id = self.next.bump();
            let mut function = self.pdf.exponential_function(id);
            function.domain([0.0, 1.0]).n(1.0);
            match channels {
                Channels::Color => function.c0(rgb(piece.from)).c1(rgb(piece.to)),
                Channels::Alpha => function.c0([share(piece.from.a)]).c1([share(piece.to.a)]),
            };
            functions.push(id);
        }
        if let [single] = functions[..] {
            return single;
        }
        let id = self.next.bump();
        let mut ramp = self.pdf.stitching_function(id);
        ramp.domain([0.0, 1.0]);
        ramp.bounds(pieces.iter().skip(1).map(|piece| piece.start as f32));
        ramp.encode(pieces.iter().flat_map(|_| [0.0, 1.0]));
        ramp.functions(functions);
        id
    }

    fn picture(&mut self, content: &mut Content, picture: &Picture) {
        let id = self.next.bump();
        let (samples, filter, alpha) = match &picture.samples {
            Samples::Jpeg(file) => (file.clone(), Filter::DctDecode, None),
            Samples::Plain { rgb, alpha } => (deflated(rgb), Filter::FlateDecode, alpha.as_deref()),
        };
        let mask = alpha.map(|alpha| {
            let (id, samples) = (self.next.bump(), deflated(alpha));
            let mut mask = self.pdf.image_xobject(id, &samples);
            mask.filter(Filter::FlateDecode);
            mask.width(picture.width as i32).height(picture.height as i32).bits_per_component(8);
            mask.color_space().device_gray();
            id
        });
        let mut image = self.pdf.image_xobject(id, &samples);
        image.filter(filter);
        image.width(picture.width as i32).height(picture.height as i32).bits_per_component(8);
        image.color_space().device_rgb();
        if let Some(mask) = mask {
            image.s_mask(mask);
        }
        image.finish();
        self.pictures.push(id);
        content.save_state();
        if picture.clip != picture.place {
            let Rect { x, y, width, height } = picture.clip;
            content.rect(x as f32, y as f32, width as f32, height as f32);
            content.clip_nonzero().end_path();
        }
        self.alpha(content, libm::round(picture.opacity * 255.0) as u8);
        let Rect { x, y, width, height } = picture.place;
        // A picture fills the unit square, its first row on top.
        content.transform([width, 0.0, 0.0, -height, x, y + height].map(|value| value as f32));
        content.x_object(Name(name('I', self.pictures.len()).as_bytes()));
        content.restore_state();
    }

    fn finish(mut self, content: &[u8], [width, height]: [f32; 2]) -> Vec<u8> {
        let [catalog, tree, page, stream, info] = [(); 5].map(|()| self.next.bump());
        self.pdf.catalog(catalog).pages(tree);
        self.pdf.pages(tree).kids([page]).count(1);
        let mut written = self.pdf.page(page);
        let sheet = pdf_writer::Rect::new(0.0, 0.0, width, height);
        written.media_box(sheet).trim_box(sheet);
        written.parent(tree).contents(stream);
        written.group().transparency().color_space().device_rgb();
        let mut resources = written.resources();
        named(&mut resources.ext_g_states(), 'G', &self.states);
        named(&mut resources.shadings(), 'S', &self.shadings);
        named(&mut resources.x_objects(), 'I', &self.pictures);
        resources.finish();
        written.finish();
        self.pdf.stream(stream, &deflated(content)).filter(Filter::FlateDecode);
        self.pdf.document_info(info).producer(TextStr("qr-engine"));
        self.pdf.finish()
    }
}

#[derive(Clone, Copy)]
enum Channels {
    Color,
    Alpha,
}

/// A name of the page's, counted from 1.
fn name(kind: char, number: usize) -> String {
    format!("{kind}{number}")
}

fn named(names: &mut pdf_writer::Dict<'_>, kind: char, ids: &[Ref]) {
    for (index, id) in ids.iter().enumerate() {
        names.pair(Name(name(kind, index + 1).as_bytes()), *id);
    }
}

fn rgb(Rgba8 { r, g, b, .. }: Rgba8) -> [f32; 3] {
    [r, g, b].map(share)
}

fn set_color(content: &mut Content, color: Rgba8) {
    match Process::new(color) {
        Process::Black => content.set_fill_cmyk(0.0, 0.0, 0.0, 1.0),
        Process::Gray(gray) => content.set_fill_gray(gray),
        Process::Rgb([r, g, b]) => content.set_fill_rgb(r, g, b),
    };
}

fn outline(content: &mut Content, path: &Path) {
    // Thousandths, as in SVG: more digits would say nothing.
    let short = |value: f64| (libm::round(value * 1000.0) / 1000.0) as f32;
    for segment in path.segments() {
        match *segment {
            Segment::Move(to) => content.move_to(short(to.x), short(to.y)),
            Segment::Line(to) => content.line_to(short(to.x), short(to.y)),
            Segment::Cubic(a, b, to) => {
                content.cubic_to(short(a.x), short(a.y), short(b.x), short(b.y), short(to.x), short(to.y))
            }
            Segment::Close => content.close_path(),
        };
    }
}
