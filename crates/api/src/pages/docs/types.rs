//! The reference: one page for each type, and one that lists them.

use domain::Locale;
use maud::{Markup, html};

use super::{
    super::{
        markup::{self, first_sentence},
        text::{self, Text},
    },
    error_codes,
    lifecycle::Lifecycle,
    reference::{Field, Kind, Reference, Type, TypeRef, class_in},
    translation::Translations,
};
use crate::http::language::tag;

/// What the pages of the reference are made of, in one language.
#[derive(Clone, Copy)]
pub(super) struct Types<'a> {
    pub(super) reference: &'a Reference,
    pub(super) translations: &'a Translations,
    pub(super) lifecycles: &'a [Lifecycle],
    pub(super) locale: Locale,
}

/// A part of the list of types.
struct Group {
    title: Text,
    holds: fn(&Type) -> bool,
    /// Long, and a repetition of the others.
    folded: bool,
}

macro_rules! groups {
    ($($title:ident $folded:literal |$of:ident| $holds:expr;)*) => {
        /// Every type is in one of them.
        const GROUPS: &[Group] =
            &[$(Group { title: text::$title, folded: $folded, holds: |$of| $holds },)*];
    };
}

/// What the classes of fields mean, in a few words.
const CLASSES: [(&str, Text); 4] = [
    ("PUBLIC", text::CLASS_PUBLIC),
    ("INTERNAL", text::CLASS_INTERNAL),
    ("PERSONAL", text::CLASS_PERSONAL),
    ("SENSITIVE", text::CLASS_SENSITIVE),
];

const ROOTS: &[&str] = &["Query", "Mutation", "Subscription"];
const LISTS: &[&str] = &["Connection", "Edge", "Facet", "PageInfo"];
const ANSWERS: &[&str] = &["Payload", "UserError"];

groups! {
    ROOTS false |of| ROOTS.contains(&&*of.name);
    OBJECTS false |of| {
        of.kind == Kind::Object
            && !ROOTS.contains(&&*of.name)
            && !ends(of, LISTS)
            && !ends(of, ANSWERS)
    };
    INPUTS false |of| of.kind == Kind::Input && ends(of, &["Input"]);
    FILTERS false |of| of.kind == Kind::Input && !ends(of, &["Input"]);
    ENUMS false |of| of.kind == Kind::Enum && !ends(of, &["ErrorCode"]);
    INTERFACES false |of| of.kind == Kind::Interface;
    UNIONS false |of| of.kind == Kind::Union;
    SCALARS false |of| of.kind == Kind::Scalar;
    DIRECTIVES false |of| of.kind == Kind::Directive;
    LISTS true |of| of.kind == Kind::Object && ends(of, LISTS);
    ANSWERS true |of| of.kind == Kind::Object && ends(of, ANSWERS);
    CODES true |of| of.kind == Kind::Enum && ends(of, &["ErrorCode"]);
}

fn ends(of: &Type, with: &[&str]) -> bool {
    with.iter().any(|end| of.name.ends_with(end))
}

