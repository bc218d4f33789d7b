//! Workspace tokens: ids and hashes.

use sqlx::FromRow;

use super::{Result, Store, with_pool};
use crate::domain::id::{TokenId, WorkspaceId};
use crate::domain::time::Timestamp;

/// A token, without its text.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Token {
    pub(crate) id: TokenId,
    pub(crate) workspace_id: WorkspaceId,
    pub(crate) name: String,
    pub(crate) token_hash: String,
    pub(crate) created_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) revoked_at: Option<Timestamp>,
}

impl Store {
    /// Keeps a new token.
    pub(crate) async fn insert_token(&self, token: &Token) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query(
            "insert into tokens (id, workspace_id, name, token_hash, created_at) values ($1, $2, $3, $4, $5)")
            .bind(token.id).bind(token.workspace_id).bind(&token.name).bind(&token.token_hash).bind(token.created_at)
            .execute(db).await.map(|_| ()))?;
        Ok(())
    }

    /// The token with this id, revoked or not.
    pub(crate) async fn token(&self, workspace: WorkspaceId, id: TokenId) -> Result<Option<Token>> {
        Ok(with_pool!(&self.read, db => sqlx::query_as(
            "select id, workspace_id, name, token_hash, created_at, last_used_at, revoked_at
             from tokens where workspace_id = $1 and id = $2")
            .bind(workspace).bind(id).fetch_optional(db).await)?)
    }

    /// All tokens of all workspaces, for the command line; the oldest first.
    pub(crate) async fn tokens(&self) -> Result<Vec<Token>> {
        Ok(with_pool!(&self.read, db => sqlx::query_as(
            "select id, workspace_id, name, token_hash, created_at, last_used_at, revoked_at
             from tokens order by created_at, id").fetch_all(db).await)?)
    }

    /// Revokes a token; tells whether there was one to revoke.
    pub(crate) async fn revoke_token(&self, id: TokenId, now: Timestamp) -> Result<bool> {
        let changed = with_pool!(&self.write, db => sqlx::query(
            "update tokens set revoked_at = $2 where id = $1 and revoked_at is null")
            .bind(id).bind(now).execute(db).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }

    /// Notes that a token was used.
    pub(crate) async fn touch_token(&self, id: TokenId, now: Timestamp) -> Result<()> {
        with_pool!(&self.write, db => sqlx::query("update tokens set last_used_at = $2 where id = $1")
            .bind(id).bind(now).execute(db).await.map(|_| ()))?;
        Ok(())
    }
}
