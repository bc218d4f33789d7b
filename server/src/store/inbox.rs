//! The inbox of answered scans that wait for projection.

use std::borrow::Borrow;
use std::collections::HashMap;

use sqlx::{FromRow, QueryBuilder};

use super::sql::{ROWS, portions, push_list};
use super::types::{from_json, to_json};
use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::id::{EventId, WorkspaceId};
use crate::domain::scan::Scan;

#[derive(Debug, FromRow)]
struct InboxRow {
    scan: String,
}

impl Store {
    /// Keeps answered scans, all or none; those that are there already stay as they are. Durable when it returns.
    pub(crate) async fn insert_scans<S: Borrow<Scan> + Sync>(&self, scans: &[S]) -> Result<()> {
        let mut tx = self.begin().await?;
        for batch in portions(scans, ROWS) {
            tx.insert_batch(batch).await?;
        }
        tx.commit().await
    }
}

impl Tx {
    async fn insert_batch<S: Borrow<Scan> + Sync>(&mut self, scans: &[S]) -> Result<()> {
        with_tx!(self, db => {
            let mut query = QueryBuilder::new("insert into scan_inbox (id, workspace_id, link_id, scanned_at, scan) ");
            query.push_values(scans, |mut row, scan| {
                let scan: &Scan = scan.borrow();
                row.push_bind(scan.id).push_bind(scan.workspace).push_bind(scan.link).push_bind(scan.scanned_at)
                    .push_bind(to_json(scan));
            });
            query.push(" on conflict (id) do nothing");
            query.build().execute(&mut *db).await?;
        });
        Ok(())
    }

    /// The oldest scans of the inbox, at most `most`; those that were `met` as they are now need no parsing again.
    pub(crate) async fn peek_scans(&mut self, most: i64, mut met: Met) -> Result<Vec<Scan>> {
        let rows: Vec<InboxRow> = with_tx!(self, db => sqlx::query_as("select scan from scan_inbox order by id limit $1")
            .bind(most).fetch_all(&mut *db).await)?;
        let scan = |row: &InboxRow| {
            met.0.remove(&row.scan).map_or_else(|| from_json("scan_inbox.scan", &row.scan), Ok)
        };
        rows.iter().map(scan).collect()
    }

    /// Scans of a workspace that wait behind this one, at most `most`, in the order of their ids.
    pub(crate) async fn waiting_after(
        &mut self,
        workspace: WorkspaceId,
        after: &str,
        most: i64,
    ) -> Result<Vec<Scan>> {
        let rows: Vec<InboxRow> = with_tx!(self, db => sqlx::query_as(
            "select scan from scan_inbox where workspace_id = $1 and id > $2 order by id limit $3")
            .bind(workspace).bind(after).bind(most).fetch_all(&mut *db).await)?;
        rows.iter().map(|row| from_json("scan_inbox.scan", &row.scan)).collect()
    }

    /// Writes a scan that waits anew.
    pub(crate) async fn rewrite_scan(&mut self, scan: &Scan) -> Result<()> {
        with_tx!(self, db => sqlx::query("update scan_inbox set scan = $2 where id = $1")
            .bind(scan.id).bind(to_json(scan)).execute(&mut *db).await.map(|_| ()))?;
        Ok(())
    }

    /// Takes projected scans out of the inbox.
    pub(crate) async fn remove_scans(&mut self, ids: &[EventId]) -> Result<()> {
        for ids in portions(ids, ROWS) {
            with_tx!(&mut *self, db => {
                let mut query = QueryBuilder::new("delete from scan_inbox where id in (");
                push_list(&mut query, ids);
                query.build().execute(&mut *db).await?;
            });
        }
        Ok(())
    }
}

/// Scans that waited in the inbox when it was looked into, by their texts.
#[derive(Debug, Default)]
pub(crate) struct Met(HashMap<String, Scan>);

impl Met {
    /// The scans, not in any order.
    pub(crate) fn scans(&self) -> impl Iterator<Item = &Scan> {
        self.0.values()
    }
}

impl Store {
    /// The oldest scans that wait for projection, at most `most`. Others may change or take them at any time.
    pub(crate) async fn meet_scans(&self, most: i64) -> Result<Met> {
        let rows: Vec<InboxRow> = with_pool!(&self.read, db => sqlx::query_as("select scan from scan_inbox order by id limit $1")
            .bind(most).fetch_all(db).await)?;
        let scan = |row: InboxRow| {
            let scan = from_json("scan_inbox.scan", &row.scan)?;
            Ok((row.scan, scan))
        };
        Ok(Met(rows.into_iter().map(scan).collect::<Result<_>>()?))
    }
}
