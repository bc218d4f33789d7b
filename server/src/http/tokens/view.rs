//! Tokens as they are answered: never their texts.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::id::{TokenId, WorkspaceId};
use crate::domain::scope::{KeyType, Scope};
use crate::domain::time::Timestamp;
use crate::store::tokens::Token;

/// A token, without its text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = WorkspaceToken)]
pub(super) struct TokenView {
    #[schema(value_type = String, format = Uuid)]
    id: TokenId,
    #[schema(value_type = String, format = Uuid)]
    workspace_id: WorkspaceId,
    #[schema(example = "Checkout backend")]
    name: String,
    #[schema(value_type = String, example = "WORKSPACE_TOKEN_KEY_TYPE_SECRET")]
    key_type: KeyType,
    /// Empty with full access, and for publishable keys, which have none.
    #[schema(value_type = Vec<String>, example = json!(["API_SCOPE_LINKS_WRITE"]))]
    scopes: Vec<Scope>,
    /// Whether it has all scopes, those of later versions included.
    full_access: bool,
    /// The id of the token that it was made with; absent for tokens of the command line.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Uuid)]
    created_by: Option<TokenId>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    updated_at: Timestamp,
    /// To the minute; absent before the first use.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
}

impl From<&Token> for TokenView {
    fn from(token: &Token) -> Self {
        let scopes = token.grant.scopes.iter().flatten().copied().collect();
        Self {
            id: token.id,
            workspace_id: token.workspace,
            name: token.name.clone(),
            key_type: token.grant.key_type,
            scopes,
            full_access: token.grant.key_type == KeyType::Secret && token.grant.scopes.is_none(),
            created_by: token.created_by,
            created_at: token.created_at,
            updated_at: token.updated_at,
            last_used_at: token.last_used_at,
        }
    }
}
