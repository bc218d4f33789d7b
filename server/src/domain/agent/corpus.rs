//! Real user agents with what is expected of them: `corpus.tsv`, one a line, fields separated by tabs: class, actor,
//! device type, actor's name, browser, platform, brand, model (`-` for none), user agent.

use super::{Agent, Class, Hints, classify, identify};

fn rows() -> Vec<Vec<&'static str>> {
    let rows: Vec<Vec<&str>> =
        include_str!("corpus.tsv").lines().map(|line| line.split('\t').collect()).collect();
    assert!(rows.len() >= 80, "{} rows", rows.len());
    assert!(rows.iter().all(|row| row.len() == 9), "nine fields a row");
    rows
}

/// The answer in the corpus' own words.
fn told(agent: &Agent) -> String {
    let tail = |name: &'static str, prefix: &str| name.trim_start_matches(prefix).to_ascii_lowercase();
    let software = |name: &Option<String>, version: &Option<String>| match (name, version) {
        (Some(name), Some(version)) => format!("{name} {version}"),
        (name, _) => name.clone().unwrap_or("-".to_owned()),
    };
    let or_none = |text: &Option<String>| text.clone().unwrap_or("-".to_owned());
    [
        agent.class.as_str().to_owned(),
        tail(agent.actor.as_str(), "DEVICE_ACTOR_"),
        tail(agent.device_type.as_str(), "DEVICE_TYPE_"),
        or_none(&agent.actor_name),
        software(&agent.browser_name, &agent.browser_version),
        software(&agent.platform_name, &agent.platform_version),
        or_none(&agent.brand),
        or_none(&agent.model),
    ]
    .join("\t")
}

#[test]
fn real_user_agents_are_told_apart() {
    let mut wrong = Vec::new();
    for row in rows() {
        let (expected, found) = (row[..8].join("\t"), told(&identify(row[8])));
        if found != expected {
            wrong.push(format!("{}\n  expected {expected}\n     found {found}", row[8]));
        }
    }
    assert!(wrong.is_empty(), "{} of {} are wrong:\n{}", wrong.len(), rows().len(), wrong.join("\n"));
}

#[test]
fn people_have_no_name_and_programs_no_browser() {
    for agent in rows().iter().map(|row| identify(row[8])) {
        let person = matches!(agent.class, Class::Visit);
        assert_eq!(agent.actor_name.is_none(), person, "{agent:?}");
        assert!(person || agent.browser_name.is_none() && agent.model.is_none(), "{agent:?}");
        assert!(agent.actor_origin.is_none() || agent.actor_name.is_some(), "{agent:?}");
    }
}

#[test]
fn companies_are_named() {
    let origin = |user_agent| identify(user_agent).actor_origin;
    assert_eq!(origin("Mozilla/5.0 (compatible; Googlebot/2.1)").as_deref(), Some("Google"));
    assert_eq!(origin("Mozilla/5.0 (compatible; GPTBot/1.1)").as_deref(), Some("OpenAI"));
    assert_eq!(origin("curl/8.5.0"), None);
}

#[test]
fn headers_tell_a_look_ahead_from_a_visit() {
    let phone = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36";
    let class = |user_agent, purpose, method| classify(user_agent, &Hints { purpose, method }).class;
    assert_eq!(class(phone, "", "GET"), Class::Visit);
    assert_eq!(class(phone, "prefetch;prerender", "GET"), Class::Prefetch);
    assert_eq!(class(phone, "Prefetch", "GET"), Class::Prefetch);
    assert_eq!(class(phone, "preview", "GET"), Class::Prefetch);
    assert_eq!(class(phone, "", "HEAD"), Class::Preview);
    assert_eq!(class("Twitterbot/1.0", "prefetch", "HEAD"), Class::Preview);
    assert_eq!(class("curl/8.5.0", "", "HEAD"), Class::Crawler);
    assert_eq!(class("", "", "GET"), Class::Visit);
}

#[test]
fn hostile_texts_are_answered() {
    for text in [
        "(",
        ")",
        "((((",
        "Mozilla/5.0 (",
        "Mozilla/5.0 (Linux; Android",
        "Android;;;",
        "é(ü;Android 1;ñ)",
        "/",
    ] {
        let _ = identify(text);
    }
    let _ = identify(&"Mozilla/5.0 (Linux; Android 9; ".repeat(2_000));
    let _ = identify(&"(".repeat(60_000));
}
