//! A server on a thread of its own, so that its work can be told from that of whoever asks.

use std::{thread, time::Duration};

use rustix::time::{ClockId, clock_gettime};
use support::{Backend, Client, TestApp};
use tokio::{
    runtime::{Builder, Handle},
    sync::oneshot,
};

pub struct Server {
    pub client: Client,
    runtime: Handle,
    /// The thread ends when this is dropped.
    _end: oneshot::Sender<()>,
}

impl Server {
    pub async fn start() -> Self {
        let (told, started) = oneshot::channel();
        let (end, ended) = oneshot::channel::<()>();
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let app = TestApp::start(Backend::Sqlite).await;
                told.send((app.client.address(), Handle::current())).unwrap();
                // It is dropped, which says the same.
                let _ = ended.await;
            });
        });
        let (address, runtime) = started.await.expect("the server starts");
        Self { client: Client::new(address), runtime, _end: end }
    }

    /// What the server's thread works while something is done.
    pub async fn cpu_of<T>(&self, done: impl Future<Output = T>) -> Duration {
        let before = self.cpu().await;
        done.await;
        self.cpu().await - before
    }

    async fn cpu(&self) -> Duration {
        let clock = async { clock_gettime(ClockId::ThreadCPUTime) };
        let now = self.runtime.spawn(clock).await.expect("the server is there");
        Duration::try_from(now).expect("a clock goes forward")
    }
}
