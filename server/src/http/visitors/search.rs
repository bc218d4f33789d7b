//! Lists of visitors, asked for by a query or by a body.

use std::collections::BTreeSet;

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::csv;
use super::view::{VisitorView, views};
use crate::domain::attribute_filter::{AttributeFilter, Operator};
use crate::domain::id::LinkId;
use crate::domain::page::{Cursor, Page};
use crate::domain::visitor::email_key;
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::dialect::to_camel;
use crate::http::error::ApiError;
use crate::http::query::Query;
use crate::http::reply::Reply;
use crate::state::AppState;
use crate::store::visitors::{Filter, Order};

/// Visitors on a page when nothing is said.
const USUAL: u16 = 50;
/// Most visitors on a page.
const MOST: u16 = 200;
/// Most filters of attributes.
const FILTERS: usize = 20;
/// Longest text that is searched for, in characters.
const SEARCH: usize = 200;

const ORDERS: [(&str, Order); 5] = [
    ("UNSPECIFIED", Order::CreatedAt),
    ("CREATED_AT", Order::CreatedAt),
    ("VISIT_COUNT", Order::VisitCount),
    ("DEVICE_COUNT", Order::DeviceCount),
    ("QRCODE_COUNT", Order::QrcodeCount),
];
/// Whether a direction is descending.
const DIRECTIONS: [(&str, bool); 3] = [("UNSPECIFIED", true), ("DESC", true), ("ASC", false)];
/// Whether a format is CSV.
const FORMATS: [(&str, bool); 3] = [("UNSPECIFIED", false), ("JSON", false), ("CSV", true)];

/// Which visitors to list, and how.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct ListVisitorsRequest {
    /// What visitors must have, all of it; at most 20.
    #[schema(max_items = 20)]
    attribute_filters: Vec<VisitorAttributeFilter>,
    /// Whoever has this address.
    email: Option<String>,
    /// What to show beside each: devices, events, links.
    include: Vec<String>,
    /// Who came to this link.
    #[schema(format = Uuid)]
    link_id: Option<String>,
    /// 1 to 200, 50 when left out.
    #[schema(minimum = 1, maximum = 200)]
    page_size: Option<u16>,
    /// `nextPageToken` of the page before.
    page_token: Option<String>,
    /// `RESPONSE_FORMAT_JSON` or `RESPONSE_FORMAT_CSV`.
    response_format: Option<String>,
    /// Of whom a field or attribute contains this.
    #[schema(max_length = 200)]
    search: Option<String>,
    /// `SORT_DIRECTION_DESC` or `SORT_DIRECTION_ASC`.
    sort_direction: Option<String>,
    /// `VISITOR_SORT_FIELD_CREATED_AT`, `…_VISIT_COUNT`, `…_DEVICE_COUNT` or `…_QRCODE_COUNT`.
    sort_field: Option<String>,
}

/// What visitors must have.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
struct VisitorAttributeFilter {
    /// An attribute's key, or one of `$email`, `$phone`, `$firstName`, `$lastName`.
    #[schema(example = "plan")]
    key: String,
    /// Texts are compared without regard to capital letters. What is missing equals nothing and counts as empty.
    #[schema(example = "VISITOR_ATTRIBUTE_FILTER_OPERATOR_STRING_EQUALS")]
    operator: String,
    #[schema(example = "pro")]
    value: String,
}

/// Some visitors.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListVisitorsJsonResponse {
    visitors: Vec<VisitorView>,
    /// How many match on all pages.
    total_count: i64,
    /// Whether another page follows.
    has_more: bool,
    /// Send it back as `pageToken` for the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
}

/// Visitors as CSV text.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ListVisitorsCsvResponse {
    content_type: &'static str,
    csv_data: String,
    /// For the next page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_page_token: Option<String>,
}

/// Visitors in the one form or the other.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListVisitorsResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    json: Option<ListVisitorsJsonResponse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    csv: Option<ListVisitorsCsvResponse>,
}

