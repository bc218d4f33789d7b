//! From what is asked for to links: the checks of new links and of changes, which are the same.

use std::collections::BTreeMap;

use super::input::{Common, UpdateLinkRequest, UtmInput};
use crate::domain::address::LinkDomain;
use crate::domain::id::{DesignId, LinkId, TemplateId, WorkspaceId};
use crate::domain::link::{
    self, EXTERNAL_ID, Link, MAX_SCANS, METADATA_KEY, METADATA_KEYS, METADATA_VALUE, NAME, NewLink, TAG,
    TAGS, TEXT,
};
use crate::domain::password;
use crate::domain::routing::{Routing, UTM, Utm};
use crate::domain::slug::Slug;
use crate::domain::step::{Exit, OpenMedia};
use crate::domain::time::Timestamp;
use crate::http::body::Check;
use crate::http::error::ApiError;
use crate::http::patch::Patch;
use crate::state::AppState;

/// A new link from what is asked for; what is refused is as if it were left out.
pub(super) async fn new_link(
    state: &AppState,
    check: &mut Check,
    workspace: WorkspaceId,
    common: Common,
    exit: Exit,
) -> Result<NewLink, ApiError> {
    let now = state.clock.now();
    let Common { id, qrcode_enabled, wait_for_qrcode, tags, template_slug, mut changes } = common;
    let id = id.as_deref().filter(|id| !id.is_empty());
    let id = id.and_then(|id| check.parse("id", id.parse::<LinkId>()));
    if qrcode_enabled == Some(false) {
        if changes.qrcode_design_id.value().is_some_and(|id| !id.is_empty()) {
            check.refuse("qrcodeEnabled", "is false, but a design was given; leave one of them out");
        }
        if wait_for_qrcode {
            check.refuse("qrcodeEnabled", "is false, but waitForQrcode is true; leave one of them out");
        }
    }
    if let Some(id) = template(state, check, workspace, template_slug, &changes).await? {
        changes.qrcode_template_id = Patch::Set(id.to_string());
    }
    let wished = slug(check, changes.shortlink.as_deref());
    let tags = self::tags(check, &tags);
    let password = password_hash(state, check, &changes.password).await?;
    let blank = blank(id.unwrap_or_else(|| LinkId::new(now)), workspace, exit, now);
    let mut link = changed(state, blank, changes, password, check, now);
    link.qrcode_enabled = qrcode_enabled != Some(false);
    Ok(NewLink { link, wished, tags })
}

/// The template that a slug names, where one is given.
async fn template(
    state: &AppState,
    check: &mut Check,
    workspace: WorkspaceId,
    slug: Option<String>,
    changes: &UpdateLinkRequest,
) -> Result<Option<TemplateId>, ApiError> {
    let Some(text) = slug.filter(|slug| !slug.is_empty()) else { return Ok(None) };
    let is_given = |id: &Patch<String>| id.value().is_some_and(|id| !id.is_empty());
    if is_given(&changes.qrcode_template_id) || is_given(&changes.qrcode_design_id) {
        check.refuse("templateSlug", "comes with a template or a design by its id; leave one of them out");
    }
    let Some(slug) = check.parse("templateSlug", text.parse::<Slug>()) else { return Ok(None) };
    let found = state.store.template_with_slug(workspace, &slug).await?;
    found.map(Some).ok_or_else(|| ApiError::missing_field(check.spell("templateSlug"), "template", slug))
}

/// A link that nothing is said about yet.
pub(super) fn blank(id: LinkId, workspace: WorkspaceId, exit: Exit, now: Timestamp) -> Link {
    Link {
        id,
        workspace,
        domain: None,
        shortlink: Slug::random(),
        external_id: None,
        directory: None,
        name: String::new(),
        purpose: None,
        exit,
        fallback_destination: None,
        expired_destination: None,
        routing: Routing::default(),
        starts_at: None,
        expires_at: None,
        max_scans: None,
        password_hash: None,
        paused: false,
        qrcode_enabled: true,
        design: None,
        template: None,
        metadata: BTreeMap::new(),
        lead_goal_definition: None,
        lead_target_definition: None,
        created_at: now,
        updated_at: now,
    }
}

