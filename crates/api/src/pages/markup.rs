//! Markdown of ours as HTML: guides, the changelog and the descriptions of the schema.

use maud::{Markup, PreEscaped};
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// A whole text with headings, tables and examples.
pub(super) fn text(markdown: &str) -> Markup {
    render(markdown, 0, &|_| None)
}

/// A sentence that stands within a paragraph.
pub(super) fn inline(markdown: &str) -> Markup {
    let text = text(markdown).into_string();
    let text = text.trim();
    let inner = text.strip_prefix("<p>").and_then(|text| text.strip_suffix("</p>"));
    PreEscaped(inner.unwrap_or(text).to_owned())
}

/// What is said of an element of the schema. `link` tells where a word between backticks leads.
pub(super) fn description(markdown: &str, link: &dyn Fn(&str) -> Option<String>) -> Markup {
    // Below the headings that the page has.
    render(markdown, 3, link)
}

fn render(markdown: &str, deeper: usize, link: &dyn Fn(&str) -> Option<String>) -> Markup {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES);
    let events = events.flat_map(|event| ours(event, deeper, link));
    let mut text = String::new();
    html::push_html(&mut text, events);
    PreEscaped(text)
}

fn ours<'m>(
    event: Event<'m>,
    deeper: usize,
    link: &dyn Fn(&str) -> Option<String>,
) -> Vec<Event<'m>> {
    match event {
        // `DateTime<Utc>` is meant as it is written.
        Event::Html(text) | Event::InlineHtml(text) => vec![Event::Text(text)],
        Event::Code(word) => match link(&word) {
            Some(target) => {
                let link = Tag::Link {
                    link_type: pulldown_cmark::LinkType::Inline,
                    dest_url: target.into(),
                    title: "".into(),
                    id: "".into(),
                };
                vec![Event::Start(link), Event::Code(word), Event::End(TagEnd::Link)]
            }
            None => vec![Event::Code(word)],
        },
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            let level = lowered(level, deeper);
            vec![Event::Start(Tag::Heading { level, id, classes, attrs })]
        }
        Event::End(TagEnd::Heading(level)) => {
            vec![Event::End(TagEnd::Heading(lowered(level, deeper)))]
        }
        // Only the language: what else stands behind the fence is for the tests.
        Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            let language = info.split(' ').next().unwrap_or_default().to_owned();
            vec![Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language.into())))]
        }
        // A wide table scrolls within itself.
        Event::Start(Tag::Table(columns)) => {
            let scroll = "<div class=\"scroll\" tabindex=\"0\">";
            vec![Event::Html(scroll.into()), Event::Start(Tag::Table(columns))]
        }
        Event::End(TagEnd::Table) => vec![Event::End(TagEnd::Table), Event::Html("</div>".into())],
        other => vec![other],
    }
}

fn lowered(level: HeadingLevel, deeper: usize) -> HeadingLevel {
    HeadingLevel::try_from(level as usize + deeper).unwrap_or(HeadingLevel::H6)
}

/// Up to the end of its first sentence, without what marks code.
pub(super) fn first_sentence(markdown: &str) -> String {
    let text = markdown.split("\n\n").next().unwrap_or_default().replace('`', "");
    let end = text.match_indices(". ").map(|(end, _)| end + 1).next().unwrap_or(text.len());
    text[..end].split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_in_a_text_is_shown_and_not_obeyed() {
        let shown =
            text("a <script>alert(1)</script> `<b>` DateTime<Utc>\n\n<img src=x>").into_string();
        assert!(
            !shown.contains("<script") && !shown.contains("<b>") && !shown.contains("<img"),
            "{shown}"
        );
        assert!(shown.contains("DateTime&lt;Utc&gt;") && shown.contains("<code>&lt;b&gt;</code>"));
    }

    #[test]
    fn a_word_that_is_known_leads_there() {
        let link = |word: &str| (word == "Query").then(|| "types/Query".to_owned());
        let shown = description("Of `Query` and `more`.", &link).into_string();
        assert_eq!(
            shown.trim(),
            "<p>Of <a href=\"types/Query\"><code>Query</code></a> and <code>more</code>.</p>"
        );
    }

    #[test]
    fn what_stands_behind_a_fence_for_the_tests_is_not_shown() {
        let shown = text("```graphql run\n{ a }\n```").into_string();
        assert!(shown.contains("<code class=\"language-graphql\">{ a }"), "{shown}");
    }

    #[test]
    fn a_wide_table_scrolls_within_itself() {
        let shown = text("| a |\n|---|\n| b |").into_string();
        assert!(shown.starts_with("<div class=\"scroll\" tabindex=\"0\"><table>"), "{shown}");
        assert!(shown.trim_end().ends_with("</table>\n</div>"), "{shown}");
    }

    #[test]
    fn a_summary_is_the_first_sentence() {
        assert_eq!(first_sentence("One `x`\nof two. And more."), "One x of two.");
        assert_eq!(first_sentence("No end"), "No end");
        assert_eq!(first_sentence("A\n\nB. C"), "A");
    }
}
