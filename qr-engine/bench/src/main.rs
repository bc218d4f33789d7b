//! The engine beside its peers: what it costs to encode, to write SVG, to draw pixels and to write PNG, and how that grows.
//! Prints figures and ratios; fails on none. `cargo run --release -- PART…` runs parts alone.

#![allow(clippy::unwrap_used, reason = "a benchmark may panic")]

mod batch;
mod encode;
mod formats;
mod growth;
mod measure;
mod picture;
mod scenes;

fn main() {
    let parts: [(&str, fn()); 6] = [
        ("encode", encode::run),
        ("svg", picture::svg),
        ("png", picture::png),
        ("formats", formats::run),
        ("growth", growth::run),
        ("batch", batch::run),
    ];
    let asked = std::env::args().skip(1).collect::<Vec<_>>();
    for (name, run) in parts {
        if asked.is_empty() || asked.iter().any(|part| part == name) {
            run();
        }
    }
}
