//! How visitors' pages look.

use super::types::{from_json, to_json};
use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::brand::Brand;
use crate::domain::id::WorkspaceId;
use crate::domain::time::Timestamp;

impl Store {
    /// The workspace's brand; the plain one when it has none.
    pub(crate) async fn brand(&self, workspace: WorkspaceId) -> Result<Brand> {
        let text: Option<String> = with_pool!(&self.read, db => sqlx::query_scalar(
            "select brand from brands where workspace_id = $1").bind(workspace).fetch_optional(db).await)?;
        text.map_or(Ok(Brand::default()), |text| from_json("brands.brand", &text))
    }
}

impl Tx {
    /// Writes the workspace's brand.
    pub(crate) async fn set_brand(
        &mut self,
        workspace: WorkspaceId,
        brand: &Brand,
        now: Timestamp,
    ) -> Result<()> {
        with_tx!(self, db => sqlx::query(
            "insert into brands (workspace_id, brand, updated_at) values ($1, $2, $3)
             on conflict (workspace_id) do update set brand = excluded.brand, updated_at = excluded.updated_at")
            .bind(workspace).bind(to_json(brand)).bind(now).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }
}
