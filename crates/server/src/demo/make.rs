//! Demo data come about: what the plan says is done, one thing after the other.

use app::{App, Origin, SeededIds, Store, platform::Vault};
use domain::{Filter, Viewer, directory::Organization};

use super::{
    calendar::{Calendar, FIRST_MOMENT},
    plan::{Plan, SEED},
};
use crate::{failure::Failure, installation::Installation, migrate, progress::Progress};

/// Migrations and reference data, which the demo's own time has, too.
pub(super) async fn prepare(installation: &Installation) -> Result<(), Failure> {
    migrate::run(installation, FIRST_MOMENT).await
}

/// Makes the data unless they are there; where to enter is known in either case.
pub(super) async fn make(store: Store, vault: Vault, plan: Plan) -> Result<(), Failure> {
    let calendar = Calendar::new();
    // Far from the seed of the plan, so that no id comes twice.
    let ids = SeededIds::new(!SEED);
    let app =
        App::new(store, vault, calendar.clone(), ids).await.map_err(|e| failed("start", &e))?;
    if is_there(&app, &plan).await? {
        return Ok(());
    }
    let step = Progress::new().step("Making demo data", plan.deeds.len() as u64);
    for deed in plan.deeds {
        calendar.turn_to(deed.at);
        let session = app
            .session(deed.by.clone(), Origin { request_id: None, source: "demo", purpose: None });
        let what = format!("{deed:?}");
        deed.be_done(session).await.map_err(|error| failed(&what, &error))?;
        step.advance(1);
    }
    step.done();
    seal(&app).await.map_err(|error| failed("seal", &error))
}

/// Its days become part of the audit's chain without a line for each in the log: nobody needs that to
/// vouch for what was made just now.
async fn seal(app: &App) -> app::Result<()> {
    while app.store().seal().await?.lines > 0 {}
    Ok(())
}

/// Whether the data have been made. Data that are not of a demo, or not the whole of it, are left
/// alone.
async fn is_there(app: &App, plan: &Plan) -> Result<bool, Failure> {
    let session = app.session(
        Viewer::system("demo"),
        Origin { request_id: None, source: "demo", purpose: None },
    );
    let failed = |error| failed("look for data", &error);
    let first = session.find(plan.employer).await.map_err(failed)?;
    let last = session.find(plan.last).await.map_err(failed)?;
    let organizations = session.count::<Organization>(&Filter::All(Vec::new())).await;
    let empty = organizations.map_err(failed)?.counted == 0;
    match (first, last) {
        (Some(_), Some(_)) => Ok(true),
        (None, None) if empty => Ok(false),
        (Some(_), None) => Err(Failure::Other(
            "the demo data in this directory are incomplete, because making them was interrupted. \
             Remove the directory and start again."
                .to_owned(),
        )),
        _ => Err(Failure::Other(
            "this directory holds data that are not those of this demo. \
             Choose another one with --data."
                .to_owned(),
        )),
    }
}

fn failed(what: &str, error: &app::Error) -> Failure {
    Failure::of_app(&format!("making the demo data ({what})"), error)
}
