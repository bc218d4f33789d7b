//! The description of the API, one document for each dialect, made from the types and handlers themselves.

mod complete;
mod example;
mod postman;

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::{OpenApi, ToSchema};

use super::dialect::{SDK_PREFIX, guide_document, sdk_document};
use super::error::ApiError;
use crate::state::AppState;
use complete::complete;

/// The body of every answer that is an error.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ErrorResponse {
    /// The HTTP status once more.
    #[schema(example = 400)]
    code: u16,
    /// A name for programs to branch on.
    #[schema(example = "INVALID_ARGUMENT")]
    code_type: String,
    /// One sentence for people.
    message: String,
    /// The fields that are wrong (`field`, `description`), or finer codes (`reason`).
    #[schema(value_type = Vec<Object>)]
    details: Vec<Value>,
}

#[derive(OpenApi)]
#[openapi(
    info(title = "qr-engine", description = "Links, QR code designs, events and webhooks. Requests are read in snake_case \
        and camelCase; answers are snake_case below /v1 and camelCase below /sdk/v1."),
    components(schemas(ErrorResponse)),
    tags((name = "Workspace", description = "Whose links they are, and what is recorded of visitors"),
        (name = "Tokens", description = "What opens the workspace, and what was changed with it"),
        (name = "Links", description = "Short addresses with a code and a destination that can change"),
        (name = "Tags", description = "Names that links are found by; made by naming them on a link"),
        (name = "Directories", description = "Folders of links"),
        (name = "QR code designs", description = "How codes look; one design may serve many links"),
        (name = "QR code templates", description = "Looks that are made once and worn by many codes"),
        (name = "Custom domains", description = "Names of one's own that links live on"),
        (name = "Media", description = "Files that links open and codes have in their middle"),
        (name = "Events", description = "Scans and clicks"),
        (name = "Visitors", description = "Who scanned, and what is known of them"),
        (name = "Lead scores", description = "How promising visitors are, and why"),
        (name = "Conversions", description = "What visitors did at the destination"),
        (name = "Analytics", description = "Figures of events and visitors"),
        (name = "Dashboards", description = "Layouts of figures"),
        (name = "Webhooks", description = "Events as they happen, signed"))
)]
struct Base;

/// What every document begins with: the title, the tags, and that a bearer token is needed.
pub(super) fn base() -> Document {
    let mut document = Base::openapi();
    let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
    let mut components = document.components.take().unwrap_or_default();
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
    document.components = Some(components);
    document.security = Some(vec![SecurityRequirement::new::<_, [&str; 0], &str>("bearer", [])]);
    document
}

/// The documents as texts.
#[derive(Debug)]
pub(crate) struct Documents {
    /// `snake_case`, below `/v1`.
    pub(crate) guide: Bytes,
    /// `camelCase`, below `/sdk/v1`.
    pub(crate) sdk: Bytes,
    /// The guide's dialect as a Postman collection.
    pub(crate) postman: Bytes,
}

impl Documents {
    /// Both documents from the description of the routes below `/v1`.
    pub(super) fn new(described: &Document) -> Result<Self, serde_json::Error> {
        let mut guide = guide_document(serde_json::to_value(described)?);
        let mut sdk = sdk_document(serde_json::to_value(described)?);
        guide["servers"] = json!([{ "url": "/" }]);
        sdk["servers"] = json!([{ "url": SDK_PREFIX }]);
        complete(&mut guide);
        complete(&mut sdk);
        Ok(Self {
            postman: pretty(&postman::collection(&guide))?,
            guide: pretty(&guide)?,
            sdk: pretty(&sdk)?,
        })
    }
}

fn pretty(value: &Value) -> Result<Bytes, serde_json::Error> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text.into())
}

/// The documents once somebody has asked for one: they are megabytes that many servers never show.
#[derive(Debug, Clone, Default)]
struct Shelf(Arc<OnceCell<Documents>>);

impl Shelf {
    async fn answer(&self, which: fn(&Documents) -> &Bytes) -> Result<Response, ApiError> {
        let write = async || match tokio::task::spawn_blocking(super::documents).await {
            Ok(written) => written.map_err(|error| ApiError::internal(&error)),
            Err(ended) => Err(ApiError::internal(&ended)),
        };
        let documents = self.0.get_or_try_init(write).await?;
        let kind = (CONTENT_TYPE, HeaderValue::from_static("application/json"));
        Ok(([kind], which(documents).clone()).into_response())
    }
}

/// `/openapi.json`, `/sdk/openapi.json` and `/postman.json`.
pub(super) fn router() -> Router<AppState> {
    let show = |which: fn(&Documents) -> &Bytes| {
        get(move |State(shelf): State<Shelf>| async move { shelf.answer(which).await })
    };
    Router::new()
        .route("/openapi.json", show(|documents| &documents.guide))
        .route("/sdk/openapi.json", show(|documents| &documents.sdk))
        .route("/postman.json", show(|documents| &documents.postman))
        .with_state(Shelf::default())
}
