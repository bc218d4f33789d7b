//! Lists of links and of events at a thousand, ten thousand and a million of both, on both databases: the real server, asked
//! over HTTP.
//!
//! Events lie in 90 days, ten of a visitor. A hundredth of the links has them, a few very many and most of them few, as it
//! is with codes in the world. Every tenth link has the tag `often`, every tenth thousandth the tag `rare`; all names begin
//! alike and end in words of their own. Medians of `ROUNDS` questions are printed, in ms, the answer's 100 links included.
//! `LINKS` sets other sizes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark reports by panicking"
)]
#![allow(clippy::disallowed_methods, reason = "a benchmark measures")]

use std::env;
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::json;

use e2e::{Api, Database, Durability, Postgres, Program};

/// What is asked, by name.
const QUESTIONS: [(&str, &str); 20] = [
    ("one link", LINK),
    ("newest", "/v1/links?page_size=100"),
    ("by name", "/v1/links?page_size=100&sort_by=LINK_SORT_FIELD_NAME"),
    ("by events", "/v1/links?page_size=100&sort_by=LINK_SORT_FIELD_EVENT_COUNT"),
    ("frequent tag", "/v1/links?page_size=100&tags=often"),
    ("rare tag", "/v1/links?page_size=100&tags=rare"),
    ("two tags", "/v1/links?page_size=100&tags=often,rare"),
    ("frequent tag by name", "/v1/links?page_size=100&tags=often&sort_by=LINK_SORT_FIELD_NAME"),
    ("rare tag by name", "/v1/links?page_size=100&tags=rare&sort_by=LINK_SORT_FIELD_NAME"),
    ("search: one link", "/v1/links?page_size=100&search=menu%2000000777"),
    ("search: some", "/v1/links?page_size=100&search=777"),
    ("search: two letters", "/v1/links?page_size=100&search=77"),
    ("search: every link", "/v1/links?page_size=100&search=menu"),
    ("search: none", "/v1/links?page_size=100&search=zebra"),
    ("events: newest", "/v1/events/list?page_size=100"),
    ("events: 50 % deep", "/v1/events/list?page_size=100&end_date=2026-02-14T12:00:00Z"),
    ("events: 99 % deep", "/v1/events/list?page_size=100&end_date=2026-01-01T21:36:00Z"),
    ("events: of a link", "/v1/events/list?page_size=100&link_id=0199d1f0-7c1e-7000-8000-000000000007"),
    ("events: of a visitor", "/v1/events/list?page_size=100&visitor_id=0199d1f0-7c1e-7000-8000-000100000007"),
    ("slug, not remembered", "/s"),
];

