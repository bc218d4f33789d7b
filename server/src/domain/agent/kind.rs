//! The kinds that agents and their visits fall into, with their names in the API and in the database.

/// Form factor of a device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum DeviceType {
    /// An application that fetched the address by itself, such as a code scanner, without a browser.
    Native,
    /// A phone.
    Mobile,
    /// A tablet.
    Tablet,
    /// A computer with a keyboard.
    Desktop,
    /// Anything else: televisions, programs, and what tells nothing.
    #[default]
    Unknown,
}

impl DeviceType {
    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Native => "DEVICE_TYPE_NATIVE",
            Self::Mobile => "DEVICE_TYPE_MOBILE",
            Self::Tablet => "DEVICE_TYPE_TABLET",
            Self::Desktop => "DEVICE_TYPE_DESKTOP",
            Self::Unknown => "DEVICE_TYPE_UNKNOWN",
        }
    }
}

/// Who operates a device.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum Actor {
    /// A person, as far as the request tells.
    Human,
    /// A program: crawlers, preview fetchers, monitors, HTTP libraries and command-line tools.
    Bot,
    /// An AI company's crawler or an assistant that acts for somebody.
    Agent,
    /// The request tells nothing, or something that is in no list.
    #[default]
    Unknown,
}

impl Actor {
    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Human => "DEVICE_ACTOR_HUMAN",
            Self::Bot => "DEVICE_ACTOR_BOT",
            Self::Agent => "DEVICE_ACTOR_AGENT",
            Self::Unknown => "DEVICE_ACTOR_UNKNOWN",
        }
    }
}

/// What kind of visit a request was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// Somebody opened the address, as far as the request tells; also when it tells nothing.
    #[default]
    Visit,
    /// A chat, mail or social application fetched the address to show what is behind it.
    Preview,
    /// A browser fetched it ahead; the person may never open it.
    Prefetch,
    /// A program: search engines, monitors, HTTP libraries and command-line tools.
    Crawler,
    /// An AI company's crawler, or an assistant that acts for somebody.
    AiAgent,
}

impl Class {
    /// The name in the API and in the database.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::Preview => "preview",
            Self::Prefetch => "prefetch",
            Self::Crawler => "crawler",
            Self::AiAgent => "ai_agent",
        }
    }
}
