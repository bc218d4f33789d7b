//! Workspace tokens: made, checked on every request, noted as used.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;
use subtle::ConstantTimeEq;

use crate::domain::id::{TokenId, WorkspaceId};
use crate::domain::key::Keys;
use crate::domain::scope::Grant;
use crate::domain::time::{Clock, Timestamp};
use crate::domain::token;
use crate::store::tokens::Token;
use crate::store::{Store, StoreError, Tx};

/// How long another server's revocation may go unnoticed.
const TRUSTED: Duration = Duration::from_secs(10);
/// How often a token's last use is written down.
const NOTED: Duration = Duration::from_mins(1);

/// Tokens that were looked up lately.
#[derive(Debug, Clone)]
pub(crate) struct TokenCache {
    known: Cache<TokenId, Option<Arc<Token>>>,
    noted: Cache<TokenId, ()>,
}

/// Why a token does not open anything.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// None of our keys signed it, or it was never issued here.
    Invalid,
    /// It was revoked.
    Revoked,
    /// Whether it counts cannot be told now.
    Store(StoreError),
}

/// A token that is to be made.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// The workspace that it opens.
    pub(crate) workspace: WorkspaceId,
    /// What it is for.
    pub(crate) name: String,
    /// What it opens.
    pub(crate) grant: Grant,
    /// The token that it is made with.
    pub(crate) created_by: Option<TokenId>,
}

/// Makes a token; gives it and its text, which is nowhere else.
pub(crate) async fn create(
    tx: &mut Tx,
    keys: &Keys,
    wanted: Wanted,
    now: Timestamp,
) -> Result<(Token, String), Box<dyn std::error::Error + Send + Sync>> {
    let id = TokenId::new(now);
    let text = token::issue(&keys.token, id, wanted.workspace, now)?;
    let kept = Token {
        id,
        workspace: wanted.workspace,
        name: wanted.name,
        token_hash: token::hash(&text),
        grant: wanted.grant,
        created_by: wanted.created_by,
        created_at: now,
        updated_at: now,
        last_used_at: None,
        revoked_at: None,
    };
    tx.insert_token(&kept).await?;
    Ok((kept, text))
}

impl TokenCache {
    pub(crate) fn new() -> Self {
        let cache = |term| Cache::builder().max_capacity(10_000).time_to_live(term).build();
        Self {
            known: cache(TRUSTED),
            noted: Cache::builder().max_capacity(10_000).time_to_live(NOTED).build(),
        }
    }

    /// The token and the workspace that it opens. A database that is down keeps nobody out who was let in lately.
    pub(crate) async fn check(
        &self,
        store: &Store,
        keys: &Keys,
        clock: &Clock,
        text: &str,
    ) -> Result<Arc<Token>, Refusal> {
        let verified = token::verify(&keys.token, text).ok_or(Refusal::Invalid)?;
        let kept = if let Some(kept) = self.known.get(&verified.id).await {
            kept
        } else {
            let kept =
                store.token(verified.workspace, verified.id).await.map_err(Refusal::Store)?.map(Arc::new);
            self.known.insert(verified.id, kept.clone()).await;
            kept
        };
        let kept = kept.ok_or(Refusal::Invalid)?;
        if !bool::from(kept.token_hash.as_bytes().ct_eq(token::hash(text).as_bytes())) {
            return Err(Refusal::Invalid);
        }
        if kept.revoked_at.is_some() {
            return Err(Refusal::Revoked);
        }
        self.note_use(store, verified.id, clock.now()).await;
        Ok(kept)
    }

    /// Forgets a token, so that its change counts here at once.
    pub(crate) async fn forget(&self, id: TokenId) {
        self.known.invalidate(&id).await;
    }

    async fn note_use(&self, store: &Store, id: TokenId, now: Timestamp) {
        if self.noted.contains_key(&id) {
            return;
        }
        self.noted.insert(id, ()).await;
        let store = store.clone();
        // Nobody waits for this, and a failure only makes the time of last use a minute older.
        tokio::spawn(async move {
            if let Err(error) = store.touch_token(id, now).await {
                tracing::warn!(%error, "a token's use was not noted");
            }
        });
    }
}
