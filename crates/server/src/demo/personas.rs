//! Whom the demo can be tried as.

use std::collections::BTreeMap;

use super::plan::Plan;
use crate::tokens::{Persona, Seat};

/// Where the personas have their roles: ids of demo data.
#[derive(Clone, Debug)]
pub(super) struct Places {
    /// A college of a region with many published requests.
    pub(super) college: String,
    /// An employer with requests in all states.
    pub(super) employer: String,
    /// The cluster of both.
    pub(super) cluster: String,
}

impl Places {
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            college: plan.college.to_string(),
            employer: plan.employer.to_string(),
            cluster: plan.cluster.to_string(),
        }
    }
}

/// What every persona may read.
macro_rules! scopes {
    ($($scope:literal),*) => {
        &["directory:read", "requests:read", "offers:read", $($scope),*]
    };
}

pub(super) fn personas(places: &Places) -> Vec<Persona> {
    let Places { college, employer, cluster } = places;
    let persona = |name, scopes, seats: &[(&'static str, &str)]| Persona {
        name,
        subject: format!("demo-{name}"),
        client_id: match name {
            "college_portal" => "demo-college_portal",
            _ => "demo-explorer",
        }
        .to_owned(),
        scopes,
        seats: seats.iter().map(|&(role, place)| Seat { role, place: place.to_owned() }).collect(),
    };
    vec![
        persona(
            "college_portal",
            scopes!["requests:write", "offers:write", "placements:read", "changes:read"],
            &[("COLLEGE_MANAGER", college)],
        ),
        persona(
            "employer",
            scopes!["requests:write", "placements:read", "placements:write"],
            &[("EMPLOYER_HR", employer)],
        ),
        persona(
            "ministry",
            scopes!["analytics:read", "governance:read", "outcomes:read"],
            &[("MINISTRY_ANALYST", "KZ")],
        ),
        persona(
            "coordinator",
            scopes![
                "directory:write",
                "requests:write",
                "governance:read",
                "governance:write",
                "analytics:read"
            ],
            &[("CLUSTER_COORDINATOR", cluster), ("COUNCIL_SECRETARY", cluster)],
        ),
        persona("learner", scopes!["placements:read"], &[("LEARNER", college)]),
        persona(
            "admin",
            scopes![
                "directory:write",
                "reference:write",
                "import:write",
                "webhook:manage",
                "changes:read"
            ],
            &[("MINISTRY_EDITOR", "KZ"), ("AUDITOR", "KZ")],
        ),
    ]
}

/// The personas as the explorer offers them.
pub(super) fn offered(personas: &[Persona], tokens: &BTreeMap<&'static str, String>) -> api::Demo {
    let offered = personas.iter().map(|Persona { name, seats, .. }| api::Persona {
        name,
        roles: seats.iter().map(|seat| seat.role).collect(),
        place: seats.first().map(|seat| seat.place.clone()).unwrap_or_default(),
        token: tokens[name].clone(),
    });
    api::Demo { personas: offered.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_personas_are_the_six_of_the_documentation() {
        let names: Vec<_> = personas(&Places::of(&Plan::new())).iter().map(|p| p.name).collect();
        assert_eq!(
            names,
            ["college_portal", "employer", "ministry", "coordinator", "learner", "admin"]
        );
    }

    #[test]
    fn no_persona_of_the_administration_may_read_personal_data() {
        for persona in personas(&Places::of(&Plan::new())) {
            assert!(persona.scopes.iter().all(|scope| !scope.starts_with("personal:")));
        }
    }

    #[test]
    fn the_explorer_is_offered_each_persona_with_its_own_token_and_place() {
        let places = Places::of(&Plan::new());
        let personas = personas(&places);
        let tokens = personas.iter().map(|p| (p.name, format!("token of {}", p.name))).collect();
        let offered = offered(&personas, &tokens).personas;
        assert_eq!(offered.len(), personas.len());
        for (offered, persona) in offered.iter().zip(&personas) {
            assert_eq!(offered.token, tokens[persona.name]);
            assert_eq!(offered.place, persona.seats[0].place);
            assert_eq!(offered.roles.len(), persona.seats.len());
        }
    }
}
