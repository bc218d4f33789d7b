//! Custom domains as they are answered.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::custom_domain::host_name::HostName;
use crate::domain::custom_domain::{CustomDomain, Status};
use crate::domain::id::{CustomDomainId, WorkspaceId};
use crate::domain::time::Timestamp;

/// A name that links live on.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = CustomDomain)]
pub(in crate::http) struct CustomDomainView {
    #[schema(value_type = String, format = Uuid)]
    id: CustomDomainId,
    #[schema(value_type = String, format = Uuid)]
    workspace_id: WorkspaceId,
    /// The name as browsers send it: in lower case, with other letters than ASCII as Punycode.
    #[schema(value_type = String, example = "qr.example.com")]
    name: HostName,
    #[schema(value_type = String, example = "STATUS_ACTIVE")]
    status: Status,
    /// Where visitors of the bare name go; absent when they go to the server's own address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://example.com")]
    root_destination: Option<String>,
    /// When its ownership was proved; from then on its links are served.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    verified_at: Option<Timestamp>,
    /// When everything was well for the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    activated_at: Option<Timestamp>,
    /// When the certificate ends that was last seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    certificate_expires_at: Option<Timestamp>,
    /// When it was last checked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    last_checked_at: Option<Timestamp>,
    /// What stands in the way, and what to do; empty when all is well.
    #[schema(example = "")]
    last_error: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
}

/// One custom domain.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomDomainResponse {
    pub(super) custom_domain: CustomDomainView,
}

impl From<CustomDomain> for CustomDomainView {
    fn from(domain: CustomDomain) -> Self {
        let state = domain.state;
        Self {
            id: domain.id,
            workspace_id: domain.workspace,
            name: domain.name,
            status: state.status,
            root_destination: domain.root_destination,
            verified_at: state.verified_at,
            activated_at: state.activated_at,
            certificate_expires_at: state.certificate_expires_at,
            last_checked_at: state.last_checked_at,
            last_error: state.last_error.unwrap_or_default(),
            created_at: domain.created_at,
            updated_at: domain.updated_at,
        }
    }
}

impl From<CustomDomain> for CustomDomainResponse {
    fn from(domain: CustomDomain) -> Self {
        Self { custom_domain: domain.into() }
    }
}
