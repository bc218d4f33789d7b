//! Workspace tokens: ids, hashes and what they open.

use std::collections::BTreeSet;

use sqlx::FromRow;

use super::types::{from_json, from_name, to_json};
use super::{Result, Store, StoreError, Tx, with_pool, with_tx};
use crate::domain::id::{TokenId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::scope::{Grant, Scope};
use crate::domain::time::Timestamp;

/// A token, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) id: TokenId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) name: String,
    pub(crate) token_hash: String,
    pub(crate) grant: Grant,
    /// The token that it was made with; none for the command line.
    pub(crate) created_by: Option<TokenId>,
    pub(crate) created_at: Timestamp,
    pub(crate) updated_at: Timestamp,
    pub(crate) last_used_at: Option<Timestamp>,
    pub(crate) revoked_at: Option<Timestamp>,
}

#[derive(Debug, FromRow)]
struct TokenRow {
    id: TokenId,
    workspace_id: WorkspaceId,
    name: String,
    token_hash: String,
    key_type: String,
    scopes: Option<String>,
    created_by: Option<TokenId>,
    created_at: Timestamp,
    updated_at: Timestamp,
    last_used_at: Option<Timestamp>,
    revoked_at: Option<Timestamp>,
}

impl TryFrom<TokenRow> for Token {
    type Error = StoreError;
    fn try_from(row: TokenRow) -> Result<Self> {
        let scopes: Option<BTreeSet<Scope>> =
            row.scopes.map(|scopes| from_json("tokens.scopes", &scopes)).transpose()?;
        Ok(Self {
            id: row.id,
            workspace: row.workspace_id,
            name: row.name,
            token_hash: row.token_hash,
            grant: Grant { key_type: from_name("tokens.key_type", &row.key_type)?, scopes },
            created_by: row.created_by,
            created_at: row.created_at,
            updated_at: row.updated_at,
            last_used_at: row.last_used_at,
            revoked_at: row.revoked_at,
        })
    }
}

/// The columns that [`TokenRow`] reads.
macro_rules! select_tokens {
    ($rest:literal) => {
        concat!(
            "select id, workspace_id, name, token_hash, key_type, scopes, created_by, created_at, updated_at, ",
            "last_used_at, revoked_at from tokens ",
            $rest
        )
    };
}

impl Store {
    /// The token with this id, revoked or not.
    pub(crate) async fn token(&self, workspace: WorkspaceId, id: TokenId) -> Result<Option<Token>> {
        let row: Option<TokenRow> = with_pool!(&self.read, db => sqlx::query_as(select_tokens!(
            "where workspace_id = $1 and id = $2")).bind(workspace).bind(id).fetch_optional(db).await)?;
        row.map(Token::try_from).transpose()
    }

    /// All tokens of all workspaces, for the command line; the oldest first.
    pub(crate) async fn tokens(&self) -> Result<Vec<Token>> {
        let rows: Vec<TokenRow> = with_pool!(&self.read, db => sqlx::query_as(select_tokens!("order by created_at, id"))
            .fetch_all(db).await)?;
        rows.into_iter().map(Token::try_from).collect()
    }

    /// The workspace's tokens that open something, the oldest first.
    pub(crate) async fn list_tokens(&self, workspace: WorkspaceId, page: &Page) -> Result<Slice<Token>> {
        let (at, id) = page.beyond();
        let rows: Vec<TokenRow> = with_pool!(&self.read, db => sqlx::query_as(select_tokens!(
            "where workspace_id = $1 and revoked_at is null and (created_at, id) > ($2, $3)
             order by created_at, id limit $4"))
            .bind(workspace).bind(at).bind(id).bind(page.limit()).fetch_all(db).await)?;
        let tokens = rows.into_iter().map(Token::try_from).collect::<Result<Vec<_>>>()?;
        Ok(page.cut(tokens, |token| Cursor::at(token.created_at.as_millis(), token.id)))
    }

    /// How many tokens of the workspace open something.
    pub(crate) async fn count_tokens(&self, workspace: WorkspaceId) -> Result<i64> {
        Ok(with_pool!(&self.read, db => sqlx::query_scalar(
            "select count(*) from tokens where workspace_id = $1 and revoked_at is null")
            .bind(workspace).fetch_one(db).await)?)
    }

    /// Revokes a token by its id alone, for the command line; tells whether there was one to revoke.
    pub(crate) async fn revoke_any_token(&self, id: TokenId, now: Timestamp) -> Result<bool> {
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

impl Tx {
    /// Keeps a new token.
    pub(crate) async fn insert_token(&mut self, token: &Token) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into tokens (id, workspace_id, name, token_hash, key_type, scopes, created_by, created_at, updated_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)")
            .bind(token.id).bind(token.workspace).bind(&token.name).bind(&token.token_hash)
            .bind(token.grant.key_type.as_str()).bind(token.grant.scopes.as_ref().map(to_json)).bind(token.created_by)
            .bind(token.created_at).bind(token.updated_at).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Writes a token's name and scopes; false when the workspace has no such token.
    pub(crate) async fn update_token(&mut self, token: &Token) -> Result<bool> {
        let changed = with_tx!(self, db => sqlx::query(
            "update tokens set name = $3, scopes = $4, updated_at = $5
             where workspace_id = $1 and id = $2 and revoked_at is null")
            .bind(token.workspace).bind(token.id).bind(&token.name).bind(token.grant.scopes.as_ref().map(to_json))
            .bind(token.updated_at).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }

    /// Revokes a token; false when the workspace has no such token.
    pub(crate) async fn revoke_token(
        &mut self,
        workspace: WorkspaceId,
        id: TokenId,
        now: Timestamp,
    ) -> Result<bool> {
        let changed = with_tx!(self, db => sqlx::query(
            "update tokens set revoked_at = $3 where workspace_id = $1 and id = $2 and revoked_at is null")
            .bind(workspace).bind(id).bind(now).execute(&mut *db).await.map(|done| done.rows_affected()))?;
        Ok(changed > 0)
    }
}
