//! `qr-server render --batch`: one design per line, drawn on all cores.
//!
//! ```text
//! reader (one at a time, in order: line → options, file name) ─▶ workers (draw, write) ─▶ failures by line
//! ```
//! Only as many lines as there are workers are in memory, so a batch may be larger than it.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use qr_engine::{Format, Mode};
use serde::Serialize;
use serde_json::Value;

use super::failure::Failure;
use super::input;
use super::render::{self, Settings};

/// What to draw and where to.
pub(super) struct Batch {
    pub(super) cases: PathBuf,
    pub(super) out_dir: PathBuf,
    pub(super) formats: Vec<Format>,
    pub(super) mode: Mode,
    pub(super) settings: Settings,
}

/// One line of the batch, read and named, or refused.
struct Case {
    line: usize,
    id: String,
    options: Result<Value, Failure>,
}

/// A case that failed. As JSON: `{line, id, code, path, message}`.
#[derive(Serialize)]
struct FailedCase {
    line: usize,
    id: String,
    #[serde(flatten)]
    failure: Failure,
}

/// What became of a batch. As JSON, the summary on stdout.
#[derive(Default, Serialize)]
struct Summary {
    designs: usize,
    files: usize,
    failed: usize,
}

pub(super) fn main(batch: &Batch, json: bool) -> ExitCode {
    let (summary, failures) = match draw(batch) {
        Ok(outcome) => outcome,
        Err(failure) => {
            render::report(&failure, json);
            return ExitCode::FAILURE;
        }
    };
    for failure in &failures {
        eprintln!("{}", super::json(failure));
    }
    if json {
        println!("{}", super::json(&summary));
    } else {
        let Summary { designs, files, failed } = summary;
        println!("{designs} designs: {files} files in {}, {failed} failed", batch.out_dir.display());
    }
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Draws the whole batch. An error means that it could not be read or the folder not be made; failures of
/// single lines come back beside the summary, in the order of the lines.
fn draw(batch: &Batch) -> Result<(Summary, Vec<FailedCase>), Failure> {
    std::fs::create_dir_all(&batch.out_dir).map_err(|error| Failure::writing(&batch.out_dir, &error))?;
    let reader = Mutex::new(Reader::open(&batch.cases)?);
    let outcome = Mutex::new((Summary::default(), Vec::new()));
    let work = || {
        while let Some(Case { line, id, options }) = next(&reader) {
            let drawn = options.and_then(|options| draw_case(batch, &options, &id));
            let (summary, failures) = &mut *lock(&outcome);
            summary.designs += 1;
            match drawn {
                Ok(files) => summary.files += files,
                Err(failure) => {
                    summary.failed += 1;
                    failures.push(FailedCase { line, id, failure });
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(work);
        }
    });
    lock(&reader).progress.finish_and_clear();
    let (summary, mut failures) = outcome.into_inner().unwrap_or_else(PoisonError::into_inner);
    failures.sort_by_key(|failure| failure.line);
    Ok((summary, failures))
}

/// The next case. A function of its own, so that the lock is free again while the case is drawn.
fn next(reader: &Mutex<Reader>) -> Option<Case> {
    lock(reader).next_case()
}

/// A worker that panics takes the whole program down, so a poisoned lock is never looked into.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Draws one design in every format, then writes the files; tells how many.
fn draw_case(batch: &Batch, options: &Value, id: &str) -> Result<usize, Failure> {
    let scene = input::scene(options, render::folder(&batch.cases), batch.mode)?;
    // Everything is drawn before anything is written: a case that fails leaves no file behind.
    let images =
        batch.formats.iter().map(|format| Ok((*format, batch.settings.encode(scene.clone(), *format)?)));
    for (format, image) in images.collect::<Result<Vec<_>, qr_engine::Error>>()? {
        let target = batch.out_dir.join(format!("{id}.{}", format.extension()));
        std::fs::write(&target, image).map_err(|error| Failure::writing(&target, &error))?;
    }
    Ok(batch.formats.len())
}

/// Hands out the lines of a batch in order and knows which file names are taken.
struct Reader {
    source: Box<dyn BufRead + Send>,
    path: PathBuf,
    line: usize,
    ended: bool,
    taken: HashSet<String>,
    progress: ProgressBar,
}

impl Reader {
    fn open(path: &Path) -> Result<Self, Failure> {
        let failed = |error: &io::Error| Failure::reading(path, error);
        let (source, length): (Box<dyn BufRead + Send>, Option<u64>) = if path == Path::new(render::STREAM) {
            (Box::new(BufReader::new(io::stdin())), None)
        } else {
            let file = File::open(path).map_err(|error| failed(&error))?;
            let length = file.metadata().map_err(|error| failed(&error))?.len();
            (Box::new(BufReader::new(file)), Some(length))
        };
        let progress = progress_bar(length);
        Ok(Self { source, path: path.to_owned(), line: 0, ended: false, taken: HashSet::new(), progress })
    }

    /// The next line that is not blank. A file that cannot be read further ends with a refused case.
    fn next_case(&mut self) -> Option<Case> {
        let mut text = Vec::new();
        while !self.ended {
            text.clear();
            let read = self.source.read_until(b'\n', &mut text);
            self.line += 1;
            self.ended = read.as_ref().map_or(true, |length| *length == 0);
            if let Err(error) = read {
                let failure = Failure::reading(&self.path, &error);
                return Some(Case { line: self.line, id: self.line.to_string(), options: Err(failure) });
            }
            self.progress.inc(text.len() as u64);
            if !text.trim_ascii().is_empty() {
                return Some(self.case(&text));
            }
        }
        None
    }

    fn case(&mut self, text: &[u8]) -> Case {
        let line = self.line;
        let parsed = input::parse(text);
        let asked = parsed.as_ref().ok().and_then(|options| options.get("id")).map(stem);
        let (id, refused) = match asked {
            None => (line.to_string(), None),
            Some(Ok(id)) => (id, None),
            Some(Err((id, failure))) => (id, Some(failure)),
        };
        let options = match (parsed, refused) {
            (Err(failure), _) | (_, Some(failure)) => Err(failure),
            (Ok(_), None) if !self.taken.insert(file_key(&id)) => Err(Failure::new(
                "batch.id_taken",
                Some("id"),
                format!("id: {id} names the file of an earlier line; give each line an id of its own"),
            )),
            (Ok(options), None) => Ok(options),
        };
        Case { line, id, options }
    }
}

/// The file stem that an `id` asks for; when it will not do, its text and the reason.
fn stem(id: &Value) -> Result<String, (String, Failure)> {
    let text = match id {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let typed = id.is_string() || id.is_u64();
    let spelled = text.chars().all(|c| c.is_alphanumeric() || "-_.".contains(c));
    if typed && spelled && !text.is_empty() && !text.starts_with('.') && text.len() <= 120 {
        return Ok(text);
    }
    let message = "id: cannot name a file; use letters, digits, - _ and . (not first), at most 120 bytes";
    Err((text, Failure::new("batch.id", Some("id"), message)))
}

/// What tells two files apart: macOS and Windows do not by upper and lower case.
fn file_key(id: &str) -> String {
    if cfg!(any(target_os = "macos", target_os = "windows")) { id.to_lowercase() } else { id.to_owned() }
}

/// Shows how far the reading got, when a person watches. Standard input has no length: then only the amount.
fn progress_bar(length: Option<u64>) -> ProgressBar {
    if !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = match length {
        Some(_) => "drawing {wide_bar} {percent:>3} %  {eta} left",
        None => "drawing {spinner} {bytes} read",
    };
    let bar = ProgressBar::with_draw_target(length, ProgressDrawTarget::stderr());
    // The templates above are well formed; the default style is as good should one not be.
    ProgressStyle::with_template(template).map_or(bar.clone(), |style| bar.with_style(style))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn ids_name_files_in_the_folder_and_nowhere_else() {
        for good in [json!("menu-7"), json!("a.b_c"), json!("Grüße"), json!(12)] {
            assert!(stem(&good).is_ok(), "{good}");
        }
        for bad in [
            json!(""),
            json!("../x"),
            json!("a/b"),
            json!(".hidden"),
            json!("a b"),
            json!(1.5),
            json!(null),
            json!(["a"]),
        ] {
            assert_eq!(stem(&bad).unwrap_err().1.code, "batch.id", "{bad}");
        }
        assert!(stem(&json!("x".repeat(121))).is_err());
    }
}
