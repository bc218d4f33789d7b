//! Conversions: what visitors did at the destination, as it told.

use super::id::{ConversionId, EventId, LinkId, VisitorId, WorkspaceId};
use super::time::Timestamp;

/// Longest name, in characters.
pub(crate) const NAME: usize = 100;
/// Longest id of a client's own, in characters.
pub(crate) const EXTERNAL_ID: usize = 255;
/// What no value goes beyond, either way: sums of them stay exact to the cent for a long time.
pub(crate) const MOST: f64 = 1e12;

/// Something that a visitor did at the destination.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conversion {
    /// Its id.
    pub(crate) id: ConversionId,
    /// The workspace it belongs to.
    pub(crate) workspace: WorkspaceId,
    /// The link that led there.
    pub(crate) link: LinkId,
    /// The visit that led there.
    pub(crate) event: EventId,
    /// Who did it.
    pub(crate) visitor: VisitorId,
    /// What was done, such as `purchase`.
    pub(crate) name: String,
    /// What it is worth.
    pub(crate) value: Option<f64>,
    /// In which currency, ISO 4217.
    pub(crate) currency: Option<String>,
    /// The client's own id, which keeps it from being recorded twice.
    pub(crate) external_id: Option<String>,
    /// When the visit was.
    pub(crate) scanned_at: Timestamp,
    /// When it was done.
    pub(crate) occurred_at: Timestamp,
    /// When it was told.
    pub(crate) created_at: Timestamp,
}

impl Conversion {
    /// Whether two tell of the same.
    #[must_use]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        (self.event, &self.name, self.value, &self.currency)
            == (other.event, &other.name, other.value, &other.currency)
    }
}
