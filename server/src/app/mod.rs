//! Use cases that need more than one store call, or an effect outside the database.

pub(crate) mod announce;
pub(crate) mod brand_logo;
pub(crate) mod brands;
pub(crate) mod conversions;
pub(crate) mod custom_domains;
pub(crate) mod design;
pub(crate) mod erasure;
pub(crate) mod geo;
pub(crate) mod images;
pub(crate) mod lead_scorer;
pub(crate) mod limits;
pub(crate) mod links;
pub(crate) mod media;
pub(crate) mod scan;
pub(crate) mod streams;
pub(crate) mod templates;
pub(crate) mod tokens;
pub(crate) mod visitors;
pub(crate) mod webhook;
