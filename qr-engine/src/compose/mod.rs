//! Design + Matrix + Layout + Logo → [`Scene`]: decides which parts share a paint, and places gradients.
//!
//! Parts without a paint of their own join their parent: a ring joins the dots, a centre joins its ring if that is
//! painted, else the dots (upstream: `QRSVG.drawCorners`).

mod finder;
#[cfg(feature = "frame")]
mod frame;
mod logo;
mod paint;
mod room;

use crate::cells::{Cells, Place};
use crate::error::Result;
use crate::layout::Layout;
use crate::logo::Logo;
use crate::matrix::Matrix;
use crate::options::{Background, Design, DotType};
use crate::scene::{CornerPosition, Edges, Fit, Item, Paint, Path, PathBuilder, Point, Rect, Role, Scene};
use crate::shapes::halo::Halo;
use finder::{SIZE as FINDER, draw_center, draw_ring};
use logo::Window;
use paint::place;
use room::Room;
use std::f64::consts::FRAC_PI_2;
use std::sync::Arc;

/// The pictures of a design, already loaded.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pictures {
    /// The central image.
    pub(crate) logo: Option<Arc<Logo>>,
    /// What lies behind the symbol.
    pub(crate) background: Option<Arc<Logo>>,
}

/// Draws the design.
pub(crate) fn compose(design: &Design, matrix: &Matrix, pictures: Pictures) -> Result<Scene> {
    let room = Room::new(design)?;
    room.check(design, matrix.size())?;
    let natural = pictures.logo.as_ref().map(|logo| logo.natural_size());
    let layout = Layout::new(design, room.symbol, matrix.size(), natural);
    if layout.module <= 0.0 {
        room.nothing_left(design)?;
    }
    let hidden = Window::new(design, &layout, pictures.logo.as_deref())?;
    let mut composer = Composer {
        edges: if design.dots.round_size { Edges::Smooth } else { Edges::Crisp },
        scene: Scene { width: design.width, height: design.height, print: design.print, items: Vec::new() },
    };
    composer.background(design, pictures.background);
    #[cfg(feature = "frame")]
    let caption =
        design.frame.as_ref().zip(room.frame).map(|(frame, outlines)| composer.frame(frame, outlines));
    if layout.module > 0.0 {
        composer.symbol(design, matrix, (&layout, room.symbol), &hidden);
    }
    composer.logo(design, &layout, pictures.logo);
    #[cfg(feature = "frame")]
    if let Some((path, paint)) = caption {
        composer.add(Role::Caption, path, paint, Edges::Smooth);
    }
    Ok(composer.scene)
}

struct Composer {
    scene: Scene,
    edges: Edges,
}

impl Composer {
    /// Adds a fill, unless nobody would see it.
    fn fill(&mut self, role: Role, path: Path, paint: Paint) {
        self.add(role, path, paint, self.edges);
    }

    fn add(&mut self, role: Role, path: Path, paint: Paint, edges: Edges) {
        let invisible = matches!(&paint, Paint::Solid(color) if color.is_invisible());
        if !path.is_empty() && !invisible {
            self.scene.items.push(Item::Fill { role, path, paint, edges });
        }
    }

    fn canvas(&self) -> Rect {
        Rect { x: 0.0, y: 0.0, width: self.scene.width, height: self.scene.height }
    }

    /// The whole canvas, or, when rounded, a centred square.
    fn background(&mut self, design: &Design, picture: Option<Arc<Logo>>) {
        if let Some(background) = &design.background {
            self.backdrop(design, background);
        }
        if let (Some(logo), Some(image)) = (picture, &design.background_image)
            && image.opacity > 0.0
        {
            let (rect, opacity) = (self.canvas(), image.opacity);
            let item = Item::Image { role: Role::BackgroundImage, logo, rect, fit: Fit::Cover, opacity };
            self.scene.items.push(item);
        }
    }

    fn backdrop(&mut self, design: &Design, background: &Background) {
        let mut rect = self.canvas();
        if background.round > 0.0 {
            let side = rect.width.min(rect.height);
            let place = |length: f64| {
                let start = (length - side) / 2.0;
                if design.dots.round_size { start.floor() } else { start }
            };
            rect = Rect { x: place(rect.width), y: place(rect.height), width: side, height: side };
        }
        let mut path = PathBuilder::default();
        path.rounded_rect(rect, rect.width.min(rect.height) / 2.0 * background.round);
        self.fill(Role::Background, path.finish(), place(&background.paint, self.canvas(), 0.0));
    }

