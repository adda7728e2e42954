//! `klaster client` and `klaster person`: who is let in, from the shell of whoever runs the service.
//! A server may be running meanwhile; it learns of changes within a second or two.

use std::{fs, path::Path, str::FromStr};

use api::http::oauth::Jwk;
use app::{
    Act, App, Origin, RandomIds, Session, Store, SystemClock,
    platform::{EnterPerson, GrantRole, RequestClient},
};
use domain::{
    Code, Filter, Id, Place, Record, Role, Scope, Viewer,
    directory::Organization,
    platform::{
        ApiClient, Person, Personal,
        api_client::{ActsFor, Authentication, Command, Kind, Profile, Terms},
    },
};

use crate::{
    cli::{ClientAction, NewClient, NewPerson, RoleAtPlace},
    config::Settings,
    data_directory::shared_database_url,
    failure::Failure,
    installation::shared_vault,
    output,
};

/// `klaster client`.
pub(crate) async fn client(settings: &Settings, action: ClientAction) -> Result<(), Failure> {
    let session = session(settings).await?;
    match action {
        ClientAction::Add(new) => add(&session, new).await,
        ClientAction::List => list(&session).await,
        ClientAction::Rotate { id, key } => rotate(&session, id, key.as_deref()).await,
        ClientAction::Revoke { id } => {
            let command = Command::Revoke { comment: None };
            act(&session, id, command).await?;
            output::print(format_args!("{id} is revoked; its tokens are no longer accepted.\n"))
        }
    }
}

/// `klaster person add`.
pub(crate) async fn person(settings: &Settings, new: NewPerson) -> Result<(), Failure> {
    let session = session(settings).await?;
    let NewPerson { name, issuer, subject, organization, roles } = new;
    let id: Id<Person> = session.new_id();
    let enter = EnterPerson {
        id,
        organization_id: organization,
        name: Personal(name),
        issuer,
        subject: Personal(subject),
    };
    session.write(enter, None).await.map_err(|error| failed("entering the person", &error))?;
    for role in roles {
        grant(&session, role, Some(id), None).await?;
    }
    output::print(format_args!("{id}\n"))
}

/// The database, beside a server that may be running.
pub(crate) async fn shared_store(settings: &Settings) -> Result<Store, Failure> {
    let url = match (&settings.data, &settings.database_url) {
        (Some(data), _) => shared_database_url(data)?,
        (None, Some(url)) => url.as_str().to_owned(),
        (None, None) => unreachable!("a configuration says where the data are"),
    };
    // No cursor is made or read here.
    let store = app::Settings { url, max_connections: 2, cursor_key: Vec::new() };
    Ok(Store::connect(&store).await?)
}

/// In the name of whoever runs the service.
pub(crate) async fn session(settings: &Settings) -> Result<Session, Failure> {
    let (store, vault) = (shared_store(settings).await?, shared_vault(settings)?);
    let app = App::new(store, vault, SystemClock, RandomIds).await;
    let app = app.map_err(|error| Failure::of_app("reading the database", &error))?;
    Ok(app.session(
        Viewer::system("command-line"),
        Origin { request_id: None, source: "job", purpose: None },
    ))
}

async fn add(session: &Session, new: NewClient) -> Result<(), Failure> {
    let NewClient { name, organization, scopes, acts_for, secret, key, roles, origins } = new;
    let authentication =
        if secret { Authentication::ClientSecretBasic } else { Authentication::PrivateKeyJwt };
    let id: Id<ApiClient> = session.new_id();
    // Read before anything is made.
    let key = key.as_deref().map(read_key).transpose()?;
    let request = RequestClient {
        id,
        organization_id: organization,
        kind: Kind::Production,
        profile: Profile {
            name,
            purpose: None,
            contact_name: None,
            contact_email: None,
            origins,
            documents: Vec::new(),
        },
        terms: Terms { scopes, acts_for, authentication, points_per_minute: None },
    };
    session.write(request, None).await.map_err(|error| failed("making the client", &error))?;
    for role in roles {
        grant(session, role, None, Some(id)).await?;
    }
    output::print(format_args!("client_id {id}\n"))?;
    match key {
        Some(key) => act(session, id, Command::AddKey { key: key.into_key() }).await,
        None if secret => add_secret(session, id).await,
        None => output::print(format_args!(
            "The client is approved and is let in when it has a key: klaster client rotate {id} --key FILE\n"
        )),
    }
}

async fn list(session: &Session) -> Result<(), Failure> {
    let job = Viewer::system("command-line");
    let everything = Filter::All(Vec::new());
    let repository = session.app().store().repository(&job);
    let clients: Vec<ApiClient> = repository.all(&everything, u64::from(u32::MAX)).await?;
    for client in clients {
        let scopes: Vec<_> = client.terms.scopes.iter().map(|scope| scope.code()).collect();
        output::print(format_args!(
            "{} {} {} {} {}\n",
            client.id(),
            client.status.code(),
            client.terms.authentication.code(),
            scopes.join(","),
            client.profile.name,
        ))?;
    }
    Ok(())
}

