//! Which scope each operation asks for. What is not listed here is open to nobody or needs no token.

use crate::domain::scope::Access::{Read, Write};
use crate::domain::scope::Resource::{
    Analytics, Domains, Links, Media, Members, Qrcodes, Tokens, Visitors, Webhooks, Workspace,
};
use crate::domain::scope::{Access, Resource, Scope};

/// What an operation asks of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// This scope.
    Scope(Scope),
}

/// Operations below `/v1` that need a token: method, path, scope.
const RULES: &[(&str, &str, Resource, Access)] = &[
    ("GET", "/workspace", Workspace, Read),
    ("PUT", "/workspace", Workspace, Write),
    ("GET", "/workspace/brand", Workspace, Read),
    ("PUT", "/workspace/brand", Workspace, Write),
    ("GET", "/workspaces/{id}", Workspace, Read),
    ("GET", "/member", Members, Read),
    ("GET", "/members", Members, Read),
    ("GET", "/workspace-tokens", Tokens, Read),
    ("POST", "/workspace-tokens", Tokens, Write),
    ("GET", "/workspace-tokens/{id}", Tokens, Read),
    ("PATCH", "/workspace-tokens/{id}", Tokens, Write),
    ("DELETE", "/workspace-tokens/{id}", Tokens, Write),
    ("GET", "/audit-log", Tokens, Read),
    ("GET", "/settings/link-setting/{id}", Links, Read),
    ("PUT", "/settings/link-setting/{id}", Links, Write),
    ("GET", "/tags", Links, Read),
    ("DELETE", "/tags", Links, Write),
    ("GET", "/directories", Links, Read),
    ("POST", "/directories", Links, Write),
    ("GET", "/directories/{id}", Links, Read),
    ("PATCH", "/directories/{id}", Links, Write),
    ("DELETE", "/directories/{id}", Links, Write),
    ("GET", "/links", Links, Read),
    ("POST", "/links", Links, Write),
    ("POST", "/links/batch", Links, Write),
    ("POST", "/links/bulk", Links, Write),
    ("POST", "/links/bulk/jobs", Links, Write),
    ("POST", "/links/contact", Links, Write),
    ("POST", "/links/thank-you", Links, Write),
    ("POST", "/links/open-media", Links, Write),
    ("GET", "/links/shortlink-availability", Links, Read),
    ("GET", "/links/shortlink-random", Links, Read),
    ("POST", "/links/qrcode-images:resolve", Links, Read),
    ("GET", "/links/by-external-id/{external_id}", Links, Read),
    ("PUT", "/links/by-external-id/{external_id}", Links, Write),
    ("GET", "/links/{id}", Links, Read),
    ("PATCH", "/links/{id}", Links, Write),
    ("DELETE", "/links/{id}", Links, Write),
    ("GET", "/links/{id}/destinations", Links, Read),
    ("POST", "/links/{id}/destinations/undo", Links, Write),
    ("GET", "/jobs/{id}", Links, Read),
    ("GET", "/custom-domains", Domains, Read),
    ("POST", "/custom-domains", Domains, Write),
    ("GET", "/custom-domains/{id}", Domains, Read),
    ("PATCH", "/custom-domains/{id}", Domains, Write),
    ("DELETE", "/custom-domains/{id}", Domains, Write),
    ("POST", "/custom-domains/{id}/check", Domains, Write),
    ("GET", "/custom-domains/{id}/setup-guide", Domains, Read),
    ("GET", "/custom-domains/{id}/validation_instructions", Domains, Read),
    ("POST", "/qrcode-designs", Qrcodes, Write),
    ("POST", "/qrcode-designs/apply-template", Qrcodes, Write),
    ("GET", "/qrcode-designs/{id}", Qrcodes, Read),
    ("PATCH", "/qrcode-designs/{id}", Qrcodes, Write),
    ("DELETE", "/qrcode-designs/{id}", Qrcodes, Write),
    ("POST", "/qrcode-templates", Qrcodes, Write),
    ("GET", "/qrcode-templates", Qrcodes, Read),
    ("POST", "/qrcode-templates/import", Qrcodes, Write),
    ("POST", "/qrcode-templates/images:resolve", Qrcodes, Read),
    ("GET", "/qrcode-templates/{id}", Qrcodes, Read),
    ("PATCH", "/qrcode-templates/{id}", Qrcodes, Write),
    ("DELETE", "/qrcode-templates/{id}", Qrcodes, Write),
    ("POST", "/qrcode-templates/{id}/publish", Qrcodes, Write),
    ("POST", "/qrcode-templates/{id}/unpublish", Qrcodes, Write),
    ("POST", "/qrcode-templates/{id}/refresh", Qrcodes, Write),
    ("GET", "/media", Media, Read),
    ("POST", "/media", Media, Write),
    ("POST", "/media/uploads", Media, Write),
    ("POST", "/media:import", Media, Write),
    ("GET", "/media/{id}", Media, Read),
    ("DELETE", "/media/{id}", Media, Write),
    ("POST", "/media/{id}:complete", Media, Write),
    ("POST", "/media/{id}/replace:import", Media, Write),
    ("POST", "/media/{id}/replace-uploads", Media, Write),
    ("POST", "/media/{id}/replace-uploads/{replacement_id}:complete", Media, Write),
    ("GET", "/events", Analytics, Read),
    ("GET", "/events/list", Analytics, Read),
    ("GET", "/events/stream", Analytics, Read),
    ("POST", "/conversions", Analytics, Write),
    ("GET", "/conversions", Analytics, Read),
    ("GET", "/links/{id}/lead-score/{event_id}", Analytics, Read),
    ("GET", "/links/{id}/lead-score-explanation/{event_id}", Analytics, Read),
    ("PATCH", "/links/{id}/lead-score-feedback/{event_id}", Analytics, Write),
    ("POST", "/analytics/breakdown", Analytics, Read),
    ("POST", "/analytics/devices", Analytics, Read),
    ("POST", "/analytics/geo", Analytics, Read),
    ("POST", "/analytics/top-links", Analytics, Read),
    ("POST", "/analytics/timeseries", Analytics, Read),
    ("POST", "/analytics/visitors", Analytics, Read),
    ("POST", "/analytics/hours", Analytics, Read),
    ("POST", "/analytics/funnel", Analytics, Read),
    ("POST", "/analytics/attributes/distribution", Analytics, Read),
    ("POST", "/analytics/attributes/metric", Analytics, Read),
    ("POST", "/analytics/attributes/values", Analytics, Read),
    ("POST", "/timeseries/events", Analytics, Read),
    ("GET", "/metrics/events", Analytics, Read),
    ("GET", "/metrics/workspace", Analytics, Read),
    ("GET", "/metrics/workspace/insight", Analytics, Read),
    ("POST", "/analytics/dashboards", Analytics, Write),
    ("GET", "/analytics/dashboards", Analytics, Read),
    ("GET", "/analytics/dashboards/{id}", Analytics, Read),
    ("PUT", "/analytics/dashboards/{id}", Analytics, Write),
    ("DELETE", "/analytics/dashboards/{id}", Analytics, Write),
    ("POST", "/analytics/dashboards/{id}/widgets/{widget_id}/summary", Analytics, Write),
    ("GET", "/analytics/dashboards/{id}/widgets/{widget_id}/summary", Analytics, Read),
    ("GET", "/visitors", Visitors, Read),
    ("POST", "/visitors/search", Visitors, Read),
    ("GET", "/visitors/attributes", Visitors, Read),
    ("GET", "/visitors/{id}", Visitors, Read),
    ("PATCH", "/visitors/{id}", Visitors, Write),
    ("DELETE", "/visitors/{id}", Visitors, Write),
    ("DELETE", "/visitors/{id}/attributes/{attribute_key}", Visitors, Write),
    ("POST", "/visitor/identify", Visitors, Write),
    ("GET", "/events/{id}/traces", Analytics, Read),
    ("GET", "/workspace/lead-scorer", Visitors, Read),
    ("PUT", "/workspace/lead-scorer", Visitors, Write),
    ("DELETE", "/workspace/lead-scorer", Visitors, Write),
    ("POST", "/workspace/lead-scorer/rotate-secret", Visitors, Write),
    ("POST", "/workspace/lead-scorer/test", Visitors, Write),
    ("GET", "/orphan-scans", Analytics, Read),
    ("GET", "/webhooks", Webhooks, Read),
    ("POST", "/webhooks", Webhooks, Write),
    ("GET", "/webhooks/{id}", Webhooks, Read),
    ("PATCH", "/webhooks/{id}", Webhooks, Write),
    ("DELETE", "/webhooks/{id}", Webhooks, Write),
    ("POST", "/webhooks/{id}/rotate-secret", Webhooks, Write),
    ("POST", "/webhooks/{id}/test", Webhooks, Write),
    ("GET", "/webhooks/{id}/deliveries", Webhooks, Read),
    ("GET", "/webhooks/{id}/deliveries/{delivery_id}", Webhooks, Read),
    ("POST", "/webhooks/{id}/deliveries/{delivery_id}/resend", Webhooks, Write),
    ("POST", "/webhooks/{id}/recoveries", Webhooks, Write),
    ("GET", "/webhooks/{id}/recoveries/{recovery_id}", Webhooks, Read),
];

