//! Nobody sees what is not theirs, by whatever way they ask, and what is out of sight cannot be told
//! from what is not there.

mod filters;

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use app::{App, Position, RandomIds};
use axum::http::Method;
use domain::{Record, directory::Organization, market::EmployerRequest};
use persistence::Wall;
use sea_orm::DbBackend;
use serde_json::{Value, json};
use support::{Client, TestApp, vault};

use self::filters::belongings;
use crate::{
    cast::{Kind, absent, cast, kinds},
    on_both,
    schema::{Types, kernel, names, types},
    scope::populate,
};

/// How many questions are asked of each database at least. Most are about many records.
const PROBES: usize = 25_000;

/// One who asks, and what has come of it.
struct Probe<'a> {
    client: &'a Client,
    types: &'a Types,
    kinds: &'a [Kind],
    persona: usize,
    token: Option<&'a str>,
    /// Questions, and records that were shown or not by their answers.
    asked: Cell<usize>,
    judged: usize,
    foreign: Vec<String>,
}

impl<'a> Probe<'a> {
    fn new(
        client: &'a Client,
        types: &'a Types,
        kinds: &'a [Kind],
        (persona, token): (usize, &'a Option<String>),
    ) -> Self {
        let (asked, judged, foreign) = (Cell::new(0), 0, Vec::new());
        Self { client, types, kinds, persona, token: token.as_deref(), asked, judged, foreign }
    }

    fn kind(&self, table: &str) -> &'a Kind {
        self.kinds.iter().find(|kind| kind.table == table).unwrap()
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers = vec![
            ("content-type", "application/json".to_owned()),
            ("x-request-id", "probe".to_owned()),
        ];
        headers.extend(self.token.map(|token| ("authorization", format!("Bearer {token}"))));
        headers
    }

    /// The bytes of an answer; whose names are not looked at is told by nothing else.
    async fn ask(&self, query: &str, variables: Value) -> (u16, String) {
        let body = json!({"query": query, "variables": variables}).to_string();
        let answer = self.client.send(Method::POST, "/graphql", &self.headers(), body).await;
        self.asked.set(self.asked.get() + 1);
        (answer.status().as_u16(), String::from_utf8(answer.body().to_vec()).unwrap())
    }

    async fn data(&self, query: &str, variables: Value) -> Value {
        let (_, body) = self.ask(query, variables).await;
        let answer: Value = serde_json::from_str(&body).unwrap();
        assert!(answer.get("errors").is_none(), "{query}: {body}");
        answer["data"].clone()
    }

    fn see(&mut self, kind: &Kind, id: &str, how: &str) {
        if !kind.seen[self.persona].contains(id) {
            self.foreign.push(format!("persona {} sees {id} by {how}", self.persona));
        }
    }

