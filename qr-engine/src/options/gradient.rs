//! Gradients as options state them: an angle and stops, no coordinates yet (those are `compose`'s).

/// Direction of a gradient.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GradientType {
    /// Along a line at `rotation`.
    #[default]
    Linear,
    /// From the centre outwards.
    Radial,
}

/// A gradient whose colours are of type `C`: text before validation, [`Color`](crate::scene::Color) after.
#[derive(Debug, Clone, PartialEq)]
pub struct Gradient<C> {
    /// Linear or radial. Default: linear.
    pub kind: GradientType,
    /// Angle in radians, clockwise; 0 runs from left to right. Radial gradients ignore it. Default: 0.
    pub rotation: f64,
    /// At least one stop, in painting order.
    pub color_stops: Vec<ColorStop<C>>,
}

/// One colour of a gradient.
#[derive(Debug, Clone, PartialEq)]
pub struct ColorStop<C> {
    /// Position along the gradient, 0 to 1.
    pub offset: f64,
    /// The colour there.
    pub color: C,
}
