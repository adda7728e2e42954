//! Whom the application is used by, and their tokens.

use std::fmt;

use api::http::token::{Grant, Keys, SigningKey, Verifier};
use app::{Store, StoreError};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    Code, Head, Id, Now, Place, Role, Scope, Seat, Viewer,
    platform::{
        Affiliation, ApiClient, Person, Personal, Sealed,
        affiliation::{Holder, Term},
        api_client::{self, ActsFor, Authentication, Kind, Profile, Terms},
        person,
    },
};
use persistence::{Author, Stored};
use uuid::Uuid;

/// A client, what it may reach and where it has which role.
#[derive(Clone, Debug)]
pub struct Persona {
    pub client: String,
    pub scopes: &'static str,
    pub seats: Vec<(&'static str, String)>,
}

/// All scopes there are.
pub const EVERYTHING: &str = "directory:write requests:write offers:write reference:write \
    placements:write platform:write";

/// When everybody was let in.
const BEGAN: DateTime<Utc> = DateTime::from_timestamp(1_700_000_000, 0).unwrap();

impl Persona {
    pub fn new(role: &'static str, place: impl fmt::Display) -> Self {
        let seats = vec![(role, place.to_string())];
        Self { client: format!("{role}@{place}"), scopes: EVERYTHING, seats }
    }

    pub fn chamber(region: &str) -> Self {
        Self::new("REGIONAL_CHAMBER", region)
    }

    /// Keeps the register of organizations.
    pub fn editor() -> Self {
        Self::new("MINISTRY_EDITOR", "KZ")
    }

    /// The same client for whoever may the same under the same name.
    pub fn id(&self) -> Id<ApiClient> {
        Id::new(hashed(&format!("{self:?}")))
    }

    /// Somebody whom the client calls for.
    pub fn person_id(name: &str) -> Id<Person> {
        Id::new(hashed(name))
    }

    /// What a token of it is about.
    pub fn grant(&self, person: Option<&str>) -> Grant {
        Grant {
            client_id: self.id().to_string(),
            person_id: person.map(|name| Self::person_id(name).to_string()),
            organization_id: None,
            scope: self.scopes.to_owned(),
            security_version: 1,
        }
    }

    /// Enters the client and its roles, or a person and theirs, past the application.
    ///
    /// # Panics
    /// When the database does not take them.
    pub async fn let_in(&self, store: &Store, person: Option<&str>) {
        enter(store, &[self.as_client()]).await;
        if let Some(name) = person {
            enter(store, &[as_person(name)]).await;
        }
        let roles: Vec<_> = self.roles(person).collect();
        enter(store, &roles).await;
    }

    fn as_client(&self) -> ApiClient {
        let scopes = self.scopes.split_ascii_whitespace().filter_map(Scope::parse).collect();
        ApiClient {
            head: Head::new(self.id(), BEGAN),
            organization_id: None,
            kind: Kind::Production,
            profile: Profile {
                name: self.client.clone(),
                purpose: None,
                contact_name: None,
                contact_email: None,
                origins: Vec::new(),
                documents: Vec::new(),
            },
            terms: Terms {
                scopes,
                acts_for: ActsFor::Everyone,
                authentication: Authentication::PrivateKeyJwt,
                points_per_minute: None,
            },
            keys: Vec::new(),
            secrets: Vec::new(),
            security_version: 1,
            status: api_client::Status::Active,
            comment: None,
        }
    }

    fn roles(&self, person: Option<&str>) -> impl Iterator<Item = Affiliation> {
        let holder =
            person.map_or(Holder::Client(self.id()), |name| Holder::Person(Self::person_id(name)));
        let of = format!("{self:?} {person:?}");
        // The same role at one place is held once.
        let seats = self.seats.iter().enumerate();
        let seats = seats.filter(|(n, seat)| !self.seats[..*n].contains(seat));
        seats.map(move |(n, (role, place))| {
            let id = Id::new(hashed(&format!("{of} {n}")));
            let seat = Seat { role: role_of(role), place: place_of(place) };
            let term = Term { from: NaiveDate::default(), to: None };
            Affiliation::grant(id, holder, seat, term, Now(BEGAN))
        })
    }
}

/// Unless they were entered before.
async fn enter<R: Stored>(store: &Store, records: &[R]) {
    let author = Author { client: "tests".to_owned(), source: "demo", ..Author::default() };
    let tx = store.begin(&Viewer::system("tests")).await.unwrap();
    match tx.insert_many(records, &author).await {
        Ok(()) => tx.commit().await.unwrap(),
        Err(StoreError::Taken(_)) => {}
        Err(error) => panic!("{records:?} cannot be entered: {error}"),
    }
}

fn as_person(name: &str) -> Person {
    Person {
        head: Head::new(Persona::person_id(name), BEGAN),
        organization_id: None,
        name: Personal(name.to_owned()),
        issuer: "https://id.example".to_owned(),
        subject: Sealed::default(),
        identity: name.to_owned(),
        tokens_since: BEGAN,
        status: person::Status::Active,
        comment: None,
    }
}

fn role_of(word: &str) -> Role {
    Role::parse(&word.to_ascii_lowercase()).unwrap_or_else(|| panic!("no role {word}"))
}

fn place_of(word: &str) -> Place {
    Place::parse(word).unwrap_or_else(|| panic!("no place {word}"))
}

/// An id that a name alone decides.
fn hashed(name: &str) -> Uuid {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, name.as_bytes());
    uuid::Builder::from_custom_bytes(hash.as_ref()[..16].try_into().unwrap()).into_uuid()
}

/// The keys that tokens are signed with.
#[derive(Clone, Debug)]
pub struct Signer(Verifier);

impl Signer {
    pub const ISSUER: &'static str = "https://klaster.test";
    pub const AUDIENCE: &'static str = "https://klaster.test/graphql";

    pub(crate) fn new() -> Self {
        Self::from_pem(&Self::new_pem())
    }

    /// A new key, as files hold it.
    pub fn new_pem() -> String {
        SigningKey::make_pem()
    }

    pub fn from_pem(pem: &str) -> Self {
        let keys = Keys::from_pem(pem).unwrap();
        Self(Verifier::new(keys, Self::ISSUER, Self::AUDIENCE, TimeDelta::hours(1)))
    }

    /// Accepts what is signed here.
    pub fn verifier(&self) -> Verifier {
        self.0.clone()
    }

    /// A token in force for ten minutes, of a persona whose client asks for a person or for itself.
    pub fn token(&self, persona: &Persona, person: Option<&str>, now: DateTime<Utc>) -> String {
        let grant = persona.grant(person);
        self.0.issue(&grant, Uuid::now_v7(), now, TimeDelta::minutes(10))
    }
}