/// The link with its changes; what is refused stays as it was. The hash of a new password is worked out before, since it
/// takes a while.
pub(super) fn changed(
    state: &AppState,
    mut link: Link,
    wanted: UpdateLinkRequest,
    password: Patch<String>,
    check: &mut Check,
    now: Timestamp,
) -> Link {
    if let Some(name) = wanted.name {
        link.name = name;
    }
    exit(&mut link.exit, wanted.destination.as_deref(), wanted.conversion_tracking, check);
    if let Some(id) = wanted.media_id.as_deref().filter(|id| !id.is_empty()) {
        if wanted.destination.is_some() {
            check.refuse("mediaId", "cannot come with a destination: a link leads to one of them");
        }
        link.exit = open_media(check, id).unwrap_or(link.exit);
    }
    link.shortlink = slug(check, wanted.shortlink.as_deref()).unwrap_or(link.shortlink);
    let domain = wanted.custom_domain_id.or_clear_unless(|id| !id.is_empty());
    let domain = domain.and_then(|id| check.parse("customDomainId", id.parse()));
    domain.and_then(|id| Some(LinkDomain { id, name: None })).apply(&mut link.domain);
    wanted.external_id.or_clear_unless(|id| !id.is_empty()).apply(&mut link.external_id);
    check.length("externalId", link.external_id.as_deref(), EXTERNAL_ID);
    let directory =
        wanted.directory_id.or_clear_unless(|id| !id.is_empty()).or_clear(wanted.directory_id_delete);
    directory.and_then(|id| check.parse("directoryId", id.parse())).apply(&mut link.directory);
    let fallback = wanted.fallback_destination;
    set_address(check, "fallbackDestination", fallback, &mut link.fallback_destination);
    let expired = wanted.expired_destination.or_clear(wanted.expired_destination_delete);
    set_address(check, "expiredDestination", expired, &mut link.expired_destination);
    let routing = &mut link.routing;
    set_address(
        check,
        "exhaustedDestination",
        wanted.exhausted_destination,
        &mut routing.exhausted_destination,
    );
    let schemes = &state.config.links.app_schemes;
    set_app_address(check, "iosDestination", wanted.ios_destination, schemes, &mut routing.ios_destination);
    set_app_address(
        check,
        "androidDestination",
        wanted.android_destination,
        schemes,
        &mut routing.android_destination,
    );
    match wanted.utm {
        Patch::Keep => {}
        Patch::Clear => routing.utm = Utm::default(),
        Patch::Set(given) => routing.utm = utm(check, given),
    }
    if let Some(mode) = wanted.query_forwarding.as_deref() {
        routing.query_forwarding =
            check.parse("queryForwarding", mode.parse()).unwrap_or(routing.query_forwarding);
    }
    let expires_at = wanted.expires_at.or_clear(wanted.expires_at_delete);
    if expires_at.value().is_some_and(|at| *at <= now) {
        check.refuse("expiresAt", "must lie in the future");
    }
    wanted.starts_at.apply(&mut link.starts_at);
    expires_at.apply(&mut link.expires_at);
    if let (Some(start), Some(end)) = (link.starts_at, link.expires_at)
        && end <= start
    {
        check.refuse("startsAt", "must lie before expiresAt");
    }
    if let Some(most) = wanted.max_scans.value().filter(|most| !(1..=MAX_SCANS).contains(*most)) {
        check.refuse("maxScans", format_args!("is {most}; it must be from 1 to {MAX_SCANS}"));
    }
    wanted.max_scans.apply(&mut link.max_scans);
    password.apply(&mut link.password_hash);
    link.paused = wanted.paused.unwrap_or(link.paused);
    wanted.purpose.apply(&mut link.purpose);
    wanted.lead_goal_definition.apply(&mut link.lead_goal_definition);
    wanted.lead_target_definition.apply(&mut link.lead_target_definition);
    check.length("name", Some(&link.name), NAME);
    check.length("purpose", link.purpose.as_deref(), TEXT);
    check.length("leadGoalDefinition", link.lead_goal_definition.as_deref(), TEXT);
    check.length("leadTargetDefinition", link.lead_target_definition.as_deref(), TEXT);
    let mut notes = Some(link.metadata);
    wanted.metadata.apply(&mut notes);
    link.metadata = notes.unwrap_or_default();
    metadata(check, &link.metadata);
    dress(
        check,
        &mut link,
        wanted.qrcode_design_id,
        wanted.qrcode_template_id.or_clear(wanted.qrcode_template_id_delete),
    );
    if let Some(enabled) = wanted.qrcode_enabled {
        if !enabled {
            link.design = None;
        }
        link.qrcode_enabled = enabled;
    }
    if wanted.page_theme_id.is_some_and(|id| !id.is_empty()) {
        check.refuse("pageThemeId", "names nothing: there are none yet; leave it out");
    }
    link.updated_at = now;
    link
}

/// Changes what a link's code wears: a design or a template. A design that is named leaves the template before.
fn dress(check: &mut Check, link: &mut Link, design: Patch<String>, template: Patch<String>) {
    let names = |wanted: &Patch<String>| wanted.value().is_some_and(|id| !id.is_empty());
    if names(&design) && names(&template) {
        check.refuse("qrcodeTemplateId", "comes with a qrcodeDesignId; leave one of them out");
    }
    if names(&design) || design == Patch::Clear {
        link.template = None;
    }
    design.and_then(|id| self::design(check, Some(&id))).apply(&mut link.design);
    let template = template.or_clear_unless(|id| !id.is_empty());
    template.and_then(|id| check.parse("qrcodeTemplateId", id.parse())).apply(&mut link.template);
}

/// The end of a link that opens this media item.
pub(super) fn open_media(check: &mut Check, id: &str) -> Option<Exit> {
    check.parse("mediaId", id.parse()).map(|media_id| Exit::Media(OpenMedia { media_id }))
}

