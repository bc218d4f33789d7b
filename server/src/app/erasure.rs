//! Erasing a visitor everywhere: rows of the database, scans that wait for projection, and scans that come later.
//!
//! A scan that was answered counts, whoever made it. So scans that are not events yet lose their sender instead of going
//! away: those of the inbox at once, and those that lie in a spool file, here or on another server, when they come. For that
//! the devices are remembered for a while, by hashes of their ids.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use crate::domain::id::{DeviceId, VisitorId, WorkspaceId};
use crate::domain::key::Key;
use crate::domain::scan::Scan;
use crate::domain::time::Timestamp;
use crate::store::{StoreError, Tx};

/// Most scans of the inbox that are looked at at once.
const CHUNK: i64 = 500;

/// Erases a visitor; false when the workspace has no such visitor. `key` is what ids of devices are made with.
pub(crate) async fn erase(
    tx: &mut Tx,
    (workspace, visitor): (WorkspaceId, VisitorId),
    key: &Key,
    now: Timestamp,
) -> Result<bool, StoreError> {
    tx.hold_projection().await?;
    let devices = tx.own_devices(visitor).await?;
    if !tx.erase_visitor(workspace, visitor, now).await? {
        return Ok(false);
    }
    let hashes: Vec<String> = devices.iter().map(hash).collect();
    tx.note_erased(&hashes, now).await?;
    let mut after = String::new();
    loop {
        let waiting = tx.waiting_after(workspace, &after, CHUNK).await?;
        let Some(last) = waiting.last() else { return Ok(true) };
        after = last.id.to_string();
        for mut scan in waiting.into_iter().filter(|scan| devices.contains(&scan.device(key))) {
            scan.forget_sender();
            tx.rewrite_scan(&scan).await?;
        }
    }
}

/// Takes the sender from scans that were made before their device was erased; gives the device of each scan.
pub(crate) async fn forget_erased(
    tx: &mut Tx,
    scans: &mut [Scan],
    key: &Key,
) -> Result<Vec<DeviceId>, StoreError> {
    let mut hashes: HashMap<DeviceId, String> = HashMap::new();
    let mut devices: Vec<DeviceId> = scans.iter().map(|scan| scan.device(key)).collect();
    for device in &devices {
        hashes.entry(*device).or_insert_with(|| hash(device));
    }
    let erased = tx.erased_among(&hashes.values().map(String::as_str).collect::<Vec<_>>()).await?;
    if erased.is_empty() {
        return Ok(devices);
    }
    for (scan, device) in scans.iter_mut().zip(&mut devices) {
        let erased = hashes.get(device).and_then(|hash| erased.get(hash));
        if erased.is_some_and(|erased| scan.moment() <= *erased) {
            scan.forget_sender();
            *device = scan.device(key);
        }
    }
    Ok(devices)
}

/// What a device is remembered by: its id is not to be found any more.
fn hash(device: &DeviceId) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::new().chain_update("erased device").chain_update(device.as_bytes()).finalize();
    digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
