//! Whether the places are there that somebody is let in at.

use app::Session;
use domain::{
    Id, Place,
    directory::{Organization, organization::ORGANIZATION_IS_ACTIVE},
};

use crate::{cli::RoleAtPlace, failure::Failure};

/// Everything that is wrong with them, before anything is written.
pub(super) async fn check(
    session: &Session,
    owner: Option<Id<Organization>>,
    roles: &[RoleAtPlace],
) -> Result<(), Failure> {
    let named = owner.map(Place::Organization).into_iter();
    let mut wrong: Vec<String> = Vec::new();
    for place in named.chain(roles.iter().map(|role| role.place)) {
        let flaw = flaw(session, place).await;
        let flaw = flaw.map_err(|error| Failure::of_app("looking for a place", &error))?;
        wrong.extend(flaw.filter(|flaw| !wrong.contains(flaw)));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    wrong.push("Nothing was changed.".to_owned());
    Err(Failure::Other(wrong.join("\n")))
}

async fn flaw(session: &Session, place: Place) -> app::Result<Option<String>> {
    let absent = |kind: &str, list: &str| {
        Some(format!("there is no {kind} {place}. Correct it; `{list}` of the API lists all."))
    };
    Ok(match place {
        Place::Organization(id) => match session.find(id).await? {
            None => absent("organization", "organizations"),
            Some(organization) if organization.is_active() => None,
            Some(_) => {
                let rule = &ORGANIZATION_IS_ACTIVE;
                Some(format!("{id}: {} {}", rule.says[2], rule.remedy[2]))
            }
        },
        Place::Cluster(id) => match session.find(id).await? {
            None => absent("cluster", "clusters"),
            Some(_) => None,
        },
        Place::Region(code) => match session.reference().region(code) {
            None => absent("region", "regions"),
            Some(_) => None,
        },
        Place::Country => None,
    })
}
