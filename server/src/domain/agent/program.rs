//! Programs: those known by name, and those that betray themselves.

use super::{Actor, Class};

/// A program that makes requests without a person behind each.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) name: String,
    pub(super) origin: Option<&'static str>,
    pub(super) actor: Actor,
    pub(super) class: Class,
}

/// A program known by name: the text that betrays it, in lower case, what it is called, and who sends it.
type Known = (&'static str, &'static str, &'static str);

/// Fetchers of link previews; those that also name another one come first.
const PREVIEWS: &[Known] = &[
    ("line-poker", "LINE", "LY Corporation"),
    ("telegrambot", "TelegramBot", "Telegram"),
    ("slackbot", "Slackbot", "Slack"),
    ("slack-imgproxy", "Slackbot", "Slack"),
    ("whatsapp/", "WhatsApp", "Meta"),
    ("facebookexternalhit", "Facebook", "Meta"),
    ("facebookcatalog", "Facebook", "Meta"),
    ("facebot", "Facebook", "Meta"),
    ("twitterbot", "Twitterbot", "X"),
    ("discordbot", "Discordbot", "Discord"),
    ("linkedinbot", "LinkedInBot", "LinkedIn"),
    ("skypeuripreview", "Microsoft Teams", "Microsoft"),
    ("bingpreview", "BingPreview", "Microsoft"),
    ("pinterestbot", "Pinterestbot", "Pinterest"),
    ("pinterest/0.", "Pinterestbot", "Pinterest"),
    ("redditbot", "redditbot", "Reddit"),
    ("snap url preview", "Snapchat", "Snap"),
    ("bluesky cardyb", "Bluesky Cardyb", "Bluesky"),
    ("mastodon/", "Mastodon", "Mastodon"),
    ("synapse", "Synapse", "Matrix"),
    ("mattermost-bot", "Mattermost", "Mattermost"),
    ("viber/", "Viber", "Viber"),
    ("kakaotalk-scrap", "KakaoTalk", "Kakao"),
    ("vkshare", "vkShare", "VK"),
    ("embedly", "Embedly", "Embedly"),
    ("iframely", "Iframely", "Iframely"),
    ("googleimageproxy", "Google Image Proxy", "Google"),
    ("google-read-aloud", "Google Read Aloud", "Google"),
    ("developers.google.com/+/web/snippet", "Google Snippet Fetcher", "Google"),
];

/// Crawlers and assistants of AI companies.
const AI_AGENTS: &[Known] = &[
    ("gptbot", "GPTBot", "OpenAI"),
    ("chatgpt", "ChatGPT-User", "OpenAI"),
    ("oai-searchbot", "OAI-SearchBot", "OpenAI"),
    ("claudebot", "ClaudeBot", "Anthropic"),
    ("claude-user", "Claude-User", "Anthropic"),
    ("claude-searchbot", "Claude-SearchBot", "Anthropic"),
    ("claude-web", "Claude-Web", "Anthropic"),
    ("anthropic-ai", "anthropic-ai", "Anthropic"),
    ("perplexitybot", "PerplexityBot", "Perplexity"),
    ("perplexity-user", "Perplexity-User", "Perplexity"),
    ("meta-externalagent", "Meta-ExternalAgent", "Meta"),
    ("meta-externalfetcher", "Meta-ExternalFetcher", "Meta"),
    ("bytespider", "Bytespider", "ByteDance"),
    ("cohere-ai", "cohere-ai", "Cohere"),
    ("cohere-training", "cohere-training-data-crawler", "Cohere"),
    ("mistralai-user", "MistralAI-User", "Mistral AI"),
    ("duckassistbot", "DuckAssistBot", "DuckDuckGo"),
    ("youbot", "YouBot", "You.com"),
    ("google-cloudvertexbot", "Google-CloudVertexBot", "Google"),
    ("gemini-deep-research", "Gemini-Deep-Research", "Google"),
    ("google-notebooklm", "Google-NotebookLM", "Google"),
    ("googleagent-", "GoogleAgent", "Google"),
    ("diffbot", "Diffbot", "Diffbot"),
    ("ai2bot", "AI2Bot", "Ai2"),
    ("devin/", "Devin", "Cognition"),
    ("manus-user", "Manus-User", "Manus"),
    ("novaact", "NovaAct", "Amazon"),
];

/// Crawlers, monitors and auditors.
const CRAWLERS: &[Known] = &[
    ("googlebot", "Googlebot", "Google"),
    ("adsbot-google", "AdsBot-Google", "Google"),
    ("mediapartners-google", "Mediapartners-Google", "Google"),
    ("apis-google", "APIs-Google", "Google"),
    ("googleother", "GoogleOther", "Google"),
    ("google-inspectiontool", "Google-InspectionTool", "Google"),
    ("google-safety", "Google-Safety", "Google"),
    ("feedfetcher-google", "FeedFetcher-Google", "Google"),
    ("chrome-lighthouse", "Lighthouse", "Google"),
    ("bingbot", "bingbot", "Microsoft"),
    ("adidxbot", "adidxbot", "Microsoft"),
    ("msnbot", "msnbot", "Microsoft"),
    ("applebot", "Applebot", "Apple"),
    ("duckduckbot", "DuckDuckBot", "DuckDuckGo"),
    ("yandexbot", "YandexBot", "Yandex"),
    ("yandexmobilebot", "YandexMobileBot", "Yandex"),
    ("baiduspider", "Baiduspider", "Baidu"),
    ("sogou web spider", "Sogou web spider", "Sogou"),
    ("petalbot", "PetalBot", "Huawei"),
    ("amazonbot", "Amazonbot", "Amazon"),
    ("ccbot", "CCBot", "Common Crawl"),
    ("facebookbot", "FacebookBot", "Meta"),
    ("meta-webindexer", "Meta-WebIndexer", "Meta"),
    ("yahoo! slurp", "Yahoo! Slurp", "Yahoo"),
    ("seznambot", "SeznamBot", "Seznam"),
    ("qwantify", "Qwantify", "Qwant"),
    ("yeti/", "Yeti", "Naver"),
    ("archive.org_bot", "archive.org_bot", "Internet Archive"),
    ("ahrefsbot", "AhrefsBot", "Ahrefs"),
    ("semrushbot", "SemrushBot", "Semrush"),
    ("mj12bot", "MJ12bot", "Majestic"),
    ("dotbot", "DotBot", "Moz"),
    ("dataforseobot", "DataForSeoBot", "DataForSEO"),
    ("screaming frog", "Screaming Frog SEO Spider", "Screaming Frog"),
    ("uptimerobot", "UptimeRobot", "UptimeRobot"),
    ("pingdom", "Pingdom", "SolarWinds"),
    ("statuscake", "StatusCake", "StatusCake"),
    ("site24x7", "Site24x7", "Zoho"),
    ("urlscan.io", "urlscan.io", "urlscan"),
    ("censysinspect", "CensysInspect", "Censys"),
];

/// HTTP libraries and command-line tools, by how their `User-Agent` begins, in lower case.
const LIBRARIES: [&str; 34] = [
    "aiohttp",
    "apache-httpclient",
    "axios",
    "bruno",
    "bun",
    "curl",
    "dart",
    "deno",
    "dotnet",
    "faraday",
    "go-http-client",
    "got",
    "guzzlehttp",
    "httpie",
    "httpx",
    "insomnia",
    "java-http-client",
    "java",
    "libcurl",
    "libwww-perl",
    "node-fetch",
    "node",
    "okhttp",
    "openapi-generator",
    "perl",
    "php",
    "postmanruntime",
    "python-httpx",
    "python-requests",
    "python-urllib",
    "python",
    "reqwest",
    "ruby",
    "wget",
];

/// How words of self-declared crawlers end, in lower case.
const ENDINGS: [&str; 4] = ["bot", "crawler", "spider", "scraper"];
/// Words that only programs use, in lower case. `+http` introduces the address of whoever runs it.
const SIGNS: [&str; 6] = ["headlesschrome", "phantomjs", "+http", "linkpreview", "link preview", "crawler"];

/// The program behind a `User-Agent`, if it is one.
pub(super) fn find(user_agent: &str) -> Option<Program> {
    let folded = user_agent.to_ascii_lowercase();
    let known = |list: &'static [Known]| list.iter().find(|(sign, ..)| folded.contains(sign));
    // iMessage asks from the person's phone in the names of Facebook and Twitter, dressed as a Mac.
    if ["macintosh", "facebookexternalhit", "twitterbot"].iter().all(|sign| folded.contains(sign)) {
        return Some(Program::named(&("", "iMessage", "Apple"), Actor::Bot, Class::Preview));
    }
    // Agents before crawlers and previews: some name the crawler that they want to be taken for.
    known(AI_AGENTS)
        .map(|agent| Program::named(agent, Actor::Agent, Class::AiAgent))
        .or_else(|| known(PREVIEWS).map(|fetcher| Program::named(fetcher, Actor::Bot, Class::Preview)))
        .or_else(|| known(CRAWLERS).map(|crawler| Program::named(crawler, Actor::Bot, Class::Crawler)))
        .or_else(|| nameless(user_agent, &folded))
}

impl Program {
    fn named(&(_, name, origin): &Known, actor: Actor, class: Class) -> Self {
        Self { name: name.to_owned(), origin: Some(origin), actor, class }
    }
}

/// A program in no list: a library, or a word such as `ExampleBot/1.0`.
fn nameless(user_agent: &str, folded: &str) -> Option<Program> {
    let bot = |name: &str| Program {
        name: name.to_owned(),
        origin: None,
        actor: Actor::Bot,
        class: Class::Crawler,
    };
    let first = user_agent.split(['/', ' ']).next().unwrap_or_default();
    if LIBRARIES.contains(&first.to_ascii_lowercase().as_str()) {
        return Some(bot(first));
    }
    let words = user_agent.split(|letter: char| !(letter.is_alphanumeric() || "-_.!".contains(letter)));
    // A maker of phones is called Cubot.
    let declared = words.filter(|word| !word.eq_ignore_ascii_case("cubot")).find(|word| {
        let word = word.to_ascii_lowercase();
        ENDINGS.iter().any(|ending| word.ends_with(ending))
    });
    if let Some(word) = declared {
        return Some(bot(word));
    }
    let sign = SIGNS.iter().find(|sign| folded.contains(**sign))?;
    let name = match *sign {
        "headlesschrome" => "HeadlessChrome",
        "phantomjs" => "PhantomJS",
        _ => product(user_agent),
    };
    Some(bot(name))
}

/// The first product that is no browser's: `Example` of `Mozilla/5.0 (compatible; Example/1.0; +https://…)`.
fn product(user_agent: &str) -> &str {
    let parts =
        user_agent.split([' ', '(', ';', ')']).filter(|part| !part.is_empty() && !part.starts_with('+'));
    let mut names = parts.map(|part| part.split('/').next().unwrap_or(part));
    names
        .find(|name| !matches!(*name, "Mozilla" | "compatible" | "AppleWebKit" | "Gecko"))
        .unwrap_or(user_agent)
}
