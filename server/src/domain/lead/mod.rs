//! Lead scores: how promising a visitor of a link is.
//!
//! ```text
//! facts ─▶ rules (Inputs ─▶ Score) ─▶ shown, unless
//!      └─▶ the workspace's scorer (scorer) ─▶ its opinion (opinion), which is shown in place of the rules' score
//! ```

pub(crate) mod opinion;
mod rules;
pub(crate) mod scorer;

pub(crate) use rules::{Inputs, Score, words_met};
