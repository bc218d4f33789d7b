//! Making links that end at a page of their own.

use axum::extract::State;
use axum::response::Response;

use super::check;
use super::create::{CreateLinkResponse, keep};
use super::input::{CreateContactLinkRequest, CreateOpenMediaLinkRequest, CreateThankYouLinkRequest};
use crate::domain::link::{NAME, TEXT};
use crate::domain::step::{Exit, ThankYouPage};
use crate::domain::vcard::{self, VCard};
use crate::http::auth::Caller;
use crate::http::body::{Body, Check};
use crate::http::effect::Effect;
use crate::http::error::ApiError;
use crate::state::AppState;

/// Create a link to a contact
///
/// Visitors see the contact and can keep it in their phone.
#[utoipa::path(post, path = "/links/contact", tag = "Links", request_body = CreateContactLinkRequest,
    responses((status = 200, body = CreateLinkResponse)))]
pub(super) async fn contact(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: mut wanted, mut check }: Body<CreateContactLinkRequest>,
) -> Result<Response, ApiError> {
    let common = wanted.common();
    let card = wanted.vcard_data.unwrap_or_default();
    check_card(&mut check, &card);
    let exit = Exit::Contact(Box::new(card));
    let new = check::new_link(&state, &mut check, caller.workspace, common, exit).await?;
    check.finish()?;
    keep(&state, &caller, effect, new, &check).await
}

/// Create a link to a page that says thanks
#[utoipa::path(post, path = "/links/thank-you", tag = "Links", request_body = CreateThankYouLinkRequest,
    responses((status = 200, body = CreateLinkResponse)))]
pub(super) async fn thank_you(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: mut wanted, mut check }: Body<CreateThankYouLinkRequest>,
) -> Result<Response, ApiError> {
    let common = wanted.common();
    let title = wanted.title.unwrap_or_default();
    if title.trim().is_empty() {
        check.refuse("title", "is required: the page's headline");
    }
    check.length("title", Some(&title), NAME);
    check.length("description", wanted.description.as_deref(), TEXT);
    let exit = Exit::ThankYou(ThankYouPage { title, description: wanted.description });
    let new = check::new_link(&state, &mut check, caller.workspace, common, exit).await?;
    check.finish()?;
    keep(&state, &caller, effect, new, &check).await
}

/// Create a link that opens a media item
///
/// Visitors are sent to the file by an address that counts for an hour or two. A file that is replaced is opened from the
/// next visit on.
#[utoipa::path(post, path = "/links/open-media", tag = "Links", request_body = CreateOpenMediaLinkRequest,
    responses((status = 200, body = CreateLinkResponse)))]
pub(super) async fn open_media(
    caller: Caller,
    State(state): State<AppState>,
    effect: Effect,
    Body { value: mut wanted, mut check }: Body<CreateOpenMediaLinkRequest>,
) -> Result<Response, ApiError> {
    let common = wanted.common();
    let exit = if let Some(id) = wanted.media_id.as_deref().filter(|id| !id.is_empty()) {
        check::open_media(&mut check, id)
    } else {
        check.refuse("mediaId", "is required: the media item that the link opens");
        None
    };
    // What was refused ends the request below, so that it matters no more where the link would have led.
    let exit = exit.unwrap_or(Exit::ThankYou(ThankYouPage::default()));
    let new = check::new_link(&state, &mut check, caller.workspace, common, exit).await?;
    check.finish()?;
    keep(&state, &caller, effect, new, &check).await
}

fn check_card(check: &mut Check, card: &VCard) {
    if card.is_empty() {
        check.refuse("vcardData", "is required: a name, an organization, an email address or a phone number");
    }
    for (name, value) in [
        ("firstName", &card.first_name),
        ("lastName", &card.last_name),
        ("title", &card.title),
        ("organization", &card.organization),
        ("email", &card.email),
        ("phone", &card.phone),
        ("streetAddress", &card.street_address),
        ("city", &card.city),
        ("state", &card.state),
        ("postalCode", &card.postal_code),
        ("country", &card.country),
        ("buttonLabel", &card.button_label),
    ] {
        check.length(&format!("vcardData.{name}"), value.as_deref(), vcard::TEXT);
    }
    // Addresses become links on the page: they are what visitors may be sent to.
    check::address(check, "vcardData.website", card.website.as_deref());
    if card.social_links.len() > vcard::SOCIAL_LINKS {
        let most = vcard::SOCIAL_LINKS;
        check.refuse(
            "vcardData.socialLinks",
            format_args!("has {} entries, the most are {most}", card.social_links.len()),
        );
    }
    for (index, link) in card.social_links.iter().enumerate() {
        let path = format!("vcardData.socialLinks[{index}]");
        check.length(&format!("{path}.platform"), link.platform.as_deref(), vcard::TEXT);
        if link.url.is_empty() {
            check.refuse(&format!("{path}.url"), "is required");
        }
        check::address(check, &format!("{path}.url"), Some(&link.url));
    }
}
