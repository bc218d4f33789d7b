//! What templates are made from and changed with.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::id::DesignId;
use crate::domain::slug::Slug;
use crate::domain::template::{LONG_TEXT, NAME, TEXT, Template, Words};
use crate::http::body::Check;
use crate::http::patch::Patch;

/// What a template says of itself, and how its codes look. Everything is optional: left out, a new template takes nothing,
/// and a change leaves what is.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", default)]
#[schema(as = QrcodeTemplateRequest)]
pub(super) struct TemplateRequest {
    /// What people call it, at most 200 characters.
    #[schema(example = "House style", max_length = 200)]
    name: Option<String>,
    /// What it is like, at most 2000 characters.
    #[schema(example = "Our blue, rounded, with the logo", max_length = 2000)]
    description: Option<String>,
    /// Words that it is found by, separated by commas.
    #[schema(example = "brand, print", max_length = 2000)]
    tags: Option<String>,
    /// More to read, in Markdown.
    #[schema(max_length = 20000)]
    learn_more: Option<String>,
    /// Questions and answers, kept as they are.
    #[schema(max_length = 20000)]
    faq: Option<String>,
    /// What it is found by in the gallery: 1 to 64 letters, digits, `-` and `_`; no two templates have the same. `null` clears
    /// that of a template that is not published.
    #[schema(value_type = Option<String>, example = "house-style", pattern = "^[A-Za-z0-9_-]{0,64}$")]
    slug: Patch<String>,
    /// How its codes look. A new template takes this design, which nothing may use yet (a plain one when left out); a
    /// template that exists takes its looks, and all codes that follow the template show them at once.
    #[schema(format = Uuid)]
    qrcode_design_id: Option<String>,
}

impl TemplateRequest {
    /// Writes what is said into the template's words and slug; gives the design that is named.
    pub(super) fn apply(
        self,
        words: &mut Words,
        slug: &mut Option<Slug>,
        check: &mut Check,
    ) -> Option<DesignId> {
        for (path, wanted, text, most) in [
            ("name", self.name, &mut words.name, NAME),
            ("description", self.description, &mut words.description, TEXT),
            ("tags", self.tags, &mut words.tags, TEXT),
            ("learnMore", self.learn_more, &mut words.learn_more, LONG_TEXT),
            ("faq", self.faq, &mut words.faq, LONG_TEXT),
        ] {
            check.length(path, wanted.as_deref(), most);
            if let Some(wanted) = wanted {
                wanted.trim().clone_into(text);
            }
        }
        let wanted = self.slug.or_clear_unless(|text| !text.is_empty());
        wanted.and_then(|text| check.parse("slug", text.parse())).apply(slug);
        let design = self.qrcode_design_id.filter(|id| !id.is_empty())?;
        check.parse("qrcodeDesignId", design.parse())
    }
}

/// Refuses what a published template has to have and lacks.
pub(super) fn complete(template: &Template, check: &mut Check) {
    for (path, is_empty) in [
        ("slug", template.slug.is_none()),
        ("name", template.words.name.is_empty()),
        ("description", template.words.description.is_empty()),
    ] {
        if is_empty {
            check.refuse(path, "is empty, and the gallery shows it; PATCH /v1/qrcode-templates/{id} sets it");
        }
    }
}
