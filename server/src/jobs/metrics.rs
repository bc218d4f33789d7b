//! What is measured while the server runs, for Prometheus.

use std::sync::OnceLock;
use std::time::Duration;

use metrics::{describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tokio_util::sync::CancellationToken;

/// Bounds of the histograms of durations, in seconds: a redirect takes microseconds, a webhook may take many seconds.
const SECONDS: [f64; 14] =
    [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];
/// Bounds of the histogram of how many scans are kept at once.
const SCANS: [f64; 8] = [1.0, 4.0, 16.0, 32.0, 64.0, 128.0, 256.0, 1024.0];
const UPKEEP: Duration = Duration::from_secs(5);

/// Starts collecting, once for the process, and gives what can be shown.
pub(crate) fn install() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let builder = PrometheusBuilder::new();
            // The bounds are lists that are not empty: that is the one thing that this refuses.
            let builder = builder
                .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
                .and_then(|builder| {
                    builder.set_buckets_for_metric(Matcher::Full("qr_scan_group_size".to_owned()), &SCANS)
                })
                .unwrap_or_else(|_| PrometheusBuilder::new());
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            if metrics::set_global_recorder(recorder).is_err() {
                tracing::warn!("metrics are collected by somebody else in this process");
            }
            describe();
            handle
        })
        .clone()
}

fn describe() {
    describe_counter!("qr_redirects_total", "Short addresses that were asked for, by outcome");
    describe_histogram!(
        "qr_redirect_seconds",
        "From a short address asked for to its answer, its record included"
    );
    describe_gauge!("qr_scan_queue_depth", "Scans that wait for their commit");
    describe_histogram!("qr_scan_group_size", "Scans of one commit");
    describe_counter!("qr_scans_spooled_total", "Scans that went to the spool file");
    describe_counter!("qr_scans_lost_total", "Scans that were answered and recorded nowhere");
    describe_gauge!("qr_projector_lag_seconds", "Age of the oldest scan that is not an event yet");
    describe_histogram!("qr_projector_batch_seconds", "Time of one batch of projection");
    describe_gauge!("qr_webhook_lag_seconds", "How long the oldest delivery is overdue");
    describe_counter!("qr_webhook_attempts_total", "Attempts to deliver, by outcome");
    describe_histogram!("qr_webhook_attempt_seconds", "Time of one attempt to deliver");
}

/// Keeps what is collected small while nobody asks for it.
pub(crate) async fn upkeep(handle: PrometheusHandle, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(UPKEEP) => handle.run_upkeep(),
        }
    }
}
