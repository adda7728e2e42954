//! People and roles that two organizations have in common, when one becomes part of the other.

use domain::{
    Code, Datum, Filter, Id, Test,
    directory::Organization,
    platform::{Affiliation, Person, affiliation, person},
};
use uuid::Uuid;

use crate::{Result, Tx};

/// Whose a record is.
const OF: &str = "organization_id";

/// Why the entry of the source is suspended. Whoever reads it reads one of these languages.
const MERGED: &str =
    "Ұйымдар біріктірілді. / Организации объединены. / The organizations were merged.";

/// Whoever was entered by both is known by the entry of the target. Where the target has barred them,
/// they do not come back by the entry of the source.
pub(super) async fn settle_people(
    tx: &Tx,
    source_id: Id<Organization>,
    target_id: Id<Organization>,
) -> Result<()> {
    let targets = people(tx, target_id).await?;
    for person in people(tx, source_id).await?.into_iter().filter(is_active) {
        let twins: Vec<_> = targets.iter().filter(|it| it.identity == person.identity).collect();
        if twins.is_empty() {
            continue;
        }
        // Beside an entry in force there may be some that an earlier merge has put aside.
        if let Some(twin) = twins.into_iter().find(|twin| is_active(twin)) {
            hand_over(tx, &person, twin).await?;
        }
        let comment = MERGED.to_owned();
        tx.act_by_rule(person, person::Command::Suspend { comment }).await?;
    }
    Ok(())
}

/// The other entry takes over the roles; and a token that does not count with this entry must not
/// count with that one.
async fn hand_over(tx: &Tx, person: &Person, twin: &Person) -> Result<()> {
    let (from, to) = (person.head.id, twin.head.id);
    let held = roles(tx, "person_id", to.uuid()).await?;
    let given_up = roles(tx, "person_id", from.uuid()).await?;
    settle_twins(tx, given_up, &held, |one, other| one.place() == other.place()).await?;
    tx.repoint::<Affiliation, _>("person_id", from, to).await?;
    if person.tokens_since > twin.tokens_since {
        tx.act_by_rule(twin.clone(), person::Command::SignOut {}).await?;
    }
    Ok(())
}

/// Whoever has a role at both has it once.
pub(super) async fn settle_roles(
    tx: &Tx,
    source_id: Id<Organization>,
    target_id: Id<Organization>,
) -> Result<()> {
    let held = roles(tx, OF, target_id.uuid()).await?;
    let given_up = roles(tx, OF, source_id.uuid()).await?;
    settle_twins(tx, given_up, &held, |one, other| one.holder() == other.holder()).await
}

/// Of a role that is among those `held`, too, as far as `alike` says, one is kept.
async fn settle_twins(
    tx: &Tx,
    given_up: Vec<Affiliation>,
    held: &[Affiliation],
    alike: fn(&Affiliation, &Affiliation) -> bool,
) -> Result<()> {
    for role in given_up {
        let twin = held.iter().find(|twin| twin.role == role.role && alike(twin, &role));
        if let Some(twin) = twin {
            keep_one(tx, twin.clone(), role).await?;
        }
    }
    Ok(())
}

/// Keeps the one that begins first, for as long as either is held: no day is lost. The days between
/// two terms that do not meet are held as well, since a role is held once.
async fn keep_one(tx: &Tx, of_target: Affiliation, of_source: Affiliation) -> Result<()> {
    let today = tx.now().today();
    // What is over gives nothing, even if nobody has swept it away yet.
    let rank = |it: &Affiliation| (it.term().is_over(today), it.valid_from);
    let (kept, other) = if rank(&of_source) < rank(&of_target) {
        (of_source, of_target)
    } else {
        (of_target, of_source)
    };
    let term = other.term();
    tx.act_by_rule(other, affiliation::Command::Revoke { comment: None }).await?;
    if term.outlasts(kept.term()) && !term.is_over(today) {
        tx.act_by_rule(kept, affiliation::Command::Extend { valid_to: term.to }).await?;
    }
    Ok(())
}

fn is_active(person: &Person) -> bool {
    person.status == person::Status::Active
}

/// Everybody whom an organization has entered, whether they are let in or not.
async fn people(tx: &Tx, organization: Id<Organization>) -> Result<Vec<Person>> {
    tx.all_by_rule(&Filter::Field(OF, Test::Eq(Datum::Uuid(organization.uuid())))).await
}

/// Roles in force that name somebody or something in this column.
async fn roles(tx: &Tx, column: &'static str, id: Uuid) -> Result<Vec<Affiliation>> {
    let active = Datum::Text(affiliation::Status::Active.code().to_owned());
    tx.all_by_rule(&Filter::All(vec![
        Filter::Field(column, Test::Eq(Datum::Uuid(id))),
        Filter::Field("status", Test::Eq(active)),
    ]))
    .await
}
