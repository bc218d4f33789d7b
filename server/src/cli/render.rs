//! `qr-server render`: one design into one file. A batch of designs is `batch.rs`.

use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use qr_engine::output::png::Effort;
use qr_engine::output::{jpeg, png, webp};
use qr_engine::payload::Warning;
use qr_engine::scene::{PrintSize, Scene};
use qr_engine::{Format, Mode};
use serde_json::Value;

use super::batch::{self, Batch};
use super::failure::Failure;
use super::input;

/// Stands for stdin or stdout where a file is asked for.
pub(super) const STREAM: &str = "-";

#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("source").required(true).args(["options", "batch"]))]
pub(super) struct Args {
    /// File with the design's options as JSON, or - for stdin; `payload` in them may stand in place of `data`
    #[arg(long, value_name = "FILE")]
    options: Option<PathBuf>,
    /// Text to encode, in place of the options' own `data`
    #[arg(long, value_name = "TEXT", conflicts_with = "batch")]
    data: Option<String>,
    /// Image format [default: the extension of --out, else svg; may be repeated with --batch]
    #[arg(long, value_name = "FORMAT", value_parser = parse_format)]
    format: Vec<Format>,
    /// Width on paper in millimetres, in place of the options' own `printSize`
    #[arg(long, value_name = "MM", value_parser = parse_mm)]
    mm: Option<f64>,
    /// PNG, JPEG and WebP: pixels for each px of the design [default: 1, or what the size on paper needs]
    #[arg(long, value_name = "FACTOR", value_parser = parse_scale, conflicts_with = "mm")]
    scale: Option<f64>,
    /// PNG, JPEG and WebP: pixels per inch; PNG and JPEG tell it [default with a size on paper: 300]
    #[arg(long, value_name = "N", value_parser = parse_dpi)]
    dpi: Option<f64>,
    /// PNG: spare bytes instead of time
    #[arg(long)]
    compact: bool,
    /// JPEG: 1 to 100; from 90 on colours keep their full resolution
    #[arg(long, value_name = "N", default_value_t = 90, value_parser = clap::value_parser!(u8).range(1..=100))]
    quality: u8,
    /// Read options as the original library does: coerce what is off instead of refusing it
    #[arg(long)]
    compat: bool,
    /// File to write, or - for stdout [default: -]
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    out: Option<PathBuf>,
    /// File with one design per line (JSON Lines), or - for stdin; an optional `id` names the image file
    #[arg(long, value_name = "FILE", requires = "out_dir")]
    batch: Option<PathBuf>,
    /// Folder for the images of a batch; made when missing
    #[arg(long, value_name = "DIR", requires = "batch")]
    out_dir: Option<PathBuf>,
    /// Print errors, and the summary of a batch, as JSON
    #[arg(long)]
    json: bool,
}

/// How scenes become files, beyond their format.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    /// Millimetres.
    width: Option<f64>,
    scale: Option<f64>,
    dpi: Option<f64>,
    effort: Effort,
    quality: u8,
}

/// Pixels per inch on paper, unless others are asked for.
const PRINT: f64 = 300.0;

impl Settings {
    fn new(args: &Args) -> Self {
        let effort = if args.compact { Effort::Compact } else { Effort::Fast };
        Self { width: args.mm, scale: args.scale, dpi: args.dpi, effort, quality: args.quality }
    }

    /// Writes the scene in a format. What was asked for here counts before the options' own print size.
    pub(super) fn encode(self, mut scene: Scene, format: Format) -> Result<Vec<u8>, qr_engine::Error> {
        if let Some(width) = self.width {
            scene.print = Some(PrintSize { width, dpi: PRINT });
        }
        if let (Some(print), Some(dpi)) = (&mut scene.print, self.dpi) {
            print.dpi = dpi;
        }
        let (scale, dpi) = scene.resolution().map_or((1.0, self.dpi), |(scale, dpi)| (scale, Some(dpi)));
        let scale = self.scale.unwrap_or(scale);
        match format {
            Format::Png => png::write(&scene, png::Settings { scale, dpi, effort: self.effort }),
            Format::Jpeg => jpeg::write(&scene, jpeg::Settings { scale, dpi, quality: self.quality }),
            Format::WebP => webp::write(&scene, scale),
            format => format.write(&scene),
        }
    }
}

fn parse_format(name: &str) -> Result<Format, String> {
    Format::from_extension(name).ok_or_else(|| format!("choose one of {}", format_names()))
}

