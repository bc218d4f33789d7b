//! The media library, announced uploads, who uses what, and files that nobody has any more.

mod items;
mod leftovers;
mod references;
mod uploads;

pub(crate) use items::Filter;