/// The same for figures, of all time or of an odd window of some fifty days.
const FIGURES: [(&str, &str, &str); 12] = [
    ("breakdown: browser", "/v1/analytics/breakdown", r#""dimension":"browser""#),
    ("breakdown: of a window", "/v1/analytics/breakdown", r#""dimension":"browser",WINDOW"#),
    ("devices", "/v1/analytics/devices", "WINDOW"),
    ("geo", "/v1/analytics/geo", "WINDOW"),
    ("series by day", "/v1/timeseries/events", "WINDOW"),
    ("series by value", "/v1/analytics/timeseries", r#""groupBy":"device_type",WINDOW"#),
    ("visitor trends", "/v1/analytics/visitors", "WINDOW"),
    ("hours", "/v1/analytics/hours", "WINDOW"),
    ("funnel", "/v1/analytics/funnel", "WINDOW"),
    ("top links", "/v1/analytics/top-links", ""),
    ("top links: of a window", "/v1/analytics/top-links", "WINDOW"),
    (
        "top links: of a day",
        "/v1/analytics/top-links",
        r#""startDate":"2026-02-01","endDate":"2026-02-01T23:59:59.999Z""#,
    ),
];
/// What is changed, after all questions.
const CHANGES: [&str; 2] = ["create a link", "update a link"];
/// A link that every size has.
const LINK: &str = "/v1/links/0199d1f0-7c1e-7000-8000-000000000007";
const WINDOW: &str = r#""startDate":"2026-01-20T10:07:00Z","endDate":"2026-03-11T17:41:00Z""#;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let rounds: usize = env::var("ROUNDS").map_or(15, |rounds| rounds.parse().expect("ROUNDS is a number"));
    let sizes = env::var("LINKS").unwrap_or_else(|_| "1000,10000,1000000".to_owned());
    let sizes: Vec<usize> = sizes.split(',').map(|size| size.parse().expect("LINKS are numbers")).collect();
    let cluster = Postgres::start_new(Durability::Real);
    println!("lists of links: medians of {rounds} in ms");
    for postgres in [false, true] {
        let mut columns: Vec<Vec<f64>> = Vec::new();
        for size in &sizes {
            let database = if postgres { Database::Own(cluster.new_database()) } else { Database::Sqlite };
            let url = database.url();
            let program = Program::new(database).with("QR_LIMITS__TOKEN_PER_MINUTE", "1000000");
            let token = program.set_up("Benchmark");
            let file = program.folder().join("data/qr.db");
            if postgres {
                // As a database is that runs for a while.
                fill(
                    Command::new("psql").args(["-q", "-v", "ON_ERROR_STOP=1", &url]),
                    *size,
                    "vacuum analyze;",
                );
            } else {
                fill(Command::new("sqlite3").arg("-bail").arg(file), *size, "analyze;");
            }
            let server = program.start().await;
            let api = Api::new(server.base(), &token);
            let mut medians = Vec::new();
            for (_, query) in QUESTIONS {
                let median = median_of(rounds, async |round| {
                    // Another slug each time: those that were asked for lately are in memory.
                    let path =
                        if query == "/s" { format!("/s{:08}", round * 7 + 1) } else { query.to_owned() };
                    let answer = api.get(&path).await;
                    let is_right = [200, 302].contains(&answer.status);
                    assert!(is_right, "{path}: {} {}", answer.status, answer.text());
                });
                medians.push(median.await);
            }
            for (_, path, body) in FIGURES {
                let body: serde_json::Value =
                    serde_json::from_str(&format!("{{{}}}", body.replace("WINDOW", WINDOW)))
                        .expect("a body of JSON");
                let median = median_of(rounds, async |_| {
                    let answer = api.post(path, &body).await;
                    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
                });
                medians.push(median.await);
            }
            medians.push(
                median_of(rounds, async |round| {
                    let fields =
                        json!({ "destination": "https://example.com/menu", "name": format!("New {round}") });
                    assert_eq!(api.post("/v1/links", &fields).await.status, 200);
                })
                .await,
            );
            medians.push(
                median_of(rounds, async |round| {
                    let fields = json!({ "name": format!("Menu of day {round}") });
                    assert_eq!(api.patch(LINK, &fields).await.status, 200);
                })
                .await,
            );
            columns.push(medians);
            assert!(server.stop().await.success());
        }
        println!("{}: {sizes:?} links", if postgres { "PostgreSQL" } else { "SQLite" });
        let names = QUESTIONS
            .iter()
            .map(|(name, _)| name)
            .chain(FIGURES.iter().map(|(name, ..)| name))
            .chain(&CHANGES);
        for (at, name) in names.enumerate() {
            let figures = columns.iter().map(|column| format!("{:>10.2}", column[at])).collect::<Vec<_>>();
            println!("  {name:<22}{}", figures.concat());
        }
    }
}

/// How long a call takes in the middle, in ms. One more warms up.
async fn median_of(rounds: usize, mut call: impl AsyncFnMut(usize)) -> f64 {
    call(0).await;
    let mut times = Vec::new();
    for round in 1..=rounds {
        let begin = Instant::now();
        call(round).await;
        times.push(begin.elapsed().as_secs_f64() * 1e3);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

/// Writes links straight into the tables, as the server would have.
fn fill(client: &mut Command, links: usize, at_the_end: &str) {
    let mut child =
        client.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().expect("a client of the database");
    let drawn = "(numbers.n * 7919 % LINKS)";
    let sql = SQL.replace("DRAWN", drawn).replace("LINKS", &links.to_string()) + at_the_end;
    child.stdin.take().expect("a pipe").write_all(sql.as_bytes()).expect("writing");
    assert!(child.wait().expect("its end").success(), "filling the database");
}

/// Numbers become ids and keys by their digits: `sort_key` of a text is hexadecimal, and digits sort like it.
const SQL: &str = "
begin;
create table numbers (n bigint not null primary key, d text not null, w text not null);
insert into numbers with recursive count(n) as (select 1 union all select n + 1 from count where n < LINKS)
    select n, substr('0000000' || cast(n as text), length(cast(n as text)), 8), (select id from workspaces limit 1)
    from count;
insert into links (id, workspace_id, domain, shortlink, name, search_text, exit_step_id, metadata, created_at, updated_at,
        name_key, shortlink_key, routing, qrcode_enabled, paused)
    select '0199d1f0-7c1e-7000-8000-0000' || d, w, '', 's' || d, 'Menu ' || d, 'menu ' || d || '\ns' || d, 'e' || d, '{}',
        n * 1000, n * 1000, substr(d, 5) || substr(d, 1, 4), d, '{}', true, false from numbers;
insert into workflow_steps (id, workspace_id, link_id, event_action, kind, payload, created_at, updated_at)
    select 'e' || d, w, '0199d1f0-7c1e-7000-8000-0000' || d, 'EVENT_ACTION_CLIENT_REDIRECT',
        'WORKFLOW_STEP_KIND_EXIT', '{\"clientRedirect\":{\"destination\":\"https://example.com/\"}}', n * 1000, n * 1000
    from numbers;
insert into slugs (domain, slug, link_id) select '', 's' || d, '0199d1f0-7c1e-7000-8000-0000' || d from numbers;
update link_counts set links = LINKS;
insert into tags (id, workspace_id, name, created_at) select '0199d1f0-7c1e-7000-8000-aaaaaaaaaaaa', w, 'often', 1 from numbers where n = 1;
insert into tags (id, workspace_id, name, created_at) select '0199d1f0-7c1e-7000-8000-bbbbbbbbbbbb', w, 'rare', 1 from numbers where n = 1;
insert into link_tags (workspace_id, link_id, tag_id, position, created_at, updated_at)
    select w, '0199d1f0-7c1e-7000-8000-0000' || d, '0199d1f0-7c1e-7000-8000-aaaaaaaaaaaa', 0, n * 1000, n * 1000 from numbers where n % 10 = 0;
insert into link_tags (workspace_id, link_id, tag_id, position, created_at, updated_at)
    select w, '0199d1f0-7c1e-7000-8000-0000' || d, '0199d1f0-7c1e-7000-8000-bbbbbbbbbbbb', 1, n * 1000, n * 1000 from numbers where n % 10000 = 1;
insert into visitors (id, workspace_id, attributes, created_at, updated_at)
    select '0199d1f0-7c1e-7000-8000-0001' || d, w, '{}', n, n from numbers where n <= LINKS / 10;
insert into devices (id, workspace_id, visitor_id, user_agent, device_type, actor, created_at, last_used_at)
    select '0199d1f0-7c1e-7000-8000-0002' || d, w, '0199d1f0-7c1e-7000-8000-0001' || d, 'Mozilla/5.0', 'DEVICE_TYPE_MOBILE',
        'DEVICE_ACTOR_HUMAN', n, n from numbers where n <= LINKS / 10;
insert into events (id, workspace_id, link_id, visitor_id, device_id, action, visit_type, traffic, http_method, entrypoint,
        destination, scanned_at, created_at, position)
    select '0199d1f0-7c1e-7000-8000-0003' || numbers.d, numbers.w, '0199d1f0-7c1e-7000-8000-0000' || link.d,
        '0199d1f0-7c1e-7000-8000-0001' || visitor.d, '0199d1f0-7c1e-7000-8000-0002' || visitor.d, 'ACTION_SCAN',
        'VISIT_TYPE_FIRST', 'visit', 'GET', 'http://localhost/s', 'https://example.com/',
        1767225600000 + numbers.n * (7776000000 / LINKS), 1767225600000 + numbers.n * (7776000000 / LINKS), numbers.n
    from numbers join numbers as link on link.n = 1 + DRAWN * DRAWN / LINKS * DRAWN / LINKS / 100
    join numbers as visitor on visitor.n = 1 + (numbers.n - 1) % (LINKS / 10);
insert into event_totals (workspace_id, link_id, events, last_event_at)
    select w, links.id, coalesce(found.events, 0), n from numbers
    join links on links.id = '0199d1f0-7c1e-7000-8000-0000' || d
    left join (select link_id, count(*) as events from events group by link_id) as found on found.link_id = links.id;
insert into event_totals (workspace_id, link_id, events, last_event_at) select w, '', LINKS, 1 from numbers where n = 1;
create table counted (series bigint not null, at bigint not null);
insert into counted select 10 + n % 2, at from (select cast(substr(id, 29, 8) as bigint) as n, scanned_at as at from events) as numbered;
insert into counted select 100 + n % 64, at from (select cast(substr(id, 29, 8) as bigint) as n, scanned_at as at from events) as numbered;
insert into counted select 1000 + n % 50, at from (select cast(substr(id, 29, 8) as bigint) as n, scanned_at as at from events) as numbered;
insert into counted select 2000000 + cast(substr(link_id, 29, 8) as bigint), scanned_at from events;
insert into rollup_series (id, workspace_id, link_id, dimension, value)
    select 9 + n, w, '', 'visit', case n when 1 then 'VISIT_TYPE_FIRST' else 'VISIT_TYPE_RETURNING' end
        || '\u{1f}ACTION_SCAN\u{1f}visit\u{1f}EVENT_ACTION_CLIENT_REDIRECT' from numbers where n <= 2;
insert into rollup_series (id, workspace_id, link_id, dimension, value)
    select 99 + n, w, '', 'agent', case n % 2 when 0 then 'DEVICE_TYPE_MOBILE' else 'DEVICE_TYPE_DESKTOP' end
        || '\u{1f}Browser ' || ((n / 2) % 8) || '\u{1f}Platform ' || ((n / 16) % 4) from numbers where n <= 64;
insert into rollup_series (id, workspace_id, link_id, dimension, value) select 999 + n, w, '', 'country', d from numbers where n <= 50;
insert into rollup_series (id, workspace_id, link_id, dimension, value)
    select 2000000 + n, w, '0199d1f0-7c1e-7000-8000-0000' || d, 'visit',
        'VISIT_TYPE_FIRST\u{1f}ACTION_SCAN\u{1f}visit\u{1f}EVENT_ACTION_CLIENT_REDIRECT' from numbers where n <= LINKS / 100;
create table spans (span bigint not null);
insert into spans values (900000), (3600000), (86400000);
insert into link_rollups (workspace_id, span, bucket, link_id, events)
    select workspace_id, span, scanned_at - scanned_at % span, link_id, count(*) from events cross join spans
    group by workspace_id, span, scanned_at - scanned_at % span, link_id order by 1, 3, 2, 4;
insert into rollup_counts (series_id, span, bucket, events)
    select series, span, at - at % span, count(*) from counted
    cross join spans
    group by series, span, at - at % span;
drop table counted;
drop table spans;
drop table numbers;
commit;
";
