//! `/`: what this is and where to begin.

use axum::{Router, extract::RawQuery, http::HeaderMap, routing::get};
use domain::Locale;
use maud::{Markup, html};

use super::{
    HEADERS, HTML,
    docs::Guide,
    frame::{Frame, Place},
    negotiated::Negotiated,
    text::{self, Text},
};
use crate::http::{Settings, language::tag};

pub(super) fn router(settings: &Settings) -> Router {
    let explorer = settings.explorer;
    let page = Negotiated::new(HTML, |locale| {
        let title = text::TITLE.of(locale);
        let frame = Frame { locale, title, place: Place::Start, explorer };
        frame.around(&content(locale, explorer))
    });
    let answer = async move |RawQuery(query): RawQuery, request: HeaderMap| {
        page.answer(query.as_deref(), &request, HEADERS)
    };
    Router::new().route("/", get(answer))
}

fn content(locale: Locale, explorer: bool) -> Markup {
    let docs = format!("docs/{}", tag(locale));
    let guide = format!("{docs}/guides/{}", Guide::FIRST);
    let card = |target: &str, title: Text, says: Text| {
        html! { li { a href=(target) { (title.of(locale)) } p { (says.of(locale)) } } }
    };
    let addresses = [
        ("graphql", "POST, GET", text::ADDRESS_GRAPHQL),
        ("graphql/ws", "WebSocket", text::ADDRESS_SOCKET),
        ("graphql/stream", "GET, POST, PUT, DELETE", text::ADDRESS_STREAM),
        ("schema.graphql", "GET", text::ADDRESS_SCHEMA),
        ("health/live", "GET", text::ADDRESS_LIVE),
        ("health/ready", "GET", text::ADDRESS_READY),
    ];
    html! {
        h1 { "Klaster" }
        p.lead { (text::LEAD.of(locale)) }
        h2 { (text::BEGIN.of(locale)) }
        ul.cards {
            (card(&guide, text::BEGIN_GUIDE, text::BEGIN_GUIDE_TEXT))
            @if explorer {
                (card(&format!("graphiql?lang={}", tag(locale)), text::EXPLORER, text::BEGIN_EXPLORER_TEXT))
            }
            (card(&format!("{docs}/types"), text::REFERENCE, text::BEGIN_REFERENCE_TEXT))
            (card(&format!("{docs}/lifecycles"), text::LIFECYCLES, text::BEGIN_LIFECYCLES_TEXT))
            (card(&format!("{docs}/errors"), text::ERRORS, text::BEGIN_ERRORS_TEXT))
            (card("schema.graphql", text::SCHEMA, text::BEGIN_SCHEMA_TEXT))
        }
        h2 { (text::ADDRESSES.of(locale)) }
        dl.addresses {
            @for (path, methods, says) in addresses {
                dt {
                    // Without an operation there is nothing to see at the addresses of operations.
                    @if path.starts_with("graphql") { code { "/" (path) } }
                    @else { a href=(path) { code { "/" (path) } } }
                    " " span.note { (methods) }
                }
                dd { (says.of(locale)) }
            }
        }
        h2 { (text::SOURCE.of(locale)) }
        (super::markup::text(text::SOURCE_TEXT.of(locale)))
    }
}
