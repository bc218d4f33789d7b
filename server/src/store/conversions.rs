//! Conversions.

use sqlx::{FromRow, QueryBuilder};

use super::sql::push_list;
use super::{Result, Store, Tx, with_pool, with_tx};
use crate::domain::conversion::Conversion;
use crate::domain::id::{ConversionId, EventId, LinkId, VisitorId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::rollup::Window;
use crate::domain::time::Timestamp;

#[derive(Debug, FromRow)]
struct ConversionRow {
    id: ConversionId,
    workspace_id: WorkspaceId,
    link_id: LinkId,
    event_id: EventId,
    visitor_id: VisitorId,
    name: String,
    value: Option<f64>,
    currency: Option<String>,
    external_id: Option<String>,
    scanned_at: Timestamp,
    occurred_at: Timestamp,
    created_at: Timestamp,
}

impl From<ConversionRow> for Conversion {
    fn from(row: ConversionRow) -> Self {
        Self {
            id: row.id,
            workspace: row.workspace_id,
            link: row.link_id,
            event: row.event_id,
            visitor: row.visitor_id,
            name: row.name,
            value: row.value,
            currency: row.currency,
            external_id: row.external_id,
            scanned_at: row.scanned_at,
            occurred_at: row.occurred_at,
            created_at: row.created_at,
        }
    }
}

/// The columns that [`ConversionRow`] reads.
macro_rules! select_conversions {
    ($rest:literal) => {
        concat!(
            "select id, workspace_id, link_id, event_id, visitor_id, name, value, currency, external_id, scanned_at, ",
            "occurred_at, created_at from conversions ",
            $rest
        )
    };
}

/// Which conversions a list shows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter {
    /// Those of one link.
    pub(crate) link: Option<LinkId>,
    /// Those of one visitor.
    pub(crate) visitor: Option<VisitorId>,
    /// When they were done.
    pub(crate) window: Window,
}

impl Tx {
    /// Keeps a conversion; tells whether it is the first of its visit.
    pub(crate) async fn insert_conversion(&mut self, conversion: &Conversion) -> Result<bool> {
        let others: i64 = with_tx!(&mut *self, db => sqlx::query_scalar(
            "select count(*) from conversions where event_id = $1").bind(conversion.event).fetch_one(&mut *db).await)?;
        with_tx!(self, db => sqlx::query(
            "insert into conversions (id, workspace_id, link_id, event_id, visitor_id, name, value, currency,
                external_id, is_first, scanned_at, occurred_at, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)")
            .bind(conversion.id).bind(conversion.workspace).bind(conversion.link).bind(conversion.event)
            .bind(conversion.visitor).bind(&conversion.name).bind(conversion.value).bind(&conversion.currency)
            .bind(&conversion.external_id).bind(others == 0).bind(conversion.scanned_at).bind(conversion.occurred_at)
            .bind(conversion.created_at).execute(&mut *db).await.map(|_| ()))?;
        Ok(others == 0)
    }

    /// The conversion with a client's own id.
    pub(crate) async fn conversion_with(
        &mut self,
        workspace: WorkspaceId,
        external: &str,
    ) -> Result<Option<Conversion>> {
        let row: Option<ConversionRow> = with_tx!(self, db => sqlx::query_as(
            select_conversions!("where workspace_id = $1 and external_id = $2"))
            .bind(workspace).bind(external).fetch_optional(&mut *db).await)?;
        Ok(row.map(Conversion::from))
    }
}

impl Store {
    /// The conversions of these visits, in the order in which they were done.
    pub(crate) async fn conversions_of(
        &self,
        workspace: WorkspaceId,
        events: &[EventId],
    ) -> Result<Vec<Conversion>> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let rows: Vec<ConversionRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_conversions!("where workspace_id = "));
            query.push_bind(workspace).push(" and event_id in (");
            push_list(&mut query, events);
            query.push(" order by occurred_at, id");
            query.build_query_as().fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(Conversion::from).collect())
    }

    /// Conversions, the last one first.
    pub(crate) async fn list_conversions(
        &self,
        workspace: WorkspaceId,
        filter: Filter,
        page: &Page,
    ) -> Result<Slice<Conversion>> {
        let (at, id) = page.before_and_below(filter.window.to);
        let rows: Vec<ConversionRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_conversions!("where workspace_id = "));
            query.push_bind(workspace);
            if let Some(link) = filter.link {
                query.push(" and link_id = ").push_bind(link);
            }
            if let Some(visitor) = filter.visitor {
                query.push(" and visitor_id = ").push_bind(visitor);
            }
            query.push(" and occurred_at >= ").push_bind(filter.window.from);
            query.push(" and (occurred_at, id) < (").push_bind(at).push(", ").push_bind(id);
            query.push(") order by occurred_at desc, id desc limit ").push_bind(page.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        let rows = rows.into_iter().map(Conversion::from).collect();
        Ok(page.cut(rows, |row: &Conversion| Cursor::at(row.occurred_at.as_millis(), row.id)))
    }
}