fn format_names() -> String {
    Format::ALL.iter().map(|format| format.extension()).collect::<Vec<_>>().join(", ")
}

fn parse_mm(text: &str) -> Result<f64, String> {
    parse_number(text, 1.0, 10_000.0)
}

fn parse_scale(text: &str) -> Result<f64, String> {
    parse_number(text, 0.01, 100.0)
}

fn parse_dpi(text: &str) -> Result<f64, String> {
    parse_number(text, 1.0, 100_000.0)
}

fn parse_number(text: &str, low: f64, high: f64) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if (low..=high).contains(&number) => Ok(number),
        _ => Err(format!("give a number from {low} to {high}")),
    }
}

pub(super) fn main(mut args: Args) -> ExitCode {
    let mode = if args.compat { Mode::Compat } else { Mode::Strict };
    let settings = Settings::new(&args);
    if let (Some(cases), Some(out_dir)) = (args.batch.take(), args.out_dir.take()) {
        let mut formats = Vec::new();
        for format in args.format {
            if !formats.contains(&format) {
                formats.push(format);
            }
        }
        if formats.is_empty() {
            formats.push(Format::Svg);
        }
        return batch::main(&Batch { cases, out_dir, formats, mode, settings }, args.json);
    }
    match single(&args, mode) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            report(&failure, args.json);
            ExitCode::FAILURE
        }
    }
}

fn single(args: &Args, mode: Mode) -> Result<(), Failure> {
    let format = chosen_format(&args.format, args.out.as_deref())?;
    let source = args.options.as_deref().unwrap_or(Path::new(STREAM));
    let mut options = input::parse(&read(source)?)?;
    if let (Some(data), Some(fields)) = (&args.data, options.as_object_mut()) {
        fields.insert("data".to_owned(), Value::String(data.clone()));
    }
    let (scene, warnings) = input::scene_with_warnings(&options, folder(source), mode)?;
    for warning in warnings {
        warn(&warning, args.json);
    }
    write(args.out.as_deref(), &Settings::new(args).encode(scene, format)?, format)
}

/// The format asked for, else the one that the output's extension names, else SVG.
fn chosen_format(asked: &[Format], out: Option<&Path>) -> Result<Format, Failure> {
    let usage = |message| Err(Failure::new("output.format", None, message));
    match (asked, out.and_then(Path::extension)) {
        ([format], _) => Ok(*format),
        ([_, _, ..], _) => usage("one file has one format; give --format once, or draw a --batch".to_owned()),
        ([], None) => Ok(Format::Svg),
        ([], Some(extension)) => match Format::from_extension(&extension.to_string_lossy()) {
            Some(format) => Ok(format),
            None => usage(format!(
                "the extension .{} names no format; name the file .{}, or add --format",
                extension.to_string_lossy(),
                format_names().replace(", ", " or .")
            )),
        },
    }
}

/// Where logos named by path are looked for: beside the file that names them.
pub(super) fn folder(source: &Path) -> &Path {
    source.parent().unwrap_or(Path::new(""))
}

fn read(source: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let outcome = if source == Path::new(STREAM) {
        io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(source)
    };
    outcome.map_err(|error| Failure::reading(source, &error))
}

fn write(out: Option<&Path>, image: &[u8], format: Format) -> Result<(), Failure> {
    let target = out.unwrap_or(Path::new(STREAM));
    if target != Path::new(STREAM) {
        return std::fs::write(target, image).map_err(|error| Failure::writing(target, &error));
    }
    let mut stdout = io::stdout();
    let is_text = matches!(format, Format::Svg | Format::Eps);
    if !is_text && stdout.is_terminal() {
        let (name, extension) = (format.extension().to_uppercase(), format.extension());
        let message = format!(
            "{name} bytes would garble the terminal; write them to a file with --out FILE.{extension}"
        );
        return Err(Failure::new("output.terminal", None, message));
    }
    stdout.write_all(image).and_then(|()| stdout.flush()).map_err(|error| Failure::writing(target, &error))
}

/// Tells on stderr what may go wrong.
fn warn(warning: &Warning, json: bool) {
    let Warning { path, message } = warning;
    if json {
        eprintln!("{}", serde_json::json!({ "warning": format!("{path}: {message}"), "path": path }));
    } else {
        eprintln!("warning: {path}: {message}");
    }
}

/// Tells on stderr what went wrong.
pub(super) fn report(failure: &Failure, json: bool) {
    if json {
        eprintln!("{}", super::json(failure));
    } else {
        eprintln!("error: {failure}");
    }
}
