//! The templates that come with the server: `built_in.json`, in the form that designs are kept in.

use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::domain::design::Options;
use crate::domain::id::{DesignId, TemplateId};
use crate::domain::time::Timestamp;

/// When the first of them came: 27 November 2026.
pub(crate) const SINCE: Timestamp = Timestamp::from_millis(1_795_737_600_000);

/// One of them.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BuiltIn {
    /// What it is found by. Its ids follow from it, so that they are the same on every server.
    pub(crate) slug: String,
    /// What people call it.
    pub(crate) name: String,
    /// What it is like.
    pub(crate) description: String,
    /// Words that it is found by, separated by commas.
    pub(crate) tags: String,
    /// How its codes look.
    pub(crate) options: Options,
}

/// All of them, in the order of the file.
pub(crate) fn built_in() -> Result<Vec<BuiltIn>, serde_json::Error> {
    serde_json::from_str(include_str!("built_in.json"))
}

impl BuiltIn {
    /// Its id.
    #[must_use]
    pub(crate) fn id(&self) -> TemplateId {
        TemplateId::from_bytes(self.bytes("template"))
    }

    /// Its design's id.
    #[must_use]
    pub(crate) fn design(&self) -> DesignId {
        DesignId::from_bytes(self.bytes("design"))
    }

    fn bytes(&self, kind: &str) -> [u8; 16] {
        let hash = Sha256::digest(format!("qr-engine {kind} {}", self.slug));
        std::array::from_fn(|index| hash[index])
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::slug::Slug;
    use crate::domain::template::NAME;

    #[test]
    fn each_has_its_own_name_and_look() {
        let all = built_in().unwrap();
        assert!(all.len() >= 12, "only {}", all.len());
        let count = |of: fn(&BuiltIn) -> String| all.iter().map(of).collect::<BTreeSet<_>>().len();
        assert_eq!(count(|one| one.slug.clone()), all.len());
        assert_eq!(count(|one| one.name.clone()), all.len());
        assert_eq!(count(|one| format!("{:?}", one.options)), all.len());
        assert_eq!(count(|one| one.id().to_string()), all.len());
        for one in &all {
            assert!(one.slug.parse::<Slug>().is_ok(), "{}", one.slug);
            assert!(!one.name.is_empty() && one.name.chars().count() <= NAME, "{}", one.slug);
            assert!(one.description.ends_with('.') && !one.tags.is_empty(), "{}", one.slug);
            assert_ne!(one.id().as_bytes(), one.design().as_bytes());
        }
    }
}
