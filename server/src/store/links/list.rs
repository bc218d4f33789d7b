//! Lists of links: filtered, sorted, page by page.

use sqlx::{QueryBuilder, SqlitePool};

use super::{Found, LinkRow, select_links};
use crate::domain::id::{CustomDomainId, DirectoryId, TagId, WorkspaceId};
use crate::domain::link::{destination_hash, sort_key};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::time::Timestamp;
use crate::store::sql::{self, TRIGRAMS, contains, push_list};
use crate::store::{Pool, Result, Store, with_pool};

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
    /// They live on this custom domain.
    pub(crate) domain: Option<CustomDomainId>,
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

/// Fewer matches than this are looked up one by one and sorted; more are met often enough along the list's own order.
/// Either way takes about as long where they meet in a million links.
/// Tests go both ways with few links.
const FEW: i64 = if cfg!(test) { 4 } else { 10_000 };
/// Up to how many matches of a search are counted.
pub(crate) const COUNTED: i64 = 10_000;
/// Of how many of a search's trigrams it is told how rare they are.
const PROBED: usize = 16;
/// How many of the rarest are looked for.
const RAREST: usize = 3;
/// Most tags whose indexes are merged.
const MERGED: usize = 16;

/// How the links of a page are found.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// Along the list's order, passing by what does not match.
    Along,
    /// Along the tags' own index, which has this order.
    ByTag,
    /// From all links that have the tags.
    FromTags,
    /// From all links that have these trigrams, of SQLite's index.
    FromSearch(String),
}

impl Filter {
    /// Whether every link is shown.
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the same plan is good whatever the values are. How many links a tag has, or a search finds, differs so much
    /// that PostgreSQL had better look each time.
    fn keeps_plans(&self) -> bool {
        self.search.is_none() && self.tags.is_empty()
    }

    /// Whether tags alone restrict it.
    fn is_of_tags(&self) -> bool {
        *self == Self { tags: self.tags.clone(), ..Self::default() } && !self.tags.is_empty()
    }
}

/// Goes on with the ids of tags.
macro_rules! push_tag_ids {
    ($query:ident, $tags:expr) => {{
        $query.push("(");
        push_list(&mut $query, $tags);
    }};
}

/// Goes on with `from` and `where`: the living links that a filter shows, found by `$way`. `cross join` makes SQLite follow
/// the order in which tables are named; PostgreSQL finds its own.
macro_rules! push_matching {
    ($query:ident, $workspace:expr, $filter:expr, $now:expr, $way:expr, $counts:expr, $tags:expr) => {{
        $query.push(" from ");
        match $way {
            Way::Along if $counts => {
                $query.push("event_totals cross join links where links.id = event_totals.link_id");
            }
            Way::Along => {
                $query.push("links where true");
            }
            Way::ByTag => {
                $query.push("link_tags cross join links where links.id = link_tags.link_id and link_tags.tag_id = ");
                push_tag_ids!($query, $tags);
            }
            Way::FromTags => {
                $query.push("(select distinct link_id from link_tags where tag_id in ");
                push_tag_ids!($query, $tags);
                $query.push(") as hit cross join links");
            }
            Way::FromSearch(trigrams) => {
                $query.push(TRIGRAMS).push_bind(trigrams).push(")) as hit cross join links");
            }
        }
        if matches!($way, Way::FromTags | Way::FromSearch(_)) {
            $query.push(if $counts {
                " cross join event_totals where links.id = hit.link_id and event_totals.link_id = links.id"
            } else {
                " where links.id = hit.link_id"
            });
        }
        if $counts {
            // Said twice, so that the counts' index can lead.
            $query.push(" and event_totals.workspace_id = ").push_bind($workspace);
        }
        $query.push(" and links.workspace_id = ").push_bind($workspace);
        $query.push(" and links.deleted_at is null and (links.expires_at is null or links.expires_at > ");
        $query.push_bind($now).push(")");
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
        if let Some(domain) = $filter.domain {
            // Said in full, for the index of those that have one.
            $query.push(" and links.domain <> '' and links.domain = ").push_bind(domain);
        }
        if !$tags.is_empty() && !matches!($way, Way::ByTag | Way::FromTags) {
            $query.push(
                " and exists (select 1 from link_tags where link_tags.link_id = links.id and link_tags.tag_id in ");
            push_tag_ids!($query, $tags);
            $query.push(")");
        }
    }};
}

