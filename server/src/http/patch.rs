//! Fields of partial updates: left out, cleared or set.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What a partial update says of a field; declare it with `#[serde(default)]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Patch<T> {
    /// Left out: the field stays as it is.
    #[default]
    Keep,
    /// `null`: the field is cleared.
    Clear,
    /// The field's new value.
    Set(T),
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(|value| value.map_or(Self::Clear, Self::Set))
    }
}

/// For the API's description, which shows defaults.
impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.value().serialize(serializer)
    }
}

impl<T> Patch<T> {
    /// The value, if one is set.
    pub(super) const fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }

    /// Writes the change to `field`.
    pub(super) fn apply(self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value),
        }
    }

    /// The same with its value passed through `change`; what that refuses leaves the field as it is.
    pub(super) fn and_then<U>(self, change: impl FnOnce(T) -> Option<U>) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Clear => Patch::Clear,
            Self::Set(value) => change(value).map_or(Patch::Keep, Patch::Set),
        }
    }

    /// The same, cleared where the value does not say anything by `says`.
    pub(super) fn or_clear_unless(self, says: impl FnOnce(&T) -> bool) -> Self {
        match self {
            Self::Set(value) if !says(&value) => Self::Clear,
            other => other,
        }
    }

    /// Cleared when one of the SDKs' `…Delete` flags says so: those clients cannot send `null`.
    pub(super) fn or_clear(self, flag: Option<bool>) -> Self {
        if flag == Some(true) { Self::Clear } else { self }
    }
}

/// What is left out stays as it is.
impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Keep, Self::Set)
    }
}
