//! The demo as a whole, made in a directory of its own.

use std::{
    collections::{BTreeMap, hash_map::DefaultHasher},
    fs,
    hash::{Hash, Hasher},
    path::Path,
};

use app::{App, RandomIds, ShiftedClock, Stored};
use axum::body::{Body, to_bytes};
use axum::http::Request;
use domain::{
    Code, Filter, Viewer,
    directory::{Cluster, ClusterMembership, Organization},
    market::{
        CollegeOffer, EmployerRequest, RequestResponse,
        employer_request::{Fulfilment, Status},
    },
    reference::Region,
    training::Workplace,
};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{
    calendar::{BEGINS, FIRST_MOMENT},
    make::{make, prepare},
    personas::{personas, tokens},
    plan::{FATES, Plan},
};
use crate::{
    config::{Purpose, Sources},
    installation::Installation,
    serve,
};

/// The same database file in a directory of its own, with the demo in it.
struct Demo {
    installation: Installation,
    app: App,
}

fn installation(directory: &Path) -> Installation {
    let data = directory.display().to_string();
    let sources = Sources { flags: vec![("data", data)], ..Sources::default() };
    Installation::open(sources.load(Purpose::Demo).unwrap().settings).unwrap()
}

impl Demo {
    async fn open(directory: &Path) -> Self {
        let installation = installation(directory);
        let store = serve::store(&installation, &[7; 32]).await.unwrap();
        make(store.clone(), installation.keys().unwrap().vault, Plan::new()).await.unwrap();
        let app = App::new(
            store,
            installation.keys().unwrap().vault,
            ShiftedClock::new(BEGINS),
            RandomIds,
        )
        .await
        .unwrap();
        Self { installation, app }
    }

    async fn all<R: Stored>(&self) -> Vec<R> {
        let job = Viewer::system("test");
        let everything = Filter::All(Vec::new());
        self.app.store().repository(&job).all(&everything, u64::from(u32::MAX)).await.unwrap()
    }

    async fn count<R: Stored>(&self, hash: &mut impl Hasher) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        let mut records: Vec<_> = self.all::<R>().await;
        records.sort_by_key(|record| record.id().uuid());
        for record in records {
            let head = record.head();
            (head.id.uuid(), head.version, head.updated_at, record.status().code()).hash(hash);
            *counts.entry(record.status().code()).or_default() += 1;
        }
        counts
    }

    /// Numbers by state, and a hash over all records.
    async fn summary(&self) -> (Value, u64) {
        let mut hash = DefaultHasher::new();
        let summary = json!({
            "organizations": self.count::<Organization>(&mut hash).await,
            "clusters": self.count::<Cluster>(&mut hash).await,
            "memberships": self.count::<ClusterMembership>(&mut hash).await,
            "requests": self.count::<EmployerRequest>(&mut hash).await,
            "offers": self.count::<CollegeOffer>(&mut hash).await,
            "responses": self.count::<RequestResponse>(&mut hash).await,
            "workplaces": self.count::<Workplace>(&mut hash).await,
        });
        (summary, hash.finish())
    }

    async fn ask(&self, token: &str, query: &str) -> Value {
        let keys = self.installation.keys().unwrap();
        let (_stop, stopping) = tokio::sync::watch::channel(false);
        let settings = api::Settings {
            timeout: std::time::Duration::from_secs(30),
            ..api::Settings::new(self.installation.verifier(&keys), stopping)
        };
        let request = Request::post("/graphql")
            .header("content-type", "application/json")
            .header("authorization", format!("Bearer {token}"))
            .body(Body::from(json!({ "query": query }).to_string()))
            .unwrap();
        let answer = api::router(self.app.clone(), settings).oneshot(request).await.unwrap();
        let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    /// What each persona gets to see with its own token.
    async fn seen_by_personas(&self, plan: &Plan) -> BTreeMap<&'static str, Value> {
        let verifier = self.installation.verifier(&self.installation.keys().unwrap());
        let tokens = tokens(&personas(plan), &verifier, self.app.clock().now().0);
        let Plan { employer, cluster, .. } = plan;
        let mut seen = BTreeMap::new();
        for (name, token) in tokens {
            let query = format!(
                "{{ clusters(first: 1) {{ totalCount }}
                    organization: node(id: \"{employer}\") {{ id }}
                    cluster: node(id: \"{cluster}\") {{ id }}
                    employerRequests(first: 100) {{ totalCount nodes {{ allowedActions }} facets(fields: [STATUS]) {{ value count }} }}
                    requestResponses(first: 1) {{ totalCount }} }}"
            );
            let answer = self.ask(&token, &query).await;
            assert_eq!(answer.get("errors"), None, "{name}: {answer}");
            seen.insert(name, answer["data"].clone());
        }
        seen
    }
}

#[test]
fn the_table_of_fates_holds_the_numbers_of_the_demo() {
    let requests: usize = FATES.iter().map(|fate| fate.requests).sum();
    let responses: usize = FATES.iter().map(|fate| fate.requests * fate.responses.len()).sum();
    assert_eq!((requests, responses), (300, 420));
}

#[test]
fn the_last_thing_that_is_done_is_done_alone_and_before_the_demo_begins() {
    let deeds = Plan::new().deeds;
    let [.., before, last] = &deeds[..] else { panic!("a demo has deeds") };
    assert!(before.at < last.at && last.at < BEGINS, "{before:?}, {last:?}");
    assert!(last.name.ends_with("CreateRequest"), "{last:?}");
}

