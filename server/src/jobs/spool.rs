//! The spool: a file beside the database that keeps scans until the database has them: while it fails, and always where it
//! has one writer, for whom scans would have to wait.
//!
//! One thread appends lines of JSON and syncs them in groups, one scan a line. A job brings full files back into the
//! database by their ids and deletes them. A file belongs to the process that holds its lock; files of processes that
//! died are found without one and are brought back too.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc as sync};
use std::thread;
use std::time::Duration;

use metrics::{counter, histogram};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio_util::sync::CancellationToken;

use super::projector::{self, Projector};
use super::recorder::Health;
use crate::domain::id::EventId;
use crate::domain::scan::Scan;
use crate::domain::time::Clock;
use crate::store::{Store, StoreError};

/// Most scans that are synced at once.
const GROUP: usize = 1024;
/// How often files are looked for of which nobody told: those of other processes, and those that a database that failed did
/// not take.
const REPLAY: Duration = Duration::from_millis(500);
/// How long scans gather in a file at least before they are brought back.
const GATHER: Duration = Duration::from_millis(50);
const EXTENSION: &str = "jsonl";
/// Room for the line of most scans, in bytes.
const LINE: usize = 1024;

/// Appends scans to the spool file. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Spool {
    orders: sync::Sender<Order>,
    /// Told when scans were appended.
    appended: Arc<Notify>,
}

#[derive(Debug)]
enum Order {
    /// Append a line.
    Append(Vec<u8>, oneshot::Sender<io::Result<()>>),
    /// Close the file that is open, so that it can be brought back.
    Seal(oneshot::Sender<()>),
}

impl Spool {
    /// A spool in `folder`, which is made when the first scan needs it.
    pub(crate) fn open(folder: PathBuf, clock: Clock) -> io::Result<Self> {
        let (orders, queue) = sync::channel();
        let (synced, outcomes) = mpsc::unbounded_channel();
        let appended = Arc::new(Notify::new());
        tokio::spawn(tell(outcomes, Arc::clone(&appended)));
        thread::Builder::new()
            .name("spool".to_owned())
            .spawn(move || write(&folder, &clock, &queue, &synced))?;
        Ok(Self { orders, appended })
    }

    /// Appends a scan; synced to the disk when this returns.
    pub(crate) async fn append(&self, scan: &Scan) -> io::Result<()> {
        let (done, result) = oneshot::channel();
        let gone = || io::Error::other("the spool's thread has ended");
        // Written as a line by whoever brings it: the one thread has its hands full.
        let mut line = Vec::with_capacity(LINE);
        serde_json::to_writer(&mut line, scan)?;
        line.push(b'\n');
        self.orders.send(Order::Append(line, done)).map_err(|_| gone())?;
        result.await.unwrap_or_else(|_| Err(gone()))
    }

    async fn seal(&self) {
        let (done, sealed) = oneshot::channel();
        if self.orders.send(Order::Seal(done)).is_ok() {
            // An error means that the thread has ended, and its file with it.
            let _ = sealed.await;
        }
    }
}

/// Those who wait for a group of scans, and what came of it.
type Outcome = (Vec<oneshot::Sender<io::Result<()>>>, io::Result<()>);

/// Tells everybody what came of their scans. Not the thread: a task that is woken from outside of the runtime passes through the
/// one queue that all its workers share.
async fn tell(mut outcomes: mpsc::UnboundedReceiver<Outcome>, appended: Arc<Notify>) {
    while let Some((waiting, result)) = outcomes.recv().await {
        if result.is_ok() {
            counter!("qr_scans_spooled_total").increment(waiting.len() as u64);
            histogram!("qr_scan_group_size").record(waiting.len() as f64);
            appended.notify_one();
        }
        for visitor in waiting {
            let told = match &result {
                Ok(()) => Ok(()),
                Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
            };
            // A visitor who is gone needs no telling.
            let _ = visitor.send(told);
        }
    }
}

