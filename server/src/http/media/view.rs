//! Media items as they are answered.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::app::media::address;
use crate::domain::id::{LinkId, MediaId, StepId, TemplateId, WorkspaceId};
use crate::domain::media::{Kind, Media, Origin, Reference, Stored, Upload, Usage, Visibility};
use crate::domain::time::Timestamp;
use crate::http::error::ApiError;
use crate::http::files::upload_headers;
use crate::state::AppState;

/// A file of the media library.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Media)]
pub(super) struct MediaView {
    #[schema(value_type = String, format = Uuid)]
    id: MediaId,
    #[schema(value_type = String, format = Uuid)]
    workspace_id: WorkspaceId,
    #[schema(example = "menu.pdf")]
    file_name: String,
    #[schema(value_type = String, example = "KIND_DOCUMENT")]
    kind: Kind,
    #[schema(example = "application/pdf")]
    mime_type: &'static str,
    /// In bytes.
    size: u64,
    /// Of its bytes; absent while it is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<String>,
    #[schema(example = "STATUS_READY")]
    status: &'static str,
    #[schema(value_type = String, example = "VISIBILITY_PRIVATE")]
    visibility: Visibility,
    #[schema(value_type = String, example = "UPLOAD_ORIGIN_MEDIA_LIBRARY")]
    uploaded_from: Origin,
    /// Deprecated: what it was said to be for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "USAGE_OPEN_MEDIA")]
    usage: Option<Usage>,
    /// Deprecated: the same under an older name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "TYPE_OPEN_MEDIA")]
    media_type: Option<String>,
    /// Where it is opened: for good when it is public, else for 7 days; absent while it is pending.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_url: Option<String>,
    /// Who uses it.
    references: Vec<ReferenceView>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// A use of a media item.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = MediaReference)]
pub(super) struct ReferenceView {
    #[schema(example = "TYPE_OPEN_MEDIA_STEP")]
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    link_id: Option<LinkId>,
    /// Its name, or its short address.
    #[serde(skip_serializing_if = "Option::is_none")]
    link_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    workflow_step_id: Option<StepId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    qrcode_template_id: Option<TemplateId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    qrcode_template_name: Option<String>,
}

/// A media item.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MediaResponse {
    pub(super) media: MediaView,
}

/// Where the bytes of an announced file are sent to.
#[derive(Debug, Default)]
pub(super) struct Sending {
    pub(super) method: &'static str,
    pub(super) url: String,
    pub(super) headers: BTreeMap<String, String>,
    pub(super) expires_at: Option<Timestamp>,
}

impl From<Reference> for ReferenceView {
    fn from(reference: Reference) -> Self {
        match reference {
            Reference::Step { step, link, name } => Self {
                r#type: "TYPE_OPEN_MEDIA_STEP",
                link_id: Some(link),
                link_name: Some(name),
                workflow_step_id: Some(step),
                qrcode_template_id: None,
                qrcode_template_name: None,
            },
            Reference::Logo { link, template, .. } => {
                let (link_id, link_name) = link.unzip();
                let (qrcode_template_id, qrcode_template_name) = template.unzip();
                Self {
                    r#type: "TYPE_QR_CODE_LOGO",
                    link_id,
                    link_name,
                    workflow_step_id: None,
                    qrcode_template_id,
                    qrcode_template_name,
                }
            }
        }
    }
}

impl MediaView {
    /// An item without its uses.
    pub(super) fn new(state: &AppState, media: Media) -> Self {
        let now = state.clock.now();
        let signed_url = address::of(&state.public_url, &state.keys.image, &media, now);
        let Stored { format, size, sha256, .. } = media.file;
        Self {
            id: media.id,
            workspace_id: media.workspace,
            file_name: media.label.file_name,
            kind: format.kind(),
            mime_type: format.as_str(),
            size,
            sha256: Some(sha256),
            status: "STATUS_READY",
            visibility: media.label.visibility,
            uploaded_from: media.label.origin,
            usage: media.label.usage,
            media_type: older(media.label.usage),
            signed_url: Some(signed_url),
            references: Vec::new(),
            created_at: media.created_at,
            updated_at: media.updated_at,
        }
    }

    /// An item whose file is still to come.
    pub(super) fn pending(upload: &Upload) -> Self {
        let label = upload.label.clone();
        Self {
            id: id_of(upload),
            workspace_id: upload.workspace,
            file_name: label.file_name,
            kind: upload.format.kind(),
            mime_type: upload.format.as_str(),
            size: upload.size,
            sha256: None,
            status: "STATUS_PENDING",
            visibility: label.visibility,
            uploaded_from: label.origin,
            usage: label.usage,
            media_type: older(label.usage),
            signed_url: None,
            references: Vec::new(),
            created_at: upload.created_at,
            updated_at: upload.created_at,
        }
    }
}

/// The item that an upload makes has its id.
pub(super) fn id_of(upload: &Upload) -> MediaId {
    MediaId::with_bytes(*upload.id.as_bytes())
}

fn older(usage: Option<Usage>) -> Option<String> {
    usage.map(|usage| usage.as_str().replacen("USAGE_", "TYPE_", 1))
}

/// Items with their uses, read at once for all of them.
pub(super) async fn views(
    state: &AppState,
    workspace: WorkspaceId,
    media: Vec<Media>,
) -> Result<Vec<MediaView>, ApiError> {
    let ids: Vec<MediaId> = media.iter().map(|media| media.id).collect();
    let mut uses: BTreeMap<MediaId, Vec<ReferenceView>> = BTreeMap::new();
    for (id, reference) in state.store.media_references(workspace, &ids, state.clock.now()).await? {
        uses.entry(id).or_default().push(reference.into());
    }
    let view = |media: Media| {
        let references = uses.remove(&media.id).unwrap_or_default();
        MediaView { references, ..MediaView::new(state, media) }
    };
    Ok(media.into_iter().map(view).collect())
}

impl Sending {
    /// Where an announced file is sent to.
    pub(super) fn of(state: &AppState, upload: &Upload) -> Self {
        let end = upload.expires_at;
        Self {
            method: "PUT",
            url: address::of_upload(&state.public_url, &state.keys.image, upload.id, end),
            headers: upload_headers(upload).into_iter().collect(),
            expires_at: Some(end),
        }
    }
}
