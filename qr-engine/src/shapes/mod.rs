//! Shapes of single parts: pure geometry, no paint.

pub(crate) mod bubble;
pub(crate) mod chip;
pub(crate) mod corner_dot;
pub(crate) mod corner_square;
pub(crate) mod dot;
pub(crate) mod frame;
pub(crate) mod halo;
