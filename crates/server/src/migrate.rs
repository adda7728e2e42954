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
