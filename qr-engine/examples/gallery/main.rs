//! Writes docs/gallery.md and its pictures: `cargo run -p qr-engine --example gallery`.

mod document;
mod entries;

use std::error::Error;
use std::fs;

fn main() -> Result<(), Box<dyn Error>> {
    let docs = document::docs();
    let pictures = docs.join(document::PICTURES);
    // Pictures of former entries must not stay behind.
    if pictures.exists() {
        fs::remove_dir_all(&pictures)?;
    }
    fs::create_dir_all(&pictures)?;
    let files = document::files()?;
    for (name, text) in &files {
        fs::write(docs.join(name), text)?;
    }
    println!("{} files, {} bytes", files.len(), files.iter().map(|(_, text)| text.len()).sum::<usize>());
    Ok(())
}
