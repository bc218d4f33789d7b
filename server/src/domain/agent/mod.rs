//! Who scanned, from the `User-Agent` and a few other headers: a person's phone, a search engine, the preview of a
//! chat application, an AI agent.
//!
//! ```text
//! User-Agent ──▶ program (a known bot, preview fetcher, agent or HTTP library?)
//!            ──▶ device  (form factor, maker, model)     ──▶ Agent ──hints──▶ Class
//!            ──▶ browser (browser and platform, by uap-core's rules)
//! ```
//! Nothing here decides whether a visitor is sent on: redirects do not wait for it. A distinct `User-Agent` costs
//! about 8 µs of one core (release build), three times that while the rules warm up, so callers keep the answer by
//! `User-Agent`. The first one also compiles the rules: about 60 ms, and 12 MB that stay.
//!
//! What cannot be known from these headers: an iPad that asks for desktop pages says that it is a Mac, Windows 11
//! says Windows 10, Chrome on Android hides the model, and whoever lies is believed.

mod browser;
mod device;
mod kind;
mod program;

#[cfg(test)]
mod corpus;

pub(crate) use kind::{Actor, Class, DeviceType};

/// What a `User-Agent` tells about whoever sent it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Agent {
    /// Form factor. Crawlers are what they claim to be: one that asks as a phone wants the page that phones get.
    pub(crate) device_type: DeviceType,
    /// Person, program or AI agent.
    pub(crate) actor: Actor,
    /// Name of the program or AI agent; none for people.
    pub(crate) actor_name: Option<String>,
    /// The company or project behind it, where it is known; none for people.
    pub(crate) actor_origin: Option<String>,
    /// What kind of visit it was.
    pub(crate) class: Class,
    /// Browser or application, without its platform (`Safari`, not `Mobile Safari`); none for programs.
    pub(crate) browser_name: Option<String>,
    /// Its version, as many parts as it tells.
    pub(crate) browser_version: Option<String>,
    /// `iOS`, `Android`, `Windows`, `macOS`, `Linux` (whatever its distribution), `ChromeOS`, or a rarer one.
    pub(crate) platform_name: Option<String>,
    /// Its version, as many parts as it tells.
    pub(crate) platform_version: Option<String>,
    /// Maker of the device; none for programs and for most desktop computers.
    pub(crate) brand: Option<String>,
    /// Model of the device, as the maker's code (`SM-S918B`) or name (`Pixel 8`).
    pub(crate) model: Option<String>,
}

/// What else a request tells about its purpose. Absent headers are empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Hints<'a> {
    /// Values of `Sec-Purpose`, `Purpose`, `X-Purpose` and `X-Moz`, joined by any separator.
    pub(crate) purpose: &'a str,
    /// The request's method.
    pub(crate) method: &'a str,
}

/// Who scanned: [`identify`] with the class that the other headers make of it.
#[cfg(test)]
pub(crate) fn classify(user_agent: &str, hints: &Hints<'_>) -> Agent {
    let agent = identify(user_agent);
    Agent { class: agent.class_of(hints), ..agent }
}

/// What the `User-Agent` alone tells. Equal texts give equal answers, so this is what to keep.
#[must_use]
pub(crate) fn identify(user_agent: &str) -> Agent {
    let user_agent = user_agent.trim();
    match program::find(user_agent) {
        Some(program) => as_program(user_agent, program),
        None => as_person(user_agent),
    }
}

fn as_program(user_agent: &str, program: program::Program) -> Agent {
    let named = Agent {
        actor: program.actor,
        actor_name: Some(program.name),
        actor_origin: program.origin.map(str::to_owned),
        class: program.class,
        ..Agent::default()
    };
    // Preview fetchers run on somebody's servers or dress up as each other: what they claim means nothing.
    if program.class == Class::Preview {
        return named;
    }
    let platform = browser::platform(user_agent);
    Agent {
        device_type: device::form_factor(user_agent),
        platform_name: platform.name,
        platform_version: platform.version,
        ..named
    }
}

fn as_person(user_agent: &str) -> Agent {
    let device_type = device::form_factor(user_agent);
    let platform = browser::platform(user_agent);
    // Browsers and applications on a device say what they run on; anything else may be anybody.
    if device_type == DeviceType::Unknown && platform.name.is_none() {
        return Agent::default();
    }
    let device = device::device(user_agent);
    // Android's own HTTP client names the platform, not the application that uses it.
    let bare = user_agent.starts_with("Dalvik/");
    let browser = if bare { browser::Software::default() } else { browser::browser(user_agent) };
    Agent {
        device_type,
        actor: Actor::Human,
        browser_name: browser.name,
        browser_version: browser.version,
        platform_name: platform.name,
        platform_version: platform.version,
        brand: device.brand,
        model: device.model,
        ..Agent::default()
    }
}

impl Agent {
    /// The kind of visit that one request of this agent was. Programs stay what they are; a person's browser may
    /// fetch ahead, and asks for the headers alone (`HEAD`) only when it, or an application, looks without opening.
    #[must_use]
    pub(crate) fn class_of(&self, hints: &Hints<'_>) -> Class {
        let purpose = hints.purpose.to_ascii_lowercase();
        // `preview` is what Safari sends for its start page, unasked by the person.
        let ahead = ["prefetch", "prerender", "preview"].iter().any(|word| purpose.contains(word));
        match self.class {
            Class::Visit if ahead => Class::Prefetch,
            Class::Visit if hints.method.eq_ignore_ascii_case("HEAD") => Class::Preview,
            class => class,
        }
    }
}
