//! `klaster migrate`, and the first step of a demo.

use app::{reference, wall};
use domain::Now;

use crate::{failure::Failure, installation::Installation, output, progress::Progress, serve};

/// Brings the database and the reference data in it up to this version.
pub(crate) async fn run(installation: &Installation, now: Now) -> Result<(), Failure> {
    let progress = Progress::new();
    let step = progress.step("Migrating", 0);
    let report = |done, total| step.report(done, total);
    migrations::apply(&installation.database_url(), &report).await?;
    step.done();
    wall::install(&installation.database_url()).await?;
    // Whoever loads rows hands out no cursors, so their key is not asked for.
    let store = serve::store(installation, &[]).await?;
    let step = progress.step("Loading reference data", 0);
    let report = |done, total| step.report(done, total);
    let loaded = reference::load(&store, now, &report).await;
    step.done();
    let closed = store.close().await;
    loaded.map_err(|error| Failure::of_loading(&error))?;
    Ok(closed?)
}

/// Prints which migrations are applied.
pub(crate) async fn status(installation: &Installation) -> Result<(), Failure> {
    for migrations::Step { name, applied } in
        migrations::status(&installation.database_url()).await?
    {
        let state = if applied { "applied" } else { "pending" };
        output::print(format_args!("{state} {name}\n"))?;
    }
    Ok(())
}

/// Refuses a database that lacks a migration, or has policies of another version. One that holds more than this version knows serves two
/// versions while a new one is rolled out; a data directory has one process and is not one of those.
pub(crate) async fn check(installation: &Installation) -> Result<(), Failure> {
    match migrations::status(&installation.database_url()).await {
        Ok(steps) => match steps.iter().filter(|step| !step.applied).count() {
            0 if wall::is_standing(&installation.database_url()).await? => Ok(()),
            0 => Err(Failure::OtherPolicies),
            missing => Err(Failure::NotMigrated(missing)),
        },
        Err(error @ migrations::Error::Newer(_)) if installation.directory.is_none() => {
            tracing::warn!(%error, "going on, because migrations keep the version before running");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use app::{Clock, SystemClock};

    use super::*;
    use crate::config::{Purpose, Sources};

    #[tokio::test]
    async fn a_server_starts_on_a_database_that_was_migrated_and_on_no_other() {
        let parent = tempfile::tempdir().unwrap();
        // The path must survive its way into a URL.
        let data = parent.path().join("50% of #1?").display().to_string();
        let sources = Sources { flags: vec![("data", data)], ..Sources::default() };
        let settings = sources.load(Purpose::Serve).unwrap().settings;
        let installation = Installation::open(settings).unwrap();
        let missing = migrations::status(&installation.database_url()).await.unwrap().len();
        let failure = check(&installation).await.unwrap_err();
        assert!(matches!(failure, Failure::NotMigrated(number) if number == missing), "{failure}");
        for _ in 0..2 {
            run(&installation, SystemClock.now()).await.unwrap();
            check(&installation).await.unwrap();
        }
        assert!(parent.path().join("50% of #1?/klaster.db").is_file());
    }
}
