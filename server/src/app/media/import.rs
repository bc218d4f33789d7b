//! Files from elsewhere: fetched through the guarded client, each address that a redirect leads to judged anew.

use std::time::Duration;

use url::Url;

use super::{Arrived, Library, Problem};
use crate::net::error::OutboundError;
use crate::net::outbound::{Download, Fetched};
use crate::net::target::UrlProblem;

/// Most redirects that are followed.
const REDIRECTS: usize = 5;
/// How long an import may take, from the first name to the last byte.
const PATIENCE: Duration = Duration::from_mins(1);

impl Library {
    /// Whether a file may be fetched from this address, as far as can be told before its name is resolved.
    pub(crate) fn check(&self, url: &str) -> Result<Url, UrlProblem> {
        self.outbound.check(url)
    }

    /// Fetches a file; gives it with the address that it lay at.
    pub(crate) async fn fetch(&self, url: &Url) -> Result<(Arrived, Url), Problem> {
        let fetching = async {
            let (mut download, url) = self.locate(url.clone()).await?;
            let mut incoming = self.begin(None).await?;
            match drain(&mut download, &mut incoming).await {
                Ok(()) => Ok((incoming.finish().await?, url)),
                Err(problem) => {
                    incoming.abandon().await;
                    Err(problem)
                }
            }
        };
        let fetched = tokio::time::timeout(PATIENCE, fetching).await;
        fetched
            .unwrap_or_else(|_| Err(said(format!("did not give its file within {} s", PATIENCE.as_secs()))))
    }

    /// Follows redirects to the file.
    async fn locate(&self, mut url: Url) -> Result<(Download, Url), Problem> {
        for _ in 0..=REDIRECTS {
            if !self.allow_http && url.port_or_known_default() != Some(443) {
                return Err(said(format!(
                    "leads to port {} of {}; files are fetched from port 443",
                    url.port_or_known_default().unwrap_or_default(),
                    url.host_str().unwrap_or_default()
                )));
            }
            match self.outbound.get(&url).await {
                Ok(Fetched::File(download)) => return Ok((download, url)),
                Ok(Fetched::Elsewhere(next)) => url = next,
                Ok(Fetched::Refused(status)) => return Err(said(format!("answers {status}"))),
                Err(error) => return Err(unreachable(&error)),
            }
        }
        Err(said(format!("leads through more than {REDIRECTS} redirects")))
    }
}

async fn drain(download: &mut Download, incoming: &mut super::Incoming) -> Result<(), Problem> {
    let mut read: u64 = 0;
    let length = download.length();
    while let Some(bytes) = download.chunk().await.map_err(|error| unreachable(&error))? {
        read += bytes.len() as u64;
        incoming.put(bytes).await?;
    }
    if length.is_some_and(|length| length != read) {
        return Err(said("broke off before the end of its file".to_owned()));
    }
    Ok(())
}

fn said(what: String) -> Problem {
    Problem::Unreachable(what)
}

fn unreachable(error: &OutboundError) -> Problem {
    if let OutboundError::ForbiddenAddress { host, address } = error {
        tracing::warn!(%host, %address, "an import was refused: its address is not public");
    }
    said(format!("cannot be fetched: {error}"))
}
