//! What goes on beside the requests.

use std::{panic::AssertUnwindSafe, time::Duration};

use futures::FutureExt;

use crate::{App, sweep};

/// How often the journal is looked into for what other replicas have changed.
const CATCH_UP: Duration = Duration::from_millis(950);
/// How long it is left alone at least, however much is written.
const PAUSE: Duration = Duration::from_millis(50);
/// How long housekeeping that has failed is left alone.
const RESTART: Duration = Duration::from_secs(1);
/// How often others are asked whom they have barred, on top of being told.
const ACCESS: Duration = Duration::from_secs(1);
/// How often what was written is sealed.
const SEAL: Duration = Duration::from_secs(2);
/// How often it is written down what clients have used.
const COUNT: Duration = Duration::from_secs(5);
/// How often deadlines are looked into.
const SWEEP: Duration = Duration::from_mins(1);

/// Runs until it is dropped. A database that is away for a while only delays it, and a fault of ours
/// does not end it: followers would wait in vain.
pub async fn housekeeping(app: App) {
    tokio::join!(
        for_ever(|| catching_up(app.clone())),
        for_ever(|| watching_access(app.clone())),
        for_ever(|| sweeping(app.clone())),
        for_ever(|| sealing(app.clone())),
        for_ever(|| counting(app.clone())),
    );
}

async fn for_ever<F: Future>(run: impl Fn() -> F) {
    loop {
        // What is read anew from the start does not know of what was half done.
        if AssertUnwindSafe(run()).catch_unwind().await.is_err() {
            tracing::error!("housekeeping has failed and begins anew");
        }
        tokio::time::sleep(RESTART).await;
    }
}

async fn catching_up(app: App) {
    let feed = &app.0.feed;
    let mut position = None;
    loop {
        let caught_up = match position {
            // Those who wait already learn where reading has begun. What was kept before may have been
            // changed by others before.
            None => {
                let begun = app.store().last_position().await.map_err(Into::into);
                begun.inspect(|position| {
                    app.0.kept.clear();
                    feed.hand_on(*position, Vec::new());
                })
            }
            Some(position) => app.catch_up(position).await,
        };
        match caught_up {
            Ok(at) => {
                position = Some(at);
                feed.up_to_date();
            }
            Err(error) => tracing::warn!(?error, "the journal cannot be read"),
        }
        tokio::time::sleep(PAUSE).await;
        tokio::select! {
            () = tokio::time::sleep(CATCH_UP) => {}
            () = feed.stirred.notified(), if feed.is_awaited() => {}
        }
    }
}

/// Whoever was barred on another server is barred here at once where the database tells of it, and
/// within a second in any case.
async fn watching_access(app: App) {
    let mut listener = None;
    loop {
        if let Err(error) = app.refresh_access().await {
            tracing::warn!(?error, "who was barred cannot be read");
        }
        if listener.is_none() {
            listener = app.store().listen().await.unwrap_or_else(|error| {
                tracing::warn!(?error, "changes of access are not told; they are asked for");
                None
            });
        }
        let told = async {
            match &mut listener {
                Some(listener) => listener.told().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = tokio::time::sleep(ACCESS) => {}
            is_there = told => if !is_there {
                listener = None;
            },
        }
    }
}

async fn sweeping(app: App) {
    loop {
        match sweep(&app).await {
            Ok(0) => {}
            Ok(expired) => tracing::info!(expired, "deadlines have passed"),
            Err(error) => tracing::warn!(?error, "deadlines cannot be looked into"),
        }
        if let Err(error) = app.forget_expired().await {
            tracing::warn!(?error, "what has expired cannot be forgotten");
        }
        tokio::time::sleep(SWEEP).await;
    }
}

async fn sealing(app: App) {
    loop {
        if let Err(error) = app.seal().await {
            tracing::warn!(?error, "the audit cannot be sealed");
        }
        tokio::time::sleep(SEAL).await;
    }
}

async fn counting(app: App) {
    loop {
        tokio::time::sleep(COUNT).await;
        if let Err(error) = app.store_usage().await {
            tracing::warn!(
                ?error,
                "what clients have used cannot be written down; it is counted on"
            );
        }
    }
}
