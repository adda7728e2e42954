//! The pages for people: every link leads somewhere, and a real browser is content with them.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use api::Demo;
use axum::http::{Method, StatusCode};
use serde_json::Value;
use support::{Backend, Client, Persona, TestApp};
use tokio::sync::OnceCell;

use crate::programs;

const LANGUAGES: [&str; 3] = ["kk", "ru", "en"];

async fn get(client: &Client, path: &str) -> support::Answer {
    client.request(Method::GET, path, &[("accept-language", "en".to_owned())], "").await
}

async fn page(client: &Client, path: &str) -> String {
    let answer = get(client, path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body.as_str().unwrap_or_default().to_owned()
}

/// The values of an attribute.
fn values<'p>(page: &'p str, attribute: &str) -> impl Iterator<Item = &'p str> {
    let begin = format!(" {attribute}=\"");
    let parts: Vec<_> = page.split(begin.as_str()).skip(1).collect();
    parts.into_iter().filter_map(|part| part.split('"').next())
}

/// Where a link leads, from the page that has it: a path from the root, and a place there.
fn resolved(from: &str, link: &str) -> (String, String) {
    let (path, place) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or_default();
    if path.is_empty() {
        return (from.to_owned(), place.to_owned());
    }
    let mut parts: Vec<_> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." => {}
            part => parts.push(part),
        }
    }
    let mut path = parts.join("/");
    if !path.starts_with('/') {
        path.insert(0, '/');
    }
    (path, place.to_owned())
}

/// Every page that can be reached from the first one, by its path; they are the same for all tests.
async fn all_pages(client: &Client) -> &'static BTreeMap<String, String> {
    static PAGES: OnceCell<BTreeMap<String, String>> = OnceCell::const_new();
    PAGES.get_or_init(|| crawl(client)).await
}

async fn crawl(client: &Client) -> BTreeMap<String, String> {
    let mut pages = BTreeMap::new();
    let mut open = vec!["/".to_owned()];
    while let Some(path) = open.pop() {
        if pages.contains_key(&path) {
            continue;
        }
        let text = page(client, &path).await;
        if text.starts_with("<!DOCTYPE html>") {
            let links = values(&text, "href").filter(|link| !is_elsewhere(link));
            open.extend(links.map(|link| resolved(&path, link).0));
        }
        pages.insert(path, text);
    }
    pages
}

