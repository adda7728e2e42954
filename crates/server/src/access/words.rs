//! Arguments of `klaster client` and `klaster person`: what is no use is told before anything is done.

use axum::http::Uri;
use domain::{
    Code, Id, Locale, Place, PlaceKind, Role, Scope, check_text,
    directory::Organization,
    platform::{ApiClient, api_client::ActsFor},
};

use crate::cli::RoleAtPlace;

/// Characters of a name, of an issuer and of a subject.
const NAME: usize = 200;
const ISSUER: usize = 255;
const SUBJECT: usize = 255;

/// What somebody or something is called.
pub(crate) fn name(text: &str) -> Result<String, String> {
    written(text, NAME, "write a name of 1 to 200 characters")
}

/// What an identity provider calls a person.
pub(crate) fn subject(text: &str) -> Result<String, String> {
    written(text, SUBJECT, "write the `sub` of the person's tokens, of 255 characters at most")
}

fn written(text: &str, limit: usize, remedy: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        return Err(format!("it is blank: {remedy}"));
    }
    match check_text(text, limit) {
        Ok(()) => Ok(text.to_owned()),
        Err(flaw) => Err(format!("{} So {remedy}", flaw.text().best(Locale::En).1)),
    }
}

/// The name of an identity provider, which is an absolute URL.
pub(crate) fn issuer(text: &str) -> Result<String, String> {
    let is_plain = text.chars().all(|c| !c.is_whitespace() && !c.is_control());
    if is_plain && text.chars().count() <= ISSUER && is_absolute(text) {
        return Ok(text.to_owned());
    }
    Err("write the `iss` of its tokens, an absolute URL such as https://id.example.kz".to_owned())
}

fn is_absolute(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    if ["https", "http"].contains(&scheme) {
        let uri: Option<Uri> = text.parse().ok().filter(|_| rest.starts_with("//"));
        return uri.is_some_and(|uri| uri.host().is_some_and(|host| !host.is_empty()));
    }
    // Such as `urn:`; what has a point is a host and its port.
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-".contains(c);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_lowercase());
    is_scheme && scheme.chars().all(fits) && !rest.is_empty()
}

/// A role and a place of the kind at which it is held.
pub(crate) fn role_at_place(text: &str) -> Result<RoleAtPlace, String> {
    let (role, place) = text.split_once('@').ok_or("it is ROLE@PLACE")?;
    let role = Role::parse(&role.to_ascii_lowercase()).ok_or("there is no such role")?;
    let place = Place::parse(place)
        .ok_or("a place is an id of an organization or a cluster, two digits of a region, or KZ")?;
    if role == Role::ClusterMember {
        return Err("this role is not granted, it follows from membership of a cluster".to_owned());
    }
    if role.seat() == place.kind() {
        return Ok(RoleAtPlace { role, place });
    }
    let (held, place) = match role.seat() {
        PlaceKind::Organization => ("at an organization", "organization_… with its id"),
        PlaceKind::Cluster => ("in a cluster", "cluster_… with its id"),
        PlaceKind::Region => ("in a region", "35 or other two digits of a region"),
        PlaceKind::Country => ("in the whole country", "KZ"),
    };
    let role = role.code().to_ascii_uppercase();
    Err(format!("{role} is held {held}: write {role}@{place}"))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issuer_is_an_absolute_url() {
        for text in ["https://id.kz", "https://id.kz/realms/a/", "http://[::1]:8080", "urn:id:kz"] {
            assert_eq!(issuer(text).as_deref(), Ok(text));
        }
        let long = format!("https://{}", "a".repeat(255));
        for text in ["", "id", "id.kz", "id.kz:443", "https://", "https:id", "https://i d", &*long]
        {
            assert!(issuer(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_role_is_held_at_its_own_kind_of_place_which_is_told() {
        const CLUSTER: &str = "cluster_01h455vb4pex5vsknk084sn02q";
        const ORGANIZATION: &str = "organization_01h455vb4pex5vsknk084sn02q";
        for (role, fitting, told) in [
            ("MINISTRY_EDITOR", "KZ", "in the whole country: write MINISTRY_EDITOR@KZ"),
            ("REGIONAL_CHAMBER", "35", "in a region: write REGIONAL_CHAMBER@35"),
            ("ORG_ADMIN", ORGANIZATION, "at an organization: write ORG_ADMIN@organization_…"),
            ("COUNCIL_CHAIR", CLUSTER, "in a cluster: write COUNCIL_CHAIR@cluster_…"),
        ] {
            for place in ["KZ", "35", ORGANIZATION, CLUSTER] {
                match role_at_place(&format!("{role}@{place}")) {
                    Ok(read) => {
                        assert_eq!((read.place.to_string(), place), (place.into(), fitting));
                    }
                    Err(error) => assert!(place != fitting && error.contains(told), "{error}"),
                }
            }
        }
        assert!(role_at_place(&format!("CLUSTER_MEMBER@{CLUSTER}")).is_err());
    }
}
