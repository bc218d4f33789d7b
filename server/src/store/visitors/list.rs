//! Lists of visitors.

use sqlx::QueryBuilder;

use super::read::{ProfileRow, select_profiles};
use crate::domain::attribute_filter::{AttributeFilter, Operator};
use crate::domain::id::{LinkId, WorkspaceId};
use crate::domain::page::{Cursor, Page, Slice};
use crate::domain::visitor::Profile;
use crate::store::sql::contains;
use crate::store::{Result, Store, with_pool};

/// Which visitors a list shows.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Filter {
    /// Whoever has this address, in the form that profiles are found by.
    pub(crate) email: Option<String>,
    /// Of whom something contains this.
    pub(crate) search: Option<String>,
    /// Who came to this link.
    pub(crate) link: Option<LinkId>,
    /// Who has these attributes, all of them.
    pub(crate) attributes: Vec<AttributeFilter>,
}

/// How a list is sorted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Order {
    #[default]
    CreatedAt,
    VisitCount,
    DeviceCount,
    QrcodeCount,
}

impl Order {
    const fn column(self) -> &'static str {
        match self {
            Self::CreatedAt => "visitors.created_at",
            Self::VisitCount => "visitors.visit_count",
            Self::DeviceCount => "visitors.device_count",
            Self::QrcodeCount => "visitors.qrcode_count",
        }
    }

    const fn of(self, profile: &Profile) -> i64 {
        match self {
            Self::CreatedAt => profile.visitor.created_at.as_millis(),
            Self::VisitCount => profile.visits,
            Self::DeviceCount => profile.devices,
            Self::QrcodeCount => profile.links,
        }
    }
}

/// Ends a `where` with what a filter asks for.
macro_rules! push_filter {
    ($query:ident, $filter:expr) => {{
        if let Some(email) = &$filter.email {
            $query.push(" and visitors.email_key = ").push_bind(email);
        }
        if let Some(search) = &$filter.search {
            $query.push(" and visitors.search_text like ").push_bind(contains(search)).push(" escape '!'");
        }
        if let Some(link) = $filter.link {
            $query
                .push(
                    " and exists (select 1 from visitor_links where visitor_links.visitor_id = visitors.id
                and visitor_links.link_id = ",
                )
                .push_bind(link)
                .push(")");
        }
        for filter in &$filter.attributes {
            push_attribute!($query, filter);
        }
    }};
}

/// One attribute that a visitor must have. What is not there is not equal to anything, and empty.
macro_rules! push_attribute {
    ($query:ident, $filter:expr) => {{
        use Operator as O;
        let AttributeFilter { key, operator, value, number, date: (start, end) } = $filter;
        let folded = value.to_lowercase();
        let denied = matches!(
            operator,
            O::NotEquals | O::NotContains | O::IsEmpty | O::NumberNotEquals | O::NotExists
        );
        $query.push(if denied { " and not exists (" } else { " and exists (" });
        $query
            .push(
                "select 1 from visitor_attributes where visitor_attributes.visitor_id = visitors.id
            and visitor_attributes.key = ",
            )
            .push_bind(key);
        match operator {
            O::Equals | O::NotEquals => {
                $query.push(" and search_value = ").push_bind(folded);
            }
            O::Contains | O::NotContains => {
                $query.push(" and search_value like ").push_bind(contains(value)).push(" escape '!'");
            }
            O::StartsWith => {
                $query
                    .push(" and search_value like ")
                    .push_bind(contains(value)[1..].to_owned())
                    .push(" escape '!'");
            }
            O::EndsWith => {
                let pattern = contains(value);
                $query
                    .push(" and search_value like ")
                    .push_bind(pattern[..pattern.len() - 1].to_owned())
                    .push(" escape '!'");
            }
            O::IsEmpty | O::IsNotEmpty => {
                $query.push(" and value <> ''");
            }
            O::NumberEquals | O::NumberNotEquals => {
                $query.push(" and number_value = ").push_bind(*number);
            }
            O::GreaterThan => {
                $query.push(" and number_value > ").push_bind(*number);
            }
            O::LessThan => {
                $query.push(" and number_value < ").push_bind(*number);
            }
            O::GreaterOrEqual => {
                $query.push(" and number_value >= ").push_bind(*number);
            }
            O::LessOrEqual => {
                $query.push(" and number_value <= ").push_bind(*number);
            }
            O::DateEquals => {
                $query
                    .push(" and date_value >= ")
                    .push_bind(*start)
                    .push(" and date_value < ")
                    .push_bind(*end);
            }
            O::DateBefore => {
                $query.push(" and date_value < ").push_bind(*start);
            }
            O::DateAfter => {
                $query.push(" and date_value >= ").push_bind(*end);
            }
            O::DateBeforeOrEqual => {
                $query.push(" and date_value < ").push_bind(*end);
            }
            O::DateAfterOrEqual => {
                $query.push(" and date_value >= ").push_bind(*start);
            }
            O::IsTrue => {
                $query.push(" and bool_value");
            }
            O::IsFalse => {
                $query.push(" and not bool_value");
            }
            O::Exists | O::NotExists => {}
        }
        $query.push(")");
    }};
}

impl Store {
    /// Visitors.
    pub(crate) async fn list_visitors(
        &self,
        workspace: WorkspaceId,
        filter: &Filter,
        order: Order,
        descending: bool,
        page: &Page,
    ) -> Result<Slice<Profile>> {
        let (at, id) = if descending { page.before() } else { page.beyond() };
        let rows: Vec<ProfileRow> = with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new(select_profiles!("where visitors.workspace_id = "));
            query.push_bind(workspace);
            push_filter!(query, filter);
            query.push(" and (").push(order.column()).push(", visitors.id)").push(if descending { " < (" } else { " > (" });
            query.push_bind(at).push(", ").push_bind(id).push(") order by ").push(order.column());
            query.push(if descending { " desc, visitors.id desc limit " } else { ", visitors.id limit " });
            query.push_bind(page.limit());
            query.build_query_as().fetch_all(db).await
        })?;
        let profiles = self.with_attributes(rows).await?;
        Ok(page.cut(profiles, |profile| Cursor::at(order.of(profile), profile.visitor.id)))
    }

    /// How many visitors a filter shows; of all of them the number is kept.
    pub(crate) async fn count_visitors(&self, workspace: WorkspaceId, filter: &Filter) -> Result<i64> {
        if *filter == Filter::default() {
            let count: Option<i64> = with_pool!(&self.read, db => sqlx::query_scalar(
                "select visitors from visitor_counts where workspace_id = $1").bind(workspace).fetch_optional(db).await)?;
            return Ok(count.unwrap_or(0));
        }
        Ok(with_pool!(&self.read, db => {
            let mut query = QueryBuilder::new("select count(*) from visitors where visitors.workspace_id = ");
            query.push_bind(workspace);
            push_filter!(query, filter);
            query.build_query_scalar().fetch_one(db).await
        })?)
    }
}
