//! Workspace tokens: made, checked on every request, noted as used.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;
use moka::future::Cache;
use subtle::ConstantTimeEq;

use super::scan::network;
use crate::domain::audit::Entry;
use crate::domain::id::{TokenId, WorkspaceId};
use crate::domain::key::Keys;
use crate::domain::scope::{Grant, KeyType};
use crate::domain::time::Timestamp;
use crate::domain::token;
use crate::store::tokens::Token;
use crate::store::{Store, StoreError, Tx};

/// How long another server's revocation may go unnoticed.
const TRUSTED: Duration = Duration::from_secs(10);
/// Most uses that are remembered as noted; what is forgotten is written again, to no effect.
const USES: u64 = 100_000;
/// How long a use is remembered: a day ends it.
const DAY: Duration = Duration::from_hours(24);
/// How often a token's last use is written down.
const NOTED: Duration = Duration::from_mins(1);

/// Tokens that were looked up lately.
#[derive(Debug, Clone)]
pub(crate) struct TokenCache {
    known: Cache<TokenId, Option<Arc<Token>>>,
    noted: Cache<TokenId, ()>,
    /// Uses that are in the audit log: token, day and network.
    audited: Cache<(TokenId, i64, Option<IpNet>), ()>,
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
            audited: Cache::builder().max_capacity(USES).time_to_live(DAY).build(),
        }
    }

    /// The token and the workspace that it opens. A database that is down keeps nobody out who was let in lately.
    pub(crate) async fn check(&self, store: &Store, keys: &Keys, text: &str) -> Result<Arc<Token>, Refusal> {
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
        Ok(kept)
    }

    /// Whether a token that was let in counts still: for connections that stay open. A database that is down ends none.
    pub(crate) async fn counts_still(&self, store: &Store, token: &Token) -> bool {
        let kept = if let Some(kept) = self.known.get(&token.id).await {
            kept
        } else {
            let Ok(kept) = store.token(token.workspace, token.id).await else { return true };
            let kept = kept.map(Arc::new);
            self.known.insert(token.id, kept.clone()).await;
            kept
        };
        kept.is_some_and(|kept| kept.revoked_at.is_none() && kept.grant == token.grant)
    }

    /// Forgets a token, so that its change counts here at once.
    pub(crate) async fn forget(&self, id: TokenId) {
        self.known.invalidate(&id).await;
    }

    /// Notes that a token was let in, and from where: at most once a minute as its last use, and once a day and network in
    /// the audit log. Publishable keys are used by whoever opens a page, so that their networks tell nothing.
    pub(crate) async fn note_use(&self, store: &Store, token: &Token, used: Use) {
        let (id, workspace, now) = (token.id, token.workspace, used.at);
        let is_secret = token.grant.key_type == KeyType::Secret;
        let network = used.address.filter(|_| is_secret).and_then(network);
        let touch = self.noted.entry(id).or_insert(()).await.is_fresh();
        let audit = self.audited.entry((id, now.day(), network)).or_insert(()).await.is_fresh();
        if !touch && !audit {
            return;
        }
        let store = store.clone();
        let audited = self.audited.clone();
        // Nobody waits for this. A failure makes the time of last use a minute older, and the next use writes the entry.
        tokio::spawn(async move {
            if touch && let Err(error) = store.touch_token(id, now).await {
                tracing::warn!(%error, "a token's use was not noted");
            }
            if audit {
                let entry = Entry::of_use(id, network.map(|network| network.to_string()), used.request, now);
                if let Err(error) = store.write_use(workspace, &entry).await {
                    tracing::warn!(%error, "a token's use is not in the audit log");
                    audited.invalidate(&(id, now.day(), network)).await;
                }
            }
        });
    }
}

/// A request that a token was used for.
#[derive(Debug)]
pub(crate) struct Use {
    /// Where it came from.
    pub(crate) address: Option<IpAddr>,
    /// Its id.
    pub(crate) request: Option<String>,
    /// When.
    pub(crate) at: Timestamp,
}
