//! Figures of visitors' attributes, and of who is known among those who came.

use sqlx::{FromRow, QueryBuilder};

use super::rollups::Scope;
use super::{Result, Store, with_pool};
use crate::domain::id::WorkspaceId;
use crate::domain::rollup::Window;
use crate::domain::time::Timestamp;

/// Numbers that visitors have under one key.
#[derive(Debug, Clone, Copy, PartialEq, FromRow)]
pub(crate) struct Numbers {
    /// Visitors who have the attribute.
    pub(crate) visitors: i64,
    /// Those whose value is a number.
    pub(crate) numbers: i64,
    pub(crate) mean: Option<f64>,
    pub(crate) least: Option<f64>,
    pub(crate) most: Option<f64>,
}

/// Continues a query with the attributes of a key that were recorded in a window, of a link's visitors or of all.
macro_rules! push_attributes {
    ($query:ident, $scope:expr, $key:expr, $window:expr) => {{
        $query.push(" from visitor_attributes where workspace_id = ").push_bind($scope.workspace);
        $query.push(" and key = ").push_bind($key.to_owned());
        $query.push(" and recorded_at >= ").push_bind($window.from);
        $query.push(" and recorded_at < ").push_bind($window.to);
        if let Some(link) = $scope.link {
            $query.push(
                " and exists (select 1 from visitor_links
                where visitor_links.visitor_id = visitor_attributes.visitor_id and visitor_links.link_id = ",
            );
            $query.push_bind(link).push(")");
        }
    }};
}

impl Store {
    /// How many visitors have each value, the most frequent first; at most `most` values.
    pub(crate) async fn attribute_distribution(
        &self,
        scope: Scope,
        key: &str,
        window: Window,
        most: i64,
    ) -> Result<Vec<(String, i64)>> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select value, count(*)");
            push_attributes!(query, scope, key, window);
            query.push(" group by value order by count(*) desc, value limit ").push_bind(most);
            query.build_query_as().fetch_all(db).await
        })?)
    }

    /// The numbers among the values.
    pub(crate) async fn attribute_numbers(&self, scope: Scope, key: &str, window: Window) -> Result<Numbers> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select count(*) as visitors, count(number_value) as numbers,
                avg(number_value) as mean, min(number_value) as least, max(number_value) as most");
            push_attributes!(query, scope, key, window);
            query.build_query_as().fetch_one(db).await
        })?)
    }

    /// The values themselves, the last recorded first.
    pub(crate) async fn attribute_values(
        &self,
        scope: Scope,
        key: &str,
        window: Window,
        most: i64,
    ) -> Result<Vec<(String, Timestamp)>> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select value, recorded_at");
            push_attributes!(query, scope, key, window);
            query.push(" order by recorded_at desc, visitor_id desc limit ").push_bind(most);
            query.build_query_as().fetch_all(db).await
        })?)
    }

    /// How many visitors a workspace, or one of its links, has.
    pub(crate) async fn audience(&self, scope: Scope) -> Result<i64> {
        let count: Option<i64> = with_pool!(&self.read, db => match scope.link {
            Some(link) => sqlx::query_scalar("select count(*) from visitor_links where workspace_id = $1 and link_id = $2")
                .bind(scope.workspace).bind(link).fetch_optional(db).await,
            None => sqlx::query_scalar("select visitors from visitor_counts where workspace_id = $1")
                .bind(scope.workspace).fetch_optional(db).await,
        })?;
        Ok(count.unwrap_or(0))
    }

    /// How many identified visitors came in a window, were sent on by this kind of step, or did something at the destination.
    pub(crate) async fn identified_in(
        &self,
        scope: Scope,
        window: Window,
        reached: Reached<'_>,
    ) -> Result<i64> {
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select count(*) from visitors where workspace_id = ");
            query.push_bind(scope.workspace).push(" and identified_at is not null and exists (select 1 from ");
            query.push(if matches!(reached, Reached::Conversion) { "conversions" } else { "events" });
            query.push(" visits where visits.visitor_id = visitors.id");
            if let Some(link) = scope.link {
                query.push(" and visits.link_id = ").push_bind(link);
            }
            if let Reached::Exit(action) = reached {
                query.push(" and visits.destination_action = ").push_bind(action.to_owned());
            }
            query.push(" and visits.scanned_at >= ").push_bind(window.from);
            query.push(" and visits.scanned_at < ").push_bind(window.to).push(")");
            query.build_query_scalar().fetch_one(db).await
        })?)
    }

    /// How many links a workspace has that are not deleted.
    pub(crate) async fn links_of_workspace(&self, workspace: WorkspaceId) -> Result<i64> {
        let count: Option<i64> = with_pool!(&self.read, db => sqlx::query_scalar(
            "select links from link_counts where workspace_id = $1").bind(workspace).fetch_optional(db).await)?;
        Ok(count.unwrap_or(0))
    }

    /// How many links of a workspace lead on by each kind of step.
    pub(crate) async fn exits_of_links(&self, workspace: WorkspaceId) -> Result<Vec<(String, i64)>> {
        Ok(with_pool!(&self.read, db => sqlx::query_as(
            "select workflow_steps.event_action, count(*) from links
             join workflow_steps on workflow_steps.id = links.exit_step_id
             where links.workspace_id = $1 and links.deleted_at is null group by workflow_steps.event_action")
            .bind(workspace).fetch_all(db).await)?)
    }
}

/// How far a visit came.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Reached<'a> {
    /// To the link.
    Entry,
    /// To where this kind of step leads.
    Exit(&'a str),
    /// To something done there.
    Conversion,
}
