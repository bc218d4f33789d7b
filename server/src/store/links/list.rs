//! Lists of links: filtered, sorted, page by page.

use sqlx::QueryBuilder;

use super::{Found, LinkRow, select_links};
use crate::domain::id::{DirectoryId, WorkspaceId};
use crate::domain::link::{destination_hash, sort_key};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::time::Timestamp;
use crate::store::sql::{contains, push_list};
use crate::store::{Result, Store, with_pool};

/// Which links a list shows; each part that is given restricts it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Name or short address contain this.
    pub(crate) search: Option<String>,
    /// They have any of these tags.
    pub(crate) tags: Vec<String>,
    /// They lie in this folder.
    pub(crate) place: Place,
    /// They lead to this address.
    pub(crate) destination: Option<String>,
}

/// Where links lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Place {
    /// Anywhere.
    #[default]
    Anywhere,
    /// In no folder.
    Root,
    /// In this folder.
    Directory(DirectoryId),
}

/// What a list is sorted by; links that are alike in it are sorted by their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    CreatedAt,
    UpdatedAt,
    Shortlink,
    Name,
    EventCount,
}

/// In which direction a list runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Ascending,
    Descending,
}

impl Sort {
    const fn column(self) -> &'static str {
        match self {
            Self::CreatedAt => "links.created_at",
            Self::UpdatedAt => "links.updated_at",
            Self::Shortlink => "links.shortlink_key",
            Self::Name => "links.name_key",
            Self::EventCount => "event_totals.events",
        }
    }

    /// The id by which links are sorted that are alike: from the table whose index leads.
    const fn id(self) -> &'static str {
        match self {
            Self::EventCount => "event_totals.link_id",
            _ => "links.id",
        }
    }

    fn cursor(self, found: &Found) -> Cursor {
        let id = found.link.id.to_string();
        let text = |key| Cursor { at: 0, key, id: id.clone() };
        match self {
            Self::CreatedAt => Cursor::at(found.link.created_at.as_millis(), id),
            Self::UpdatedAt => Cursor::at(found.link.updated_at.as_millis(), id),
            Self::EventCount => Cursor::at(found.event_count, id),
            Self::Shortlink => text(sort_key(&found.link.shortlink.to_string())),
            Self::Name => text(sort_key(&found.link.name)),
        }
    }
}

impl Filter {
    /// Whether every link is shown.
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Ends a `where` with what a filter asks for.
macro_rules! push_filter {
    ($query:ident, $workspace:expr, $filter:expr) => {{
        if let Some(search) = &$filter.search {
            $query.push(" and links.search_text like ").push_bind(contains(search)).push(" escape '!'");
        }
        match $filter.place {
            Place::Anywhere => {}
            Place::Root => {
                $query.push(" and links.directory_id is null");
            }
            Place::Directory(directory) => {
                $query.push(" and links.directory_id = ").push_bind(directory);
            }
        }
        if let Some(destination) = &$filter.destination {
            $query.push(" and links.destination_hash = ").push_bind(destination_hash(destination));
        }
        if !$filter.tags.is_empty() {
            $query.push(
                " and links.id in (select link_tags.link_id from link_tags join tags on tags.id = link_tags.tag_id
                  where tags.workspace_id = ");
            $query.push_bind($workspace).push(" and tags.name in (");
            let names: Vec<&str> = $filter.tags.iter().map(String::as_str).collect();
            push_list(&mut $query, &names);
            $query.push(")");
        }
    }};
}

impl Store {
    /// The workspace's living links.
    pub(crate) async fn list_links(
        &self,
        workspace: WorkspaceId,
        filter: &Filter,
        (sort, order): (Sort, Order),
        page: &Page,
        now: Timestamp,
    ) -> Result<Slice<Found>> {
        let rows: Vec<LinkRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_links!("where links.workspace_id = "));
            query.push_bind(workspace).push(" and links.deleted_at is null and (links.expires_at is null or links.expires_at > ");
            query.push_bind(now).push(")");
            if sort == Sort::EventCount {
                // Said twice, so that the counts' index leads.
                query.push(" and event_totals.workspace_id = ").push_bind(workspace);
            }
            push_filter!(query, workspace, filter);
            let (beyond, direction) = match order {
                Order::Ascending => (") > (", ""),
                Order::Descending => (") < (", " desc"),
            };
            query.push(" and (").push(sort.column()).push(", ").push(sort.id()).push(beyond);
            match (sort, order) {
                (Sort::Shortlink | Sort::Name, Order::Ascending) => {
                    let (key, id) = page.beyond_key();
                    query.push_bind(key).push(", ").push_bind(id);
                }
                (Sort::Shortlink | Sort::Name, Order::Descending) => {
                    let (key, id) = page.before_key();
                    query.push_bind(key).push(", ").push_bind(id);
                }
                (_, Order::Ascending) => {
                    let (at, id) = page.beyond();
                    query.push_bind(at).push(", ").push_bind(id);
                }
                (_, Order::Descending) => {
                    let (at, id) = page.before();
                    query.push_bind(at).push(", ").push_bind(id);
                }
            }
            query.push(") order by ").push(sort.column()).push(direction).push(", ").push(sort.id()).push(direction);
            query.push(" limit ").push_bind(page.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        let found = rows.into_iter().map(Found::try_from).collect::<Result<Vec<_>>>()?;
        Ok(page.cut(found, |found| sort.cursor(found)))
    }

    /// How many living links a filter shows. All of them are counted as they are made and deleted; only those that have
    /// expired meanwhile are counted here.
    pub(crate) async fn count_links(
        &self,
        workspace: WorkspaceId,
        filter: &Filter,
        now: Timestamp,
    ) -> Result<i64> {
        if filter.is_empty() {
            let (all, expired): (i64, i64) = with_pool!(&self.read, db => sqlx::query_as(
                "select coalesce((select links from link_counts where workspace_id = $1), 0),
                    (select count(*) from links where workspace_id = $1 and deleted_at is null
                     and expires_at is not null and expires_at <= $2)")
                .bind(workspace).bind(now).fetch_one(db).await)?;
            return Ok(all - expired);
        }
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select count(*) from links where links.workspace_id = ");
            query.push_bind(workspace).push(" and links.deleted_at is null and (links.expires_at is null or links.expires_at > ");
            query.push_bind(now).push(")");
            push_filter!(query, workspace, filter);
            query.build_query_scalar().fetch_one(db).await
        })?)
    }
}
