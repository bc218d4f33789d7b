//! Where files are opened, and where announced uploads are sent to.

use crate::app::images;
use crate::domain::id::{MediaId, UploadId};
use crate::domain::key::KeyRing;
use crate::domain::media::{Media, Visibility};
use crate::domain::signed_url::sign;
use crate::domain::time::Timestamp;

/// Path before the id of a media item.
pub(crate) const FILES: &str = "/-/m/";
/// Path before the id of an announced upload.
pub(crate) const UPLOADS: &str = "/-/u/";
/// Visitors' addresses end on this grid, in seconds: they count for one hour to two.
const HOUR: i64 = 60 * 60;

/// Where an item is opened: for good when it is public, else for 7 to 8 days.
#[must_use]
pub(crate) fn of(public_url: &str, keys: &KeyRing, media: &Media, now: Timestamp) -> String {
    let path = format!("{FILES}{}", media.id);
    match media.label.visibility {
        Visibility::Public => format!("{public_url}{path}"),
        Visibility::Private => {
            let version = media.version.to_string();
            format!("{public_url}{}", sign(keys.newest(), &path, &[("v", &version)], images::end(now)))
        }
    }
}

/// Where a visitor opens an item, for one hour to two: long enough for a film.
#[must_use]
pub(crate) fn for_visitor(public_url: &str, keys: &KeyRing, media: MediaId, now: Timestamp) -> String {
    let now = now.as_seconds();
    let end = now - now.rem_euclid(HOUR) + 2 * HOUR;
    format!("{public_url}{}", sign(keys.newest(), &format!("{FILES}{media}"), &[], end))
}

/// Where the file of an announced upload is sent to, until the upload counts no more.
#[must_use]
pub(crate) fn of_upload(public_url: &str, keys: &KeyRing, upload: UploadId, end: Timestamp) -> String {
    format!("{public_url}{}", sign(keys.newest(), &format!("{UPLOADS}{upload}"), &[], end.as_seconds()))
}