/// A list that was asked for, whichever way.
struct Wanted {
    filter: Filter,
    order: Order,
    descending: bool,
    as_csv: bool,
    included: BTreeSet<String>,
    /// The list's name, for its page tokens.
    list: String,
    page: Page,
}

fn name_of(filter: &Filter, order: Order, descending: bool) -> String {
    format!("visitors {filter:?} {order:?} {descending}")
}

/// List visitors
#[utoipa::path(get, path = "/visitors", tag = "Visitors",
    params(("email" = Option<String>, Query, description = "Whoever has this address"),
        ("search" = Option<String>, Query, description = "Of whom a field or attribute contains this"),
        ("linkId" = Option<String>, Query, description = "Who came to this link"),
        ("include" = Option<Vec<String>>, Query, description = "What to show beside each: devices, events, links"),
        ("responseFormat" = Option<String>, Query, description = "RESPONSE_FORMAT_JSON or RESPONSE_FORMAT_CSV"),
        ("sortField" = Option<String>, Query, description = "VISITOR_SORT_FIELD_CREATED_AT, _VISIT_COUNT, _DEVICE_COUNT or _QRCODE_COUNT"),
        ("sortDirection" = Option<String>, Query, description = "SORT_DIRECTION_DESC or SORT_DIRECTION_ASC"),
        ("pageSize" = Option<u16>, Query, description = "1 to 200, 50 when left out", minimum = 1, maximum = 200),
        ("pageToken" = Option<String>, Query, description = "nextPageToken of the page before")),
    responses((status = 200, body = ListVisitorsResponse)))]
pub(super) async fn list(
    caller: Caller,
    State(state): State<AppState>,
    query: Query,
) -> Result<Reply<ListVisitorsResponse>, ApiError> {
    let search = query.text("search").map(str::to_owned);
    if search.as_ref().is_some_and(|search| search.chars().count() > SEARCH) {
        return Err(ApiError::field("search", format!("has more than {SEARCH} characters")));
    }
    let filter = Filter {
        email: query.text("email").map(email_key),
        search,
        link: query.parsed::<LinkId>("linkId")?,
        attributes: Vec::new(),
    };
    let order = query.name_of("sortField", "VISITOR_SORT_FIELD_", &ORDERS)?.unwrap_or_default();
    let descending = query.name_of("sortDirection", "SORT_DIRECTION_", &DIRECTIONS)?.unwrap_or(true);
    let list = name_of(&filter, order, descending);
    let wanted = Wanted {
        page: query.page(&list, USUAL, MOST)?,
        as_csv: query.name_of("responseFormat", "RESPONSE_FORMAT_", &FORMATS)?.unwrap_or(false),
        included: query.list("include").into_iter().map(to_camel).collect(),
        filter,
        order,
        descending,
        list,
    };
    answer(&state, &caller, wanted).await
}

/// Search visitors
///
/// The list, with filters of attributes.
#[utoipa::path(post, path = "/visitors/search", tag = "Visitors", request_body = ListVisitorsRequest,
    responses((status = 200, body = ListVisitorsResponse)))]
