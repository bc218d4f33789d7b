//! Figures of visitors' attributes, by when they were recorded.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::input::{limit, request};
use super::percent;
use crate::domain::time::Timestamp;
use crate::domain::visitor::{RESERVED, check_key};
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::state::AppState;

request! {
    /// Visitors by the value of an attribute.
    GetAttributeDistributionRequest {
        /// An attribute's key. Required.
        #[schema(required = true, example = "plan")]
        key: String,
        /// 1 to 1000, 10 when left out.
        #[schema(minimum = 0, maximum = 1000)]
        limit: Option<i64>,
    }
}
request! {
    /// The numbers of an attribute.
    GetAttributeMetricRequest {
        /// An attribute's key. Required.
        #[schema(required = true, example = "seats")]
        key: String,
    }
}
request! {
    /// The values of an attribute.
    GetAttributeValuesRequest {
        /// An attribute's key. Required.
        #[schema(required = true, example = "comment")]
        key: String,
        /// 1 to 1000, 100 when left out.
        #[schema(minimum = 0, maximum = 1000)]
        limit: Option<i64>,
    }
}

/// The visitors with one value.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AttributeValueDataPoint {
    label: String,
    visitor_count: i64,
    /// Of all who have the attribute.
    percentage: f64,
}

/// Visitors by the value of an attribute.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetAttributeDistributionResponse {
    /// The most frequent first.
    data: Vec<AttributeValueDataPoint>,
    /// Visitors who have the attribute.
    total: i64,
}

/// The numbers of an attribute.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetAttributeMetricResponse {
    /// All visitors.
    audience_count: i64,
    /// Those who have the attribute.
    total_count: i64,
    /// Those whose value is a number.
    usable_count: i64,
    /// In percent of all visitors.
    coverage_rate: f64,
    average_value: Option<f64>,
    min_value: Option<f64>,
    max_value: Option<f64>,
}

/// A value.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AttributeValueEntry {
    value: String,
    #[schema(value_type = String, format = DateTime)]
    recorded_at: Timestamp,
}

/// The values of an attribute.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetAttributeValuesResponse {
    /// The last recorded first.
    data: Vec<AttributeValueEntry>,
    /// Visitors who have the attribute.
    total: i64,
}

fn check_name(check: &mut Check, key: &str) {
    if !RESERVED.contains(&key) {
        check.parse("key", check_key(key));
    }
}

/// Count visitors by the value of an attribute
#[utoipa::path(post, path = "/analytics/attributes/distribution", tag = "Analytics",
    request_body = GetAttributeDistributionRequest, responses((status = 200, body = GetAttributeDistributionResponse)))]
pub(super) async fn distribution(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetAttributeDistributionRequest>,
) -> Result<Reply<GetAttributeDistributionResponse>, ApiError> {
    check_name(&mut check, &wanted.key);
    let most = limit(&mut check, wanted.limit, 10, 1000);
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let total = state.store.attribute_numbers(scope, &wanted.key, window).await?.visitors;
    let values = state.store.attribute_distribution(scope, &wanted.key, window, most).await?;
    let point = |(label, visitor_count): (String, i64)| AttributeValueDataPoint {
        label,
        visitor_count,
        percentage: percent(visitor_count, total),
    };
    let data = values.into_iter().map(point).collect();
    Ok(Reply(caller.dialect, GetAttributeDistributionResponse { data, total }))
}

/// Get mean, least and greatest of an attribute
///
/// Of the values that are numbers.
#[utoipa::path(post, path = "/analytics/attributes/metric", tag = "Analytics",
    request_body = GetAttributeMetricRequest, responses((status = 200, body = GetAttributeMetricResponse)))]
pub(super) async fn metric(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetAttributeMetricRequest>,
) -> Result<Reply<GetAttributeMetricResponse>, ApiError> {
    check_name(&mut check, &wanted.key);
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let numbers = state.store.attribute_numbers(scope, &wanted.key, window).await?;
    let audience_count = state.store.audience(scope).await?;
    let finite = |number: Option<f64>| number.filter(|number| number.is_finite());
    let answer = GetAttributeMetricResponse {
        audience_count,
        total_count: numbers.visitors,
        usable_count: numbers.numbers,
        coverage_rate: percent(numbers.numbers, audience_count),
        average_value: finite(numbers.mean),
        min_value: finite(numbers.least),
        max_value: finite(numbers.most),
    };
    Ok(Reply(caller.dialect, answer))
}

/// List the values of an attribute
#[utoipa::path(post, path = "/analytics/attributes/values", tag = "Analytics",
    request_body = GetAttributeValuesRequest, responses((status = 200, body = GetAttributeValuesResponse)))]
pub(super) async fn values(
    caller: Caller,
    State(state): State<AppState>,
    Body { value: wanted, mut check }: Body<GetAttributeValuesRequest>,
) -> Result<Reply<GetAttributeValuesResponse>, ApiError> {
    check_name(&mut check, &wanted.key);
    let most = limit(&mut check, wanted.limit, 100, 1000);
    let (scope, window) = wanted.asked().read(&state, &caller, &mut check).await?;
    let total = state.store.attribute_numbers(scope, &wanted.key, window).await?.visitors;
    let values = state.store.attribute_values(scope, &wanted.key, window, most).await?;
    let data =
        values.into_iter().map(|(value, recorded_at)| AttributeValueEntry { value, recorded_at }).collect();
    Ok(Reply(caller.dialect, GetAttributeValuesResponse { data, total }))
}
