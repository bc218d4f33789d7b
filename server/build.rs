//! Rebuilds the server when the designer page that it embeds was built, rebuilt or removed.
use std::path::Path;

fn main() {
    let page = "../web-demo/dist";
    // A missing path would make Cargo rebuild every time, so without a page its parent is watched instead.
    let watched = if Path::new(page).exists() { page } else { "../web-demo" };
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={watched}");
}
