//! Templates: looks that are made once and worn by many codes.
//!
//! A template has one design. Codes of its own workspace follow it: what changes there is seen on all of them at once.
//! Codes of other workspaces wear a copy, so that nobody's codes change by a stranger's hand.

mod built_in;

use super::id::{DesignId, TemplateId, WorkspaceId};
use super::slug::Slug;
use super::time::Timestamp;

pub(crate) use built_in::{BuiltIn, SINCE, built_in};

/// Longest name, in characters.
pub(crate) const NAME: usize = 200;
/// Longest description and tags, in characters.
pub(crate) const TEXT: usize = 2_000;
/// Longest text to learn more from and longest answers to questions, in characters.
pub(crate) const LONG_TEXT: usize = 20_000;

/// A template, without its design.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template {
    /// Its id.
    pub(crate) id: TemplateId,
    /// Whose it is; those that come with the server are nobody's.
    pub(crate) workspace: Option<WorkspaceId>,
    /// How its codes look.
    pub(crate) design: DesignId,
    /// What it says of itself.
    pub(crate) words: Words,
    /// What it is found by in the gallery; no two templates have the same.
    pub(crate) slug: Option<Slug>,
    /// The template that it was imported from.
    pub(crate) duplicated_from: Option<TemplateId>,
    /// How often links were dressed in it, and how often it was imported.
    pub(crate) uses: i64,
    /// Since when everybody sees it.
    pub(crate) published_at: Option<Timestamp>,
    /// When it was made.
    pub(crate) created_at: Timestamp,
    /// When it was last changed; its design tells for itself.
    pub(crate) updated_at: Timestamp,
}

/// What a template says of itself; texts may be empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Words {
    /// What people call it.
    pub(crate) name: String,
    /// What it is like, in a sentence or two.
    pub(crate) description: String,
    /// Words that it is found by, separated by commas.
    pub(crate) tags: String,
    /// More to read, in Markdown.
    pub(crate) learn_more: String,
    /// Questions and answers, as its owner writes them.
    pub(crate) faq: String,
}

impl Template {
    /// Whether it came with the server.
    #[must_use]
    pub(crate) const fn is_built_in(&self) -> bool {
        self.workspace.is_none()
    }
}

impl Words {
    /// What searches look through, folded.
    #[must_use]
    pub(crate) fn search_text(&self) -> String {
        format!("{}\n{}\n{}", self.name, self.description, self.tags).to_lowercase()
    }

    /// The tags one by one.
    pub(crate) fn tags(&self) -> impl Iterator<Item = &str> {
        self.tags.split(',').map(str::trim).filter(|tag| !tag.is_empty())
    }
}
