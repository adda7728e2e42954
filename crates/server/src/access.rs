//! `klaster client` and `klaster person`: who is let in, from the shell of whoever runs the service.
//! A server may be running meanwhile; it learns of changes within a second or two.

mod places;
mod words;

use std::{fs, path::Path, sync::Arc};

use api::http::oauth::Jwk;
use app::{
    Act, App, Origin, RandomIds, Session, Store, SystemClock,
    platform::{EnterPerson, GrantRole, LetClientIn, LetPersonIn, RequestClient},
};
use domain::{
    Code, Datum, Filter, Id, Record, Test, Viewer,
    platform::{
        ApiClient, Person, Personal,
        api_client::{Authentication, Command, KEY_IS_NEW, Kind, Profile, Status, Terms},
    },
};

pub(crate) use self::words::{
    acts_for, client_id, issuer, name, organization_id, role_at_place, scope, subject,
};
use crate::{
    cli::{ClientAction, NewClient, NewPerson, RoleAtPlace},
    config::Settings,
    data_directory::shared_database_url,
    demo,
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
            living(&session, id).await?;
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
    places::check(&session, organization, &roles).await?;
    let id: Id<Person> = session.new_id();
    let enter = EnterPerson {
        id,
        organization_id: organization,
        name: Personal(name),
        issuer,
        subject: Personal(subject),
    };
    if let Some(there) = entered(&session, &enter).await? {
        return Err(Failure::Other(format!(
            "this person is entered already, as {there}. Grant more roles with affiliationGrant, or \
             name another subject. Nothing was changed."
        )));
    }
    let roles = grants(&session, roles, Some(id), None);
    let written = session.write(LetPersonIn { enter, roles }, None).await;
    written.map_err(|error| Failure::of_app("entering the person", &error))?;
    output::print(format_args!("{id}\n"))
}

/// The same person, whom the same organization has entered before.
async fn entered(session: &Session, enter: &EnterPerson) -> Result<Option<Id<Person>>, Failure> {
    let identity = session.app().vault().identity(&enter.issuer, &enter.subject.0);
    let job = Viewer::system("command-line");
    let named = Filter::Field("identity", Test::Eq(Datum::Text(identity)));
    let people: Vec<Person> =
        session.app().store().repository(&job).all(&named, u64::from(u32::MAX)).await?;
    let same = people.iter().find(|person| person.organization_id == enter.organization_id);
    Ok(same.map(Record::id))
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

/// In the name of whoever runs the service, by the clock that the data go by.
pub(crate) async fn session(settings: &Settings) -> Result<Session, Failure> {
    let (store, vault) = (shared_store(settings).await?, shared_vault(settings)?);
    let clock = settings.data.as_deref().map(demo::clock::of).transpose()?.flatten();
    let app = match clock {
        Some(clock) => App::new(store, vault, clock, RandomIds).await,
        None => App::new(store, vault, SystemClock, RandomIds).await,
    };
    let app = app.map_err(|error| Failure::of_app("reading the database", &error))?;
    Ok(app.session(
        Viewer::system("command-line"),
        Origin { request_id: None, source: "job", purpose: None },
    ))
}

async fn add(session: &Session, new: NewClient) -> Result<(), Failure> {
    let NewClient { name, organization, scopes, acts_for, secret, key, roles, origins } = new;
    places::check(session, organization, &roles).await?;
    let authentication =
        if secret { Authentication::ClientSecretBasic } else { Authentication::PrivateKeyJwt };
    let id: Id<ApiClient> = session.new_id();
    let key = key.as_deref().map(read_key).transpose()?;
    let made = if secret { Some(make_secret(session).await?) } else { None };
    let (secret, text) = made.unzip();
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
    let has_key = key.is_some();
    let credential = key.map(|key| Command::AddKey { key: key.into_key() }).or(secret);
    let roles = grants(session, roles, None, Some(id));
    let written = session.write(LetClientIn { request, roles, credential }, None).await;
    written.map_err(|error| Failure::of_app("making the client", &error))?;
    output::print(format_args!("client_id {id}\n"))?;
    match text {
        Some(text) => output::print(format_args!("client_secret {text}\n")),
        None if has_key => Ok(()),
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
    let client = living(session, id).await?;
    if let Some(path) = key {
        let key = read_key(path)?.into_key();
        // Before the oldest one goes.
        if client.keys.iter().any(|known| known.id == key.id || known.jwk == key.jwk) {
            return Err(Failure::of_app("changing the client", &(&KEY_IS_NEW).into()));
        }
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
    let (command, text) = make_secret(session).await?;
    act(session, id, command).await?;
    output::print(format_args!("client_secret {text}\n"))
}

/// How a new secret is added, and the secret.
async fn make_secret(session: &Session) -> Result<(Command, String), Failure> {
    let secret_id = session.app().new_token_id();
    let made = session.app().secrets().make(secret_id, session.now()).await;
    let made = made.map_err(|error| Failure::of_app("making a secret", &error))?;
    Ok((Command::AddSecret { secret: made.kept }, made.text))
}

/// A client that is not barred for good.
async fn living(session: &Session, id: Id<ApiClient>) -> Result<Arc<ApiClient>, Failure> {
    let found = session.find(id).await;
    let found = found.map_err(|error| Failure::of_app("looking for the client", &error))?;
    match found {
        None => Err(Failure::Other(format!(
            "there is no client {id}. `klaster client list` names all of them."
        ))),
        Some(client) if client.status == Status::Revoked => Err(Failure::Other(format!(
            "the client {id} is revoked already, for good. Nothing was changed; another one is made \
             with `klaster client add`."
        ))),
        Some(client) => Ok(client),
    }
}

async fn act(session: &Session, id: Id<ApiClient>, command: Command) -> Result<(), Failure> {
    let act = Act { id, expected_version: None, command };
    let written = session.write(act, None).await;
    written.map(drop).map_err(|error| Failure::of_app("changing the client", &error))
}

fn grants(
    session: &Session,
    roles: Vec<RoleAtPlace>,
    person_id: Option<Id<Person>>,
    client_id: Option<Id<ApiClient>>,
) -> Vec<GrantRole> {
    let grant = |RoleAtPlace { role, place }| GrantRole {
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
    roles.into_iter().map(grant).collect()
}

/// A public key as JSON (RFC 7517).
fn read_key(path: &Path) -> Result<Jwk, Failure> {
    let wrong = |why: String| Failure::Key(format!("the key in {} {why}.", path.display()));
    let text =
        fs::read_to_string(path).map_err(|error| wrong(format!("cannot be read: {error}")))?;
    let json = serde_json::from_str(&text).map_err(|_| wrong("is no JSON Web Key".to_owned()))?;
    Jwk::read(&json)
        .map_err(|why| wrong(format!("cannot be used: {}", why.says()[2].trim_end_matches('.'))))
}
