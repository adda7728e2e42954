//! Documents, valid and not.

use std::collections::BTreeSet;

/// Valid ones, of everything that the language has.
const VALID: [&str; 24] = [
    "{ __typename }",
    "query Q { regions { totalCount nodes { id name code } } }",
    "query Q($first: Int = 5, $after: String) { employerRequests(first: $first, after: $after) {
        edges { cursor node { id title } } pageInfo { hasNextPage endCursor } } }",
    "query($id: ID!) { employerRequest(id: $id) { id title employer { id name } } }",
    "query($by: OrganizationBy!) { organization(by: $by) { id bin name } }",
    "{ organization(by: {bin: \"123456789012\"}) { id name } }",
    "query($id: ID!) { organization(by: {id: $id}) { id } }",
    "{ a: regions { totalCount } b: regions(first: 3) { totalCount } }",
    "query($filter: EmployerRequestFilter) { employerRequests(filter: $filter) { totalCount } }",
    "{ employerRequests(filter: {status: {eq: PUBLISHED}, and: [{headcount: {gt: 1}}, {headcount: {lt: 9}}]},
        orderBy: [{field: LISTED_AT, direction: DESCENDING}]) { totalCount } }",
    "query($status: EmployerRequestStatus!) { employerRequests(filter: {status: {in: [$status, DRAFT]}}) {
        totalCount } }",
    "{ employerRequests { nodes { ...Card } } } fragment Card on EmployerRequest { id title employer { ...Name } }
        fragment Name on Organization { name }",
    "query($id: ID!) { node(id: $id) { id __typename ... on Organization { name bin }
        ... on EmployerRequest { title } } }",
    "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Cluster { name } } }",
    "query($with: Boolean!) { regions { totalCount @include(if: $with) nodes @skip(if: true) { id } } }",
    "query($with: Boolean = true) { ...F @include(if: $with) } fragment F on Query { __typename }",
    "query A { __typename } query B { regions { totalCount } }",
    "mutation($input: EmployerRequestCreateInput!) { employerRequestCreate(input: $input) {
        employerRequest { id version } replayed userErrors { code field message } } }",
    "mutation { employerRequestSubmit(input: {id: \"employer_request_01h455vb4pex5vsknk084sn02q\"}) {
        userErrors { message ... on UserError { rule } } } }",
    "{ rules(at: \"2026-12-01\") { key } }",
    "{ resolveCode(raw: \"3W07130700\") { __typename } }",
    "{ __schema { queryType { name fields { name args { name type { kind ofType { name } } } } } } }",
    "{ __type(name: \"Query\") { name description fields(includeDeprecated: true) { name } } }",
    "query Q($n: [Int!] = [1, 2], $t: String = \"\"\"a \"b\" \\\"\"\" c\"\"\") { regions(search: $t) { totalCount }
        employerRequests(filter: {headcount: {in: $n}}) { totalCount } }",
];

/// Rules that changes of single tokens do not meet.
const OTHERS: [&str; 36] = [
    "",
    "fragment F on Query { __typename }",
    "{ regions { nodes { id: name id } } }",
    "{ regions { nodes { a: name a: code } } }",
    "{ regions { nodes { name name } } }",
    "{ regions { nodes { name(locale: KK) name(locale: RU) } } }",
    "{ employerRequests { nodes { employer { id } employer { id: name } } } }",
    "query($id: ID!) { node(id: $id) { ... on Organization { x: name } ... on Cluster { x: name } } }",
    "query($id: ID!) { node(id: $id) { ... on Organization { x: name } ... on Cluster { x: industries } } }",
    "query($id: ID!) { node(id: $id) { ... on Organization { x: name } ... on Region { x: code } } }",
    "query($id: ID) { employerRequest(id: $id) { id } }",
    "query($id: ID = \"a\") { employerRequest(id: $id) { id } }",
    "query($id: String!) { employerRequest(id: $id) { id } }",
    "query($ids: [ID]!) { nodes(ids: $ids) { id } }",
    "query($ids: ID!) { nodes(ids: $ids) { id } }",
    "query($id: Region!) { node(id: $id) { id } }",
    "query($a: Int, $a: Int) { regions(first: $a) { totalCount } }",
    "query($a: Int) { regions { totalCount } }",
    "{ regions(first: $a) { totalCount } }",
    "query A($a: Int) { ...F } query B { ...F } fragment F on Query { regions(first: $a) { totalCount } }",
    "{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }",
    "{ ...F } fragment F on String { length }",
    "{ regions { nodes { ... on Organization { id } } } }",
    "{ ... on Mutation { __typename } }",
    "{ __typename @skip(if: true) @skip(if: false) }",
    "query @skip(if: true) { __typename }",
    "{ __typename @include(if: \"yes\") }",
    "{ organization(by: {}) { id } }",
    "{ organization(by: {id: \"a\", bin: \"b\"}) { id } }",
    "{ organization(by: {id: null}) { id } }",
    "query($id: ID) { organization(by: {id: $id}) { id } }",
    "{ regions(first: 1, first: 2) { totalCount } }",
    "{ employerRequests(filter: {status: {eq: PUBLISHED, eq: DRAFT}}) { totalCount } }",
    "{ employerRequests(first: 9999999999) { totalCount } }",
    "type Query { a: Int }",
    "{ __typename } extend type Query { a: Int }",
];

/// All of them, and each valid one with a token less, twice, or another in its place.
pub fn all() -> BTreeSet<String> {
    let mut all: BTreeSet<_> =
        VALID.iter().chain(&OTHERS).map(|document| (*document).to_owned()).collect();
    for document in VALID {
        let tokens = tokens(document);
        for place in 0..tokens.len() {
            let token = tokens[place];
            let changed = match place % 4 {
                0 => String::new(),
                1 => format!("{token} {token}"),
                2 => format!("{token}x"),
                _ => tokens[(place * 7 + 3) % tokens.len()].to_owned(),
            };
            let changed: Vec<_> = [&tokens[..place], &[&*changed], &tokens[place + 1..]].concat();
            // Our parser takes no blanks within a type, and no comment behind `on`.
            let spaced = changed.join(" ");
            all.insert(spaced.replace(" !", "!").replace("[ ", "[").replace("! ]", "!]"));
        }
    }
    all
}

/// Words, texts and signs.
fn tokens(document: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = document.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => rest[1..].find('"').map_or(rest.len(), |end| end + 2),
            '.' => 3,
            _ => rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len()).max(1),
        };
        let (token, behind) = rest.split_at(length);
        tokens.push(token);
        rest = behind.trim_start();
    }
    tokens
}