/// Changes where a link ends. A link that ends at a page ends at the destination that it is given.
fn exit(exit: &mut Exit, destination: Option<&str>, tracking: Option<bool>, check: &mut Check) {
    let mut redirect = match exit.payload().client_redirect {
        Some(redirect) => redirect,
        None if destination.is_none() => return,
        None => {
            crate::domain::step::ClientRedirect { destination: String::new(), conversion_tracking: false }
        }
    };
    if let Some(text) = destination {
        if text.is_empty() {
            check.refuse("destination", "cannot be empty: the address that visitors are sent to");
        }
        redirect.destination = address(check, "destination", Some(text)).unwrap_or(redirect.destination);
    }
    redirect.conversion_tracking = tracking.unwrap_or(redirect.conversion_tracking);
    *exit = Exit::Redirect(redirect);
}

/// Checks an address that visitors may be sent to; empty ones count as left out.
pub(super) fn address(check: &mut Check, path: &str, text: Option<&str>) -> Option<String> {
    let text = text.filter(|text| !text.is_empty())?;
    check.parse(path, link::destination(text))
}

fn set_address(check: &mut Check, path: &str, wanted: Patch<String>, field: &mut Option<String>) {
    wanted.and_then(|text| address(check, path, Some(&text))).apply(field);
}

/// Checks an address that may open an app.
fn set_app_address(
    check: &mut Check,
    path: &str,
    wanted: Patch<String>,
    schemes: &[String],
    field: &mut Option<String>,
) {
    let checked = |text: String| {
        let text = Some(text).filter(|text| !text.is_empty())?;
        check.parse(path, link::address(&text, schemes))
    };
    wanted.and_then(checked).apply(field);
}

fn utm(check: &mut Check, given: UtmInput) -> Utm {
    let UtmInput { source, medium, campaign, term, content } = given;
    for (name, value) in [
        ("source", &source),
        ("medium", &medium),
        ("campaign", &campaign),
        ("term", &term),
        ("content", &content),
    ] {
        check.length(&format!("utm.{name}"), value.as_deref(), UTM);
    }
    let said = |value: Option<String>| value.filter(|value| !value.is_empty());
    Utm {
        source: said(source),
        medium: said(medium),
        campaign: said(campaign),
        term: said(term),
        content: said(content),
    }
}

/// What is kept of a password, if one is set.
pub(super) async fn password_hash(
    state: &AppState,
    check: &mut Check,
    wanted: &Patch<String>,
) -> Result<Patch<String>, ApiError> {
    let text = match wanted {
        Patch::Keep => return Ok(Patch::Keep),
        Patch::Clear => return Ok(Patch::Clear),
        Patch::Set(text) => text.clone(),
    };
    let (least, most) = (password::LENGTH.start(), password::LENGTH.end());
    if !password::LENGTH.contains(&text.chars().count()) {
        check.refuse("password", format_args!("must have {least} to {most} characters; null asks for none"));
        return Ok(Patch::Keep);
    }
    let hashed = state.images.work(move || password::hash(&text)).await;
    let hashed = hashed.map_err(|error| ApiError::internal(&error))?;
    hashed.map(Patch::Set).map_err(|error| ApiError::internal(&error))
}

/// Checks a short address that the caller chose.
pub(super) fn slug(check: &mut Check, text: Option<&str>) -> Option<Slug> {
    let text = text.filter(|text| !text.is_empty())?;
    check.parse("shortlink", text.parse())
}

/// The design that a field names.
fn design(check: &mut Check, id: Option<&str>) -> Option<DesignId> {
    let id = id.filter(|id| !id.is_empty())?;
    check.parse("qrcodeDesignId", id.parse())
}

/// Checks the notes of a link.
fn metadata(check: &mut Check, metadata: &BTreeMap<String, String>) {
    if metadata.len() > METADATA_KEYS {
        check.refuse("metadata", format_args!("has {} keys, the most are {METADATA_KEYS}", metadata.len()));
    }
    for (key, value) in metadata {
        // The key is the caller's own and stays as it is spelled.
        let field = format!("{}.{key}", check.spell("metadata"));
        if key.is_empty() || key.chars().count() > METADATA_KEY {
            check.refuse_spelled(field, format!("is no key: keys have 1 to {METADATA_KEY} characters"));
        } else if value.chars().count() > METADATA_VALUE {
            check.refuse_spelled(field, format!("has more than {METADATA_VALUE} characters"));
        }
    }
}

/// Checks the tags of a link and gives them trimmed, each once.
pub(super) fn tags(check: &mut Check, tags: &[String]) -> Vec<String> {
    if tags.len() > TAGS {
        check.refuse("tags", format_args!("has {} entries, the most are {TAGS}", tags.len()));
    }
    let mut names: Vec<String> = Vec::with_capacity(tags.len());
    for (index, tag) in tags.iter().enumerate() {
        let name = tag.trim();
        if name.is_empty() || name.chars().count() > TAG {
            check.refuse(&format!("tags[{index}]"), format_args!("must have 1 to {TAG} characters"));
        } else if !names.iter().any(|other| other == name) {
            names.push(name.to_owned());
        }
    }
    names
}
