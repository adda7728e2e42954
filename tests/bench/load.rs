//! A closed loop: each caller sends the next request when it has the answer to the last.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

use axum::http::Method;
use futures::future::join_all;
use support::Client;

use crate::operation::Message;

/// How a load went.
#[derive(Debug, Default)]
pub(crate) struct Load {
    pub(crate) lasted: Duration,
    /// Of each request, sorted.
    latencies: Vec<Duration>,
}

impl Load {
    /// Sends `message` from `callers` callers until the time is up.
    pub(crate) async fn run(
        client: &Client,
        message: &Message,
        token: Option<&str>,
        callers: usize,
        lasting: Duration,
    ) -> Self {
        let usual = send(client, message, token).await.len();
        let begun = Instant::now();
        let caller = async || {
            let mut latencies = Vec::new();
            while begun.elapsed() < lasting {
                let sent = Instant::now();
                let bytes = send(client, message, token).await;
                latencies.push(sent.elapsed());
                // Numbers grow; an answer with an error is another one altogether.
                let length = bytes.len();
                assert!(length.abs_diff(usual) < 16, "{}", String::from_utf8_lossy(&bytes));
            }
            latencies
        };
        let latencies = join_all((0..callers).map(|_| caller())).await;
        let mut latencies: Vec<_> = latencies.into_iter().flatten().collect();
        latencies.sort_unstable();
        Self { lasted: begun.elapsed(), latencies }
    }

    pub(crate) fn requests(&self) -> u32 {
        u32::try_from(self.latencies.len()).expect("a load of some seconds")
    }

    pub(crate) fn each_second(&self) -> f64 {
        f64::from(self.requests()) / self.lasted.as_secs_f64()
    }

    /// So many percent of the requests took no longer.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        self.latencies[(self.latencies.len() - 1) * percent / 100]
    }
}

impl std::ops::AddAssign for Load {
    fn add_assign(&mut self, more: Self) {
        self.lasted += more.lasted;
        self.latencies.extend(more.latencies);
        self.latencies.sort_unstable();
    }
}

/// The body of the answer, which is a success.
pub(crate) async fn send(client: &Client, message: &Message, token: Option<&str>) -> Vec<u8> {
    let mut headers =
        vec![("content-type", "application/json".to_owned()), ("accept-language", "en".to_owned())];
    headers.extend(token.map(|token| ("authorization", format!("Bearer {token}"))));
    static SENT: AtomicU64 = AtomicU64::new(0);
    let body = message.body(SENT.fetch_add(1, Ordering::Relaxed));
    let answer = client.send(Method::POST, message.path, &headers, body).await;
    let (status, bytes) = (answer.status(), answer.into_body());
    assert_eq!(status, 200, "{}: {}", message.path, String::from_utf8_lossy(&bytes));
    bytes.to_vec()
}
