//! How far a custom domain is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How far a custom domain is; `docs/custom-domains.md` shows what leads where.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    /// It was made and not checked yet.
    #[serde(rename = "STATUS_INACTIVE")]
    Inactive,
    /// Its name does not lead to this server.
    #[serde(rename = "STATUS_DOMAIN_PENDING")]
    DomainPending,
    /// Its name leads here; who owns it is not proved.
    #[serde(rename = "STATUS_VERIFICATION_PENDING")]
    VerificationPending,
    /// Only the certificate is missing.
    #[serde(rename = "STATUS_CERTIFICATE_PENDING")]
    CertificatePending,
    /// All is well.
    #[serde(rename = "STATUS_ACTIVE")]
    Active,
    /// It serves on a certificate that is still good, but that cannot be renewed as things are.
    #[serde(rename = "STATUS_RENEWAL_PENDING")]
    RenewalPending,
    /// Its certificate has ended.
    #[serde(rename = "STATUS_EXPIRED")]
    Expired,
}

/// A text that is no status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is unknown; use one of {}", Status::ALL.map(Status::as_str).join(", "))]
pub(crate) struct UnknownStatus;

impl Status {
    /// Every one.
    pub(crate) const ALL: [Self; 7] = [
        Self::Inactive,
        Self::DomainPending,
        Self::VerificationPending,
        Self::CertificatePending,
        Self::Active,
        Self::RenewalPending,
        Self::Expired,
    ];

    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Inactive => "STATUS_INACTIVE",
            Self::DomainPending => "STATUS_DOMAIN_PENDING",
            Self::VerificationPending => "STATUS_VERIFICATION_PENDING",
            Self::CertificatePending => "STATUS_CERTIFICATE_PENDING",
            Self::Active => "STATUS_ACTIVE",
            Self::RenewalPending => "STATUS_RENEWAL_PENDING",
            Self::Expired => "STATUS_EXPIRED",
        }
    }
}

impl FromStr for Status {
    type Err = UnknownStatus;
    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL.into_iter().find(|status| status.as_str() == text).ok_or(UnknownStatus)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