    /// All pages of a list in some order.
    async fn list(&mut self, kind: &Kind, arguments: &str) -> BTreeSet<String> {
        let list = kind.names[2];
        let (mut ids, mut after) = (BTreeSet::new(), Value::Null);
        loop {
            let query = format!(
                "query($after: String) {{ v: {list}(first: 100, after: $after{arguments}) {{
                    totalCount nodes {{ id }} pageInfo {{ endCursor hasNextPage }} }} }}"
            );
            let page = self.data(&query, json!({ "after": after })).await["v"].clone();
            for node in page["nodes"].as_array().unwrap() {
                ids.insert(node["id"].as_str().unwrap().to_owned());
            }
            if page["pageInfo"]["hasNextPage"] == false {
                // All of one list: as many as are counted.
                if page["totalCount"] != ids.len() {
                    self.foreign.push(format!("persona {} counts {list}{arguments}", self.persona));
                }
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        for id in &ids {
            self.see(kind, id, &format!("{list}{arguments}"));
        }
        // Each record was there to be shown or not.
        self.judged += kind.all.len();
        ids
    }

    /// In every order and both ways: the same records, and all that are to be seen.
    async fn orders(&mut self, kind: &Kind) {
        let field = format!("{}OrderField", kind.names[0]);
        for order in names(self.types, &field, "enumValues") {
            for direction in ["ASCENDING", "DESCENDING"] {
                let arguments = format!(", orderBy: [{{field: {order}, direction: {direction}}}]");
                let seen = self.list(kind, &arguments).await;
                assert_eq!(seen, kind.seen[self.persona], "{arguments} of {}", kind.names[2]);
            }
        }
    }

    /// What is counted by some field adds up to no more than what is seen.
    async fn facets(&mut self, kind: &Kind) {
        let field = format!("{}FacetField", kind.names[0]);
        for facet in names(self.types, &field, "enumValues") {
            let query = format!(
                "{{ v: {}(first: 1) {{ facets(fields: [{facet}]) {{ count }} }} }}",
                kind.names[2]
            );
            let data = self.data(&query, json!({})).await;
            let counts = data["v"]["facets"].as_array().unwrap().iter();
            let sum: u64 = counts.map(|facet| facet["count"].as_u64().unwrap()).sum();
            if sum as usize > kind.seen[self.persona].len() {
                self.foreign.push(format!("persona {} counts {facet}", self.persona));
            }
            self.judged += kind.all.len();
        }
    }

    /// Lists and objects within the objects that are seen.
    async fn relations(&mut self, kind: &Kind) {
        let fields = self.types[kind.names[0]]["fields"].as_array().unwrap().clone();
        for field in fields {
            let (name, of) = (field["name"].as_str().unwrap(), kernel(&field).to_owned());
            let plain = of.strip_suffix("Connection").unwrap_or(&of);
            let Some(other) = self.kinds.iter().find(|kind| kind.names[0] == plain) else {
                continue;
            };
            let inner = if of.ends_with("Connection") {
                format!("{name}(first: 20) {{ totalCount nodes {{ id }} }}")
            } else {
                format!("{name} {{ id }}")
            };
            let query = format!("{{ v: {}(first: 40) {{ nodes {{ {inner} }} }} }}", kind.names[2]);
            let data = self.data(&query, json!({})).await;
            for node in data["v"]["nodes"].as_array().unwrap() {
                let shown = &node[name];
                let many = shown["nodes"].as_array().cloned().unwrap_or_default();
                for id in many.iter().chain([shown]).filter_map(|it| it["id"].as_str()) {
                    self.see(other, id, &format!("{}.{name}", kind.names[0]));
                }
                self.judged += 1;
            }
        }
    }

    /// By id, in every way there is: what is out of sight is answered as what is not there.
    async fn by_id(&mut self, kind: &Kind, absent: &str) {
        let one = match kind.names[0] {
            "Organization" => format!("{}(by: {{id: $id}})", kind.names[1]),
            _ => format!("{}(id: $id)", kind.names[1]),
        };
        for field in ["node(id: $id)".to_owned(), "nodes(ids: [$id])".to_owned(), one] {
            let query = format!("query($id: ID!) {{ v: {field} {{ id __typename }} }}");
            let nothing = self.ask(&query, json!({ "id": absent })).await;
            for id in &kind.all {
                let answer = self.ask(&query, json!({ "id": id })).await;
                self.judged += 1;
                if kind.seen[self.persona].contains(id) {
                    assert!(answer.1.contains(id.as_str()), "{field} of {id}: {answer:?}");
                } else if answer != nothing {
                    self.foreign.push(format!("{field} tells {id} from nothing: {answer:?}"));
                }
            }
        }
    }

    /// Whoever follows from the beginning is told what is seen, up to what everyone sees.
    async fn subscription(&mut self, app: &TestApp, last: &str) {
        let kind = self.kind(EmployerRequest::NAME);
        let query = "subscription($after: String) {
            employerRequestPublished(after: $after) { employerRequest { id } } }";
        let variables = json!({"after": app.app.cursor(Position::default()).0});
        let body = json!({"query": query, "variables": variables}).to_string();
        let mut headers = self.headers();
        headers.push(("accept", "text/event-stream".to_owned()));
        let mut events = self.client.events(Method::POST, "/graphql/stream", &headers, body).await;
        let told = events.until(last).await.to_owned();
        for id in &kind.all {
            if told.contains(id.as_str()) {
                self.see(kind, id, "employerRequestPublished");
            }
            self.judged += 1;
        }
        self.asked.set(self.asked.get() + 1);
    }

    /// What is out of sight cannot be changed, and the answer is that of what is not there, byte by byte.
    async fn changes(&mut self, kind: &Kind, absent: &str) {
        for mutation in named_alone(self.types, kind) {
            let input = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
            let query = format!(
                "mutation($input: {input}!) {{ {mutation}(input: $input) {{
                    userErrors {{ code message field rule howToFix currentVersion }} }} }}"
            );
            let given = |id: &str| {
                let mut given = json!({ "id": id });
                if names(self.types, &input, "inputFields").contains(&"comment") {
                    given["comment"] = json!("Неге?");
                }
                json!({ "input": given })
            };
            let nothing = self.ask(&query, given(absent)).await;
            assert!(nothing.1.contains("NOT_FOUND"), "{mutation}: {nothing:?}");
            for id in &kind.all {
                if kind.seen[self.persona].contains(id) {
                    continue;
                }
                let answer = self.ask(&query, given(id)).await;
                self.judged += 1;
                if answer != nothing {
                    self.foreign.push(format!("{mutation} tells {id} from nothing: {answer:?}"));
                }
            }
        }
    }
}

