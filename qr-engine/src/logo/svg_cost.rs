//! What drawing an SVG costs, counted before it is drawn: a few bytes can ask for hours.

use super::svg_references::too_complex;
use crate::error::Result;
use usvg::filter::{Filter, Kind};
use usvg::tiny_skia_path::Path;
use usvg::{ClipPath, Group, Mask, Node, Paint, Tree};

/// Elements that are drawn, those of patterns, masks and clip paths each time that they are used.
const MOST_ELEMENTS: usize = 50_000;

/// Steps of filters. Each of them touches every pixel.
const MOST_STEPS: usize = 16;

/// Layers of noise: the ninth is finer than a channel can show.
const MOST_OCTAVES: u32 = 8;

/// Neighbours that count for a pixel.
const MOST_NEIGHBOURS: u32 = 25;

/// Deviation of a blur as a share of the logo's smaller side: nothing is left of it then.
const MOST_BLUR: f32 = 1.0;

/// Refuses an SVG that would take too long to draw.
pub(super) fn check(tree: &Tree) -> Result<()> {
    let blur = tree.size().width().min(tree.size().height()) * MOST_BLUR;
    let mut budget = Budget { elements: MOST_ELEMENTS, steps: MOST_STEPS, blur };
    budget.group(tree.root()).ok_or_else(too_complex)
}

/// At least the length of a path: that of its control polygon.
fn length(path: &Path) -> f32 {
    let points = path.points();
    points.windows(2).map(|pair| (pair[1].x - pair[0].x).hypot(pair[1].y - pair[0].y)).sum()
}

/// What is left to spend; `None` where it is not enough.
struct Budget {
    elements: usize,
    steps: usize,
    /// Largest deviation.
    blur: f32,
}

impl Budget {
    fn group(&mut self, group: &Group) -> Option<()> {
        group.filters().iter().try_for_each(|filter| self.filter(filter))?;
        group.clip_path().map_or(Some(()), |clip| self.clip(clip))?;
        group.mask().map_or(Some(()), |mask| self.mask(mask))?;
        group.children().iter().try_for_each(|node| self.node(node))
    }

    fn node(&mut self, node: &Node) -> Option<()> {
        self.elements = self.elements.checked_sub(1)?;
        match node {
            Node::Group(group) => self.group(group),
            Node::Path(path) => {
                path.fill().map_or(Some(()), |fill| self.paint(fill.paint()))?;
                let Some(stroke) = path.stroke() else { return Some(()) };
                let dash = stroke.dasharray().map(|dashes| dashes.iter().sum::<f32>());
                let pieces = dash.map_or(0.0, |dash| length(path.data()) / dash);
                self.spend(pieces)?;
                self.paint(stroke.paint())
            }
            Node::Image(image) => match image.kind() {
                usvg::ImageKind::SVG(tree) => self.group(tree.root()),
                _ => Some(()),
            },
            Node::Text(text) => self.group(text.flattened()),
        }
    }

    fn spend(&mut self, elements: f32) -> Option<()> {
        // No number is too much, too.
        let is_enough = elements <= self.elements as f32;
        is_enough.then(|| self.elements -= elements as usize)
    }

    fn paint(&mut self, paint: &Paint) -> Option<()> {
        match paint {
            Paint::Pattern(pattern) => self.group(pattern.root()),
            Paint::Color(_) | Paint::LinearGradient(_) | Paint::RadialGradient(_) => Some(()),
        }
    }

    fn clip(&mut self, clip: &ClipPath) -> Option<()> {
        self.group(clip.root())?;
        clip.clip_path().map_or(Some(()), |inner| self.clip(inner))
    }

    fn mask(&mut self, mask: &Mask) -> Option<()> {
        self.group(mask.root())?;
        mask.mask().map_or(Some(()), |inner| self.mask(inner))
    }

    fn is_enough(&self, across: f32, down: f32) -> bool {
        across.max(down) <= self.blur
    }

    fn filter(&mut self, filter: &Filter) -> Option<()> {
        for primitive in filter.primitives() {
            self.steps = self.steps.checked_sub(1)?;
            let fits = match primitive.kind() {
                Kind::Turbulence(noise) => noise.num_octaves() <= MOST_OCTAVES,
                Kind::ConvolveMatrix(convolve) => {
                    let matrix = convolve.matrix();
                    matrix.columns().checked_mul(matrix.rows()).is_some_and(|count| count <= MOST_NEIGHBOURS)
                }
                // Each pixel is compared with all in its radius, on paper with tens of thousands.
                Kind::Morphology(_) => false,
                Kind::GaussianBlur(blur) => self.is_enough(blur.std_dev_x().get(), blur.std_dev_y().get()),
                Kind::DropShadow(blur) => self.is_enough(blur.std_dev_x().get(), blur.std_dev_y().get()),
                Kind::Image(image) => self.group(image.root()).is_some(),
                _ => true,
            };
            if !fits {
                return None;
            }
        }
        Some(())
    }
}