/// The thread: takes what waits, writes it, syncs once, has everybody told.
fn write(
    folder: &Path,
    clock: &Clock,
    queue: &sync::Receiver<Order>,
    synced: &mpsc::UnboundedSender<Outcome>,
) {
    let mut file: Option<File> = None;
    while let Ok(first) = queue.recv() {
        // Where the processors are busy, those that are about to bring a scan come first: groups are three times as large, and
        // each scan is cheaper. Where they are not, this takes no time.
        thread::yield_now();
        let mut waiting = Vec::new();
        let mut sealed = Vec::new();
        let mut lines = Vec::new();
        let more = std::iter::from_fn(|| queue.try_recv().ok()).take(GROUP);
        for order in std::iter::once(first).chain(more) {
            match order {
                Order::Append(line, done) => {
                    lines.extend_from_slice(&line);
                    waiting.push(done);
                }
                Order::Seal(done) => sealed.push(done),
            }
        }
        if !lines.is_empty() {
            let result = append(&mut file, folder, clock, &lines);
            if result.is_err() {
                // What was written of it may be torn: the next scans begin a file of their own.
                file = None;
            }
            // An error means that the runtime is gone, and with it whoever waited.
            let _ = synced.send((waiting, result));
        }
        if !sealed.is_empty() {
            // Closing releases the lock.
            file = None;
            for done in sealed {
                let _ = done.send(());
            }
        }
    }
}

fn append(file: &mut Option<File>, folder: &Path, clock: &Clock, lines: &[u8]) -> io::Result<()> {
    let open = match file {
        Some(open) => open,
        None => file.insert(create(folder, clock)?),
    };
    open.write_all(lines)?;
    open.sync_data()
}

/// A new file, locked, its name synced with its folder.
fn create(folder: &Path, clock: &Clock) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let path = folder.join(format!("{}.{EXTENSION}", EventId::new(clock.now())));
    let file = OpenOptions::new().create_new(true).append(true).open(path)?;
    file.try_lock().map_err(|error| io::Error::other(error.to_string()))?;
    File::open(folder)?.sync_all()?;
    Ok(file)
}

/// Brings spooled scans back until the server stops, and once more then; the projector takes them.
pub(crate) async fn replay(
    spool: Spool,
    folder: PathBuf,
    (store, projector): (Store, Arc<Projector>),
    health: Health,
    stop: CancellationToken,
) {
    loop {
        let mut stuck = false;
        let mut gather = GATHER;
        if has_files(&folder) {
            spool.seal().await;
            match bring_back(&folder, &projector).await {
                Ok(0) => {}
                Ok(scans) => {
                    gather = gather.max(projector::gather(scans));
                    if health.is_failing() {
                        tracing::info!(scans, "brought scans back from the spool file");
                        health.set_failing(false);
                    }
                }
                Err(error) => {
                    tracing::debug!(%error, "the spool file waits for the database");
                    health.set_failing(true);
                    stuck = true;
                }
            }
        } else if health.is_failing() && store.ping().await.is_ok() {
            health.set_failing(false);
        }
        if stop.is_cancelled() {
            return;
        }
        let more = async {
            tokio::time::sleep(gather).await;
            spool.appended.notified().await;
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(REPLAY) => {}
            () = more, if !stuck => {}
        }
    }
}

fn has_files(folder: &Path) -> bool {
    files(folder).is_ok_and(|files| !files.is_empty())
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let mut files: Vec<_> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == EXTENSION)).collect();
    files.sort();
    Ok(files)
}

/// Why spooled scans were not brought back.
#[derive(Debug, thiserror::Error)]
enum Stuck {
    #[error("the database: {0}")]
    Store(#[from] StoreError),
    #[error("the file: {0}")]
    Io(#[from] io::Error),
}

/// Brings back every file that nobody writes; gives the number of scans.
async fn bring_back(folder: &Path, projector: &Projector) -> Result<usize, Stuck> {
    let mut count = 0;
    for path in files(folder)? {
        let file = File::open(&path)?;
        if file.try_lock().is_err() {
            // Another process writes it.
            continue;
        }
        let mut scans = Vec::new();
        for line in BufReader::new(&file).split(b'\n') {
            let line = line?;
            match serde_json::from_slice(&line) {
                Ok(scan) => scans.push(scan),
                // A torn line is the last of a process that was killed while it wrote: nobody was answered for it.
                Err(error) => tracing::warn!(%error, file = %path.display(), "passed by a torn line"),
            }
            if scans.len() == projector::BATCH {
                count += scans.len();
                projector.take(std::mem::take(&mut scans)).await?;
            }
        }
        count += scans.len();
        if !scans.is_empty() {
            projector.take(scans).await?;
        }
        fs::remove_file(&path)?;
    }
    Ok(count)
}
