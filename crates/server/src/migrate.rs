//! `klaster migrate`, and the first step of a demo.

use crate::{failure::Failure, installation::Installation, progress::Progress};

/// Brings the database up to this version.
pub(crate) async fn run(installation: &Installation) -> Result<(), Failure> {
    let step = Progress::new().step("Migrating", 0);
    let report = |done, total| step.report(done, total);
    migrations::apply(&installation.database_url(), &report).await?;
    step.done();
    Ok(())
}

/// Prints which migrations are applied.
pub(crate) async fn status(installation: &Installation) -> Result<(), Failure> {
    for migrations::Step { name, applied } in
        migrations::status(&installation.database_url()).await?
    {
        println!("{} {name}", if applied { "applied" } else { "pending" });
    }
    Ok(())
}

/// Refuses a database that lacks a migration. One that holds more than this version knows serves two
/// versions while a new one is rolled out; a data directory has one process and is not one of those.
pub(crate) async fn check(installation: &Installation) -> Result<(), Failure> {
    match migrations::status(&installation.database_url()).await {
        Ok(steps) => match steps.iter().filter(|step| !step.applied).count() {
            0 => Ok(()),
            missing => Err(Failure::NotMigrated(missing)),
        },
        Err(error @ migrations::Error::Newer(_)) if installation.directory.is_none() => {
            tracing::warn!(%error, "going on, because migrations keep the version before running");
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}
