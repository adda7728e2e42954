use super::*;

fn guard() -> Guard {
    Guard::new(Limits::default(), None)
}

/// What is refused as too large, or what else is wrong.
fn refused(guard: &Guard, text: &str) -> Option<String> {
    match guard.admit(text) {
        Ok(_) => None,
        Err(Refused::OperationTooLarge(message)) => Some(message),
        Err(refused) => panic!("{refused:?} of {text}"),
    }
}

fn times(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

/// A document of so many tokens.
fn tokens(count: usize) -> String {
    let around = |inner: &str| {
        format!("{{ employerRequests(filter: {{status: {{in: [{inner}]}}}}) {{ totalCount }} }}")
    };
    around(&"DRAFT ".repeat(count - scan(&around("")).unwrap().tokens))
}

/// Brackets so deep within each other.
fn nesting(count: usize) -> String {
    let (open, close) = ("{not: ".repeat(count - 3), "}".repeat(count - 3));
    format!("{{ employerRequests(filter: {open}{{}}{close}) {{ totalCount }} }}")
}

fn depth(count: usize) -> String {
    let ways = ["employerRequests", "nodes", "employer"];
    let leaf = if count % 3 == 2 { "totalCount" } else { "id" };
    let open = times(count - 1, |level| format!("{{ {} ", ways[level % 3]));
    format!("{open} {{ {leaf} {}", "}".repeat(count))
}

fn introspection_depth(count: usize) -> String {
    let open = "{ ofType ".repeat(count - 2);
    format!("{{ __type(name: \"Query\") {open} {{ name {}", "}".repeat(count))
}

fn selections(count: usize) -> String {
    let (spread, left) = ((count - 2) / 100, (count - 2) % 100);
    let (spread, left) = ("...F ".repeat(spread), "id ".repeat(left));
    let fragment = format!("fragment F on EmployerRequest {{ {} }}", "id ".repeat(99));
    format!("{{ employerRequests {{ nodes {{ {spread} {left} }} }} }} {fragment}")
}

fn fragments(count: usize) -> String {
    let spread = times(count, |n| format!("...F{n} "));
    let fragments = times(count, |n| format!("fragment F{n} on EmployerRequest {{ id }} "));
    format!("{{ employerRequests {{ nodes {{ {spread} }} }} }} {fragments}")
}

/// A document that has so much of something.
type Make<'a> = &'a dyn Fn(usize) -> String;

#[test]
fn a_limit_is_the_most_that_passes() {
    let limits = Limits::default();
    let nodes = |inner: String| format!("{{ employerRequests {{ nodes {{ {inner} }} }} }}");
    let cases: [(usize, Make<'_>, &str); 11] = [
        (limits.document_bytes, &|n| format!("{:#<n$}", "{ __typename } "), "bytes"),
        (limits.tokens, &tokens, "names, numbers, texts and signs"),
        (limits.nesting, &nesting, "brackets"),
        (
            limits.operations,
            &|n| times(n, |n| format!("query Q{n} {{ __typename }}")),
            "operations",
        ),
        (limits.fragments, &fragments, "fragments"),
        (limits.depth, &depth, "selections within selections"),
        (limits.introspection_depth, &introspection_depth, "selections within selections"),
        (limits.selections, &selections, "selections, with"),
        (limits.aliases, &|n| nodes(times(n, |n| format!("a{n}: id "))), "aliases"),
        (limits.directives, &|n| nodes("id @include(if: true) ".repeat(n)), "directives"),
        (limits.root_fields, &|n| format!("{{ {} }}", "__typename ".repeat(n)), "root fields"),
    ];
    let guard = guard();
    for (limit, make, what) in cases {
        for count in [limit - 1, limit] {
            assert_eq!(refused(&guard, &make(count)), None, "{count} {what}");
        }
        let message = refused(&guard, &make(limit + 1)).expect(what);
        assert!(message.contains(what) && message.contains(&limit.to_string()), "{message}");
    }
}

/// Types of fields of types: a hundred bytes would be answered with millions of names.
#[test]
fn the_schema_is_not_multiplied_with_itself() {
    let within = |lists: &str| {
        let open = lists.replace(' ', " { type { ");
        let close = "}}".repeat(lists.matches(' ').count());
        format!("{{ __type(name: \"Query\") {{ {open} {{ name }} {close} }} }}")
    };
    assert_eq!(refused(&guard(), &within("fields fields")), None);
    let usual = "{ __schema { types { fields { type { name } args { name } } } } }";
    assert_eq!(refused(&guard(), usual), None);
    for text in [
        within("fields fields fields"),
        within("fields fields inputFields"),
        "{ __type(name: \"UserError\") { possibleTypes { interfaces { possibleTypes { name } } } } }"
            .to_owned(),
        "{ __schema { types { fields { type { interfaces { name } } } } } }".to_owned(),
        "{ __schema { types { ...F } } } fragment F on __Type { fields { type { ...G } } }
            fragment G on __Type { possibleTypes { name } }"
            .to_owned(),
    ] {
        let message = refused(&guard(), &text).expect(&text);
        assert!(message.contains("lists of the schema within each other: 2"), "{message}");
    }
    let fields = times(21, |n| format!("a{n}: fields {{ name }} "));
    let message = refused(&guard(), &format!("{{ __type(name: \"Query\") {{ {fields} }} }}"));
    assert!(message.expect("too many").contains("lists of the schema: 20"));
}

/// An alias comes back with each error and in the data.
#[test]
fn an_alias_is_short() {
    let text = |length: usize| format!("{{ {}: __typename }}", "a".repeat(length));
    assert_eq!(refused(&guard(), &text(60)), None);
    assert!(refused(&guard(), &text(61)).expect("too long").contains("bytes in an alias: 60"));
}

#[test]
fn what_has_passed_is_not_looked_through_again() {
    let guard = guard();
    let text = "{ employerRequests { totalCount } }";
    let first = guard.admit(text).unwrap();
    assert!(Arc::ptr_eq(&first, &guard.admit(text).unwrap()));
    assert!(!Arc::ptr_eq(&first, &guard.admit(&format!("{text} ")).unwrap()));
}

#[test]
fn no_more_documents_are_kept_than_there_is_room_for() {
    let guard = guard();
    for n in 0..3 * KEPT {
        guard.admit(&format!("{{ __typename }} # {n}")).unwrap();
    }
    assert!(guard.documents.len() <= KEPT, "{}", guard.documents.len());
    for n in 0..600 {
        guard.admit(&format!("{} # {n}", tokens(1900))).unwrap();
    }
    assert!(guard.documents.len() <= KEPT, "{}", guard.documents.len());
    assert!(guard.documents.weight() <= KEPT_BYTES, "{}", guard.documents.weight());
}

/// What the validation of async-graphql lets pass.
#[test]
fn what_contradicts_itself_or_the_schema_is_invalid() {
    for (text, part) in [
        ("{ employerRequests { nodes { employer { id } employer { id: name } } } }", "id"),
        ("{ employerRequests { nodes { ... { a: id } a: title } } }", "a"),
        ("query($a: Int) { employerRequest(id: $a) { id } }", "$a"),
        ("query($a: String) { employerRequest(id: $a) { id } }", "$a"),
        ("query($a: Int) { __typename }", "$a"),
        ("{ employerRequests(first: $a) { totalCount } }", "$a"),
        ("{ __typename } query Q { __typename }", "multiple operations"),
        ("query Q { __typename } query Q { __typename }", "Q"),
        ("{ ...F } fragment F on Query { ...F }", "itself"),
        ("{ __typename } fragment F on Query { __typename }", "F"),
        ("{ ...F }", "F"),
        ("{ nothing }", "nothing"),
        ("{ employerRequests }", "subselection"),
        ("{ __typename { id } }", "subselections"),
        ("{ __typename @skip }", "skip"),
        ("{ __typename @nothing }", "nothing"),
        ("{ employerRequests(nothing: 1) { totalCount } }", "nothing"),
        ("mutation { employerRequests { totalCount } }", "employerRequests"),
        (
            "{ regions(filter: {not: {code: {eq: \"1\", eq: \"2\"}}}) { totalCount } }",
            "`eq` stands twice",
        ),
        (
            "query($f: RegionFilter = {code: {}, code: {}}) { regions(filter: $f) { totalCount } }",
            "`code` stands twice",
        ),
        ("subscription { a b }", "subscription"),
    ] {
        let Err(Refused::Invalid(errors)) = guard().admit(text) else { panic!("{text} passes") };
        let told = errors[0].message.to_lowercase();
        assert!(told.contains(&part.to_lowercase()), "{told} of {text}");
        assert!(!errors[0].locations.is_empty(), "{text}");
    }
}

/// A parser that finds no end of a block of text tries an empty text, and then what the block hid.
#[test]
fn a_block_of_text_without_an_end_hides_nothing() {
    for text in [
        format!("{{ a(b: [\"\"\"\"{}", "[".repeat(16_000)),
        format!("{{ a(b: [\"\"\"{}", "x\\\"\"\"\"\"".repeat(2_300)),
    ] {
        let refused = guard().admit(&text);
        assert!(matches!(refused, Err(Refused::NotGraphql(None))), "{refused:?}");
    }
}

#[test]
fn what_is_no_graphql_is_told_with_its_place() {
    for text in
        ["", "{", "{ a(b: [1 }", "{ a } }", "query { a(b: \"c) }", "\u{feff}{{", "type A { b: C }"]
    {
        let Err(Refused::NotGraphql(place)) = guard().admit(text) else { panic!("{text} passes") };
        assert!(place.is_some(), "{text}");
    }
}
