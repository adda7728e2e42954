//! Deadlines that pass: requests, proposals, invitations and roles expire.
//!
//! Safe on any number of replicas: each record expires in a transaction of its own, under its
//! version, and whoever comes second finds it expired.

use chrono::Days;
use domain::{
    Code, Datum, Filter, Id, Test, Viewer,
    directory::{ClusterMembership, cluster_membership},
    market::{EmployerRequest, RequestResponse, employer_request, request_response},
    platform::{Affiliation, affiliation},
};
use persistence::Stored;

use crate::{Act, Aggregate, App, Error, Origin, Result};

/// Records of one kind that are read at once.
const BATCH: u64 = 500;

/// Lets everything expire whose last day has passed; how much that was. What cannot expire is told
/// in the log and keeps nothing else from it.
pub async fn sweep(app: &App) -> Result<u64> {
    let published = &[employer_request::Status::Published];
    let requests = expire::<EmployerRequest>(app, published, "closes_at", || {
        employer_request::Command::Expire {}
    })
    .await;
    let undecided = &[
        request_response::Status::Proposed,
        request_response::Status::Acknowledged,
        request_response::Status::Countered,
    ];
    let responses = expire::<RequestResponse>(app, undecided, "valid_until", || {
        request_response::Command::Expire {}
    })
    .await;
    let invited = &[cluster_membership::Status::Invited];
    let invitations = expire::<ClusterMembership>(app, invited, "respond_by", || {
        cluster_membership::Command::Expire {}
    })
    .await;
    let held = &[affiliation::Status::Active];
    let roles =
        expire::<Affiliation>(app, held, "valid_to", || affiliation::Command::Expire {}).await;
    Ok(requests? + responses? + invitations? + roles?)
}

async fn expire<R: Aggregate>(
    app: &App,
    from: &[R::Status],
    last_day: &'static str,
    command: fn() -> R::Command,
) -> Result<u64> {
    let (mut expired, mut last) = (0, None);
    loop {
        // Behind those that were tried, so that what cannot expire is not read again and again.
        let overdue = overdue::<R>(app, from, last_day, last).await?;
        for &id in &overdue {
            let act = Act { id, expected_version: None, command: command() };
            let session = app.session(
                Viewer::system("sweep"),
                Origin { request_id: None, source: "job", purpose: None },
            );
            match session.write(act, None).await {
                Ok(_) => expired += 1,
                // Another replica was faster, or somebody has extended it meanwhile.
                Err(Error::Refused(refusal)) => {
                    tracing::info!(%id, ?refusal, "a deadline has passed and nothing expires");
                }
                Err(Error::NotFound | Error::Absent(_)) => {}
                Err(error) => tracing::error!(%id, ?error, "a record cannot expire"),
            }
        }
        if (overdue.len() as u64) < BATCH {
            return Ok(expired);
        }
        last = overdue.last().copied();
    }
}

async fn overdue<R: Stored>(
    app: &App,
    from: &[R::Status],
    last_day: &'static str,
    after: Option<Id<R>>,
) -> Result<Vec<Id<R>>> {
    let states = from.iter().map(|state| Datum::Text(state.code().to_owned())).collect();
    let yesterday = app.clock().now().today() - Days::new(1);
    let mut tests = vec![
        Filter::Field("status", Test::In(states)),
        Filter::Field(last_day, Test::Lte(Datum::Date(yesterday))),
    ];
    tests.extend(after.map(|id| Filter::Field("id", Test::Gt(Datum::Uuid(id.uuid())))));
    let job = Viewer::system("sweep");
    let records = app.store().repository(&job).all::<R>(&Filter::All(tests), BATCH).await?;
    Ok(records.iter().map(domain::Record::id).collect())
}
