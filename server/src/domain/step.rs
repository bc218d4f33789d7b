//! The steps of a link's workflow.

use serde::{Deserialize, Serialize};

use super::id::{BranchId, LinkId, MediaId, StepId, WorkspaceId};
use super::time::Timestamp;
use super::vcard::VCard;

/// What a step does. A link without more to it has two: a visit leads to a redirect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) enum EventAction {
    /// The visitor arrives.
    #[serde(rename = "EVENT_ACTION_LINK_VISIT")]
    LinkVisit,
    /// The visitor is sent to the step's destination.
    #[default]
    #[serde(rename = "EVENT_ACTION_CLIENT_REDIRECT")]
    ClientRedirect,
    /// The visitor sees a contact and can keep it.
    #[serde(rename = "EVENT_ACTION_CONTACT_CARD")]
    ContactCard,
    /// The visitor reads a few words.
    #[serde(rename = "EVENT_ACTION_THANK_YOU_PAGE")]
    ThankYouPage,
    /// The visitor is handed a file.
    #[serde(rename = "EVENT_ACTION_OPEN_MEDIA")]
    OpenMedia,
}

/// The part that a step plays; it follows from the action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StepKind {
    /// Fires by itself when a visitor arrives.
    #[serde(rename = "KIND_ENTRY")]
    Entry,
    /// Ends the journey.
    #[serde(rename = "KIND_EXIT")]
    Exit,
}

impl EventAction {
    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::LinkVisit => "EVENT_ACTION_LINK_VISIT",
            Self::ClientRedirect => "EVENT_ACTION_CLIENT_REDIRECT",
            Self::ContactCard => "EVENT_ACTION_CONTACT_CARD",
            Self::ThankYouPage => "EVENT_ACTION_THANK_YOU_PAGE",
            Self::OpenMedia => "EVENT_ACTION_OPEN_MEDIA",
        }
    }

    /// The part that steps of this action play.
    #[must_use]
    pub(crate) const fn kind(self) -> StepKind {
        match self {
            Self::LinkVisit => StepKind::Entry,
            Self::ClientRedirect | Self::ContactCard | Self::ThankYouPage | Self::OpenMedia => StepKind::Exit,
        }
    }
}

impl StepKind {
    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "KIND_ENTRY",
            Self::Exit => "KIND_EXIT",
        }
    }
}

/// What a step needs to do its work: the member that belongs to its action.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Payload {
    /// For redirects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) client_redirect: Option<ClientRedirect>,
    /// For contact cards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) vcard: Option<VCard>,
    /// For pages that say thanks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) thank_you_page: Option<ThankYouPage>,
    /// For files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) open_media: Option<OpenMedia>,
}

/// The file that visitors are handed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OpenMedia {
    /// Its place in the media library; what lies there may be replaced.
    pub(crate) media_id: MediaId,
}

/// A few words to whoever came this far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ThankYouPage {
    /// The headline.
    pub(crate) title: String,
    /// What is said below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) description: Option<String>,
}

/// The link's own exit step: where a journey through it ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Exit {
    /// At another address.
    Redirect(ClientRedirect),
    /// At a contact card.
    Contact(Box<VCard>),
    /// At a page that says thanks.
    ThankYou(ThankYouPage),
    /// With a file.
    Media(OpenMedia),
}

impl Exit {
    /// What the exit step does.
    #[must_use]
    pub(crate) const fn action(&self) -> EventAction {
        match self {
            Self::Redirect(_) => EventAction::ClientRedirect,
            Self::Contact(_) => EventAction::ContactCard,
            Self::ThankYou(_) => EventAction::ThankYouPage,
            Self::Media(_) => EventAction::OpenMedia,
        }
    }

    /// What the exit step needs for that.
    #[must_use]
    pub(crate) fn payload(&self) -> Payload {
        match self.clone() {
            Self::Redirect(redirect) => Payload { client_redirect: Some(redirect), ..Payload::default() },
            Self::Contact(card) => Payload { vcard: Some(*card), ..Payload::default() },
            Self::ThankYou(page) => Payload { thank_you_page: Some(page), ..Payload::default() },
            Self::Media(media) => Payload { open_media: Some(media), ..Payload::default() },
        }
    }

    /// The media item that it hands out.
    #[must_use]
    pub(crate) const fn media(&self) -> Option<MediaId> {
        match self {
            Self::Media(media) => Some(media.media_id),
            Self::Redirect(_) | Self::Contact(_) | Self::ThankYou(_) => None,
        }
    }

    /// The exit that a payload describes, if it describes one.
    #[must_use]
    pub(crate) fn from_payload(payload: Payload) -> Option<Self> {
        let page = payload.thank_you_page.map(Self::ThankYou);
        let card = payload.vcard.map(|card| Self::Contact(Box::new(card)));
        payload.client_redirect.map(Self::Redirect).or(card).or(page).or(payload.open_media.map(Self::Media))
    }
}

/// Where a redirect leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientRedirect {
    /// An address that [`super::link::destination`] takes.
    pub(crate) destination: String,
    /// Whether the destination is told which visit it was (query parameter `lbid`).
    #[serde(default)]
    pub(crate) conversion_tracking: bool,
}

/// An exit of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Branch {
    /// Its id.
    pub(crate) id: BranchId,
    /// `next` for steps with one exit.
    pub(crate) name: String,
    /// The step it leads to; `None` while it is loose.
    pub(crate) next: Option<StepId>,
}

/// One step of a link's workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// Its id.
    pub(crate) id: StepId,
    /// The workspace it belongs to.
    pub(crate) workspace: WorkspaceId,
    /// The link it belongs to.
    pub(crate) link: LinkId,
    /// What it does.
    pub(crate) action: EventAction,
    /// What it needs for that.
    pub(crate) payload: Payload,
    /// Its exits, in order.
    pub(crate) branches: Vec<Branch>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed.
    pub(crate) updated_at: Timestamp,
}
