//! Every dependency's licence allows what this project does with it: `deny.toml` says which licences do.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use serde_json::Value;
use spdx::{Expression, ParseMode};
use std::process::Command;

#[test]
fn dependencies_have_licences_that_are_allowed() {
    let allowed = allowed();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--format-version", "1"])
        .current_dir(e2e::repository())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50, "only {} packages were listed", packages.len());
    let refused = packages.iter().filter(|package| !is_allowed(package["license"].as_str(), &allowed));
    let refused =
        refused.map(|package| format!("{} ({})", package["name"], package["license"])).collect::<Vec<_>>();
    assert_eq!(refused, Vec::<String>::new());
}

fn is_allowed(licence: Option<&str>, allowed: &[String]) -> bool {
    // Older crates write `MIT/Apache-2.0`.
    let expression = licence.and_then(|text| Expression::parse_mode(text, ParseMode::LAX).ok());
    expression.is_some_and(|expression| {
        expression.evaluate(|needed| {
            needed.license.id().is_some_and(|id| allowed.iter().any(|name| name == id.name))
                && needed.addition.is_none()
        })
    })
}

/// The list `allow` of `deny.toml`.
fn allowed() -> Vec<String> {
    let text = std::fs::read_to_string(e2e::repository().join("deny.toml")).unwrap();
    let list = text.split("allow = [").nth(1).unwrap().split(']').next().unwrap();
    let names = list.split(',').map(|name| name.trim().trim_matches('"').to_owned());
    let names = names.filter(|name| !name.is_empty()).collect::<Vec<_>>();
    assert!(names.contains(&"MIT".to_owned()), "deny.toml: {names:?}");
    names
}

#[test]
fn the_check_tells_allowed_from_refused() {
    let allowed = ["MIT".to_owned(), "Apache-2.0".to_owned()];
    for good in ["MIT", "MIT/Apache-2.0", "GPL-3.0 OR MIT", "(MIT OR GPL-3.0) AND Apache-2.0"] {
        assert!(is_allowed(Some(good), &allowed), "{good}");
    }
    for bad in ["GPL-3.0", "MIT AND GPL-3.0", "", "nonsense"] {
        assert!(!is_allowed(Some(bad), &allowed), "{bad}");
    }
    assert!(!is_allowed(None, &allowed));
}