/// Mutations of a type that ask for nothing but an id and, perhaps, a comment.
fn named_alone(types: &Types, kind: &Kind) -> Vec<String> {
    let mutations = types["Mutation"]["fields"].as_array().unwrap().iter();
    let of_kind = mutations.filter_map(|field| {
        let name = field["name"].as_str().unwrap();
        let rest = name.strip_prefix(kind.names[1])?;
        // `cluster` also begins `clusterMembershipAccept`.
        (!rest.starts_with("Membership")).then_some(name)
    });
    let alone = of_kind.filter(|name| {
        let input = name[..1].to_uppercase() + &name[1..] + "Input";
        let fields = types[&input]["inputFields"].as_array().unwrap().iter();
        let demanded = fields.filter(|field| field["type"]["kind"] == "NON_NULL");
        let demanded: Vec<_> = demanded.map(|field| field["name"].as_str().unwrap()).collect();
        demanded.contains(&"id") && demanded.iter().all(|name| ["id", "comment"].contains(name))
    });
    alone.map(str::to_owned).collect()
}

on_both! {
    async fn nobody_sees_what_is_not_theirs_by_whatever_way_they_ask(app: TestApp) {
        let cast = cast(&app, &populate(&app).await).await;
        let (kinds, types) = (kinds(&app, &cast).await, types(&app).await);
        let (belongings, mut probes) = (belongings(&app).await, Vec::new());
        for persona in cast.tokens.iter().enumerate() {
            let mut probe = Probe::new(&app.client, &types, &kinds, persona);
            for kind in &kinds {
                let seen = probe.list(kind, "").await;
                assert_eq!(seen, kind.seen[probe.persona], "{} of {persona:?}", kind.names[2]);
                probe.orders(kind).await;
                probe.facets(kind).await;
                probe.filters(kind).await;
                probe.relations(kind).await;
                probe.references(kind).await;
                probe.by_id(kind, &absent(kind)).await;
            }
            for belongings in &belongings {
                probe.belongings(belongings).await;
            }
            probes.push(probe);
        }
        let (employer, hr) = app.employer("Соңғы").await;
        let last = app.published(&employer, &hr, 3).await;
        // Last of all: what is refused is written down, and seen by auditors.
        for probe in &mut probes {
            probe.subscription(&app, &last).await;
            for kind in &kinds {
                probe.changes(kind, &absent(kind)).await;
            }
        }
        let foreign: Vec<_> = probes.iter().flat_map(|probe| &probe.foreign).collect();
        assert_eq!(foreign, Vec::<&String>::new());
        let asked: usize = probes.iter().map(|probe| probe.asked.get()).sum();
        let judged: usize = probes.iter().map(|probe| probe.judged).sum();
        println!("{asked} questions about {judged} records, nothing foreign");
        assert!(asked >= PROBES, "{asked} probes are too few");
    }

    /// With the condition of one table taken away, what is foreign is seen on SQLite, so the probes can
    /// fail; PostgreSQL shows none of it.
    async fn without_a_condition_postgresql_still_shows_nothing_foreign(app: TestApp) {
        let cast = cast(&app, &populate(&app).await).await;
        let (kinds, types) = (kinds(&app, &cast).await, types(&app).await);
        let is_sqlite = app.raw.get_database_backend() == DbBackend::Sqlite;
        let mut leaking = BTreeMap::new();
        for kind in &kinds {
            let store = app.app.store().without(Wall::Condition(kind.table));
            let unscoped =
                App::with(app.app.reference(), store, vault(), app.clock.clone(), RandomIds);
            let client = app.replica_of(&unscoped, |_| {}).await;
            let mut foreign = 0;
            for persona in cast.tokens.iter().enumerate() {
                let mut probe = Probe::new(&client, &types, &kinds, persona);
                probe.list(kind, "").await;
                foreign += probe.foreign.len();
            }
            leaking.insert(kind.table, foreign > 0);
        }
        // Everyone sees every organization.
        let expected = |table: &str| is_sqlite && table != Organization::NAME;
        for (table, leaks) in leaking {
            assert_eq!(leaks, expected(table), "{table}");
        }
    }
}
