//! Who is measured when: the server and its floor, turn by turn, in the same run.

use std::time::Duration;

use app::{App, RandomIds, Store, SystemClock};
use serde_json::Value;
use support::Client;
use tokio::net::TcpListener;

use crate::{
    data,
    load::{Load, send},
    operation::{Message, Operation},
    process::{Cpu, Database, Server},
    token::Key,
};

/// Turns of what is compared: what else the machine does meets both alike.
const TURNS: u32 = 5;

/// What is to be measured.
pub(crate) struct Measure<'k> {
    pub(crate) operations: Vec<Operation>,
    pub(crate) concurrency: Vec<usize>,
    pub(crate) lasting: Duration,
    pub(crate) token: &'k Key,
}

/// What came of it, on one database.
pub(crate) struct Results {
    pub(crate) rows: Vec<Row>,
    /// From the start of the server to its first answer.
    pub(crate) started: Duration,
    /// Mebibytes that the server held when all was over.
    pub(crate) memory: f64,
}

/// One operation at one concurrency.
pub(crate) struct Row {
    pub(crate) operation: Operation,
    pub(crate) callers: usize,
    pub(crate) statements: u64,
    pub(crate) server: Sample,
    /// Its floor, or P1.
    pub(crate) beside: Sample,
}

#[derive(Default)]
pub(crate) struct Sample {
    pub(crate) load: Load,
    cpu: Cpu,
}

/// One who is asked.
struct Side<'s> {
    server: &'s Server,
    message: Message,
    sample: Sample,
}

impl Sample {
    /// Of one request.
    pub(crate) fn cpu(&self) -> Cpu {
        self.cpu.each(self.load.requests())
    }
}

impl Measure<'_> {
    pub(crate) async fn on(&self, database: &Database) -> Results {
        self.let_in(database).await;
        let counted = self.statements(database).await;
        let server = Server::klaster(database, self.token).await;
        let floor = Server::floor(database, self.token).await;
        let deep = self.deep_cursor(&server.client).await;
        let mut rows = Vec::new();
        for (&operation, &statements) in self.operations.iter().zip(&counted) {
            self.compare(operation, &deep, &server.client, &floor.client).await;
            for &callers in &self.concurrency {
                let side = |server, message| Side { server, message, sample: Sample::default() };
                let mut ours = side(&server, operation.message(&deep));
                let mut beside = match operation.floor_message() {
                    Some(message) => side(&floor, message),
                    None => side(&server, Operation::P1.message(&deep)),
                };
                for turn in 0..=TURNS {
                    // The first one only warms.
                    let counts = turn > 0;
                    for side in [&mut ours, &mut beside] {
                        self.turn(side, database, operation, callers, counts).await;
                    }
                }
                let (server, beside) = (ours.sample, beside.sample);
                rows.push(Row { operation, callers, statements, server, beside });
                eprint!(".");
            }
        }
        eprintln!();
        let (started, memory) = (server.started, server.memory());
        drop((server, floor));
        data::restore(database).await;
        Results { rows, started, memory }
    }

    async fn turn(
        &self,
        side: &mut Side<'_>,
        database: &Database,
        operation: Operation,
        callers: usize,
        counts: bool,
    ) {
        let (token, lasting) = (self.token_for(operation), self.lasting / TURNS);
        let before = side.server.cpu(database);
        let client = &side.server.client;
        let load = Load::run(client, &side.message, token.as_deref(), callers, lasting).await;
        if counts {
            side.sample.cpu += side.server.cpu(database) - before;
            side.sample.load += load;
        }
    }

    fn token_for(&self, operation: Operation) -> Option<String> {
        operation.persona().map(|persona| self.token.token(&persona))
    }

    /// The cursor at which page 200 of P1 begins.
    async fn deep_cursor(&self, client: &Client) -> String {
        let token = self.token_for(Operation::P1);
        let mut cursor: Option<String> = None;
        for page in 1..200 {
            let message = Message::next_cursor(cursor.as_deref());
            let answer = json(&send(client, &message, token.as_deref()).await);
            let end = &answer["data"]["employerRequests"]["pageInfo"]["endCursor"];
            let Some(end) = end.as_str() else { panic!("page {page} has no end: {answer}") };
            cursor = Some(end.to_owned());
        }
        cursor.expect("there were pages")
    }

    /// The floor answers the same, or its speed would say nothing.
    async fn compare(&self, operation: Operation, deep: &str, server: &Client, floor: &Client) {
        let Some(message) = operation.floor_message() else { return };
        let token = self.token_for(operation);
        let theirs = json(&send(floor, &message, token.as_deref()).await);
        let ours = json(&send(server, &operation.message(deep), token.as_deref()).await);
        assert!(ours["data"].is_object() && ours.get("errors").is_none(), "{ours}");
        if operation == Operation::W1 {
            let created = |answer: &Value| {
                answer["data"]["employerRequestCreate"]["employerRequest"]["status"].clone()
            };
            assert_eq!(created(&ours), created(&theirs), "{ours}\n{theirs}");
        } else {
            assert_eq!(ours["data"], theirs["data"], "{}", operation.name());
        }
    }

    /// Lets those in who ask.
    async fn let_in(&self, database: &Database) {
        let store = Store::connect(&database.settings()).await.expect("the database answers");
        for persona in self.operations.iter().filter_map(|operation| operation.persona()) {
            persona.let_in(&store, None).await;
        }
        store.close().await.expect("the store closes");
    }

    /// How many statements each operation sends, counted in an application of our own.
    async fn statements(&self, database: &Database) -> Vec<u64> {
        let store = Store::connect(&database.settings()).await.expect("the database answers");
        let app = App::new(store, support::vault(), SystemClock, RandomIds)
            .await
            .expect("an application");
        let (_stop, stopping) = tokio::sync::watch::channel(false);
        let settings = api::Settings::new(self.token.verifier(), stopping);
        let router = api::router(app.clone(), settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let client = Client::new(listener.local_addr().expect("an address"));
        let serving = tokio::spawn(async move { axum::serve(listener, router).await });
        let deep = self.deep_cursor(&client).await;
        let mut counts = Vec::new();
        for &operation in &self.operations {
            let (message, token) = (operation.message(&deep), self.token_for(operation));
            // Organizations come into memory once.
            send(&client, &message, token.as_deref()).await;
            let before = app.store().statements().count();
            send(&client, &message, token.as_deref()).await;
            counts.push(app.store().statements().count() - before);
        }
        serving.abort();
        counts
    }
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("an answer is JSON")
}
