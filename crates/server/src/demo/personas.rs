//! Whom the demo can be tried as: two programs, and people who use one of them.

use std::collections::BTreeMap;

use api::http::token::{Grant, SigningKey, Verifier};
use app::platform::{EnterPerson, GrantRole, RequestClient};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    Code, Id, Place, Role, Scope, Seat,
    directory::Organization,
    platform::{
        Affiliation, ApiClient, Person, Personal,
        api_client::{ActsFor, Authentication, Kind, Profile, Terms},
    },
};
use uuid::Uuid;

use super::plan::Plan;

/// How long the tokens of a demo are in force.
pub(crate) const LIFETIME: TimeDelta = TimeDelta::days(30);

/// The program that people of the demo use.
pub(super) const EXPLORER: Id<ApiClient> = id(1);
/// The program of a college, which asks in its own name.
pub(super) const PORTAL: Id<ApiClient> = id(2);

/// Ids of personas, the same in each demo, apart from all ids that are drawn.
const fn id<R>(number: u128) -> Id<R> {
    Id::new(Uuid::from_u128(0x019c_0000_0000_7000_8000_0000_0000_0000 + number))
}

/// Somebody to try the demo as.
#[derive(Clone, Debug)]
pub(super) struct Persona {
    /// The word by which `tokens.json` and the banner call it.
    pub(super) name: &'static str,
    /// `None`: the program of the college itself.
    pub(super) person: Option<Id<Person>>,
    pub(super) scopes: &'static [&'static str],
    pub(super) seats: Vec<Seat>,
}

/// What every persona may read.
macro_rules! scopes {
    ($($scope:literal),*) => {
        &["directory:read", "requests:read", "offers:read", $($scope),*]
    };
}

/// The program itself is number 0.
fn persona(
    number: u128,
    name: &'static str,
    scopes: &'static [&'static str],
    seats: &[(Role, Place)],
) -> Persona {
    Persona {
        name,
        person: (number > 0).then(|| id(0x100 + number)),
        scopes,
        seats: seats.iter().map(|&(role, place)| Seat { role, place }).collect(),
    }
}

pub(super) fn personas(plan: &Plan) -> Vec<Persona> {
    let college = Place::Organization(plan.college);
    let cluster = Place::Cluster(plan.cluster);
    vec![
        persona(
            0,
            "college_portal",
            scopes!["requests:write", "offers:write", "placements:read", "changes:read"],
            &[(Role::CollegeManager, college)],
        ),
        persona(
            1,
            "employer",
            scopes!["requests:write", "placements:read", "placements:write"],
            &[(Role::EmployerHr, Place::Organization(plan.employer))],
        ),
        persona(
            2,
            "ministry",
            scopes!["analytics:read", "governance:read", "outcomes:read"],
            &[(Role::MinistryAnalyst, Place::Country)],
        ),
        persona(
            3,
            "coordinator",
            scopes![
                "directory:write",
                "requests:write",
                "governance:read",
                "governance:write",
                "analytics:read",
                "platform:write"
            ],
            &[(Role::ClusterCoordinator, cluster), (Role::CouncilSecretary, cluster)],
        ),
        persona(4, "learner", scopes!["placements:read"], &[(Role::Learner, college)]),
        persona(
            5,
            "admin",
            scopes![
                "directory:write",
                "reference:write",
                "import:write",
                "webhook:manage",
                "changes:read",
                "platform:write"
            ],
            &[(Role::MinistryEditor, Place::Country), (Role::Auditor, Place::Country)],
        ),
        persona(
            6,
            "org_admin",
            scopes!["directory:write", "requests:write", "offers:write", "platform:write"],
            &[(Role::OrgAdmin, college)],
        ),
    ]
}

/// A role, as the schema writes it.
pub(super) fn role(seat: &Seat) -> String {
    seat.role.code().to_ascii_uppercase()
}

/// A token for each persona, by its name.
pub(super) fn tokens(
    personas: &[Persona],
    verifier: &Verifier,
    now: DateTime<Utc>,
) -> BTreeMap<&'static str, String> {
    let token = |persona: &Persona| {
        let client = if persona.person.is_some() { EXPLORER } else { PORTAL };
        let grant = Grant {
            client_id: client.to_string(),
            person_id: persona.person.map(|id| id.to_string()),
            organization_id: None,
            scope: persona.scopes.join(" "),
            security_version: 1,
        };
        (persona.name, verifier.issue(&grant, Uuid::now_v7(), now, LIFETIME))
    };
    personas.iter().map(token).collect()
}