#[tokio::test]
async fn a_demo_is_what_the_plan_says_and_the_same_each_time() {
    let parent = tempfile::tempdir().unwrap();
    let [first, second] = ["first", "second"].map(|name| parent.path().join(name));
    prepare(&installation(&first)).await.unwrap();
    fs::create_dir(&second).unwrap();
    fs::copy(first.join("klaster.db"), parent.path().join("empty.db")).unwrap();
    fs::copy(first.join("klaster.db"), second.join("klaster.db")).unwrap();

    let demo = Demo::open(&first).await;
    assert_eq!(demo.app.seal().await.unwrap(), 0, "the log would say it day by day");
    let (counts, hash) = demo.summary().await;
    assert_eq!(
        counts["requests"],
        json!({
            "draft": 24, "submitted": 18, "returned": 12, "rejected": 9, "published": 168,
            "blocked": 6, "closed": 36, "expired": 12, "withdrawn": 15,
        })
    );
    assert_eq!(
        counts["responses"],
        json!({
            "proposed": 107, "acknowledged": 66, "countered": 50, "accepted": 54,
            "contracted": 30, "declined": 51, "withdrawn": 14, "expired": 30, "cancelled": 18,
        })
    );
    assert_eq!(
        counts["offers"],
        json!({"draft": 20, "published": 120, "closed": 25, "withdrawn": 15})
    );
    assert_eq!(
        counts["workplaces"],
        json!({"draft": 38, "open": 308, "suspended": 19, "closed": 19})
    );
    assert_eq!(
        counts["clusters"],
        json!({"initiative": 1, "submitted": 1, "revision": 1, "active": 4, "suspended": 1})
    );
    let every_state: Vec<_> = domain::directory::cluster_membership::Status::all()
        .iter()
        .map(|status| counts["memberships"][status.code()].as_u64().unwrap_or(0))
        .collect();
    assert!(every_state.iter().all(|&count| count > 0), "{counts}");
    assert_eq!(Demo::open(&second).await.summary().await, (counts, hash));
    for spoilt in ["interrupted", "strange"] {
        let directory = parent.path().join(spoilt);
        fs::create_dir(&directory).unwrap();
        fs::copy(parent.path().join("empty.db"), directory.join("klaster.db")).unwrap();
        check_refused(&directory, spoilt).await;
    }
    let regions: Vec<Region> = demo.all().await;
    assert!(regions.iter().all(|region| region.head.created_at == FIRST_MOMENT.0), "{regions:?}");
    check_market(&demo).await;
    check_personas(&demo).await;
    drop(demo);

    // Opened again nothing is made twice.
    assert_eq!(Demo::open(&first).await.summary().await.1, hash);
}

/// What is not the whole of a demo is left alone.
async fn check_refused(directory: &Path, spoilt: &str) {
    let installation = installation(directory);
    let store = serve::store(&installation, &[]).await.unwrap();
    let vault = installation.keys().unwrap().vault;
    let mut part = Plan::new();
    part.deeds.truncate(3);
    let expected = if spoilt == "interrupted" {
        "incomplete"
    } else {
        part.deeds.remove(0);
        "not those of this demo"
    };
    make(store.clone(), vault.clone(), part).await.unwrap();
    let failure = make(store, vault, Plan::new()).await.unwrap_err().to_string();
    assert!(failure.contains(expected), "{failure}");
}

async fn check_market(demo: &Demo) {
    let requests: Vec<EmployerRequest> = demo.all().await;
    let published = || requests.iter().filter(|it| it.status == Status::Published);
    let unanswered = published().filter(|it| it.tally.responses == 0).count();
    let partially =
        requests.iter().filter(|it| it.fulfilment() == Fulfilment::PartiallyCovered).count();
    assert_eq!((unanswered, partially), (9, 15));
    // Tokens live for thirty days: until then nothing expires.
    let month = BEGINS.date_naive() + chrono::Days::new(30);
    assert!(published().all(|it| it.terms.closes_at.is_some_and(|day| day > month)));
    let story = |code: &str, headcount: u32| {
        let employer = Plan::new().employer;
        published()
            .filter(|it| it.employer_id == employer && it.terms.qualification_code == code)
            .filter(|it| it.terms.headcount == headcount && it.tally.responses == 2)
            .count()
    };
    assert!(story("3W07150501", 20) >= 1 && story("4S07130704", 8) >= 1);
}

async fn check_personas(demo: &Demo) {
    let seen = demo.seen_by_personas(&Plan::new()).await;
    let number = |name: &str, list: &str| seen[name][list]["totalCount"].as_u64().unwrap();
    let states = |name: &str| seen[name]["employerRequests"]["facets"].as_array().unwrap().len();
    for (name, data) in &seen {
        assert!(data["organization"]["id"].is_string(), "{name}: {data}");
        assert!(data["cluster"]["id"].is_string(), "{name}: {data}");
        assert!(number(name, "employerRequests") > 150, "{name}: {data}");
    }
    assert_eq!(states("employer"), Status::all().len(), "{}", seen["employer"]);
    assert!(states("coordinator") > states("learner"), "{}", seen["coordinator"]);
    for name in ["college_portal", "employer", "coordinator"] {
        assert!(number(name, "requestResponses") > 10, "{name}: {}", seen[name]);
    }
    for name in ["ministry", "admin"] {
        assert_eq!(number(name, "clusters"), 8, "{name}");
    }
    let may = |name: &str, action: &str| {
        let requests = seen[name]["employerRequests"]["nodes"].as_array().unwrap();
        requests.iter().any(|it| it["allowedActions"].as_array().unwrap().contains(&json!(action)))
    };
    assert!(may("coordinator", "BLOCK") && may("employer", "CLOSE") && !may("learner", "CLOSE"));
}
