//! How the domain's types are kept in columns: ids and names as text, moments as bigint, structures as JSON text.

use std::error::Error;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::encode::IsNull;
use sqlx::{Database, Decode, Encode, Type};

use super::{Result, StoreError};
use crate::domain::custom_domain::host_name::HostName;
use crate::domain::id::{
    AttemptId, AuditId, BranchId, ChangeId, ConversionId, CustomDomainId, DashboardId, DeliveryId, DesignId,
    DeviceId, DirectoryId, EventId, JobId, KeyId, LeadScoreId, LinkId, LinkSettingId, MediaId, RecoveryId,
    ScoringId, StepId, TagId, TemplateId, TokenId, UploadId, VisitorId, WebhookId, WorkspaceId,
};
use crate::domain::slug::Slug;
use crate::domain::time::Timestamp;

type BoxError = Box<dyn Error + Send + Sync>;

/// Keeps types as text, by `Display` and `FromStr`.
macro_rules! text {
    ($($name:ty)*) => {$(
        impl<DB: Database> Type<DB> for $name
        where
            String: Type<DB>,
        {
            fn type_info() -> DB::TypeInfo {
                <String as Type<DB>>::type_info()
            }
            fn compatible(info: &DB::TypeInfo) -> bool {
                <String as Type<DB>>::compatible(info)
            }
        }
        impl<'q, DB: Database> Encode<'q, DB> for $name
        where
            String: Encode<'q, DB>,
        {
            fn encode_by_ref(&self, buffer: &mut <DB as Database>::ArgumentBuffer) -> std::result::Result<IsNull, BoxError> {
                self.to_string().encode(buffer)
            }
        }
        impl<'r, DB: Database> Decode<'r, DB> for $name
        where
            &'r str: Decode<'r, DB>,
        {
            fn decode(value: <DB as Database>::ValueRef<'r>) -> std::result::Result<Self, BoxError> {
                Ok(<&str as Decode<'r, DB>>::decode(value)?.parse()?)
            }
        }
    )*};
}
text! { AttemptId AuditId BranchId ChangeId ConversionId CustomDomainId DashboardId LeadScoreId DeliveryId DesignId DeviceId DirectoryId EventId JobId LinkSettingId KeyId LinkId StepId TagId TokenId VisitorId WebhookId WorkspaceId Slug }
text! { MediaId RecoveryId ScoringId TemplateId UploadId HostName }

impl<DB: Database> Type<DB> for Timestamp
where
    i64: Type<DB>,
{
    fn type_info() -> DB::TypeInfo {
        <i64 as Type<DB>>::type_info()
    }
    fn compatible(info: &DB::TypeInfo) -> bool {
        <i64 as Type<DB>>::compatible(info)
    }
}
impl<'q, DB: Database> Encode<'q, DB> for Timestamp
where
    i64: Encode<'q, DB>,
{
    fn encode_by_ref(
        &self,
        buffer: &mut <DB as Database>::ArgumentBuffer,
    ) -> std::result::Result<IsNull, BoxError> {
        self.as_millis().encode(buffer)
    }
}
impl<'r, DB: Database> Decode<'r, DB> for Timestamp
where
    i64: Decode<'r, DB>,
{
    fn decode(value: <DB as Database>::ValueRef<'r>) -> std::result::Result<Self, BoxError> {
        Ok(Self::from_millis(<i64 as Decode<'r, DB>>::decode(value)?))
    }
}

/// A structure as it is kept: JSON text.
pub(super) fn to_json(value: &impl Serialize) -> String {
    // What is kept is made of texts, numbers, lists and maps with text keys: writing it cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}

/// A structure from its JSON text in `column`.
pub(super) fn from_json<T: DeserializeOwned>(column: &'static str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt { column, problem: error.to_string() })
}

/// A type of the domain from its name in `column`, as serde spells it.
pub(super) fn from_name<T: DeserializeOwned>(column: &'static str, name: &str) -> Result<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|error| StoreError::Corrupt { column, problem: error.to_string() })
}
