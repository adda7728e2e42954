//! Twelve who ask, and who of them may see which objects.

use std::collections::BTreeSet;

use app::platform::Credentials;
use domain::{
    Code, Filter, Role, Viewer,
    directory::{Cluster, ClusterMembership, ContactPerson, Organization},
    market::{CollegeOffer, EmployerRequest, RequestResponse},
    platform::{Affiliation, ApiClient, AuditRecord, Person},
    training::Workplace,
};
use persistence::Stored;
use support::{Persona, TestApp};

/// A type of objects and who may see which of them.
pub(crate) struct Kind {
    /// In the schema: the type, the field of one and the field of many.
    pub(crate) names: [&'static str; 3],
    /// In the database.
    pub(crate) table: &'static str,
    pub(crate) all: Vec<String>,
    /// For each persona.
    pub(crate) seen: Vec<BTreeSet<String>>,
}

/// Twelve who ask, and what they are in memory.
pub(crate) struct Cast {
    pub(crate) tokens: Vec<Option<String>>,
    viewers: Vec<Viewer>,
}

/// Somebody of each kind, where there is something to see, and nobody in particular.
pub(crate) async fn cast(app: &TestApp, places: &[Viewer]) -> Cast {
    const ROLES: [Role; 11] = [
        Role::OrgAdmin,
        Role::CollegeManager,
        Role::EmployerHr,
        Role::Learner,
        Role::RegionalChamber,
        Role::LocalExecutive,
        Role::ClusterCoordinator,
        Role::CouncilSecretary,
        Role::MinistryAnalyst,
        Role::MinistryEditor,
        Role::Auditor,
    ];
    let (mut tokens, mut viewers) = (vec![None], vec![Viewer::anonymous()]);
    for (n, role) in ROLES.into_iter().enumerate() {
        let seats = places.iter().filter_map(|viewer| match viewer.seats[..] {
            [seat] if seat.role == role && seat.place.kind() == role.seat() => Some(seat),
            _ => None,
        });
        let seats: Vec<_> = seats.collect();
        // Not always the first place, so that they do not sit together.
        let word: &'static str = Box::leak(role.code().to_ascii_uppercase().into_boxed_str());
        let persona = Persona::new(word, seats[n % seats.len()].place);
        tokens.push(Some(app.token(&persona).await));
        let credentials = Credentials {
            client_id: persona.id(),
            subject: None,
            token_id: format!("of {}", persona.client),
            security_version: None,
            scopes: None,
            issued_at: app.clock_now(),
        };
        viewers.push(app.app.admit(&credentials).await.unwrap().unwrap().viewer);
    }
    Cast { tokens, viewers }
}

async fn kind<R: Stored>(app: &TestApp, cast: &Cast, names: [&'static str; 3]) -> Kind {
    let system = Viewer::system("test");
    let everything = Filter::default();
    let all: Vec<R> = app.app.store().repository(&system).all(&everything, 10_000).await.unwrap();
    assert!(!all.is_empty(), "there is no {}", R::NAME);
    let seen = cast.viewers.iter().map(|viewer| {
        let seen = all.iter().filter(|record| viewer.sees(*record));
        seen.map(|record| record.id().to_string()).collect()
    });
    let seen = seen.collect();
    Kind { names, table: R::NAME, all: all.iter().map(|it| it.id().to_string()).collect(), seen }
}

pub(crate) async fn kinds(app: &TestApp, cast: &Cast) -> Vec<Kind> {
    vec![
        kind::<Organization>(app, cast, ["Organization", "organization", "organizations"]).await,
        kind::<Cluster>(app, cast, ["Cluster", "cluster", "clusters"]).await,
        kind::<ClusterMembership>(
            app,
            cast,
            ["ClusterMembership", "clusterMembership", "clusterMemberships"],
        )
        .await,
        kind::<EmployerRequest>(
            app,
            cast,
            ["EmployerRequest", "employerRequest", "employerRequests"],
        )
        .await,
        kind::<CollegeOffer>(app, cast, ["CollegeOffer", "collegeOffer", "collegeOffers"]).await,
        kind::<RequestResponse>(
            app,
            cast,
            ["RequestResponse", "requestResponse", "requestResponses"],
        )
        .await,
        kind::<ApiClient>(app, cast, ["ApiClient", "apiClient", "apiClients"]).await,
        kind::<Person>(app, cast, ["Person", "person", "people"]).await,
        kind::<Affiliation>(app, cast, ["Affiliation", "affiliation", "affiliations"]).await,
        kind::<ContactPerson>(app, cast, ["ContactPerson", "contactPerson", "contactPersons"])
            .await,
        kind::<Workplace>(app, cast, ["Workplace", "workplace", "workplaces"]).await,
        kind::<AuditRecord>(app, cast, ["AuditRecord", "auditRecord", "auditRecords"]).await,
    ]
}

/// An id of this type that nothing has.
pub(crate) fn absent(kind: &Kind) -> String {
    format!("{}_01kdvdna00e008000000000009", kind.table)
}
