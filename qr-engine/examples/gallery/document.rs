//! The gallery as files: what the engine draws of the entries, and the page that shows it.

use crate::entries::{self, Entry, SHOWN, Section};
use qr_engine::output::svg::{self, Ids};
use qr_engine::{Design, Matrix, Mode, Result};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Folder of the pictures, inside that of the page.
pub(crate) const PICTURES: &str = "images/gallery";

/// Where the page lies.
pub(crate) fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// Every file with its path below the page's folder.
pub(crate) fn files() -> Result<Vec<(String, String)>> {
    let sections = entries::sections();
    let mut files = vec![("gallery.md".to_owned(), page(&sections)?)];
    for entry in sections.iter().flat_map(|section| &section.entries) {
        let scene = design(&entry.options)?.scene()?;
        files.push((picture(entry), svg::write(&scene, Ids::Content) + "\n"));
    }
    Ok(files)
}

/// The design of an entry: its options over those that all share.
pub(crate) fn design(options: &Value) -> Result<Design> {
    let mut all = entries::base();
    overlay(&mut all, options);
    Design::from_json_value(&all, Mode::Strict)
}

fn overlay(target: &mut Value, source: &Value) {
    match (target, source) {
        (Value::Object(target), Value::Object(source)) => {
            for (key, value) in source {
                overlay(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, source) => *target = source.clone(),
    }
}

fn picture(entry: &Entry) -> String {
    format!("{PICTURES}/{}.svg", entry.file)
}

fn page(sections: &[Section]) -> Result<String> {
    let mut page = String::from(
        "<!-- Written by `cargo run -p qr-engine --example gallery`; a test holds it against what the engine draws. -->\n\n\
         # Gallery\n\n\
         Every type and most options, drawn by the engine. The pictures share these options, and each says under it what \
         it has besides. Each of them can be SVG, PNG, JPEG, WebP, PDF or EPS: [formats](formats.md).\n\n```json\n",
    );
    let _ = write!(page, "{:#}\n```\n", entries::base());
    for section in sections {
        let _ = writeln!(page, "\n## {}\n\n{}\n\n<table>", section.title, section.text);
        for row in section.entries.chunks(section.columns) {
            page += "<tr>\n";
            for entry in row {
                cell(&mut page, section, entry);
            }
            page += "</tr>\n";
        }
        page += "</table>\n";
    }
    masks(&mut page)?;
    segments(&mut page)?;
    Ok(page)
}

fn cell(page: &mut String, section: &Section, entry: &Entry) {
    let mut lines = Vec::new();
    let mut group = "";
    for path in &entry.shows {
        let value = shown(&entry.options, path);
        match path.split_once('.') {
            // Under a heading that names the option its value is enough.
            _ if section.option == Some(path) => lines.push(value),
            None => lines.push(format!("{path}: {value}")),
            Some((outer, inner)) => {
                // A line of its own for the group keeps the columns narrow.
                if group != outer {
                    lines.push(outer.to_owned());
                }
                group = outer;
                lines.push(format!("{inner}: {value}"));
            }
        }
    }
    let alt = lines.join(" ").replace('"', "&quot;");
    let _ =
        write!(page, "<td align=\"center\"><img src=\"{}\" width=\"{SHOWN}\" alt=\"{alt}\">", picture(entry));
    for line in lines {
        let _ = write!(page, "<br><sub><code>{line}</code></sub>");
    }
    *page += "</td>\n";
}

/// An option's value as it stands under a picture.
fn shown(options: &Value, path: &str) -> String {
    match options.pointer(&["/", &path.replace('.', "/")].concat()) {
        Some(Value::String(text)) if !text.is_empty() => text.clone(),
        // A whole number without the point that JSON would give it.
        Some(Value::Number(number)) => number.as_f64().unwrap_or(f64::NAN).to_string(),
        other => other.unwrap_or(&Value::Null).to_string(),
    }
}

/// What no picture tells: which mask a rule chooses.
fn masks(page: &mut String) -> Result<()> {
    *page += "\n## Masks\n\n`qrOptions.mask` chooses among eight patterns that make a code evenly dark. All of them scan; \
              `compat` takes the one that qr-code-styling takes, `iso` the one of the standard.\n\n\
              | data | `compat` | `iso` |\n|---|---|---|\n";
    for data in entries::MASKED {
        let mask = |rule: &str| {
            Ok(Matrix::new(&design(&json!({ "data": data, "qrOptions": { "mask": rule } }))?)?.mask())
        };
        let _ = writeln!(page, "| `{data}` | {} | {} |", mask("compat")?, mask("iso")?);
    }
    Ok(())
}

/// What no picture tells: how much shorter mixed segments are.
fn segments(page: &mut String) -> Result<()> {
    *page += "\n## Segments\n\n`qrOptions.segments: \"mixed\"` changes between numeric, alphanumeric, byte and kanji mode \
              inside the data wherever that saves bits, and with them modules. Version 1 is 21 modules wide, each further \
              one 4 more.\n\n\
              | data | `single` | `mixed` | saved |\n|---|---|---|---|\n";
    for data in entries::DIVIDED {
        let length = |segments: &str| -> Result<(usize, u8)> {
            let design = design(&json!({ "data": data, "qrOptions": { "segments": segments } }))?;
            let version = Matrix::new(&design)?.version();
            Ok((design.payload.bits(version), version))
        };
        let ((single, from), (mixed, to)) = (length("single")?, length("mixed")?);
        let saved = 100 * (single - mixed) / single;
        let _ = writeln!(
            page,
            "| `{data}` | {single} bits, version {from} | {mixed} bits, version {to} | {saved} % |"
        );
    }
    Ok(())
}
