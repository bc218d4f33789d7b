//! Calls of the API that many tests make, each of which has to succeed.

use reqwest::Method;
use reqwest::header::USER_AGENT;
use serde_json::{Value, json};

use crate::http::{Answer, Api, send};
use crate::wait::until;

/// The `User-Agent` of the phone that scans.
pub const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
    Version/17.5 Mobile/15E148 Safari/604.1";

impl Api {
    /// Makes a link; gives it.
    pub async fn new_link(&self, fields: Value) -> Value {
        self.post("/v1/links", &fields).await.ok()["link"].take()
    }

    /// Makes a link to this destination; gives it.
    pub async fn new_link_to(&self, destination: &str) -> Value {
        self.new_link(json!({ "destination": destination })).await
    }

    /// Makes a design; gives it.
    pub async fn new_design(&self, fields: &Value) -> Value {
        self.post("/v1/qrcode-designs", fields).await.ok()["qrcode_design"].take()
    }

    /// Makes a webhook as the guide does; gives it, its secret with it.
    pub async fn new_webhook(&self, url: &str, events: &[&str]) -> Value {
        let fields = json!({ "url": url, "events": events, "active": true });
        self.post("/v1/webhooks", &fields).await.ok()["webhook"].take()
    }

    /// Visits an address as a phone does, without a token.
    pub async fn visit(&self, address: &str) -> Answer {
        self.visit_as(address, PHONE).await
    }

    /// Visits an address with this `User-Agent`, without a token.
    pub async fn visit_as(&self, address: &str, agent: &str) -> Answer {
        send(self.with_token(None).request(Method::GET, address).header(USER_AGENT, agent)).await
    }

    /// Waits until the link has `count` events; gives the list, newest first.
    pub async fn events(&self, link: &Value, count: u64) -> Value {
        let id = text(link, "id");
        let path = format!("/v1/events/list?link_id={id}&include=visitor,device,link,leadScore");
        until(&format!("{count} events of a link"), async || {
            let list = self.get(&path).await.ok();
            let total = list["total_count"].as_u64();
            assert!(total.is_some_and(|total| total <= count), "more than {count} events: {list}");
            (total == Some(count)).then_some(list)
        })
        .await
    }

    /// Every event since `start` (RFC 3339), page by page: the link's id and the device's `User-Agent`.
    pub async fn visits_since(&self, start: &str) -> Vec<(String, String)> {
        let mut visits = Vec::new();
        let mut next = String::new();
        loop {
            let path = format!("/v1/events/list?page_size=1000&include=device&start_date={start}{next}");
            let page = self.get(&path).await.ok();
            for event in page["events"].as_array().expect("events") {
                let agent = text(&event["device"], "user_agent");
                visits.push((text(event, "link_id").to_owned(), agent.to_owned()));
            }
            match page["next_page_token"].as_str() {
                Some(token) if !token.is_empty() => next = format!("&page_token={token}"),
                _ => return visits,
            }
        }
    }
}

/// A field that has to be a text.
#[must_use]
pub fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    object[field].as_str().unwrap_or_else(|| panic!("{field} is no text in {object}"))
}
