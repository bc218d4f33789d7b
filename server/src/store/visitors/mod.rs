//! Visitors and what is known of them.

mod erase;
mod list;
mod read;
mod write;

pub(crate) use list::{Filter, Order};
pub(crate) use read::{VisitOf, VisitState, VisitedLink};
