use std::fs;

use api::{
    Destination,
    http::token::issuers::{IssuerSettings, KeysAt},
};
use chrono::TimeDelta;
use domain::{Id, platform::ApiClient};
use jsonwebtoken::Algorithm;

use super::read;
use crate::config::Mistakes;

const PORTAL: &str = "api_client_01h455vb4pex5vsknk084sn02q";
const NAME: &str = "https://login.example.kz/realms/college";

fn portal() -> Id<ApiClient> {
    PORTAL.parse().unwrap()
}

fn load(text: &str) -> Result<Vec<IssuerSettings>, Mistakes> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("issuers.toml");
    fs::write(&path, text).unwrap();
    read(&path, "klaster")
}

/// What is told of an issuer with these lines besides.
fn told(lines: &str) -> String {
    let text = format!(
        "[[issuer]]\nissuer = '{NAME}'\naudience = 'klaster-api'\nclients = ['{PORTAL}']\n{lines}"
    );
    load(&text).unwrap_err().to_string()
}

#[test]
fn three_lines_are_enough() {
    let text = format!("[[issuer]]\nissuer = '{NAME}'\naudience = 'a'\nclients = ['{PORTAL}']");
    let [issuer] = &load(&text).unwrap()[..] else { panic!("one issuer") };
    let keys = KeysAt::Discovery(IssuerSettings::discovery(NAME).unwrap());
    assert_eq!(issuer, &IssuerSettings::new(NAME, "a", keys, vec![portal()]));
}

#[test]
fn everything_can_be_agreed_on_otherwise() {
    let text = "
        [[issuer]]
        issuer = 'idp.gov.kz'
        audience = 'klaster'
        key_set = 'https://idp.gov.kz:8443/keys'
        algorithms = ['ES256', 'PS256']
        types = ['at+jwt']
        type_required = false
        client_claim = 'client_id'
        client = 'api_client_01h455vb4pex5vsknk084sn02q'
        clients = [
            'api_client_01kdvdna00e008000000000001', 'api_client_01h455vb4pex5vsknk084sn02q',
        ]
        max_lifetime = 900

        [[issuer]]
        issuer = 'https://other.kz'
        audience = 'klaster'
        discovery = 'https://other.kz/metadata'
        clients = ['api_client_01kdvdna00e008000000000001']
    ";
    let [first, second] = &load(text).unwrap()[..] else { panic!("two issuers") };
    let at = |url| Destination::parse(url).unwrap();
    let expected = IssuerSettings {
        issuer: "idp.gov.kz".to_owned(),
        audience: "klaster".to_owned(),
        keys: KeysAt::KeySet(at("https://idp.gov.kz:8443/keys")),
        algorithms: vec![Algorithm::ES256, Algorithm::PS256],
        types: vec!["at+jwt".to_owned()],
        without_type: true,
        client_claim: "client_id".to_owned(),
        client: Some(portal()),
        clients: vec!["api_client_01kdvdna00e008000000000001".parse().unwrap(), portal()],
        max_lifetime: TimeDelta::minutes(15),
    };
    assert_eq!(first, &expected);
    assert_eq!(second.keys, KeysAt::Discovery(at("https://other.kz/metadata")));
}

#[test]
fn a_value_that_does_not_fit_is_told_with_its_line_and_what_is_expected() {
    for (line, expected) in [
        ("algorithms = ['HS256']", "some of EdDSA, ES256, ES384, RS256, PS256"),
        ("algorithms = ['none']", "some of EdDSA"),
        ("algorithms = 'RS256'", "a list"),
        ("algorithms = []", "a list"),
        ("types = [1]", "a list of types"),
        ("type_required = 'yes'", "true or false"),
        ("client_claim = ''", "the name of a claim"),
        ("client = 'a b'", "the id of a client here"),
        ("client = 'organization_01h455vb4pex5vsknk084sn02q'", "the id of a client here"),
        ("max_lifetime = 59", "seconds, from 60 to 86400"),
        ("max_lifetime = 86401", "seconds"),
        ("max_lifetime = '1h'", "seconds"),
        ("key_set = 'http://login.example.kz/keys'", "a URL that begins with https://"),
        ("key_set = 'https://login.example.kz:8080/keys'", "port 443 or 8443"),
        ("key_set = 'https://127.0.0.1/keys'", "a host outside"),
        ("discovery = 'https://10.1.2.3/'", "a host outside"),
        ("discovery = 'https://me:secret@login.example.kz/'", "a URL without a user"),
        ("discovery = true", "a URL in quotes"),
    ] {
        let told = told(line);
        let key = line.split_once(" =").unwrap().0;
        assert!(told.contains(&format!("issuers.toml: line 5: {key}")), "{told}");
        assert!(
            told.contains("The value does not fit. It takes ") && told.contains(expected),
            "{told}"
        );
    }
}