impl Types<'_> {
    /// The list of all types.
    pub(super) fn list(self) -> Markup {
        let all = || self.reference.types.values().chain(&self.reference.directives);
        html! {
            h1 { (text::REFERENCE.of(self.locale)) }
            p.lead { (text::REFERENCE_LEAD.of(self.locale)) }
            p {
                (text::CLASSES_LEAD.of(self.locale)) " "
                a href="types/DataClass" { code { "DataClass" } } "."
            }
            @for Group { title, holds, folded } in GROUPS {
                @let types: Vec<_> = all().filter(|of| holds(of)).collect();
                @if *folded {
                    details.group {
                        summary { h2 { (title.of(self.locale)) " " span.count { (types.len()) } } }
                        (self.entries(&types))
                    }
                } @else if !types.is_empty() {
                    h2 { (title.of(self.locale)) }
                    (self.entries(&types))
                }
            }
        }
    }

    fn entries(self, types: &[&Type]) -> Markup {
        html! {
            dl.types {
                @for of in types {
                    dt { a href={ "types/" (of.name) } { code { (of.name) } } }
                    (self.summary(&of.description, |text| html! { dd lang=[text.0] { (text.1) } }))
                }
            }
        }
    }

    /// The first sentence, with its language if that is another one.
    fn summary(
        self,
        english: &str,
        show: impl Fn((Option<&'static str>, String)) -> Markup,
    ) -> Markup {
        let (language, text) = self.translations.of(english, self.locale);
        show(((language != self.locale).then(|| tag(language)), first_sentence(text)))
    }

    /// The page of one type.
    pub(super) fn page(self, of: &Type) -> Markup {
        html! {
            div.columns {
                article {
                    p.kind { (kind(of.kind).of(self.locale)) }
                    h1 { code { (of.name) } }
                    (self.description(&of.description))
                    (applied(&of.applied))
                    (self.relations(of))
                    @if !of.fields.is_empty() {
                        h2 { (self.part(of.kind)) }
                        @for field in &of.fields { (self.field(of, field)) }
                    }
                    (self.uses(of))
                }
                @if of.fields.len() > 3 {
                    nav.contents aria-label=(text::ON_THIS_PAGE.of(self.locale)) {
                        p { (text::ON_THIS_PAGE.of(self.locale)) }
                        ul {
                            @for field in &of.fields {
                                li { a href={ "#" (field.name) } { (field.name) } }
                            }
                        }
                    }
                }
            }
        }
    }

    fn part(self, kind: Kind) -> &'static str {
        let part = match kind {
            Kind::Enum => text::VALUES,
            Kind::Directive => text::ARGUMENTS,
            _ => text::FIELDS,
        };
        part.of(self.locale)
    }

    /// What it is and what can be it; where its states are told.
    fn relations(self, of: &Type) -> Markup {
        let lifecycle = self.lifecycles.iter().find(|lifecycle| {
            [&*lifecycle.name, lifecycle.states_name, lifecycle.actions_name].contains(&&*of.name)
        });
        let implements = if of.kind == Kind::Directive { text::PLACES } else { text::IMPLEMENTS };
        html! {
            @for (title, names) in [(implements, &of.implements), (text::POSSIBLE, &of.possible)] {
                @if !names.is_empty() {
                    p.relation { (title.of(self.locale)) ":"
                        @for name in names { " " (self.named(name)) }
                    }
                }
            }
            @if let Some(lifecycle) = lifecycle {
                p.relation {
                    a href={ "../lifecycles#" (lifecycle.name) } { (text::ITS_LIFECYCLE.of(self.locale)) }
                }
            }
        }
    }

    fn field(self, of: &Type, field: &Field) -> Markup {
        let is_code = of.kind == Kind::Enum && of.name.ends_with("ErrorCode");
        html! {
            section.field id=(field.name) {
                h3 {
                    a href={ "#" (field.name) } { code { (field.name) } }
                    @if let Some(of) = &field.of { code.type { ": " (self.type_ref(of)) } }
                    (self.default(field))
                }
                (self.description(&field.description))
                (self.class(field))
                (applied(&field.applied))
                @if is_code {
                    p { a href={ "../errors#" (error_codes::anchor(&field.name)) } { (text::WHAT_TO_DO.of(self.locale)) } }
                }
                @if !field.arguments.is_empty() {
                    p.arguments { (text::ARGUMENTS.of(self.locale)) }
                    dl.arguments {
                        @for argument in &field.arguments { (self.argument(argument)) }
                    }
                }
            }
        }
    }

    /// How far its value may be told, with a link to who reads that.
    fn class(self, field: &Field) -> Markup {
        let Some(class) = field.class() else { return html! {} };
        let means = CLASSES.iter().find(|(name, _)| *name == class).map(|(_, text)| text);
        html! {
            p.data-class {
                a href={ "DataClass#" (class) } { code { (class) } }
                @if let Some(text) = means { " " (text.of(self.locale)) }
            }
        }
    }

    fn argument(self, argument: &Field) -> Markup {
        html! {
            dt {
                code { (argument.name) }
                @if let Some(of) = &argument.of { code.type { ": " (self.type_ref(of)) } }
                (self.default(argument))
            }
            dd { (self.description(&argument.description)) (applied(&argument.applied)) }
        }
    }

    fn default(self, field: &Field) -> Markup {
        html! {
            @if let Some(default) = &field.default {
                " " span.default { (text::BY_DEFAULT.of(self.locale)) " " code { (default) } }
            }
        }
    }

    fn description(self, english: &str) -> Markup {
        let (language, text) = self.translations.of(english, self.locale);
        let link = |word: &str| self.reference.types.contains_key(word).then(|| word.to_owned());
        html! {
            div.description lang=[(language != self.locale).then(|| tag(language))] {
                (markup::description(text, &link))
            }
        }
    }

    fn type_ref(self, of: &TypeRef) -> Markup {
        let (before, after) = of.written.split_once(&of.name).unwrap_or_default();
        html! { (before) (self.named(&of.name)) (after) }
    }

    /// A link, unless it is a type of the language itself, which has no page.
    fn named(self, name: &str) -> Markup {
        let known = self.reference.types.contains_key(name);
        html! { @if known { a href=(name) { (name) } } @else { (name) } }
    }

    fn uses(self, of: &Type) -> Markup {
        html! {
            @if !of.used.is_empty() {
                details.uses open[of.used.len() <= 12] {
                    summary { (text::USED_BY.of(self.locale)) " " span.count { (of.used.len()) } }
                    ul.names {
                        @for (name, field) in &of.used {
                            li { a href={ (name) "#" (field) } { code { (name) "." (field) } } }
                        }
                    }
                }
            }
        }
    }
}

