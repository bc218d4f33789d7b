//! Images of codes: drawn when they are asked for, remembered for a while, and addressed by signature.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use moka::future::Cache;
use tokio::sync::Semaphore;

use super::design::Refusal;
use crate::domain::design::Format;
use crate::domain::id::{DesignId, LinkId, TemplateId};
use crate::domain::key::KeyRing;
use crate::domain::signed_url::sign;
use crate::domain::time::Timestamp;

/// Most memory that images take, in bytes.
const REMEMBERED: u64 = 32_000_000;
/// How long a signed address counts, at least.
const LIFETIME: Duration = Duration::from_secs(7 * DAY.unsigned_abs());
/// Ends of signed addresses lie on this grid, in seconds: until one is passed, asking again gives the same address, which
/// browsers and proxies then know already.
const DAY: i64 = 24 * 60 * 60;
/// Path before the id of a link whose code is shown.
pub(crate) const CODES: &str = "/-/q/";
/// Path before the id of a design whose central image is shown.
pub(crate) const CENTRAL_IMAGES: &str = "/-/i/";
/// Path before the id of a design whose picture behind the code is shown.
pub(crate) const BACKGROUND_IMAGES: &str = "/-/b/";
/// Path before the id of a template whose looks are shown.
pub(crate) const TEMPLATES: &str = "/-/t/";
/// Path of the gallery of templates.
pub(crate) const GALLERY: &str = "/-/templates";
/// Path before the id of a link whose contact is given as a file.
pub(crate) const CONTACTS: &str = "/-/c/";

/// What an image shows; equal keys give equal bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct ImageKey {
    /// The design and its version; `None` is the plain default.
    pub(crate) design: Option<(DesignId, i64)>,
    /// The text in the code.
    pub(crate) data: String,
    /// The file's format.
    pub(crate) format: Format,
}

/// Why there is no image.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DrawError {
    /// The engine refuses the design with this text.
    #[error("the design cannot be drawn: {0}")]
    Refused(Refusal),
    /// Drawing panicked.
    #[error("drawing ended without a result")]
    Crashed,
}

/// Draws, on as many cores as there are, and remembers what was drawn.
#[derive(Debug)]
pub(crate) struct Images {
    drawn: Cache<ImageKey, Bytes>,
    cores: Arc<Semaphore>,
}

impl Images {
    pub(crate) fn new() -> Self {
        let weight =
            |key: &ImageKey, image: &Bytes| u32::try_from(key.data.len() + image.len()).unwrap_or(u32::MAX);
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            drawn: Cache::builder().max_capacity(REMEMBERED).weigher(weight).build(),
            cores: Arc::new(Semaphore::new(cores)),
        }
    }

    /// The image of `key` if it is remembered.
    pub(crate) async fn known(&self, key: &ImageKey) -> Option<Bytes> {
        self.drawn.get(key).await
    }

    /// The image of `key`, drawn by `draw` unless it is remembered; of all who ask at once, one draws.
    pub(crate) async fn get(
        &self,
        key: ImageKey,
        draw: impl FnOnce() -> Result<Vec<u8>, Refusal> + Send + 'static,
    ) -> Result<Bytes, Arc<DrawError>> {
        let drawing = async {
            self.work(draw).await.and_then(|image| image.map(Bytes::from).map_err(DrawError::Refused))
        };
        self.drawn.try_get_with(key, drawing).await
    }

    /// Does something heavy away from the threads that answer requests; as much at once as there are cores.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, DrawError> {
        let permit = self.cores.clone().acquire_owned().await.map_err(|_| DrawError::Crashed)?;
        // The permit goes along: a request that is given up does not stop what it began.
        let job = tokio::task::spawn_blocking(move || {
            let done = job();
            drop(permit);
            done
        });
        job.await.map_err(|_| DrawError::Crashed)
    }
}

/// Where the image of a link's code is, for 7 to 8 days; always in the link's design of the moment.
#[must_use]
pub(crate) fn signed_url(public_url: &str, keys: &KeyRing, link: LinkId, now: Timestamp) -> String {
    format!("{public_url}{}", sign(keys.newest(), &format!("{CODES}{link}"), &[], end(now)))
}

/// Where a picture of a design is, for 7 to 8 days: `place` is [`CENTRAL_IMAGES`] or [`BACKGROUND_IMAGES`]. The version makes it
/// another address when the picture changes.
#[must_use]
pub(crate) fn design_picture_url(
    public_url: &str,
    keys: &KeyRing,
    place: &str,
    (design, version): (DesignId, i64),
    now: Timestamp,
) -> String {
    let path = format!("{place}{design}");
    format!("{public_url}{}", sign(keys.newest(), &path, &[("v", &version.to_string())], end(now)))
}

/// Where the looks of a template are, for 7 to 8 days; always those of the moment.
#[must_use]
pub(crate) fn thumbnail_url(
    public_url: &str,
    keys: &KeyRing,
    template: TemplateId,
    now: Timestamp,
) -> String {
    format!("{public_url}{}", sign(keys.newest(), &format!("{TEMPLATES}{template}"), &[], end(now)))
}

/// Where the contact of a link is, as a file, for 7 to 8 days: whoever was shown the contact may keep it.
#[must_use]
pub(crate) fn contact_url(public_url: &str, keys: &KeyRing, link: LinkId, now: Timestamp) -> String {
    format!("{public_url}{}", sign(keys.newest(), &format!("{CONTACTS}{link}"), &[], end(now)))
}

/// When an address ends that is handed out now, in seconds since 1970.
pub(crate) fn end(now: Timestamp) -> i64 {
    let end = now.after(LIFETIME).as_seconds();
    end + (-end).rem_euclid(DAY)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn key(data: &str) -> ImageKey {
        ImageKey { design: None, data: data.to_owned(), format: Format::Svg }
    }

    #[test]
    fn addresses_stay_the_same_for_a_day() {
        let at = |hours: i64| end(Timestamp::from_millis(hours * 3_600_000));
        assert_eq!(at(0), 7 * DAY);
        assert_eq!((at(1), at(24)), (8 * DAY, 8 * DAY));
        assert_eq!(at(25), 9 * DAY);
    }

    #[tokio::test]
    async fn equal_images_are_drawn_once() {
        let images = Images::new();
        let drawn = Arc::new(AtomicUsize::new(0));
        let ask = |text: &str| {
            let drawn = drawn.clone();
            images.get(key(text), move || {
                std::thread::sleep(Duration::from_millis(20));
                drawn.fetch_add(1, Ordering::SeqCst);
                Ok(vec![1])
            })
        };
        let (one, two, other) = tokio::join!(ask("a"), ask("a"), ask("b"));
        assert_eq!(
            (one.unwrap(), two.unwrap(), other.unwrap()),
            (vec![1].into(), vec![1].into(), vec![1].into())
        );
        assert_eq!(drawn.load(Ordering::SeqCst), 2);
        assert!(images.known(&key("a")).await.is_some());
    }

    #[tokio::test]
    async fn failures_are_told_and_not_remembered() {
        let images = Images::new();
        let refused = images
            .get(key("a"), || Err(Refusal { path: "data".to_owned(), reason: "is long".to_owned() }))
            .await;
        assert_eq!(refused.unwrap_err().to_string(), "the design cannot be drawn: data is long");
        let crashed = images.get(key("a"), || panic!("no")).await;
        assert!(matches!(*crashed.unwrap_err(), DrawError::Crashed));
        assert_eq!(images.get(key("a"), || Ok(vec![2])).await.unwrap(), vec![2]);
    }
}
