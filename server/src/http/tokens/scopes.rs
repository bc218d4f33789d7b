//! The scopes that there are.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::scope::{Access, Scope};
use crate::http::dialect::Dialect;
use crate::http::reply::Reply;

/// A scope.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ApiScopeInfo {
    #[schema(value_type = String, example = "API_SCOPE_LINKS_READ")]
    scope: Scope,
    #[schema(example = "links:read")]
    name: String,
    #[schema(example = "links")]
    resource: &'static str,
    #[schema(example = "API_SCOPE_ACCESS_READ")]
    access: &'static str,
    description: String,
}

/// Every scope.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListApiScopesResponse {
    /// By resource, reading before writing.
    scopes: Vec<ApiScopeInfo>,
}

/// List scopes
///
/// Writing includes reading.
#[utoipa::path(get, path = "/api-scopes", tag = "Tokens", security(()),
    responses((status = 200, body = ListApiScopesResponse)))]
pub(super) async fn list(dialect: Dialect) -> Reply<ListApiScopesResponse> {
    let info = |scope: Scope| ApiScopeInfo {
        scope,
        name: scope.short(),
        resource: scope.0.name(),
        access: if scope.1 == Access::Read { "API_SCOPE_ACCESS_READ" } else { "API_SCOPE_ACCESS_WRITE" },
        description: scope.description(),
    };
    Reply(dialect, ListApiScopesResponse { scopes: Scope::all().map(info).collect() })
}
