//! The media library: files come in, are looked at while they come, and lie under what they are.
//!
//! ```text
//! request, signed PUT, import ─▶ Incoming (counted, hashed, its head kept) ─▶ incoming/ID ─settle─▶ WORKSPACE/SHA-256.ID
//! ```
//! Every key is noted before it is written and taken up in the transaction that names it, so that whatever fails in between
//! is removed later (`jobs/media.rs`).

pub(crate) mod address;
mod import;
mod incoming;
mod sniff;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

use crate::app::webhook::USER_AGENT;
use crate::config::{self, Config};
use crate::domain::id::{MediaId, UploadId, WorkspaceId};
use crate::domain::media::{Format, INLINE, Kind, Media, Stored};
use crate::domain::time::{Clock, Timestamp};
use crate::files::{Files, FilesError};
use crate::net::outbound::{Outbound, OutboundConfig, SetupError};
use crate::store::{Store, StoreError};

pub(crate) use incoming::{Arrived, Incoming};
pub(crate) use sniff::sniff;

/// How long a file may lie that nobody took up: longer than an upload may take.
const UNTAKEN: Duration = Duration::from_hours(2);

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Problem {
    /// It has no bytes.
    #[error("is empty")]
    Empty,
    /// It has too many.
    #[error("is larger than {}", limit(*.0, *.1))]
    TooLarge(u64, Option<Kind>),
    /// Its bytes are of no format that the library takes.
    #[error("is none of what the library takes, by its bytes: PNG, JPEG, WebP, SVG, PDF or MP4")]
    Unknown,
    /// Its bytes are of another format than was announced.
    #[error("was announced as {}, but its bytes are {}", .said.as_str(), .is.map_or("of no known format", Format::as_str))]
    Mislabelled {
        /// What was announced.
        said: Format,
        /// What its bytes are.
        is: Option<Format>,
    },
    /// Its bytes are those of another item.
    #[error("is in the library already, as {name} ({id})")]
    Exists {
        /// That item.
        id: MediaId,
        /// Its file's name.
        name: String,
    },
    /// The workspace has no room for it.
    #[error("does not fit: the workspace's files may have {0} MB together")]
    NoRoom(u64),
    /// It cannot be fetched.
    #[error("{0}")]
    Unreachable(String),
    /// Where files lie failed.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Problem {
    /// That another item has the same bytes.
    pub(crate) fn exists(other: Media) -> Self {
        Self::Exists { id: other.id, name: other.label.file_name }
    }
}

fn limit(most: u64, kind: Option<Kind>) -> String {
    let megabytes = most / 1_000_000;
    kind.map_or_else(|| format!("{megabytes} MB"), |kind| format!("{} may be ({megabytes} MB)", kind.word()))
}

/// Takes files in and gives them out.
#[derive(Debug, Clone)]
pub(crate) struct Library {
    /// Where files lie.
    pub(crate) files: Files,
    store: Store,
    clock: Clock,
    outbound: Outbound,
    allow_http: bool,
    allowance: u64,
    sweep: Arc<Notify>,
}

