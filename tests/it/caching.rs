//! Documents by their hash, and answers that a caller has already.

use api::{Limits, Settings, TrustedDocuments};
use axum::http::Method;
use serde_json::{Value, json};
use support::{Answer, Backend, Persona, TestApp};

use crate::on_both;

const QUERY: &str = "{ employerRequests { nodes { title(locale: RU) } } }";
/// Its SHA-256.
const HASH: &str = "fb8f383ba737166359abb0a6678b498f63015f631fb96df0d26c7c85b9d93893";

fn persisted(hash: &str) -> String {
    json!({"persistedQuery": {"version": 1, "sha256Hash": hash}}).to_string()
}

fn encoded(parameters: &[(&str, &str)]) -> String {
    let pairs = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    format!("/graphql?{pairs}")
}

async fn get(
    app: &TestApp,
    parameters: &[(&str, &str)],
    headers: &[(&'static str, String)],
) -> Answer {
    let accept = ("accept", "application/graphql-response+json".to_owned());
    let headers = [&[accept], headers].concat();
    app.client.request(Method::GET, &encoded(parameters), &headers, "").await
}

on_both! {
    async fn a_query_that_was_sent_once_is_named_by_its_hash(app: TestApp) {
        let (extensions, other) = (persisted(HASH), persisted(&"0".repeat(64)));
        let unknown = get(&app, &[("extensions", &extensions)], &[]).await;
        assert_eq!((unknown.status.as_u16(), unknown.error()), (400, "PERSISTED_QUERY_NOT_FOUND"));
        assert_eq!(unknown.body["errors"][0]["message"], "PersistedQueryNotFound");
        let wrong = get(&app, &[("query", QUERY), ("extensions", &other)], &[]).await;
        assert_eq!((wrong.status.as_u16(), wrong.error()), (400, "BAD_USER_INPUT"));
        let sent = get(&app, &[("query", QUERY), ("extensions", &extensions)], &[]).await;
        assert_eq!(sent.data(), &json!({"employerRequests": {"nodes": []}}));
        let named = get(&app, &[("extensions", &extensions)], &[]).await;
        assert_eq!(named.data(), sent.data());
        let body = json!({"extensions": {"persistedQuery": {"version": 1, "sha256Hash": HASH}}});
        let headers = [("content-type", "application/json".to_owned())];
        let posted = app.client.request(Method::POST, "/graphql", &headers, body.to_string()).await;
        assert_eq!(posted.data(), sent.data());
        for extensions in ["{\"persistedQuery\":1}", &persisted("abc"), &extensions.replace(":1", ":2")] {
            let answer = get(&app, &[("extensions", extensions)], &[]).await;
            assert_eq!((answer.status.as_u16(), answer.error()), (400, "BAD_USER_INPUT"), "{extensions}");
        }
    }

    async fn what_the_caller_has_is_not_sent_again(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        app.published(&employer, &hr, 3).await;
        let query = [("query", "{ employerRequests { nodes { number } } }")];
        let ask = async |headers: &[(&'static str, String)]| get(&app, &query, headers).await;
        let first = ask(&[]).await;
        let tag = first.header("etag").to_owned();
        assert_eq!(first.header("cache-control"), "no-cache");
        for name in ["accept", "accept-language", "authorization"] {
            assert!(first.header("vary").to_lowercase().contains(name), "{name}");
        }
        let again = ask(&[("if-none-match", tag.clone())]).await;
        assert_eq!((again.status.as_u16(), again.body.clone()), (304, json!("")));
        assert_eq!((again.header("etag"), again.header("content-type")), (&*tag, ""));
        let path = format!("/graphql?query={}", "%7B%20employerRequests%20%7B%20nodes%20%7B%20number%20%7D%20%7D%20%7D");
        let headers = [("if-none-match", tag.clone())];
        let head = app.client.request(Method::HEAD, &path, &headers, "").await;
        assert_eq!((head.status.as_u16(), head.header("etag")), (304, &*tag));
        let russian = ask(&[("if-none-match", tag.clone()), ("accept-language", "ru".to_owned())]).await;
        assert_eq!(russian.status, 200, "another language is another answer");
        let token = app.token(&hr).await;
        let own = ask(&[("authorization", format!("Bearer {token}"))]).await;
        assert_eq!(own.header("cache-control"), "private, no-cache");
        app.published(&employer, &hr, 3).await;
        // A tag is of the content: who has it has it, and who may not see it gets another.
        app.draft(&employer, &hr, 3).await;
        let mine = ask(&[("authorization", format!("Bearer {token}"))]).await;
        let stolen = ask(&[("if-none-match", mine.header("etag").to_owned())]).await;
        assert_eq!(stolen.status, 200, "{}", stolen.body);
        assert_eq!(stolen.body["data"]["employerRequests"]["nodes"].as_array().unwrap().len(), 2);
        let changed = ask(&[("if-none-match", tag.clone())]).await;
        assert_eq!(changed.status, 200);
        assert_ne!(changed.header("etag"), tag);
        // What has gone wrong, and what was posted, nobody keeps.
        let wrong = get(&app, &[("query", "{ nothing }")], &[]).await;
        let posted = app.anonymous(QUERY, json!({})).await;
        for answer in [wrong, posted] {
            assert_eq!((answer.header("etag"), answer.header("cache-control")), ("", "no-store"));
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_documents_are_registered_no_others_are_run() {
    let trusted = TrustedDocuments::read([("list", QUERY)], &Limits::default()).unwrap();
    let change = |settings: &mut Settings| settings.trusted_documents = Some(trusted);
    let app = TestApp::start_with(Backend::Sqlite, change).await;
    let nobody = Persona::new("MINISTRY_ANALYST", "KZ");
    assert_eq!(
        app.send(&nobody, QUERY, json!({})).await.data()["employerRequests"]["nodes"],
        json!([])
    );
    let named = get(&app, &[("extensions", &persisted(HASH))], &[]).await;
    assert_eq!(named.data()["employerRequests"]["nodes"], json!([]));
    for query in ["{ __typename }", "{ __schema { types { name } } }", &format!("{QUERY} ")] {
        let answer = app.send(&nobody, query, Value::Null).await;
        assert_eq!(answer.error(), "PERSISTED_QUERY_NOT_FOUND", "{query}");
    }
    let wrong =
        TrustedDocuments::read([("list", QUERY), ("bad", "{ nothing }")], &Limits::default());
    assert!(wrong.unwrap_err().starts_with("bad: "));
}