    /// The gradient of the dots spans `room`: the canvas, or what a frame leaves of it.
    fn symbol(
        &mut self,
        design: &Design,
        matrix: &Matrix,
        (layout, room): (&Layout, Rect),
        hidden: &Window<'_>,
    ) {
        let modules = Modules::new(design, matrix, layout, hidden);
        let mut dots = PathBuilder::default();
        modules.draw(&mut dots);
        let mut squares = Vec::new();
        let mut centers = Vec::new();
        let corners = design.corner_squares.iter().zip(&design.corner_dots);
        for (Finder { position, rect, turns, turn }, (square, dot)) in
            finders(layout).into_iter().zip(corners)
        {
            let center = rect.inset(2.0 * layout.module);
            let mut own = PathBuilder::default();
            let ring = if square.paint.is_some() { &mut own } else { &mut dots };
            draw_ring(ring, square.kind, rect, layout.module, turns);
            if let Some(paint) = &dot.paint {
                let mut own = PathBuilder::default();
                draw_center(&mut own, dot.kind, center, layout.module, turns);
                centers.push((Role::CornerDot(position), own.finish(), place(paint, center, turn)));
            } else {
                draw_center(ring, dot.kind, center, layout.module, turns);
            }
            if let Some(paint) = &square.paint {
                squares.push((Role::CornerSquare(position), own.finish(), place(paint, rect, turn)));
            }
        }
        let paint = place(&design.dots.paint, room, 0.0);
        self.fill(Role::Dots, dots.finish(), paint.clone());
        if design.dots.kind == DotType::CircuitChip {
            // The fork paints the modules of this type twice and their bars once more, which darkens edges.
            for draw in [Modules::draw, Modules::draw_bars] {
                let mut again = PathBuilder::default();
                draw(&modules, &mut again);
                self.fill(Role::Dots, again.finish(), paint.clone());
            }
        }
        for (role, path, paint) in squares.into_iter().chain(centers) {
            self.fill(role, path, paint);
        }
    }
}

/// A finder pattern in the picture.
struct Finder {
    position: CornerPosition,
    rect: Rect,
    /// How far its shapes are turned, in quarters, clockwise.
    turns: u8,
    /// How far its gradients are turned, in radians.
    turn: f64,
}

fn finders(layout: &Layout) -> [Finder; 3] {
    let side = FINDER as f64 * layout.module;
    let far = layout.side() - side;
    let finder = |position, x: f64, y: f64, turns, turn| {
        let rect = Rect { x: layout.origin.x + x, y: layout.origin.y + y, width: side, height: side };
        Finder { position, rect, turns, turn }
    };
    [
        finder(CornerPosition::TopLeft, 0.0, 0.0, 0, 0.0),
        finder(CornerPosition::TopRight, far, 0.0, 1, FRAC_PI_2),
        finder(CornerPosition::BottomLeft, 0.0, far, 3, -FRAC_PI_2),
    ]
}

/// All modules outside the finder patterns and the logo's window, and the halo.
struct Modules {
    kind: DotType,
    scale: f64,
    grids: Vec<(Cells, Place)>,
}

impl Modules {
    fn new(design: &Design, matrix: &Matrix, layout: &Layout, hidden: &Window<'_>) -> Self {
        let (size, module, origin) = (matrix.size(), layout.module, layout.origin);
        let in_finder = |row: usize, column: usize| {
            (row < FINDER && (column < FINDER || column >= size - FINDER))
                || (row >= size - FINDER && column < FINDER)
        };
        let symbol = Cells::new(size, &|row, column| {
            matrix.is_dark(row, column) && !in_finder(row, column) && !hidden.covers(layout, row, column)
        });
        let mut grids = vec![(symbol, Place { origin, module })];
        if let Some(rings) = layout.halo {
            let halo = Halo::new(matrix, rings);
            let shift = rings as f64 * module;
            let origin = Point { x: origin.x - shift, y: origin.y - shift };
            let cells = Cells::new(halo.size(), &|row, column| halo.is_dark(row, column));
            grids.push((cells, Place { origin, module }));
        }
        Self { kind: design.dots.kind, scale: design.dots.scale, grids }
    }

    fn draw(&self, path: &mut PathBuilder) {
        self.grids.iter().for_each(|(cells, place)| cells.draw(path, self.kind, self.scale, *place));
    }

    fn draw_bars(&self, path: &mut PathBuilder) {
        self.grids.iter().for_each(|(cells, place)| cells.draw_bars(path, self.scale, *place));
    }
}
