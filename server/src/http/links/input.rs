//! What links are made from and changed with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::time::Timestamp;
use crate::domain::vcard::VCard;
use crate::http::patch::Patch;

/// Campaign parameters that a destination is told (`utm_source`, …) unless it has them; at most 200 characters each.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UtmInput {
    /// `utm_source`
    #[schema(example = "poster")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) source: Option<String>,
    /// `utm_medium`
    #[schema(example = "print")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) medium: Option<String>,
    /// `utm_campaign`
    #[schema(example = "spring")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) campaign: Option<String>,
    /// `utm_term`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) term: Option<String>,
    /// `utm_content`
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<String>,
}

/// New links of each kind: what is their own, and what all of them have. Serialised for the API's description, which shows
/// defaults.
macro_rules! new_links {
    ($($(#[$doc:meta])* $name:ident { $($(#[$attribute:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
        #[serde(rename_all = "camelCase", default)]
        pub(super) struct $name {
            $($(#[$attribute])* pub(super) $field: $type,)*
            /// The link's id, a UUID, when the caller chooses it.
            #[schema(format = Uuid)]
            id: Option<String>,
            /// The id that the caller knows the link by, at most 200 characters; no two links have the same.
            #[schema(max_length = 200)]
            external_id: Option<String>,
            /// What people call the link, at most 200 characters.
            #[schema(example = "Product Launch Campaign", max_length = 200)]
            name: Option<String>,
            /// What the link is for, in a sentence or two, at most 2000 characters.
            #[schema(max_length = 2000)]
            purpose: Option<String>,
            /// The last part of the short address: 1 to 64 letters, digits, `-` and `_`; random when left out. Addresses of
            /// deleted links are never given out again.
            #[schema(pattern = "^[A-Za-z0-9_-]{0,64}$")]
            shortlink: Option<String>,
            /// The folder that it lies in; the root when left out.
            #[schema(format = Uuid)]
            directory_id: Option<String>,
            /// Where visitors go while the link does not lead on: paused, not begun, or its workflow broken.
            fallback_destination: Option<String>,
            /// When the link begins to lead on.
            #[schema(value_type = Option<String>, format = DateTime)]
            starts_at: Option<Timestamp>,
            /// When the link expires: a moment in the future.
            #[schema(value_type = Option<String>, format = DateTime)]
            expires_at: Option<Timestamp>,
            /// Where visitors go once the link has expired; a plain page when left out.
            expired_destination: Option<String>,
            /// How many visits are led on at most.
            #[schema(minimum = 1, maximum = 1_000_000_000)]
            max_scans: Option<i64>,
            /// Where visitors go once that many came; a plain page when left out.
            exhausted_destination: Option<String>,
            /// A password that visitors are asked for, 4 to 200 characters; it is never shown again.
            #[schema(format = Password, min_length = 4, max_length = 200)]
            password: Option<String>,
            /// Whether the link is stopped for now.
            paused: bool,
            /// Where iPhones and iPads go instead.
            ios_destination: Option<String>,
            /// Where Android devices go instead.
            android_destination: Option<String>,
            /// Campaign parameters for the destination.
            utm: Option<UtmInput>,
            /// What becomes of the query that a visitor came with: `QUERY_FORWARDING_NONE` (the default),
            /// `QUERY_FORWARDING_MISSING` (what the destination lacks is passed on) or `QUERY_FORWARDING_OVERRIDE` (all is).
            #[schema(example = "QUERY_FORWARDING_MISSING")]
            query_forwarding: Option<String>,
            /// Notes of the caller's own: at most 50 keys of 100 characters, values of 1000.
            metadata: BTreeMap<String, String>,
            /// Names of tags, at most 50 of 100 characters; tags that do not exist are made.
            tags: Vec<String>,
            /// The design of the link's code. One design may serve many links.
            #[schema(format = Uuid)]
            qrcode_design_id: Option<String>,
            /// Whether the link has a code; true when left out.
            qrcode_enabled: Option<bool>,
            /// The template that the link's code is dressed in, in place of a design: one of its own workspace is followed
            /// in all its changes, another's is copied.
            #[schema(format = Uuid)]
            qrcode_template_id: Option<String>,
            /// The slug of that template, in place of its id.
            template_slug: Option<String>,
            /// Waits until the code's image exists. It is drawn when it is asked for, so that it always exists.
            wait_for_qrcode: bool,
            /// What the link wants from its visitors, for lead scores; at most 2000 characters.
            #[schema(max_length = 2000)]
            lead_goal_definition: Option<String>,
            /// Who the ideal visitor is, for lead scores; at most 2000 characters.
            #[schema(max_length = 2000)]
            lead_target_definition: Option<String>,
            /// The custom domain that it lives on; the server's own address when left out.
            #[schema(format = Uuid)]
            custom_domain_id: Option<String>,
        }

        impl $name {
            /// What all new links have.
            pub(super) fn common(&mut self) -> Common {
                let given = std::mem::take(self);
                $(self.$field = given.$field;)*
                Common {
                    id: given.id,
                    qrcode_enabled: given.qrcode_enabled,
                    wait_for_qrcode: given.wait_for_qrcode,
                    tags: given.tags,
                    template_slug: given.template_slug,
                    changes: UpdateLinkRequest {
                        custom_domain_id: given.custom_domain_id.into(),
                        external_id: given.external_id.into(),
                        name: given.name,
                        purpose: given.purpose.into(),
                        shortlink: given.shortlink,
                        directory_id: given.directory_id.into(),
                        fallback_destination: given.fallback_destination.into(),
                        starts_at: given.starts_at.into(),
                        expires_at: given.expires_at.into(),
                        expired_destination: given.expired_destination.into(),
                        max_scans: given.max_scans.into(),
                        exhausted_destination: given.exhausted_destination.into(),
                        password: given.password.into(),
                        paused: Some(given.paused),
                        ios_destination: given.ios_destination.into(),
                        android_destination: given.android_destination.into(),
                        utm: given.utm.into(),
                        query_forwarding: given.query_forwarding,
                        metadata: Patch::Set(given.metadata),
                        qrcode_design_id: given.qrcode_design_id.into(),
                        qrcode_template_id: given.qrcode_template_id.into(),
                        lead_goal_definition: given.lead_goal_definition.into(),
                        lead_target_definition: given.lead_target_definition.into(),
                        ..UpdateLinkRequest::default()
                    },
                }
            }
        }
    )*};
}

/// What all new links have: what only new ones do, and changes to an empty one.
#[derive(Debug)]
pub(super) struct Common {
    pub(super) id: Option<String>,
    pub(super) qrcode_enabled: Option<bool>,
    pub(super) wait_for_qrcode: bool,
    pub(super) template_slug: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) changes: UpdateLinkRequest,
}

new_links! {
    /// A new link.
    CreateLinkRequest {
        /// Where visitors are sent: an absolute http or https address, at most 8192 bytes. Required.
        #[schema(required = true, example = "https://example.com/landing-page", max_length = 8192)]
        destination: Option<String>,
        /// Whether the destination is told which visit it was, by the query parameter `lbid`.
        conversion_tracking: bool,
    }
    /// A new link to a contact card.
    CreateContactLinkRequest {
        /// The contact. It needs a name, an organisation, an email address or a phone number.
        #[schema(required = true, value_type = Option<VCardData>)]
        vcard_data: Option<VCard>,
    }
    /// A new link to a page that says thanks.
    CreateThankYouLinkRequest {
        /// The headline, at most 200 characters. Required.
        #[schema(required = true, example = "Thank you!", max_length = 200)]
        title: Option<String>,
        /// What is said below it, at most 2000 characters.
        #[schema(max_length = 2000)]
        description: Option<String>,
    }
    /// A new link that opens a file of the media library.
    CreateOpenMediaLinkRequest {
        /// The media item: any that is ready. Required.
        #[schema(required = true, format = Uuid)]
        media_id: Option<String>,
    }
}

/// Links to be made together.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct CreateBulkLinksRequest {
    /// 1 to 250 links: all of them are made, or none.
    #[schema(required = true, min_items = 1, max_items = 250)]
    pub(super) links: Vec<CreateLinkRequest>,
}

/// A contact; texts have at most 500 characters.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[allow(dead_code, reason = "describes the domain's contact card, which is read in its place")]
pub(super) struct VCardData {
    #[schema(example = "Ada")]
    first_name: Option<String>,
    #[schema(example = "Lovelace")]
    last_name: Option<String>,
    title: Option<String>,
    organization: Option<String>,
    #[schema(example = "ada@example.com")]
    email: Option<String>,
    #[schema(example = "+44 20 7946 0000")]
    phone: Option<String>,
    phone_is_whatsapp: Option<bool>,
    phone_sms_enabled: Option<bool>,
    website: Option<String>,
    street_address: Option<String>,
    city: Option<String>,
    state: Option<String>,
    postal_code: Option<String>,
    country: Option<String>,
    /// Whether the page offers the card as a file; true when left out.
    save_button_enabled: Option<bool>,
    button_label: Option<String>,
    social_links: Option<Vec<VCardSocialLink>>,
}

/// A page elsewhere.
#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[allow(dead_code, reason = "describes the domain's type, which is read in its place")]
pub(super) struct VCardSocialLink {
    platform: Option<String>,
    #[schema(example = "https://example.com/ada")]
    url: String,
}

/// Changes to a link: fields that are left out stay as they are, `null` clears.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub(super) struct UpdateLinkRequest {
    /// Where visitors are sent; codes that are printed lead there at once.
    #[schema(example = "https://example.com/another-page", max_length = 8192)]
    pub(super) destination: Option<String>,
    /// The media item that the link opens, in place of what it led to.
    #[schema(format = Uuid)]
    pub(super) media_id: Option<String>,
    /// The id that the caller knows the link by.
    #[schema(value_type = Option<String>, max_length = 200)]
    pub(super) external_id: Patch<String>,
    /// What people call the link.
    #[schema(example = "Updated Campaign Name", max_length = 200)]
    pub(super) name: Option<String>,
    /// What the link is for.
    #[schema(value_type = Option<String>, max_length = 2000)]
    pub(super) purpose: Patch<String>,
    /// Another short address. The old one leads here too: it may be printed.
    #[schema(pattern = "^[A-Za-z0-9_-]{0,64}$")]
    pub(super) shortlink: Option<String>,
    /// The custom domain that it lives on; `null` is the server's own address. The old address leads here too.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub(super) custom_domain_id: Patch<String>,
    /// The folder that it lies in.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub(super) directory_id: Patch<String>,
    /// True moves it to the root, for clients that cannot send `null`.
    pub(super) directory_id_delete: Option<bool>,
    /// Where visitors go while the link does not lead on.
    #[schema(value_type = Option<String>)]
    pub(super) fallback_destination: Patch<String>,
    /// When the link begins to lead on.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) starts_at: Patch<Timestamp>,
    /// When the link expires.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) expires_at: Patch<Timestamp>,
    /// True clears `expiresAt`.
    pub(super) expires_at_delete: Option<bool>,
    /// Where visitors go once the link has expired.
    #[schema(value_type = Option<String>)]
    pub(super) expired_destination: Patch<String>,
    /// True clears `expiredDestination`.
    pub(super) expired_destination_delete: Option<bool>,
    /// How many visits are led on at most, those of before included.
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000_000)]
    pub(super) max_scans: Patch<i64>,
    /// Where visitors go once that many came.
    #[schema(value_type = Option<String>)]
    pub(super) exhausted_destination: Patch<String>,
    /// A password that visitors are asked for; `null` asks for none.
    #[schema(value_type = Option<String>, format = Password, min_length = 4, max_length = 200)]
    pub(super) password: Patch<String>,
    /// Whether the link is stopped for now.
    pub(super) paused: Option<bool>,
    /// Where iPhones and iPads go instead.
    #[schema(value_type = Option<String>)]
    pub(super) ios_destination: Patch<String>,
    /// Where Android devices go instead.
    #[schema(value_type = Option<String>)]
    pub(super) android_destination: Patch<String>,
    /// Campaign parameters for the destination; all of them are replaced.
    #[schema(value_type = Option<UtmInput>)]
    pub(super) utm: Patch<UtmInput>,
    /// What becomes of the query that a visitor came with.
    #[schema(example = "QUERY_FORWARDING_MISSING")]
    pub(super) query_forwarding: Option<String>,
    /// Replaces all notes.
    #[schema(value_type = Option<BTreeMap<String, String>>)]
    pub(super) metadata: Patch<BTreeMap<String, String>>,
    /// Replaces all tags.
    #[schema(value_type = Option<Vec<String>>)]
    pub(super) tags: Patch<Vec<String>>,
    /// True removes all tags.
    pub(super) tags_delete: Option<bool>,
    /// The design of the link's code; `null` takes the plain default.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub(super) qrcode_design_id: Patch<String>,
    /// False takes the code and its design away; true brings a code back, in its template or the plain default.
    pub(super) qrcode_enabled: Option<bool>,
    /// The template that the code is dressed in; `null` forgets it, and the looks stay.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub(super) qrcode_template_id: Patch<String>,
    /// True forgets the template, for clients that cannot send `null`.
    pub(super) qrcode_template_id_delete: Option<bool>,
    /// A look of visitor pages; there are none yet.
    pub(super) page_theme_id: Option<String>,
    /// Whether the destination is told which visit it was.
    pub(super) conversion_tracking: Option<bool>,
    /// What the link wants from its visitors.
    #[schema(value_type = Option<String>, max_length = 2000)]
    pub(super) lead_goal_definition: Patch<String>,
    /// Who the ideal visitor is.
    #[schema(value_type = Option<String>, max_length = 2000)]
    pub(super) lead_target_definition: Patch<String>,
}