/// Only texts have such links, for people to follow; no page loads anything from there.
fn is_elsewhere(link: &str) -> bool {
    link.starts_with("http") || link.starts_with("data:")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_leads_to_a_page_and_to_a_place_on_it() {
    let app = TestApp::start(Backend::Sqlite).await;
    let pages = all_pages(&app.client).await;
    assert!(pages.len() > 1300, "{}", pages.len());
    let places: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|(path, text)| (path.as_str(), values(text, "id").collect())).collect();
    let mut dead = Vec::new();
    for (path, text) in pages.iter().filter(|(_, text)| text.starts_with("<!DOCTYPE html>")) {
        for link in values(text, "href").filter(|link| !is_elsewhere(link)) {
            let (target, place) = resolved(path, link);
            if !place.is_empty() && !places[target.as_str()].contains(place.as_str()) {
                dead.push(format!("{path}: {link}"));
            }
        }
    }
    assert!(dead.is_empty(), "{} dead: {:#?}", dead.len(), &dead[..dead.len().min(20)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_type_has_a_page_with_all_its_fields_in_every_language() {
    let app = TestApp::start(Backend::Sqlite).await;
    let types = crate::schema::types(&app).await;
    for language in LANGUAGES {
        for name in
            ["EmployerRequest", "Query", "Mutation", "EmployerRequestStatus", "Node", "Date"]
        {
            let shown = page(&app.client, &format!("/docs/{language}/types/{name}")).await;
            assert!(shown.contains(&format!("<html lang=\"{language}\">")), "{name}");
            let places: BTreeSet<_> = values(&shown, "id").collect();
            for part in ["fields", "enumValues"] {
                for field in crate::schema::names(&types, name, part) {
                    assert!(places.contains(field), "{name}.{field}");
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_kept_by_a_browser_and_load_nothing_from_elsewhere() {
    let app = TestApp::start(Backend::Sqlite).await;
    for path in
        ["/", "/docs/kk", "/docs/en/types/Query", "/docs/ru/index.json", "/assets/style.css"]
    {
        let answer = get(&app.client, path).await;
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
        let known = [
            ("if-none-match", answer.header("etag").to_owned()),
            ("accept-language", "en".to_owned()),
        ];
        let again = app.client.request(Method::GET, path, &known, "").await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documentation_is_found_in_the_language_of_the_caller() {
    let app = TestApp::start(Backend::Sqlite).await;
    for (accepted, language) in [("ru", "ru"), ("de, en;q=0.5", "en"), ("de", "kk")] {
        let headers = [("accept-language", accepted.to_owned())];
        let answer = app.client.request(Method::GET, "/docs", &headers, "").await;
        assert_eq!(
            (answer.status, answer.header("location")),
            (StatusCode::FOUND, &*format!("docs/{language}"))
        );
    }
    for (path, bare) in
        [("/docs/", "../docs"), ("/docs/ru/", "../ru"), ("/docs/ru/types/", "../types")]
    {
        let answer = get(&app.client, path).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::FOUND, bare));
    }
    // An address that names no language, as error messages do.
    for (accepted, language) in [("ru", "ru"), ("de", "kk")] {
        let headers = [("accept-language", accepted.to_owned())];
        let path = "/docs/guides/connect-your-portal";
        let answer = app.client.request(Method::GET, path, &headers, "").await;
        let expected = format!("../{language}/guides/connect-your-portal");
        assert_eq!((answer.status, answer.header("location")), (StatusCode::FOUND, &*expected));
        assert_eq!(answer.header("vary"), "Accept-Language");
    }
    let absent = get(&app.client, "/docs/ru/types/Nothing").await;
    assert_eq!(absent.status, StatusCode::NOT_FOUND);
    assert!(absent.body.as_str().unwrap().contains("<html lang=\"ru\">"), "{}", absent.body);
    assert_eq!(get(&app.client, "/docs/de").await.status, StatusCode::NOT_FOUND);
}

/// A server as a demo has it: its explorer offers tokens. Its address.
async fn demo(app: &TestApp) -> String {
    let (employer, hr) = app.employer("Алтын дән").await;
    let (college, manager) = app.college("Сарыарқа").await;
    let request = app.published(&employer, &hr, 5).await;
    app.respond(&request, &(college.clone(), manager.clone()), 2).await;
    let persona = async |name, persona: &Persona, place: &str| api::Persona {
        name,
        roles: persona.seats.iter().map(|(role, _)| (*role).to_owned()).collect(),
        place: place.to_owned(),
        token: app.token(persona).await,
    };
    let personas = vec![
        persona("employer", &hr, &employer).await,
        persona("college_portal", &manager, &college).await,
        persona("ministry", &Persona::new("MINISTRY_ANALYST", "KZ"), "KZ").await,
    ];
    let client = app.replica(|settings| {
        settings.demo = Some(Demo { personas });
        settings.timeout = Duration::from_secs(30);
    });
    let address = client.await.address();
    format!("http://{address}")
}

/// What pages do does not depend on the database.
#[tokio::test(flavor = "multi_thread")]
async fn a_browser_opens_every_page_searches_and_runs_the_ready_operations() {
    let app = TestApp::start(Backend::Sqlite).await;
    let pages = all_pages(&app.client).await;
    let html = pages.iter().filter(|(_, text)| text.starts_with("<!DOCTYPE html>"));
    // Types look alike in every language; all else is opened in each.
    let paths: Vec<_> = html
        .map(|(path, _)| path.as_str())
        .filter(|path| !path.contains("/types/") || path.starts_with("/docs/kk/"))
        .collect();
    assert!(paths.len() > 450, "{}", paths.len());
    let url = demo(&app).await;
    let printed =
        programs::node("browser.mjs", &[&url], serde_json::to_string(&paths).unwrap()).await;
    let Value::Object(printed) = serde_json::from_str(&printed).unwrap() else {
        panic!("{printed}")
    };
    assert_eq!(printed["wrong"], serde_json::json!([]));
    let seen = &printed["seen"];
    assert_eq!(seen["opened"], paths.len());
    for language in LANGUAGES {
        let found = seen["found"][language].as_array().unwrap();
        assert!(found.contains(&"EmployerRequest".into()), "{language}: {found:?}");
    }
    for (name, anonymous) in [
        ("published", true),
        ("resolve", true),
        ("demand", false),
        ("own", false),
        ("offer", false),
    ] {
        let ran = &seen["operations"][name];
        assert_eq!(ran["authorized"], !anonymous, "{name}");
        assert!(ran["answer"].get("errors").is_none(), "{name}: {ran}");
    }
    let own = &seen["operations"]["own"]["answer"]["data"]["employerRequests"];
    assert_eq!(own["totalCount"], 1, "{own}");
    assert_eq!(own["nodes"][0]["responses"]["nodes"][0]["quantity"], 2, "{own}");
    let offer = &seen["operations"]["offer"]["answer"]["data"]["collegeOfferCreate"];
    assert_eq!(offer["collegeOffer"]["status"], "DRAFT", "{offer}");
    assert!(seen["withoutScripts"].as_str().unwrap().contains("allowedActions"));
}
