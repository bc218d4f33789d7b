//! Templates as they are answered.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::app::images;
use crate::domain::design::Design;
use crate::domain::id::{DesignId, TemplateId, WorkspaceId};
use crate::domain::slug::Slug;
use crate::domain::template::Template;
use crate::domain::time::Timestamp;
use crate::domain::workspace::Workspace;
use crate::http::designs;
use crate::http::dialect::{Dialect, to_camel};
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::state::AppState;

/// A template.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = QrcodeTemplate)]
pub(super) struct TemplateView {
    #[schema(value_type = String, format = Uuid)]
    id: TemplateId,
    /// Whose it is; absent for those that come with the server and those of other workspaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    workspace_id: Option<WorkspaceId>,
    #[schema(example = "House style")]
    name: String,
    description: String,
    /// Words that it is found by, separated by commas.
    #[schema(example = "brand, print")]
    tags: String,
    learn_more: String,
    faq: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "house-style")]
    slug: Option<Slug>,
    /// The design that it has; absent for those of others.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    qrcode_design_id: Option<DesignId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<designs::QrcodeDesign>)]
    qrcode_design: Option<Value>,
    /// Whether it comes with the server.
    built_in: bool,
    /// Whether it is the caller's.
    owned: bool,
    /// The template that it was imported from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    duplicated_from: Option<TemplateId>,
    /// How often links were dressed in it, and how often it was imported.
    usage_count: i64,
    /// Since when everybody sees it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    published_at: Option<Timestamp>,
    /// Where a picture of it is, an SVG, for 7 days; always as it looks then.
    thumbnail_signed_url: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

impl TemplateView {
    pub(super) fn new(
        state: &AppState,
        viewer: WorkspaceId,
        template: Template,
        design: Option<Value>,
    ) -> Self {
        let owned = template.workspace == Some(viewer);
        Self {
            id: template.id,
            workspace_id: template.workspace.filter(|_| owned),
            qrcode_design_id: owned.then_some(template.design),
            qrcode_design: design,
            built_in: template.is_built_in(),
            owned,
            duplicated_from: template.duplicated_from,
            usage_count: template.uses,
            published_at: template.published_at,
            thumbnail_signed_url: thumbnail(state, template.id),
            created_at: template.created_at,
            updated_at: template.updated_at,
            slug: template.slug,
            name: template.words.name,
            description: template.words.description,
            tags: template.words.tags,
            learn_more: template.words.learn_more,
            faq: template.words.faq,
        }
    }

    /// With its design, as a dialect shows both.
    pub(super) fn with_design(
        state: &AppState,
        dialect: Dialect,
        viewer: WorkspaceId,
        template: &Template,
        design: &Design,
    ) -> Result<Self, ApiError> {
        let design = designs::view(state, dialect, design)?;
        Ok(Self::new(state, viewer, template.clone(), Some(design)))
    }
}

/// Where a picture of a template is.
pub(super) fn thumbnail(state: &AppState, id: TemplateId) -> String {
    images::thumbnail_url(&state.public_url, &state.keys.image, id, state.clock.now())
}

/// Templates with their designs, where these are asked for.
pub(super) async fn views(
    state: &AppState,
    dialect: Dialect,
    viewer: WorkspaceId,
    templates: Vec<Template>,
    query: &Query,
) -> Result<Vec<TemplateView>, ApiError> {
    let designs = if includes(query, "qrcodeDesign") {
        let ids: Vec<DesignId> = templates.iter().map(|template| template.design).collect();
        designs::shown(state, dialect, &state.store.designs_of_templates(&ids).await?)?
    } else {
        BTreeMap::new()
    };
    let view = |template: Template| {
        let design = designs.get(&template.design).cloned();
        TemplateView::new(state, viewer, template, design)
    };
    Ok(templates.into_iter().map(view).collect())
}

/// Whether something is to be shown beside; names that are unknown are passed by.
pub(super) fn includes(query: &Query, name: &str) -> bool {
    query.list("include").into_iter().any(|given| given == name || to_camel(given) == name)
}

/// A template as everybody sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = PublicQrcodeTemplate)]
pub(super) struct PublicView {
    #[schema(value_type = String, example = "house-style")]
    slug: Option<Slug>,
    #[schema(example = "House style")]
    name: String,
    description: String,
    /// Words that it is found by, separated by commas.
    #[schema(example = "brand, print")]
    tags: String,
    learn_more: String,
    faq: String,
    /// Whether it comes with the server.
    built_in: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    published_at: Option<Timestamp>,
    /// Where a picture of it is, an SVG, for 7 days.
    thumbnail_signed_url: String,
    /// Who published it, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    workspace: Option<PublicWorkspace>,
}

/// What everybody may know of a workspace.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct PublicWorkspace {
    #[schema(example = "Acme")]
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    short_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    faq: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://example.com")]
    website: Option<String>,
}

impl From<&Workspace> for PublicWorkspace {
    fn from(workspace: &Workspace) -> Self {
        let profile = workspace.profile.clone();
        Self {
            name: workspace.name.clone(),
            slug: profile.slug,
            short_description: profile.short_description,
            description: profile.description,
            faq: profile.faq,
            tags: profile.tags,
            website: profile.website,
        }
    }
}

/// Templates as everybody sees them.
pub(super) async fn public_views(
    state: &AppState,
    templates: Vec<Template>,
    query: &Query,
) -> Result<Vec<PublicView>, ApiError> {
    let workspaces = if includes(query, "workspace") {
        let ids: Vec<WorkspaceId> = templates.iter().filter_map(|template| template.workspace).collect();
        state.store.workspaces_by_id(&ids).await?
    } else {
        Vec::new()
    };
    let view = |template: Template| {
        let owner = workspaces.iter().find(|workspace| Some(workspace.id) == template.workspace);
        PublicView {
            built_in: template.is_built_in(),
            published_at: template.published_at,
            thumbnail_signed_url: thumbnail(state, template.id),
            workspace: owner.map(PublicWorkspace::from),
            slug: template.slug,
            name: template.words.name,
            description: template.words.description,
            tags: template.words.tags,
            learn_more: template.words.learn_more,
            faq: template.words.faq,
        }
    };
    Ok(templates.into_iter().map(view).collect())
}
