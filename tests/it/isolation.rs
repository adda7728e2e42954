//! Nobody sees what is not theirs, by whatever way they ask, and what is out of sight cannot be told
//! from what is not there.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use app::{App, Position, RandomIds};
use axum::http::Method;
use domain::{
    Filter, Record, Viewer,
    directory::{Cluster, ClusterMembership, Organization},
    market::EmployerRequest,
};
use persistence::Wall;
use sea_orm::DbBackend;
use serde_json::{Value, json};
use support::{Client, TestApp, vault};

use crate::{
    cast::{Kind, absent, cast, kinds},
    on_both,
    schema::{Types, kernel, names, types},
    scope::populate,
};

/// How often it is judged on each database at least whether an answer shows or tells of a record; the
/// questions are fewer, since a list answers about many.
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
            if page["totalCount"].as_u64().unwrap() as usize > kind.seen[self.persona].len() {
                self.foreign.push(format!("persona {} counts more {list}", self.persona));
            }
            if page["pageInfo"]["hasNextPage"] == false {
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

    /// By states, one after the other, and by all words that begin with a letter.
    async fn filters(&mut self, kind: &Kind) {
        let (field, of) = match kind.names[0] {
            "AuditRecord" => ("decision", "AuditDecision".to_owned()),
            name => ("status", format!("{name}Status")),
        };
        for state in names(self.types, &of, "enumValues") {
            for operator in ["eq", "ne"] {
                self.list(kind, &format!(", filter: {{{field}: {{{operator}: {state}}}}}")).await;
            }
        }
        let list = self.types["Query"]["fields"].as_array().unwrap();
        let list = list.iter().find(|field| field["name"] == kind.names[2]).unwrap();
        let is_searched = list["args"].as_array().unwrap().iter().any(|it| it["name"] == "search");
        if is_searched {
            for word in ["а", "к", "ұйым", "e1"] {
                self.list(kind, &format!(", search: \"{word}\"")).await;
            }
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

    /// By an object they have to do with, of whichever type: nothing is found or counted but what is
    /// seen.
    async fn references(&mut self, kind: &Kind) {
        let filter = format!("{}Filter", kind.names[0]);
        for field in self.types[&filter]["inputFields"].as_array().unwrap() {
            let operand = match kernel(field) {
                "IdFilter" => "{eq: $id}",
                "ID" => "$id",
                _ => continue,
            };
            let (list, name) = (kind.names[2], field["name"].as_str().unwrap());
            let query = format!(
                "query($id: ID!) {{ v: {list}(first: 100, filter: {{{name}: {operand}}}) {{
                    totalCount nodes {{ id }} }} }}"
            );
            for other in self.kinds {
                let nothing = self.ask(&query, json!({ "id": absent(other) })).await;
                // One is enough of a type that the filter does not take.
                let is_taken = !nothing.1.contains("\"errors\"");
                for id in other.all.iter().take(if is_taken { usize::MAX } else { 1 }) {
                    let answer = self.ask(&query, json!({ "id": id })).await;
                    self.judged += 1;
                    if answer == nothing {
                        continue;
                    }
                    let how = format!("{list}({name}: {id})");
                    let answer: Value = serde_json::from_str(&answer.1).unwrap();
                    let page = &answer["data"]["v"];
                    let nodes = page["nodes"].as_array().unwrap_or_else(|| panic!("{how}"));
                    for node in nodes {
                        self.see(kind, node["id"].as_str().unwrap(), &how);
                    }
                    if page["totalCount"] != nodes.len() {
                        self.foreign.push(format!("persona {} counts {how}", self.persona));
                    }
                }
            }
        }
    }

    /// By memberships: one that is out of sight is neither there for `some` nor for `none`.
    async fn memberships(&mut self, all: &[ClusterMembership]) {
        let find = |table| self.kinds.iter().find(|kind| kind.table == table).unwrap();
        let (of, clusters) = (find(ClusterMembership::NAME), find(Cluster::NAME));
        let seen = &of.seen[self.persona];
        let is_seen = |it: &&ClusterMembership| seen.contains(&it.id().to_string());
        for membership in all {
            let pair = (membership.organization_id, membership.cluster_id);
            let same = |it: &&ClusterMembership| (it.organization_id, it.cluster_id) == pair;
            let is_there = all.iter().filter(is_seen).any(|it| same(&it));
            for (kind, field, parent) in [
                (find(Organization::NAME), "memberships", pair.0.to_string()),
                (clusters, "members", pair.1.to_string()),
            ] {
                let query = format!(
                    "query($organization: ID!, $cluster: ID!) {{
                        some: {list}(first: 1, filter: {{{field}: {{some: {this}}}}}) {{
                            totalCount nodes {{ id }} }}
                        none: {list}(first: 1, filter: {{{field}: {{none: {this}}}}}) {{
                            totalCount }} }}",
                    list = kind.names[2],
                    this = "{organizationId: {eq: $organization}, clusterId: {eq: $cluster}}",
                );
                let (organization, cluster) = (pair.0.to_string(), pair.1.to_string());
                let variables = json!({"organization": organization, "cluster": cluster});
                let data = self.data(&query, variables).await;
                let visible = &kind.seen[self.persona];
                let found = usize::from(is_there && visible.contains(&parent));
                let counts = [&data["some"], &data["none"]].map(|it| it["totalCount"].clone());
                if counts != [json!(found), json!(visible.len() - found)] {
                    let what = format!("{field} of {parent} by {}", membership.id());
                    self.foreign.push(format!("persona {}: {what}: {data}", self.persona));
                }
                self.judged += 2;
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
        let kind = self.kinds.iter().find(|kind| kind.table == EmployerRequest::NAME).unwrap();
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
        let system = Viewer::system("test");
        let memberships = app.app.store().repository(&system).all(&Filter::default(), 1000).await;
        let (memberships, mut probes) = (memberships.unwrap(), Vec::new());
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
            probe.memberships(&memberships).await;
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
        assert!(judged >= PROBES, "{judged} probes are too few");
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