/// Directives as they are written, whichever they are, without the class, which is told in words.
fn applied(directives: &[String]) -> Markup {
    let shown: Vec<_> = directives.iter().filter(|it| class_in(it).is_none()).collect();
    html! {
        @if !shown.is_empty() {
            p.applied { @for directive in shown { code { (directive) } " " } }
        }
    }
}

fn kind(kind: Kind) -> Text {
    match kind {
        Kind::Object => text::KIND_OBJECT,
        Kind::Interface => text::KIND_INTERFACE,
        Kind::Union => text::KIND_UNION,
        Kind::Enum => text::KIND_ENUM,
        Kind::Input => text::KIND_INPUT,
        Kind::Scalar => text::KIND_SCALAR,
        Kind::Directive => text::DIRECTIVES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SDL: &str = r#"
        "A <b>thing</b> & `Node`." type Thing implements Node @cost(weight: "\"2\"") {
            "Others." others("How many." first: Int = 25): [Thing!]! @deprecated(reason: "Use x.")
        }
        "Any." interface Node { "Id." id: ID! }
        "A person." type Person { "The name." name: String @dataClass(is: PERSONAL) }
        "Colours." enum Colour { "Red." RED }
    "#;

    fn page(name: &str, locale: Locale) -> String {
        let (reference, translations) = (Reference::read(SDL), Translations::read(&[]));
        let types =
            Types { reference: &reference, translations: &translations, lifecycles: &[], locale };
        types.page(&reference.types[name]).into_string()
    }

    #[test]
    fn a_page_shows_fields_with_arguments_types_defaults_and_directives() {
        let shown = page("Thing", Locale::En);
        for part in [
            "<section class=\"field\" id=\"others\">",
            "<code>first</code>",
            "default <code>25</code>",
            ": [<a href=\"Thing\">Thing</a>!]!",
            "<code>@deprecated(reason: &quot;Use x.&quot;)</code>",
            "<code>@cost(weight: &quot;\\&quot;2\\&quot;&quot;)</code>",
            "Implements: <a href=\"Node\">Node</a>",
            "<a href=\"Node\"><code>Node</code></a>",
        ] {
            assert!(shown.contains(part), "{part}\n{shown}");
        }
        assert!(page("Node", Locale::En).contains("Possible types: <a href=\"Thing\">Thing</a>"));
    }

    #[test]
    fn a_field_tells_its_class_in_words_and_leads_to_what_it_means() {
        let shown = page("Person", Locale::Ru);
        let class = "<p class=\"data-class\"><a href=\"DataClass#PERSONAL\"><code>PERSONAL</code></a> \
                     персональные данные";
        assert!(shown.contains(class), "{shown}");
        assert!(!shown.contains("@dataClass"), "{shown}");
    }

    #[test]
    fn every_field_of_the_schema_tells_a_class_that_has_words() {
        let reference = Reference::read(&crate::sdl());
        let of_class = &reference.types["DataClass"];
        let names: Vec<_> = of_class.fields.iter().map(|value| &*value.name).collect();
        assert!(CLASSES.iter().all(|(name, _)| names.contains(name)) && names.len() == 4);
        for of in
            reference.types.values().filter(|of| matches!(of.kind, Kind::Object | Kind::Interface))
        {
            for field in &of.fields {
                assert!(
                    field.class().is_some_and(|class| names.contains(&class)),
                    "{}",
                    field.name
                );
            }
        }
    }

    #[test]
    fn html_in_a_description_is_shown_and_not_obeyed() {
        let shown = page("Thing", Locale::En);
        assert!(shown.contains("A &lt;b&gt;thing&lt;/b&gt; &amp;"), "{shown}");
    }

    #[test]
    fn what_is_not_translated_is_marked_as_english() {
        let shown = page("Colour", Locale::Ru);
        assert!(shown.contains("<div class=\"description\" lang=\"en\"><p>Red.</p>"), "{shown}");
        assert!(!page("Colour", Locale::En).contains("lang="));
    }

    #[test]
    fn every_type_of_the_schema_is_in_one_group_of_the_list() {
        let reference = Reference::read(&crate::sdl());
        for of in reference.types.values().chain(&reference.directives) {
            let groups = GROUPS.iter().filter(|group| (group.holds)(of)).count();
            assert_eq!(groups, 1, "{}", of.name);
        }
    }
}