/// A new key or secret takes the place of the oldest one, where there is no room for one more.
async fn rotate(session: &Session, id: Id<ApiClient>, key: Option<&Path>) -> Result<(), Failure> {
    let found = session.find(id).await.map_err(|error| failed("looking for it", &error))?;
    let client = found.ok_or_else(|| Failure::Other(format!("there is no client {id}.")))?;
    if let Some(path) = key {
        let key = read_key(path)?.into_key();
        if client.keys.len() >= ApiClient::KEYS {
            let key_id = client.keys[0].id.clone();
            act(session, id, Command::RemoveKey { key_id }).await?;
        }
        let key_id = key.id.clone();
        act(session, id, Command::AddKey { key }).await?;
        return output::print(format_args!("{id} signs with the key {key_id}, too.\n"));
    }
    if client.terms.authentication == Authentication::PrivateKeyJwt {
        return Err(Failure::Other(format!("{id} proves who it is with keys: give --key FILE.")));
    }
    if client.secrets.len() >= ApiClient::SECRETS {
        let secret_id = client.secrets[0].id;
        act(session, id, Command::RemoveSecret { secret_id }).await?;
    }
    add_secret(session, id).await
}

async fn add_secret(session: &Session, id: Id<ApiClient>) -> Result<(), Failure> {
    let secret_id = session.app().new_token_id();
    let made = session.app().secrets().make(secret_id, session.now()).await;
    let made = made.map_err(|error| failed("making a secret", &error))?;
    act(session, id, Command::AddSecret { secret: made.kept }).await?;
    output::print(format_args!("client_secret {}\n", made.text))
}

async fn act(session: &Session, id: Id<ApiClient>, command: Command) -> Result<(), Failure> {
    let act = Act { id, expected_version: None, command };
    session.write(act, None).await.map(drop).map_err(|error| failed("changing the client", &error))
}

async fn grant(
    session: &Session,
    RoleAtPlace { role, place }: RoleAtPlace,
    person_id: Option<Id<Person>>,
    client_id: Option<Id<ApiClient>>,
) -> Result<(), Failure> {
    let grant = GrantRole {
        id: session.new_id(),
        person_id,
        client_id,
        role,
        organization_id: place.organization(),
        cluster_id: place.cluster(),
        region_code: place.region(),
        valid_from: None,
        valid_to: None,
    };
    session.write(grant, None).await.map(drop).map_err(|error| failed("granting a role", &error))
}

/// A public key as JSON (RFC 7517).
fn read_key(path: &Path) -> Result<Jwk, Failure> {
    let wrong = |why: String| Failure::Key(format!("the key in {} {why}.", path.display()));
    let text =
        fs::read_to_string(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let json = serde_json::from_str(&text).map_err(|_| wrong("is no JSON Web Key".to_owned()))?;
    Jwk::read(&json).map_err(|why| wrong(format!("cannot be used: {}", why.says()[2])))
}

/// A refusal in the words of its rules.
fn failed(doing: &str, error: &app::Error) -> Failure {
    if let app::Error::Refused(domain::Refusal { reason: domain::Reason::Broken(broken), .. }) =
        error
    {
        let rules = broken.iter().map(|it| format!("{} {}", it.rule.says[2], it.rule.remedy[2]));
        return Failure::Other(rules.collect::<Vec<_>>().join("\n"));
    }
    Failure::of_app(doing, error)
}

impl FromStr for RoleAtPlace {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (role, place) = text.split_once('@').ok_or("it is ROLE@PLACE")?;
        let role = Role::parse(&role.to_ascii_lowercase()).ok_or("there is no such role")?;
        let place = Place::parse(place).ok_or(
            "a place is an id of an organization or a cluster, two digits of a region, or KZ",
        )?;
        Ok(Self { role, place })
    }
}

/// A scope, as it is written.
pub(crate) fn scope(text: &str) -> Result<Scope, String> {
    let all = || Scope::ALL.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
    Scope::parse(text).ok_or_else(|| format!("scopes are {}", all()))
}

/// For whom a client may call.
pub(crate) fn acts_for(text: &str) -> Result<ActsFor, String> {
    let all = || ActsFor::all().iter().map(|it| it.code()).collect::<Vec<_>>().join(", ");
    ActsFor::parse(text).ok_or_else(|| format!("it is one of {}", all()))
}

/// An id of a client.
pub(crate) fn client_id(text: &str) -> Result<Id<ApiClient>, String> {
    text.parse()
        .map_err(|_| "ids of clients look like api_client_01h455vb4pex5vsknk084sn02q".to_owned())
}

/// An id of an organization.
pub(crate) fn organization_id(text: &str) -> Result<Id<Organization>, String> {
    text.parse().map_err(|_| {
        "ids of organizations look like organization_01h455vb4pex5vsknk084sn02q".to_owned()
    })
}
