//! When to stop.

use std::io;

/// Resolves when the process is told to stop: SIGTERM or Ctrl-C. The signals are caught from the call on.
#[cfg(unix)]
pub(crate) fn requested() -> io::Result<impl Future<Output = &'static str>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        }
    })
}

/// Resolves when the process is told to stop: Ctrl-C.
#[cfg(not(unix))]
pub(crate) fn requested() -> io::Result<impl Future<Output = &'static str>> {
    Ok(async {
        // Where the handler cannot be set, the system ends the process.
        let _ = tokio::signal::ctrl_c().await;
        "Ctrl-C"
    })
}