/// The personas as the explorer offers them.
pub(super) fn offered(personas: &[Persona], tokens: &BTreeMap<&'static str, String>) -> api::Demo {
    let offered = personas.iter().map(|Persona { name, seats, .. }| api::Persona {
        name,
        roles: seats.iter().map(role).collect(),
        place: seats.first().map(|seat| seat.place.to_string()).unwrap_or_default(),
        token: tokens[name].clone(),
    });
    api::Demo { personas: offered.collect() }
}

/// The two programs.
pub(super) fn programs(college: Id<Organization>) -> [RequestClient; 2] {
    let program =
        |id, organization_id, name: &str, purpose: &str, acts_for, scopes| RequestClient {
            id,
            organization_id,
            kind: Kind::Production,
            profile: Profile {
                name: name.to_owned(),
                purpose: Some(purpose.to_owned()),
                contact_name: None,
                contact_email: None,
                origins: Vec::new(),
                documents: Vec::new(),
            },
            terms: Terms {
                scopes,
                acts_for,
                authentication: Authentication::PrivateKeyJwt,
                points_per_minute: None,
            },
        };
    let all = |scopes: &[&str]| scopes.iter().filter_map(|word| Scope::parse(word)).collect();
    let reached = Scope::ALL.iter().map(|&(_, scope)| scope).filter(|scope| !is_personal(*scope));
    [
        program(
            EXPLORER,
            None,
            "Explorer",
            "People try the demo with it.",
            ActsFor::Everyone,
            reached.collect(),
        ),
        program(
            PORTAL,
            Some(college),
            "College portal",
            "Fetches requests of employers and answers them.",
            ActsFor::OwnPeople,
            all(scopes!["requests:write", "offers:write", "placements:read", "changes:read"]),
        ),
    ]
}

fn is_personal(scope: Scope) -> bool {
    matches!(scope.area, domain::Area::Personal | domain::Area::PersonalIin)
}

/// A key whose private half nobody keeps.
pub(super) fn some_key() -> serde_json::Value {
    let keys = api::http::token::Keys::from_pem(&SigningKey::make_pem()).expect("a key just made");
    keys.published()["keys"][0].clone()
}

/// A person of the demo, as if an identity provider knew them.
pub(super) fn entered(persona: &Persona) -> Option<EnterPerson> {
    let id = persona.person?;
    Some(EnterPerson {
        id,
        organization_id: None,
        name: Personal(format!("Demo {}", persona.name)),
        issuer: "https://id.example".to_owned(),
        subject: Personal(format!("demo-{}", persona.name)),
    })
}

/// The roles of a persona.
pub(super) fn granted(persona: &Persona) -> Vec<GrantRole> {
    let seats = persona.seats.iter().zip(0_u128..);
    let number = persona.person.map_or(0, |id| id.uuid().as_u128() & 0xff);
    let grant = |(&Seat { role, place }, n)| GrantRole {
        id: id::<Affiliation>(0x1000 + number * 16 + n),
        person_id: persona.person,
        client_id: persona.person.is_none().then_some(PORTAL),
        role,
        organization_id: place.organization(),
        cluster_id: place.cluster(),
        region_code: place.region(),
        valid_from: None,
        valid_to: None,
    };
    seats.map(grant).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_personas_are_those_of_the_documentation() {
        let names: Vec<_> = personas(&Plan::new()).iter().map(|p| p.name).collect();
        assert_eq!(
            names,
            [
                "college_portal",
                "employer",
                "ministry",
                "coordinator",
                "learner",
                "admin",
                "org_admin"
            ]
        );
    }

    #[test]
    fn no_persona_of_the_administration_may_read_personal_data() {
        for persona in personas(&Plan::new()) {
            assert!(persona.scopes.iter().all(|scope| !scope.starts_with("personal:")));
        }
    }

    #[test]
    fn what_a_persona_may_is_within_what_its_program_may() {
        let plan = Plan::new();
        let [explorer, portal] = programs(plan.college);
        for persona in personas(&plan) {
            let program = if persona.person.is_some() { &explorer } else { &portal };
            for word in persona.scopes {
                let scope = Scope::parse(word).unwrap();
                assert!(scope.is_within(&program.terms.scopes), "{} {word}", persona.name);
            }
        }
    }

    #[test]
    fn the_explorer_is_offered_each_persona_with_its_own_token_and_place() {
        let personas = personas(&Plan::new());
        let tokens = personas.iter().map(|p| (p.name, format!("token of {}", p.name))).collect();
        let offered = offered(&personas, &tokens).personas;
        assert_eq!(offered.len(), personas.len());
        for (offered, persona) in offered.iter().zip(&personas) {
            assert_eq!(offered.token, tokens[persona.name]);
            assert_eq!(offered.place, persona.seats[0].place.to_string());
            assert_eq!(offered.roles.len(), persona.seats.len());
        }
    }
}
