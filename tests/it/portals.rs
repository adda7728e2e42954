//! The programs of the guide for portals: each does as it stands what the guide says.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use api::Quotas;
use serde_json::{Value, json};
use support::{Backend, TestApp};
use tokio::{io::AsyncWriteExt, process::Command};

use crate::{
    guides::{Block, blocks, fits, guides},
    oauth_libraries::set_clock,
    programs::{FOLDER, PYTHON},
    stage::{Stage, with},
};

/// A client as its programs know it.
struct Portal<'a> {
    app: &'a TestApp,
    client: String,
    folder: PathBuf,
}

impl<'a> Portal<'a> {
    /// One to try the service with, and an empty folder.
    async fn new(stage: &Stage<'a>, authentication: &str) -> Self {
        let mut input = stage.client_request(authentication);
        input["kind"] = json!("SANDBOX");
        let client = stage.app.ok(&stage.administrator(), "apiClientRequest", input).await;
        let client = client["id"].as_str().unwrap().to_owned();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&client);
        fs::create_dir_all(&folder).unwrap();
        Self { app: stage.app, client, folder }
    }

    /// What a program prints that is run in the folder.
    async fn run(&self, Block { info, text }: &Block, secret: &str) -> Value {
        let mut command = match info.as_str() {
            "sh run" => Command::new("bash"),
            "ts run" => Command::new("node"),
            "python run" => Command::new(PYTHON),
            _ => panic!("no program: {info}"),
        };
        match info.as_str() {
            "sh run" => command.args(["-euo", "pipefail", "-s"]),
            "ts run" => command.arg(format!("{FOLDER}/typescript.mjs")),
            _ => command.arg("-"),
        };
        command.env("API_URL", format!("http://{}", self.app.client.address()));
        command.env("CLIENT_ID", &self.client).env("CLIENT_SECRET", secret);
        command.current_dir(&self.folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.kill_on_drop(true).spawn().unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).await.unwrap();
        let output = child.wait_with_output().await.unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}\nprints {printed}");
        serde_json::from_str(&printed).unwrap_or_else(|_| panic!("{text}\nprints {printed}"))
    }
}

impl Drop for Portal<'_> {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn guide() -> Vec<Block> {
    let text =
        guides().into_iter().find(|(name, _)| name == "connect-your-portal.en.md").unwrap().1;
    blocks(&text)
}

/// How a program proves who it is does not depend on the database.
#[tokio::test(flavor = "multi_thread")]
async fn each_program_of_the_guide_makes_a_key_gets_a_token_and_asks_who_it_is() {
    let quotas = Quotas { client: Some(600_000), address: None };
    let app = TestApp::start_with(Backend::Sqlite, |settings| settings.quotas = quotas).await;
    set_clock(&app);
    let stage = Stage::new(&app).await;
    let guide = guide();
    let stated = guide.iter().find(|it| it.info == "json printed").unwrap();
    let mut stated: Value = serde_json::from_str(&stated.text).unwrap();
    for language in ["sh run", "ts run", "python run"] {
        let programs: Vec<_> = guide.iter().filter(|it| it.info == language).collect();
        let portal = Portal::new(&stage, "PRIVATE_KEY_JWT").await;
        let key = portal.run(programs[0], "").await;
        let input = with(&portal.client, json!({ "key": key }));
        app.ok(&stage.administrator(), "apiClientAddKey", input).await;
        stated["data"]["viewer"]["client"]["id"] = json!(portal.client);
        set_clock(&app);
        let mut seen = portal.run(programs[1], "").await;
        seen.as_object_mut().unwrap().remove("extensions");
        assert!(fits(&stated, &seen), "{language}: {seen}");
        // What is signed is accepted once, so it signs anew.
        set_clock(&app);
        let again = portal.run(programs[1], "").await;
        assert_eq!(again["data"]["viewer"]["client"]["id"], portal.client.as_str(), "{again}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_gets_a_token_as_the_guide_says() {
    let app = TestApp::start(Backend::Sqlite).await;
    let stage = Stage::new(&app).await;
    let portal = Portal::new(&stage, "CLIENT_SECRET_BASIC").await;
    let query = "mutation($id: ID!) { apiClientAddSecret(input: {id: $id}) { secret } }";
    let variables = json!({"id": portal.client});
    let added = app.send(&stage.administrator(), query, variables).await;
    let secret = added.data()["apiClientAddSecret"]["secret"].as_str().unwrap();
    let guide = guide();
    let program = guide.iter().rfind(|it| it.info == "sh run").unwrap();
    assert!(program.text.contains("CLIENT_SECRET"));
    let answer = portal.run(program, secret).await;
    assert_eq!(answer["token_type"], "Bearer", "{answer}");
}
