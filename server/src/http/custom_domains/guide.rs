//! What the owner of a domain adds to DNS.

use axum::extract::{Path, State};
use serde::Serialize;
use utoipa::ToSchema;

use super::find;
use crate::domain::custom_domain::CustomDomain;
use crate::domain::custom_domain::provider;
use crate::domain::custom_domain::records::{Hint, Kind, Purpose, Record, hints, records};
use crate::domain::id::CustomDomainId;
use crate::http::auth::Caller;
use crate::http::error::ApiError;
use crate::http::reply::Reply;
use crate::state::AppState;

/// What to add to DNS, and where.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct GetCustomDomainSetupGuideResponse {
    setup_guide: CustomDomainSetupGuide,
}

/// What to add to DNS, and where.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomDomainSetupGuide {
    #[schema(value_type = String, format = Uuid)]
    custom_domain_id: CustomDomainId,
    #[schema(example = "qr.example.com")]
    domain: String,
    /// The part that was registered.
    #[schema(example = "example.com")]
    zone: String,
    /// What stands before it; empty when the domain is the zone itself.
    #[schema(example = "qr")]
    host: String,
    /// What forms of providers call the field for a record's `host`.
    #[schema(example = "Name")]
    host_field_label: String,
    /// Who keeps the zone, as far as its name servers tell.
    #[schema(example = "DNS_PROVIDER_UNKNOWN")]
    dns_provider: String,
    /// The same as people know it; empty when it is unknown.
    #[schema(example = "")]
    dns_provider_name: String,
    /// Empty: where its settings are is not known.
    #[schema(example = "")]
    dns_settings_url: String,
    /// The zone's name servers at the last check.
    nameservers: Vec<String>,
    #[schema(example = json!(["CUSTOM_DOMAIN_SETUP_HINT_APEX_DOMAIN"]))]
    hints: Vec<&'static str>,
    records: Vec<CustomDomainDnsRecord>,
}

/// A record to be added.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CustomDomainDnsRecord {
    #[schema(example = "DNS_RECORD_PURPOSE_ROUTING")]
    purpose: &'static str,
    /// `DNS_RECORD_TYPE_CNAME` or `_TXT`; `_UNSPECIFIED` stands for A or AAAA, where the server has an address alone.
    #[serde(rename = "type")]
    #[schema(example = "DNS_RECORD_TYPE_CNAME")]
    kind: &'static str,
    /// Its whole name.
    #[schema(example = "qr.example.com")]
    name: String,
    /// The same relative to the zone, for forms that ask for it so; `@` is the zone itself.
    #[schema(example = "qr")]
    host: String,
    #[schema(example = "go.example.net")]
    value: String,
    required: bool,
    /// Whether the last check found it.
    detected: bool,
}

/// Records that prove who owns a domain.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ValidationInstructionsResponse {
    validations: Vec<Validation>,
}

/// A record that proves who owns a domain.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Validation {
    #[schema(example = "_qr-engine.qr.example.com")]
    name: String,
    #[serde(rename = "type")]
    #[schema(example = "TYPE_TXT")]
    kind: &'static str,
    #[schema(example = "qr-engine-verification=0f1e2d3c4b5a69788796a5b4c3d2e1f0")]
    value: String,
    #[schema(example = "PURPOSE_OWNERSHIP")]
    purpose: &'static str,
}

/// Get the setup guide of a custom domain
///
/// The records to add, said so that they can be typed into a provider's form.
#[utoipa::path(get, path = "/custom-domains/{id}/setup-guide", tag = "Custom domains",
    params(("id" = String, Path, description = "The custom domain's id")),
    responses((status = 200, body = GetCustomDomainSetupGuideResponse)))]
pub(super) async fn setup_guide(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<GetCustomDomainSetupGuideResponse>, ApiError> {
    let domain = find(&state, &caller, &id).await?;
    let setup_guide = guide(&domain, records_of(&state, &domain));
    Ok(Reply(caller.dialect, GetCustomDomainSetupGuideResponse { setup_guide }))
}

/// Get the records that prove who owns a custom domain
///
/// The TXT record is needed once: it may go when the domain is active.
#[utoipa::path(get, path = "/custom-domains/{id}/validation_instructions", tag = "Custom domains",
    params(("id" = String, Path, description = "The custom domain's id")),
    responses((status = 200, body = ValidationInstructionsResponse)))]
pub(super) async fn validation_instructions(
    caller: Caller,
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Reply<ValidationInstructionsResponse>, ApiError> {
    let domain = find(&state, &caller, &id).await?;
    let validations = records_of(&state, &domain).into_iter().map(|record| Validation {
        kind: match record.kind {
            Kind::Cname => "TYPE_CNAME",
            Kind::Txt => "TYPE_TXT",
            Kind::Address => "TYPE_UNSPECIFIED",
        },
        purpose: match record.purpose {
            Purpose::Routing => "PURPOSE_DOMAIN_VERIFICATION",
            Purpose::Ownership => "PURPOSE_OWNERSHIP",
        },
        name: record.name,
        value: record.value,
    });
    Ok(Reply(caller.dialect, ValidationInstructionsResponse { validations: validations.collect() }))
}

/// The records that are asked for: without proof, one.
fn records_of(state: &AppState, domain: &CustomDomain) -> Vec<Record> {
    let asked = records(domain, state.domains.target()).into_iter();
    asked.filter(|record| state.domains.asks_proof() || record.purpose == Purpose::Routing).collect()
}

fn guide(domain: &CustomDomain, records: Vec<Record>) -> CustomDomainSetupGuide {
    let provider = provider::of(&domain.state.seen.nameservers);
    CustomDomainSetupGuide {
        custom_domain_id: domain.id,
        domain: domain.name.to_string(),
        zone: domain.name.zone().to_owned(),
        host: domain.name.below_zone().to_owned(),
        host_field_label: "Name".to_owned(),
        dns_provider: format!("DNS_PROVIDER_{}", provider.map_or("UNKNOWN", |provider| provider.code)),
        dns_provider_name: provider.map(|provider| provider.name.to_owned()).unwrap_or_default(),
        dns_settings_url: String::new(),
        nameservers: domain.state.seen.nameservers.clone(),
        hints: hints(domain, provider).into_iter().map(hint).collect(),
        records: records.into_iter().map(CustomDomainDnsRecord::from).collect(),
    }
}

const fn hint(hint: Hint) -> &'static str {
    match hint {
        Hint::CloudflareDnsOnly => "CUSTOM_DOMAIN_SETUP_HINT_CLOUDFLARE_DNS_ONLY",
        Hint::ApexDomain => "CUSTOM_DOMAIN_SETUP_HINT_APEX_DOMAIN",
        Hint::NameserversNotFound => "CUSTOM_DOMAIN_SETUP_HINT_NAMESERVERS_NOT_FOUND",
    }
}

impl From<Record> for CustomDomainDnsRecord {
    fn from(record: Record) -> Self {
        Self {
            purpose: match record.purpose {
                Purpose::Routing => "DNS_RECORD_PURPOSE_ROUTING",
                Purpose::Ownership => "DNS_RECORD_PURPOSE_OWNERSHIP",
            },
            kind: match record.kind {
                Kind::Cname => "DNS_RECORD_TYPE_CNAME",
                Kind::Txt => "DNS_RECORD_TYPE_TXT",
                Kind::Address => "DNS_RECORD_TYPE_UNSPECIFIED",
            },
            name: record.name,
            host: record.host,
            value: record.value,
            required: true,
            detected: record.detected,
        }
    }
}
