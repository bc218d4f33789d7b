//! One SQL text for two databases: the schema keeps to types that both mean alike, and queries to words that both know.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

/// What a column may be. Other names are taken by SQLite for numbers, or are known to one of the two alone.
const TYPES: [&str; 5] = ["text", "bigint", "boolean", "double", "bytea"];
/// Words of one database alone, and what would make a query depend on the server's clock or collation.
const FORBIDDEN: [&str; 14] = [
    "now()",
    "interval '",
    " ilike ",
    "any(",
    "->>",
    "::",
    "date_trunc",
    "greatest(",
    "least(",
    "serial",
    "autoincrement",
    "current_timestamp",
    "listen ",
    "pg_advisory",
];

#[test]
fn columns_have_types_that_both_databases_mean_alike() {
    let mut columns = 0;
    for (file, text) in migrations() {
        let statements = without_comments(&text);
        for table in
            statements.split(';').filter(|statement| statement.trim_start().starts_with("create table"))
        {
            let body = table.split_once('(').unwrap().1;
            for line in body.lines().map(str::trim).filter(|line| !line.is_empty() && *line != ")") {
                let mut words = line.split_whitespace();
                let (name, kind) =
                    (words.next().unwrap(), words.next().unwrap_or_default().trim_end_matches(','));
                if matches!(name, "primary" | "unique" | "foreign") {
                    continue;
                }
                assert!(TYPES.contains(&kind), "{}: column {name} is {kind}", file.display());
                columns += 1;
            }
        }
    }
    assert!(columns > 50, "only {columns} columns were looked at");
}

#[test]
fn queries_keep_to_words_that_both_databases_know() {
    let mut queries = 0;
    for (file, text) in read("server/src/store", "rs") {
        // Every second piece between quotes is a literal; queries are those that begin like one.
        for literal in text.split('"').skip(1).step_by(2) {
            let query = literal.trim_start().to_lowercase();
            let begins = ["select ", "insert ", "update ", "delete ", "where ", " on conflict", " and "];
            if begins.iter().any(|word| query.starts_with(word)) {
                queries += 1;
                for word in FORBIDDEN {
                    assert!(!query.contains(word), "{}: {word} in {literal}", file.display());
                }
            }
        }
    }
    for (file, text) in migrations() {
        let statements = without_comments(&text).to_lowercase();
        for word in FORBIDDEN {
            assert!(!statements.contains(word), "{}: {word}", file.display());
        }
    }
    assert!(queries > 40, "only {queries} queries were looked at");
}

/// Those of both databases; what is of one alone lies in a folder of its own.
fn migrations() -> Vec<(PathBuf, String)> {
    let mut all = read("server/migrations", "sql");
    all.retain(|(file, _)| file.parent().is_some_and(|folder| folder.ends_with("migrations")));
    all
}

fn without_comments(text: &str) -> String {
    text.lines().filter(|line| !line.trim_start().starts_with("--")).collect::<Vec<_>>().join("\n")
}

fn read(folder: &str, extension: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    collect(&e2e::repository().join(folder), extension, &mut files);
    assert!(!files.is_empty(), "{folder}");
    files
}

fn collect(folder: &Path, extension: &str, files: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, extension, files);
        } else if path.extension().is_some_and(|found| found == extension) {
            files.push((path.clone(), fs::read_to_string(&path).unwrap()));
        }
    }
}
