//! Files, on a disk or in an S3-compatible store: bytes under keys, and nothing about what they mean.

use std::fmt;
use std::ops::Range;
use std::path::Path as Folder;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::client::{ClientOptions, HttpClient, HttpConnector};
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{GetOptions, ObjectStore, ObjectStoreExt as _};
use tokio::io::AsyncWriteExt as _;

use crate::config::S3;
use crate::net::service::{self, Client};

/// How many bytes are gathered before they are sent on as a part; shorter files are written as a whole.
const PART: usize = 6_000_000;

/// Why a file was not written or read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FilesError {
    /// There is none under this key.
    #[error("the file is gone")]
    Missing,
    /// The disk or the store failed.
    #[error("the store of files failed")]
    Failed(#[source] object_store::Error),
    /// The disk or the store failed while a file was finished.
    #[error("the store of files failed")]
    Unfinished(#[source] std::io::Error),
    /// It cannot be set up.
    #[error("{0}")]
    Setup(String),
}

impl From<object_store::Error> for FilesError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Failed(other),
        }
    }
}

/// Where files lie. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Files(Arc<dyn ObjectStore>);

/// Hands the store's own client over.
#[derive(Debug)]
struct Connector(Client);

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.0.clone()))
    }
}

impl Files {
    /// In a folder, which is made where it is missing. What was written is on the disk before it counts.
    pub(crate) fn in_folder(folder: &Folder) -> Result<Self, FilesError> {
        let said = |error: &dyn fmt::Display| FilesError::Setup(format!("{}: {error}", folder.display()));
        std::fs::create_dir_all(folder).map_err(|error| said(&error))?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| said(&error))?;
        // Empty folders stay: one that is removed while a file leaves it would make that move look failed.
        Ok(Self(Arc::new(store.with_fsync(true))))
    }

    /// In a bucket of an S3-compatible store.
    pub(crate) fn in_bucket(s3: &S3) -> Result<Self, FilesError> {
        let client = service::client().map_err(|error| FilesError::Setup(error.to_string()))?;
        let mut builder = AmazonS3Builder::new()
            .with_http_connector(Connector(client))
            .with_bucket_name(&s3.bucket)
            .with_region(&s3.region)
            .with_access_key_id(&s3.access_key_id)
            .with_secret_access_key(&s3.secret_access_key)
            .with_virtual_hosted_style_request(s3.virtual_hosted);
        if let Some(endpoint) = &s3.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http:"));
        }
        let store = builder.build().map_err(|error| FilesError::Setup(error.to_string()))?;
        Ok(Self(Arc::new(store)))
    }

    /// Begins a file. It is there once it was finished, and not before.
    pub(crate) fn write(&self, key: &str) -> Writing {
        Writing(BufWriter::with_capacity(self.0.clone(), Path::from(key), PART))
    }

    /// Moves a file.
    pub(crate) async fn rename(&self, from: &str, to: &str) -> Result<(), FilesError> {
        Ok(self.0.rename(&Path::from(from), &Path::from(to)).await?)
    }

    /// A part of a file, as it comes.
    pub(crate) async fn read(
        &self,
        key: &str,
        range: Range<u64>,
    ) -> Result<BoxStream<'static, Result<Bytes, FilesError>>, FilesError> {
        let options = GetOptions::new().with_range(Some(range));
        let found = self.0.get_opts(&Path::from(key), options).await?;
        Ok(found.into_stream().map(|chunk| Ok(chunk?)).boxed())
    }

    /// A whole file.
    pub(crate) async fn read_whole(&self, key: &str) -> Result<Bytes, FilesError> {
        Ok(self.0.get(&Path::from(key)).await?.bytes().await?)
    }

    /// Removes a file; one that is gone already counts as removed.
    pub(crate) async fn remove(&self, key: &str) -> Result<(), FilesError> {
        match self.0.delete(&Path::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// A file in the making.
pub(crate) struct Writing(BufWriter);

impl Writing {
    /// Appends.
    pub(crate) async fn put(&mut self, bytes: Bytes) -> Result<(), FilesError> {
        Ok(self.0.put(bytes).await?)
    }

    /// Ends it: from now on it is there.
    pub(crate) async fn finish(mut self) -> Result<(), FilesError> {
        self.0.shutdown().await.map_err(FilesError::Unfinished)
    }

    /// Gives it up.
    pub(crate) async fn abandon(mut self) {
        // What was not begun cannot be aborted, and what cannot be aborted is gathered in by the store's own rules.
        if let Err(error) = self.0.abort().await {
            tracing::debug!(%error, "an upload that was given up is left to the store");
        }
    }
}

impl fmt::Debug for Writing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writing")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn text(files: &Files, key: &str, range: Range<u64>) -> String {
        let chunks: Vec<_> = files.read(key, range).await.unwrap().collect().await;
        let bytes: Vec<u8> = chunks.into_iter().flat_map(|chunk| chunk.unwrap().to_vec()).collect();
        String::from_utf8(bytes).unwrap()
    }

    #[tokio::test]
    async fn files_are_there_once_they_are_finished() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(&folder.path().join("media")).unwrap();
        let mut writing = files.write("a/b");
        writing.put(Bytes::from_static(b"hello ")).await.unwrap();
        assert!(matches!(files.read_whole("a/b").await, Err(FilesError::Missing)));
        writing.put(Bytes::from_static(b"world")).await.unwrap();
        writing.finish().await.unwrap();
        assert_eq!(files.read_whole("a/b").await.unwrap(), "hello world");
        assert_eq!(text(&files, "a/b", 6..11).await, "world");

        files.rename("a/b", "c").await.unwrap();
        assert!(matches!(files.read_whole("a/b").await, Err(FilesError::Missing)));
        files.remove("c").await.unwrap();
        files.remove("c").await.unwrap();
        assert!(matches!(files.read_whole("c").await, Err(FilesError::Missing)));
    }

    #[tokio::test]
    async fn what_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::in_folder(folder.path()).unwrap();
        let mut writing = files.write("large");
        for _ in 0..8 {
            writing.put(Bytes::from(vec![7; 1_000_000])).await.unwrap();
        }
        writing.abandon().await;
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