/// Why there is no library.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LibraryError {
    /// Where files lie cannot be used.
    #[error("media: {0}")]
    Files(#[from] FilesError),
    /// Nothing can be fetched.
    #[error("media: {0}")]
    Client(#[from] SetupError),
}

impl Library {
    /// By the operator's configuration.
    pub(crate) fn open(config: &Config, store: Store, clock: Clock) -> Result<Self, LibraryError> {
        let config::Media { folder, s3, allow_subnets, allow_http, allowance_mb } = &config.media;
        let files = match s3 {
            Some(s3) => Files::in_bucket(s3)?,
            None => Files::in_folder(folder)?,
        };
        let outbound = Outbound::new(OutboundConfig {
            allow_subnets: allow_subnets.clone(),
            allow_http: *allow_http,
            user_agent: USER_AGENT.to_owned(),
        })?;
        let sweep = Arc::new(Notify::new());
        let allowance = allowance_mb.saturating_mul(1_000_000);
        Ok(Self { files, store, clock, outbound, allow_http: *allow_http, allowance, sweep })
    }

    /// Refuses what the workspace has no room for; `instead` is how much goes for it.
    pub(crate) async fn has_room(
        &self,
        workspace: WorkspaceId,
        size: u64,
        instead: u64,
    ) -> Result<(), Problem> {
        let used = self.store.media_bytes(workspace).await?.saturating_sub(instead);
        if used.saturating_add(size) > self.allowance {
            return Err(Problem::NoRoom(self.allowance / 1_000_000));
        }
        Ok(())
    }

    /// Begins to take a file in that has at most `most` bytes, or as many as its kind may have.
    pub(crate) async fn begin(&self, most: Option<u64>) -> Result<Incoming, Problem> {
        let now = self.clock.now();
        let key = format!("incoming/{}", UploadId::new(now));
        self.store.note_file(&key, now.after(UNTAKEN)).await?;
        Ok(Incoming::new(self.files.write(&key), key, most))
    }

    /// Puts what came where it stays, unless the workspace has it already. Whoever keeps the item takes the file up.
    pub(crate) async fn settle(
        &self,
        workspace: WorkspaceId,
        arrived: &Arrived,
        instead: Option<&Media>,
    ) -> Result<Stored, Problem> {
        let format = arrived.format.ok_or(Problem::Unknown)?;
        if arrived.size > format.kind().most() {
            return Err(Problem::TooLarge(format.kind().most(), Some(format.kind())));
        }
        if let Some(other) = self.store.media_by_content(workspace, &arrived.sha256).await? {
            return Err(Problem::exists(other));
        }
        // Announced uploads count from when they were announced.
        if !arrived.announced {
            self.has_room(workspace, arrived.size, instead.map_or(0, |media| media.file.size)).await?;
        }
        let now = self.clock.now();
        let key = format!("{workspace}/{}.{}", arrived.sha256, UploadId::new(now));
        self.store.note_file(&key, now.after(UNTAKEN)).await?;
        self.files.rename(&arrived.key, &key).await?;
        self.store.forget_file(&arrived.key).await?;
        Ok(Stored { format, size: arrived.size, sha256: arrived.sha256.clone(), key })
    }

    /// Removes what came and is not wanted, soon.
    pub(crate) async fn discard(&self, key: &str) {
        if let Err(error) = self.store.note_file(key, self.clock.now()).await {
            tracing::warn!(%error, "a file that is not wanted stays for some hours");
        }
        self.sweep_soon();
    }

    /// Takes a file in that is here already.
    pub(crate) async fn take_in(&self, bytes: Vec<u8>) -> Result<Arrived, Problem> {
        let mut incoming = self.begin(Some(INLINE)).await?;
        if let Err(problem) = incoming.put(bytes.into()).await {
            incoming.abandon().await;
            return Err(problem);
        }
        incoming.finish().await
    }

    /// Tells that there may be files to remove.
    pub(crate) fn sweep_soon(&self) {
        self.sweep.notify_one();
    }

    /// Waits until there may be files to remove.
    pub(crate) async fn asked_to_sweep(&self) {
        self.sweep.notified().await;
    }

    /// Removes files whose time has come, and uploads that count no more; tells how many files went.
    pub(crate) async fn sweep(&self, most: i64) -> Result<usize, Problem> {
        let now: Timestamp = self.clock.now();
        for upload in self.store.expired_uploads(now, most).await? {
            let mut tx = self.store.begin().await?;
            tx.delete_upload(&upload, now).await?;
            tx.commit().await?;
        }
        let keys = self.store.leftover_files(now, most).await?;
        for key in &keys {
            self.files.remove(key).await?;
            self.store.forget_file(key).await?;
        }
        Ok(keys.len())
    }

    /// A picture that a design may take: an image of at most 3 MB. `None` for other items.
    pub(crate) async fn picture(&self, media: &Media) -> Result<Option<Vec<u8>>, FilesError> {
        if media.file.format.kind() != Kind::Image || media.file.size > INLINE {
            return Ok(None);
        }
        Ok(Some(self.files.read_whole(&media.file.key).await?.to_vec()))
    }
}
