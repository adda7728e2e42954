//! By what lists are narrowed: nothing is found, counted or left out for what is out of sight.

use domain::{
    Filter, Record, Viewer,
    directory::{Cluster, ClusterMembership, Organization},
    market::{EmployerRequest, RequestResponse},
};
use persistence::Stored;
use serde_json::{Value, json};
use support::TestApp;

use super::Probe;
use crate::{
    cast::{Kind, absent},
    schema::{kernel, names},
};

/// Objects of one type that belong to two others each, and how those are narrowed by them.
pub(super) struct Belongings {
    /// Their table.
    of: &'static str,
    /// Fields of their filter.
    keys: [&'static str; 2],
    /// The id of each, and those of what it belongs to.
    all: Vec<(String, [String; 2])>,
    /// What is narrowed: its table, the field of its filter, and which of `keys` it is.
    owners: &'static [(&'static str, &'static str, usize)],
}

/// All that there are.
pub(super) async fn belongings(app: &TestApp) -> [Belongings; 2] {
    let memberships: Vec<ClusterMembership> = all(app).await;
    let memberships = memberships.iter().map(|it| {
        (it.id().to_string(), [it.organization_id.to_string(), it.cluster_id.to_string()])
    });
    let responses: Vec<RequestResponse> = all(app).await;
    let responses = responses
        .iter()
        .map(|it| (it.id().to_string(), [it.request_id.to_string(), it.college_id.to_string()]));
    [
        Belongings {
            of: ClusterMembership::NAME,
            keys: ["organizationId", "clusterId"],
            all: memberships.collect(),
            owners: &[(Organization::NAME, "memberships", 0), (Cluster::NAME, "members", 1)],
        },
        Belongings {
            of: RequestResponse::NAME,
            keys: ["requestId", "collegeId"],
            all: responses.collect(),
            owners: &[(EmployerRequest::NAME, "responses", 0)],
        },
    ]
}

async fn all<R: Stored>(app: &TestApp) -> Vec<R> {
    let system = Viewer::system("test");
    app.app.store().repository(&system).all(&Filter::default(), 1000).await.unwrap()
}

impl Probe<'_> {
    /// By every field, in the ways it compares, and by words.
    pub(super) async fn filters(&mut self, kind: &Kind) {
        let filter = format!("{}Filter", kind.names[0]);
        for field in self.types[&filter]["inputFields"].as_array().unwrap() {
            let name = field["name"].as_str().unwrap();
            for operand in self.operands(&filter, kernel(field)) {
                self.list(kind, &format!(", filter: {{{name}: {operand}}}")).await;
                self.list(kind, &format!(", filter: {{not: {{{name}: {operand}}}}}")).await;
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

    /// What a field of a filter is compared with. Ids and what belongs to records have probes of their
    /// own, and `and`, `or` and `not` are filters of the same type.
    fn operands(&self, filter: &str, of: &str) -> Vec<String> {
        let given: &[&str] = match of {
            "BooleanFilter" => &["{eq: true}"],
            "CodeFilter" => &["{startsWith: \"0\"}", "{contains: \"1\"}"],
            "CodesFilter" => &["{has: \"4S07130704\"}", "{has: \"C\"}"],
            "Date" => &["\"2026-12-01\""],
            "DateFilter" => &["{gte: \"2026-09-01\"}"],
            "DateTime" => &["\"2026-09-01T00:00:00Z\""],
            "DateTimeFilter" => &["{gte: \"2026-09-01T00:00:00Z\"}"],
            "IntFilter" => &["{gte: 2}"],
            "MoneyInput" => &["{amount: \"200000\"}"],
            "NearFilter" => &["{latitude: 51.1, longitude: 71.4, radiusKm: 300}"],
            "ID" | "IdFilter" => &[],
            _ if of == filter || of.ends_with("RelationFilter") => &[],
            _ if names(self.types, of, "inputFields").contains(&"eq") => &[],
            _ => panic!("nobody has said what {of} is compared with"),
        };
        let words = self.types[of]["inputFields"].as_array().into_iter().flatten();
        let words = words.filter(|field| field["name"] == "eq").map(kernel);
        let words = words.filter(|word| self.types[*word]["kind"] == "ENUM");
        let words = words.flat_map(|word| names(self.types, word, "enumValues"));
        given
            .iter()
            .map(|&it| it.to_owned())
            .chain(words.map(|it| format!("{{eq: {it}}}")))
            .collect()
    }

    /// By an object they have to do with, of whichever type: nothing is found or counted but what is
    /// seen.
    pub(super) async fn references(&mut self, kind: &Kind) {
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

    /// By what belongs to them: what is out of sight is neither there for `some` nor for `none`.
    pub(super) async fn belongings(&mut self, belongings: &Belongings) {
        let Belongings { keys, all, owners, .. } = belongings;
        let seen = &self.kind(belongings.of).seen[self.persona];
        for (id, of) in all {
            let is_there = all.iter().any(|(other, its)| its == of && seen.contains(other));
            for (table, field, which) in *owners {
                let kind = self.kind(table);
                let query = format!(
                    "query($first: ID!, $second: ID!) {{
                        some: {list}(first: 1, filter: {{{field}: {{some: {these}}}}}) {{
                            totalCount nodes {{ id }} }}
                        none: {list}(first: 1, filter: {{{field}: {{none: {these}}}}}) {{
                            totalCount }} }}",
                    list = kind.names[2],
                    these = format_args!(
                        "{{{}: {{eq: $first}}, {}: {{eq: $second}}}}",
                        keys[0], keys[1]
                    ),
                );
                let data = self.data(&query, json!({"first": of[0], "second": of[1]})).await;
                let visible = &kind.seen[self.persona];
                let found = usize::from(is_there && visible.contains(&of[*which]));
                let counts = [&data["some"], &data["none"]].map(|it| it["totalCount"].clone());
                if counts != [json!(found), json!(visible.len() - found)] {
                    let what = format!("{field} of {} by {id}", of[*which]);
                    self.foreign.push(format!("persona {}: {what}: {data}", self.persona));
                }
                self.judged += 2;
            }
        }
    }
}
