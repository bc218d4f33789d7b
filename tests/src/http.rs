//! An HTTP client as a user of the API has one: JSON in and out, redirects not followed.
use std::sync::Once;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::Value;

use crate::wait::PATIENCE;

/// A client of one server with one token.
#[derive(Debug, Clone)]
pub struct Api {
    client: Client,
    base: String,
    token: Option<String>,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

/// A client that follows no redirects and keeps its connections.
#[must_use]
pub fn client() -> Client {
    static TLS: Once = Once::new();
    // The client wants to know its cryptography although nothing here is encrypted; a second installation is refused.
    TLS.call_once(|| drop(rustls::crypto::ring::default_provider().install_default()));
    Client::builder().redirect(Policy::none()).timeout(PATIENCE).no_proxy().build().expect("an HTTP client")
}

impl Api {
    /// A client of the server at `base`, such as `http://127.0.0.1:40123`, with this token.
    #[must_use]
    pub fn new(base: &str, token: &str) -> Self {
        Self { client: client(), base: base.to_owned(), token: Some(token.to_owned()) }
    }

    /// The same client with another token, or none.
    #[must_use]
    pub fn with_token(&self, token: Option<&str>) -> Self {
        Self { token: token.map(str::to_owned), ..self.clone() }
    }

    /// A request to a path of the server, or to a whole address.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let address = if path.starts_with('/') { format!("{}{path}", self.base) } else { path.to_owned() };
        let request = self.client.request(method, address);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    /// `GET`.
    pub async fn get(&self, path: &str) -> Answer {
        send(self.request(Method::GET, path)).await
    }

    /// `GET` with headers of the caller's own.
    pub async fn get_with(&self, path: &str, headers: &[(&'static str, &str)]) -> Answer {
        send(self.request(Method::GET, path).headers(header_map(headers))).await
    }

    /// `DELETE`.
    pub async fn delete(&self, path: &str) -> Answer {
        send(self.request(Method::DELETE, path)).await
    }

    /// `POST` of a JSON body.
    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.json(Method::POST, path, body).await
    }

    /// `PUT` with a JSON body.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.json(Method::PUT, path, body).await
    }

    /// `PATCH` with a JSON body.
    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.json(Method::PATCH, path, body).await
    }

    async fn json(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.raw(method, path, "application/json", body.to_string()).await
    }

    /// A request with a body of any kind.
    pub async fn raw(
        &self,
        method: Method,
        path: &str,
        content_type: &str,
        body: impl Into<Vec<u8>>,
    ) -> Answer {
        send(self.request(method, path).header("content-type", content_type).body(body.into())).await
    }
}

/// Sends a request and reads the whole answer.
///
/// # Panics
/// When there is none.
pub async fn send(request: RequestBuilder) -> Answer {
    answer(request).await.expect("an answer")
}

/// Sends a request and reads the whole answer, if there is one.
pub async fn answer(request: RequestBuilder) -> Result<Answer, reqwest::Error> {
    let response = request.send().await?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    Ok(Answer { status, headers, bytes: response.bytes().await?.to_vec() })
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn json(&self) -> Value {
        match serde_json::from_slice(&self.bytes) {
            Ok(value) => value,
            Err(error) => panic!("{error} in the answer {}: {}", self.status, self.text()),
        }
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// A header; empty when it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The JSON body of an answer that has to be 200.
    ///
    /// # Panics
    /// When it is another.
    #[must_use]
    pub fn ok(&self) -> Value {
        assert_eq!(self.status, 200, "{}", self.text());
        self.json()
    }
}

fn header_map(headers: &[(&'static str, &str)]) -> HeaderMap {
    let value = |value| HeaderValue::from_str(value).expect("a header's value");
    headers.iter().map(|(name, text)| (HeaderName::from_static(name), value(text))).collect()
}