pub(super) async fn search(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<ListVisitorsRequest>,
) -> Result<Reply<ListVisitorsResponse>, ApiError> {
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    check.length("search", wanted.search.as_deref(), SEARCH);
    let link = given(wanted.link_id).and_then(|id| check.parse("linkId", id.parse::<LinkId>()));
    let filter = Filter {
        email: given(wanted.email).map(|email| email_key(&email)),
        search: given(wanted.search),
        link,
        attributes: filters(&mut check, &wanted.attribute_filters),
    };
    let order = named(&mut check, "sortField", "VISITOR_SORT_FIELD_", wanted.sort_field, &ORDERS);
    let descending =
        named(&mut check, "sortDirection", "SORT_DIRECTION_", wanted.sort_direction, &DIRECTIONS);
    let as_csv = named(&mut check, "responseFormat", "RESPONSE_FORMAT_", wanted.response_format, &FORMATS);
    let (order, descending) = (order.unwrap_or_default(), descending.unwrap_or(true));
    let list = name_of(&filter, order, descending);
    let size = wanted.page_size.unwrap_or(USUAL);
    if !(1..=MOST).contains(&size) {
        check.refuse("pageSize", format_args!("must be a whole number from 1 to {MOST}"));
    }
    let after = given(wanted.page_token).and_then(|token| {
        let reason = "is no page token of this list with these filters; start again without one";
        check.parse("pageToken", Cursor::from_token(&token, &list).ok_or(reason))
    });
    check.finish()?;
    let included = wanted.include.iter().flat_map(|names| names.split(',')).map(|name| to_camel(name.trim()));
    let wanted = Wanted {
        filter,
        order,
        descending,
        as_csv: as_csv.unwrap_or(false),
        included: included.collect(),
        list,
        page: Page { size, after },
    };
    answer(&state, &caller, wanted).await
}

async fn answer(
    state: &AppState,
    caller: &Caller,
    wanted: Wanted,
) -> Result<Reply<ListVisitorsResponse>, ApiError> {
    let Wanted { filter, order, descending, as_csv, included, list, page } = wanted;
    let total_count = state.store.count_visitors(caller.workspace, &filter).await?;
    let slice = state.store.list_visitors(caller.workspace, &filter, order, descending, &page).await?;
    let next_page_token = slice.next.map(|cursor| cursor.token(&list));
    if as_csv {
        let keys = state.store.attribute_keys(caller.workspace, None).await?;
        let keys: Vec<String> =
            keys.into_iter().map(|(key, _)| key).filter(|key| !key.starts_with('$')).collect();
        let csv_data = csv::text(&slice.rows, &keys).map_err(|error| ApiError::internal(&error))?;
        let csv = ListVisitorsCsvResponse { content_type: "text/csv", csv_data, next_page_token };
        return Ok(Reply(caller.dialect, ListVisitorsResponse { json: None, csv: Some(csv) }));
    }
    let visitors = views(state, caller, slice.rows, &included).await?;
    let json = ListVisitorsJsonResponse {
        visitors,
        total_count,
        has_more: next_page_token.is_some(),
        next_page_token,
    };
    Ok(Reply(caller.dialect, ListVisitorsResponse { json: Some(json), csv: None }))
}

fn filters(check: &mut Check, wanted: &[VisitorAttributeFilter]) -> Vec<AttributeFilter> {
    if wanted.len() > FILTERS {
        check
            .refuse("attributeFilters", format_args!("has {} filters, the most are {FILTERS}", wanted.len()));
        return Vec::new();
    }
    let mut filters = Vec::new();
    for (index, filter) in wanted.iter().enumerate() {
        let place = |field: &str| format!("attributeFilters[{index}].{field}");
        check.length(&place("value"), Some(&filter.value), 1_000);
        if filter.key.trim().is_empty() {
            check.refuse(&place("key"), "is required: an attribute's key");
        }
        if let Some(operator) = check.parse(&place("operator"), filter.operator.parse::<Operator>())
            && let Some(read) =
                check.parse(&place("value"), AttributeFilter::new(&filter.key, operator, &filter.value))
        {
            filters.push(read);
        }
    }
    filters
}

/// A value by its name in a body.
fn named<T: Copy>(
    check: &mut Check,
    field: &str,
    prefix: &str,
    name: Option<String>,
    values: &[(&str, T)],
) -> Option<T> {
    let name = name.filter(|name| !name.is_empty())?.to_ascii_uppercase();
    let bare = name.strip_prefix(prefix).unwrap_or(&name);
    let found = values.iter().find(|(known, _)| *known == bare).map(|(_, value)| *value);
    if found.is_none() {
        let names: Vec<String> = values.iter().map(|(name, _)| format!("{prefix}{name}")).collect();
        check.refuse(field, format_args!("is unknown; use {}", names.join(", ")));
    }
    found
}