#[test]
fn all_mistakes_of_all_issuers_are_told_at_once() {
    let text = format!(
        "[[issuer]]\nisuer = '{NAME}'\n\n[[issuer]]\nissuer = 'klaster'\naudience = 1\nsecret = 'x'\n"
    );
    let told = load(&text).unwrap_err().to_string();
    for expected in [
        "the configuration has 8 mistakes:",
        "line 2: isuer\n      There is no such key. Is it issuer?",
        "line 1: issuer\n      It is missing. It takes the exact text of iss in its tokens.",
        "line 1: audience\n      It is missing. It takes our name in aud of its tokens.",
        "line 1: clients\n      It is missing. It takes a list of the clients here that its tokens may name, \
         such as [\"api_client_01h455vb4pex5vsknk084sn02q\"].",
        "line 6: audience\n      The value does not fit.",
        "line 7: secret\n      There is no such key. There are issuer, audience,",
        "line 5: issuer = \"klaster\"\n      Its metadata cannot be found by its name. \
         Set discovery or key_set, or let issuer be a URL",
    ] {
        assert!(told.contains(expected), "{expected:?} is missing in:\n{told}");
    }
}

#[test]
fn an_issuer_is_named_once_and_is_not_ourselves() {
    let one = format!("[[issuer]]\nissuer = '{NAME}'\naudience = 'a'\nclients = ['{PORTAL}']\n");
    let told = load(&one.repeat(2)).unwrap_err().to_string();
    assert!(told.contains("line 6: issuer = "), "{told}");
    let ours = one.replace(NAME, "klaster") + "key_set = 'https://a.kz/keys'";
    let told = load(&ours).unwrap_err().to_string();
    assert!(
        told.contains("line 2: issuer = \"klaster\"\n      It is the name of an issuer before")
    );
}

#[test]
fn the_client_that_stands_in_for_others_is_one_that_may_be_named() {
    let told = told("client = 'api_client_01kdvdna00e008000000000001'");
    assert!(told.contains("line 5: client = \"api_client_01kdvdna00e008000000000001\""), "{told}");
    assert!(told.contains("It is not among clients."), "{told}");
}

#[test]
fn keys_are_in_one_place() {
    let told = told("discovery = 'https://a.kz/'\nkey_set = 'https://a.kz/keys'");
    assert!(told.contains("line 6: key_set\n      It excludes discovery"), "{told}");
}

#[test]
fn a_file_that_names_no_issuer_is_a_mistake() {
    for (text, expected) in [
        ("", "The file names no issuer."),
        ("issuer = 'https://a.kz'", "line 1: issuer\n      There is no such setting here."),
        ("[issuer]\nissuer = 'https://a.kz'", "line 1: issuer"),
        ("issuers = []", "line 1: issuers"),
        ("issuer = [1]", "line 1: issuer\n      It is no table."),
        ("[[issuer]]\nissuer = https://a.kz", "Line 2 is not TOML"),
    ] {
        let told = load(text).unwrap_err().to_string();
        assert!(told.contains(expected), "{text:?}: {told}");
    }
    let told = read("/nowhere/issuers.toml".as_ref(), "klaster").unwrap_err().to_string();
    assert!(told.contains("/nowhere/issuers.toml\n      The file cannot be read"), "{told}");
}

#[test]
fn what_the_guides_and_the_manual_tell_people_to_write_can_be_read() {
    for text in [
        include_str!("../../../../api/docs/guides/identity-provider.kk.md"),
        include_str!("../../../../api/docs/guides/identity-provider.ru.md"),
        include_str!("../../../../api/docs/guides/identity-provider.en.md"),
        include_str!("../../../../../deploy/README.md"),
    ] {
        let (_, block) = text.split_once("```toml\n[[issuer]]").unwrap();
        let (block, _) = block.split_once("```").unwrap();
        assert_eq!(load(&format!("[[issuer]]{block}")).unwrap().len(), 1);
    }
}

#[test]
fn the_manual_names_every_key() {
    let manual = include_str!("../../../../../deploy/README.md");
    let manual = manual.split("\n## ").find(|part| part.starts_with("Issuers outside")).unwrap();
    for key in super::table::KEYS {
        assert_eq!(manual.matches(&format!("\n| `{key}` | ")).count(), 1, "{key}");
    }
}
