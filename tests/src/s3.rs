//! A store of files as Amazon's is: moto's server, in an environment of its own.
use std::net::TcpListener;
use std::process::Stdio;

use reqwest::Method;
use tokio::process::{Child, Command};

use crate::http::{answer, client};
use crate::repository;
use crate::wait::until;

const BUCKET: &str = "media";

/// A running store with a bucket. Dropped: killed.
#[derive(Debug)]
pub struct S3 {
    endpoint: String,
    _child: Child,
}

impl S3 {
    /// Starts a store.
    ///
    /// # Panics
    /// When it does not start; `make test` installs it.
    pub async fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = free.expect("a free port").port();
        let program = repository().join(".tools/s3-venv/bin/moto_server");
        let child = Command::new(&program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let child =
            child.unwrap_or_else(|error| panic!("{}: {error}; `make test` installs it", program.display()));
        let endpoint = format!("http://127.0.0.1:{port}");
        until("a store of files", async || {
            let made = answer(client().request(Method::PUT, format!("{endpoint}/{BUCKET}"))).await;
            made.is_ok_and(|made| made.status == 200).then_some(())
        })
        .await;
        Self { endpoint, _child: child }
    }

    /// Where it listens.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Its bucket.
    #[must_use]
    pub fn bucket(&self) -> &'static str {
        BUCKET
    }

    /// The keys of all files in its bucket.
    ///
    /// # Panics
    /// When it does not answer.
    pub async fn keys(&self) -> Vec<String> {
        let list = answer(client().request(Method::GET, format!("{}/{BUCKET}?list-type=2", self.endpoint)));
        let list = list.await.expect("a list of the bucket").text();
        let keys = list.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
        keys.map(str::to_owned).collect()
    }
}