/// What publishable keys open besides: pages tell who their visitor is, and what they learn of them.
const PAGES: [(&str, &str); 2] = [("POST", "/visitor/identify"), ("PATCH", "/visitors/{id}")];

/// A path as the router knows it: what follows a parameter in its part of the path is the handler's to read.
fn routed(path: &str) -> &str {
    path.rfind("}:").map_or(path, |at| &path[..=at])
}

/// Whether publishable keys open an operation.
pub(super) fn is_for_pages(method: &str, path: &str) -> bool {
    let path = path.strip_prefix(super::dialect::SDK_PREFIX).unwrap_or(path);
    path.strip_prefix("/v1").is_some_and(|path| PAGES.contains(&(method, path)))
}

/// What an operation asks for, by its method and its path as the router knows it.
pub(super) fn rule(method: &str, path: &str) -> Option<Rule> {
    let path = path.strip_prefix(super::dialect::SDK_PREFIX).unwrap_or(path);
    let path = path.strip_prefix("/v1")?;
    // What may be read may be asked for by HEAD.
    let method = if method == "HEAD" { "GET" } else { method };
    let found = RULES.iter().find(|(its, at, ..)| *its == method && (*at == path || routed(at) == path));
    found.map(|(_, _, resource, access)| Rule::Scope(Scope(*resource, *access)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_operation_that_needs_a_token_asks_for_a_scope() {
        let described = super::super::operations().described;
        let document = serde_json::to_value(described).unwrap();
        let mut found = BTreeSet::new();
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let is_public = operation["security"].as_array().is_some_and(Vec::is_empty)
                    || operation["security"] == serde_json::json!([{}]);
                if !is_public {
                    found.insert((method.to_uppercase(), path.trim_start_matches("/v1").to_owned()));
                }
            }
        }
        let listed: BTreeSet<_> =
            RULES.iter().map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned())).collect();
        assert_eq!(found, listed, "described, then listed");
    }

    #[test]
    fn rules_are_the_same_in_both_dialects() {
        let read = Some(Rule::Scope(Scope(Links, Read)));
        for path in ["/v1/links/{id}", "/sdk/v1/links/{id}"] {
            assert_eq!(rule("GET", path), read);
            assert_eq!(rule("HEAD", path), read);
            assert_eq!(rule("PUT", path), None);
        }
    }
}