/// Goes on with `order by`.
macro_rules! push_order {
    ($query:ident, $column:expr, $id:expr, $direction:expr, $page:expr) => {
        $query.push(" order by ").push($column).push($direction).push(", ").push($id).push($direction);
        $query.push(" limit ").push_bind($page.limit());
    };
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
        let Some(tags) = self.tag_ids(workspace, &filter.tags).await? else {
            return Ok(page.cut(Vec::new(), |found| sort.cursor(found)));
        };
        let way = self.way(filter, &tags, Some(sort)).await?;
        let (column, id) = match (&way, sort) {
            (Way::ByTag, Sort::CreatedAt) => ("link_tags.created_at", "link_tags.link_id"),
            (Way::ByTag, _) => ("link_tags.updated_at", "link_tags.link_id"),
            _ => (sort.column(), sort.id()),
        };
        let (beyond, direction) = match order {
            Order::Ascending => (") > (", ""),
            Order::Descending => (") < (", " desc"),
        };
        // Tag by tag, each along its index; otherwise all at once.
        let parts: Vec<&[TagId]> = if way == Way::ByTag { tags.chunks(1).collect() } else { vec![&tags] };
        let keeps = filter.keeps_plans();
        let rows: Vec<LinkRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_links!("where links.id in ("));
            for (number, tags) in parts.into_iter().enumerate() {
                query.push(if number == 0 { "select * from (select links.id" } else { " union select * from (select links.id" });
                push_matching!(query, workspace, filter, now, &way, sort == Sort::EventCount, tags);
                query.push(" and (").push(column).push(", ").push(id).push(beyond);
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
                query.push(")");
                push_order!(query, column, id, direction, page);
                query.push(") as page");
            }
            query.push(")");
            push_order!(query, sort.column(), sort.id(), direction, page);
            query.build_query_as().persistent(keeps).fetch_all(db).await
        })?;
        let found = rows.into_iter().map(Found::try_from).collect::<Result<Vec<_>>>()?;
        Ok(page.cut(found, |found| sort.cursor(found)))
    }

    /// How many living links a filter shows; of searches, at most [`COUNTED`]. All links are counted as they are made and
    /// deleted, those of a tag by its index; only those that have expired meanwhile are counted here.
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
        let Some(tags) = self.tag_ids(workspace, &filter.tags).await? else { return Ok(0) };
        if filter.is_of_tags() {
            let (all, expired): (i64, i64) = with_pool!(&self.read, db => {
                let mut query = QueryBuilder::new("select (select ");
                // Each link has a tag once: only of several tags may it be met again.
                query.push(if tags.len() == 1 { "count(*)" } else { "count(distinct link_id)" });
                query.push(" from link_tags where tag_id in ");
                push_tag_ids!(query, &tags);
                query.push("), (select count(*) from links where workspace_id = ").push_bind(workspace);
                query.push(" and deleted_at is null and expires_at is not null and expires_at <= ").push_bind(now);
                query.push(" and exists (select 1 from link_tags where link_id = links.id and tag_id in ");
                push_tag_ids!(query, &tags);
                query.push("))");
                query.build_query_as().fetch_one(db).await
            })?;
            return Ok(all - expired);
        }
        let way = self.way(filter, &tags, None).await?;
        let keeps = filter.keeps_plans();
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select count(*) from (select 1");
            push_matching!(query, workspace, filter, now, &way, false, &tags);
            if filter.search.is_some() {
                query.push(" limit ").push_bind(COUNTED);
            }
            query.push(") as matching");
            query.build_query_scalar().persistent(keeps).fetch_one(db).await
        })?)
    }

    /// The ids of tags by their names; `None` when there are names and no such tags.
    async fn tag_ids(&self, workspace: WorkspaceId, names: &[String]) -> Result<Option<Vec<TagId>>> {
        if names.is_empty() {
            return Ok(Some(Vec::new()));
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let ids: Vec<TagId> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select id from tags where workspace_id = ");
            query.push_bind(workspace).push(" and name in (");
            push_list(&mut query, &names);
            query.build_query_scalar().fetch_all(db).await
        })?;
        Ok(Some(ids).filter(|ids| !ids.is_empty()))
    }

    /// How to find what a filter shows: by what restricts it most, as far as that is cheap to tell.
    async fn way(&self, filter: &Filter, tags: &[TagId], sort: Option<Sort>) -> Result<Way> {
        if !tags.is_empty() {
            let has_index = matches!(sort, Some(Sort::CreatedAt | Sort::UpdatedAt));
            if filter.search.is_none() && has_index && tags.len() <= MERGED {
                return Ok(Way::ByTag);
            }
            let tagged: i64 = with_pool!(&self.read, db => {
                let mut query = QueryBuilder::new("select count(*) from (select 1 from link_tags where tag_id in ");
                push_tag_ids!(query, tags);
                query.push(" limit ").push_bind(FEW).push(") as tagged");
                query.build_query_scalar().fetch_one(db).await
            })?;
            if tagged < FEW {
                return Ok(Way::FromTags);
            }
        }
        // PostgreSQL judges by its statistics whether to take the index.
        let (Some(search), Pool::Sqlite(db)) = (&filter.search, &self.read) else { return Ok(Way::Along) };
        let mut trigrams = Vec::new();
        for trigram in sql::trigrams(search).into_iter().take(PROBED) {
            trigrams.push((similar(db, &trigram).await?, trigram));
        }
        trigrams.sort_unstable();
        let Some((fewest, _)) = trigrams.first() else { return Ok(Way::Along) };
        // The rarest ones alone: to meet frequent ones as well costs more than the rows that they would spare.
        let most = if *fewest < FEW { RAREST } else { PROBED };
        let asked: Vec<String> = trigrams.into_iter().map(|(_, trigram)| trigram).take(most).collect();
        let asked = asked.join(" AND ");
        let are_few = most == RAREST || similar(db, &asked).await? < FEW;
        Ok(if are_few { Way::FromSearch(asked) } else { Way::Along })
    }
}

/// How many texts have these trigrams, as far as [`FEW`].
async fn similar(db: &SqlitePool, trigrams: &str) -> Result<i64> {
    Ok(sqlx::query_scalar(
        "select count(*) from (select 1 from link_search_index where link_search_index match $1 limit $2)",
    )
    .bind(trigrams)
    .bind(FEW)
    .fetch_one(db)
    .await?)
}
