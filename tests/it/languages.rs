//! Texts in the language of the caller, or in the nearest one there is.

use axum::http::Method;
use serde_json::{Value, json};
use support::{Persona, TestApp, terms};

use crate::on_both;

const TITLE: &str = "query($id: ID!) { employerRequest(id: $id) { title
    kk: title(locale: KK) ru: title(locale: RU) en: title(locale: EN)
    titleTranslations { locale text isFallback } } }";

/// A request with these titles; its id.
async fn titled(app: &TestApp, employer: &str, hr: &Persona, title: Value) -> String {
    let mut terms = terms(3);
    terms["title"] = title;
    let input = json!({"employerId": employer, "terms": terms});
    app.ok(hr, "employerRequestCreate", input).await["id"].as_str().unwrap().to_owned()
}

/// The title, and the language of the answer, for whoever prefers these languages.
async fn preferring(
    app: &TestApp,
    hr: &Persona,
    id: &str,
    accept: Option<&str>,
) -> (Value, String) {
    let token = app.token(hr).await;
    let mut headers = vec![
        ("content-type", "application/json".to_owned()),
        ("authorization", format!("Bearer {token}")),
    ];
    headers.extend(accept.map(|accept| ("accept-language", accept.to_owned())));
    let body = json!({"query": TITLE, "variables": {"id": id}}).to_string();
    let answer = app.client.request(Method::POST, "/graphql", &headers, body).await;
    let title = answer.data()["employerRequest"]["title"].clone();
    (title, answer.header("content-language").to_owned())
}

on_both! {
    async fn a_missing_translation_is_replaced_by_the_nearest_one(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        // What is there, and what is shown in Kazakh, Russian and English.
        for (there, shown) in [
            (&["kk", "ru", "en"][..], ["kk", "ru", "en"]),
            (&["kk", "ru"], ["kk", "ru", "ru"]),
            (&["kk", "en"], ["kk", "kk", "en"]),
            (&["ru", "en"], ["ru", "ru", "en"]),
            (&["kk"], ["kk", "kk", "kk"]),
            (&["ru"], ["ru", "ru", "ru"]),
            (&["en"], ["en", "en", "en"]),
        ] {
            let title: serde_json::Map<_, _> =
                there.iter().map(|tag| ((*tag).to_owned(), json!(tag))).collect();
            let id = titled(&app, &employer, &hr, title.into()).await;
            let answer = app.send(&hr, TITLE, json!({ "id": id })).await;
            let request = &answer.data()["employerRequest"];
            let mut translations = Vec::new();
            for (locale, shown) in ["kk", "ru", "en"].into_iter().zip(shown) {
                assert_eq!(request[locale], shown, "{there:?} in {locale}");
                translations.push(json!({"locale": locale.to_uppercase(), "text": shown,
                    "isFallback": locale != shown}));
            }
            assert_eq!(request["titleTranslations"], json!(translations), "{there:?}");
        }
    }

    async fn the_language_of_an_answer_is_the_one_that_is_liked_best(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let all = json!({"kk": "Дәнекерлеуші", "ru": "Сварщик", "en": "Welder"});
        let id = titled(&app, &employer, &hr, all).await;
        for (accept, tag, title) in [
            (None, "kk", "Дәнекерлеуші"),
            (Some("ru"), "ru", "Сварщик"),
            (Some("ru-RU,ru;q=0.9,en;q=0.8"), "ru", "Сварщик"),
            (Some("de, en-GB;q=0.7, ru;q=0.3"), "en", "Welder"),
            (Some("de"), "kk", "Дәнекерлеуші"),
            (Some("*"), "kk", "Дәнекерлеуші"),
            (Some(";;q=,"), "kk", "Дәнекерлеуші"),
        ] {
            let seen = preferring(&app, &hr, &id, accept).await;
            assert_eq!(seen, (json!(title), tag.to_owned()), "{accept:?}");
        }
    }
}
