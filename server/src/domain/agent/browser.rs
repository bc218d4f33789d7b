//! Browser and platform, by the rules of uap-core (`uap/README.md`), under the names that people know.

use std::sync::LazyLock;

use serde::Deserialize;
use ua_parser::{os, user_agent};

/// A name with its version.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Software {
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
}

#[derive(Deserialize)]
struct Rules {
    user_agent_parsers: Vec<user_agent::Parser<'static>>,
    os_parsers: Vec<os::Parser<'static>>,
}

struct Extractors {
    browser: user_agent::Extractor<'static>,
    platform: os::Extractor<'static>,
}

/// Compiled by the first who asks: a few rules of our own for what uap-core does not know, then uap-core's. The rules are part of the program, and a test compiles them; should they ever not
/// compile, agents have neither browser nor platform.
static EXTRACTORS: LazyLock<Option<Extractors>> = LazyLock::new(|| {
    let rules: Rules = serde_json::from_str(include_str!("uap/parsers.json")).ok()?;
    let linkedin = user_agent::Parser {
        regex: r"(LinkedIn)App\]/(\d+)\.(\d+)(?:\.(\d+)|)".into(),
        ..user_agent::Parser::default()
    };
    let harmony = os::Parser {
        regex: r"OpenHarmony (\d+)(?:\.(\d+)|)".into(),
        os_replacement: Some("HarmonyOS".into()),
        os_v1_replacement: Some("$1".into()),
        os_v2_replacement: Some("$2".into()),
        ..os::Parser::default()
    };
    let browser = user_agent::Builder::new().push(linkedin).ok()?.push_all(rules.user_agent_parsers).ok()?;
    let platform = os::Builder::new().push(harmony).ok()?.push_all(rules.os_parsers).ok()?;
    let (browser, platform) = (browser.build().ok()?, platform.build().ok()?);
    Some(Extractors { browser, platform })
});

/// The browser, or the application that shows the page.
pub(super) fn browser(user_agent: &str) -> Software {
    let Some(found) = EXTRACTORS.as_ref().and_then(|rules| rules.browser.extract(user_agent)) else {
        return Software::default();
    };
    let version = version([found.major, found.minor, found.patch, found.patch_minor]);
    // Apple's URL loading system escapes blanks in the names of applications.
    Software { name: Some(browser_name(&found.family).replace("%20", " ")), version }
}

/// The operating system.
pub(super) fn platform(user_agent: &str) -> Software {
    let Some(found) = EXTRACTORS.as_ref().and_then(|rules| rules.platform.extract(user_agent)) else {
        return Software::default();
    };
    if found.os == "Other" {
        return Software::default();
    }
    let name = platform_name(&found.os);
    let parts = [found.major, found.minor, found.patch, found.patch_minor];
    Software { name: Some(name.to_owned()), version: version(parts.each_ref().map(Option::as_deref)) }
}

fn version(parts: [Option<&str>; 4]) -> Option<String> {
    let parts: Vec<&str> = parts.into_iter().map_while(|part| part.filter(|part| !part.is_empty())).collect();
    (!parts.is_empty()).then(|| parts.join("."))
}

/// uap-core names a browser anew for every platform and way of embedding it; people ask for the browser.
fn browser_name(family: &str) -> &str {
    match family {
        "Chrome Mobile" | "Chrome Mobile iOS" | "Chrome Mobile WebView" => "Chrome",
        "Mobile Safari" | "Mobile Safari UI/WKWebView" => "Safari",
        "Firefox Mobile" | "Firefox iOS" => "Firefox",
        "Edge Mobile" => "Edge",
        "Opera Mobile" | "Opera Mini" | "Opera Touch" | "Opera Tablet" | "Opera GX" => "Opera",
        "Samsung Internet" => "Samsung Browser",
        "Android" => "Android Browser",
        "WeChat Browser" => "WeChat",
        "DuckDuckGo Mobile" => "DuckDuckGo",
        "Facebook Messenger" => "Messenger",
        other => other,
    }
}

fn platform_name(family: &str) -> &str {
    const DISTRIBUTIONS: [&str; 9] =
        ["Arch Linux", "CentOS", "Debian", "Fedora", "Gentoo", "Kubuntu", "Mint", "Red Hat", "Ubuntu"];
    match family {
        "Mac OS X" => "macOS",
        "Chrome OS" => "ChromeOS",
        name if DISTRIBUTIONS.contains(&name) => "Linux",
        other => other,
    }
}
