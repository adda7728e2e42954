//! Public libraries get access tokens, and verify them.

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use support::TestApp;

use crate::{
    on_both, programs,
    stage::{Stage, with},
};

const SCRIPT: &str = "python/oauth.py";

/// Puts the clock, which stands still, where programs that sign now find it good for 75 seconds.
pub fn set_clock(app: &TestApp) {
    app.clock.advance(Utc::now() + TimeDelta::seconds(45) - app.clock_now());
}

on_both! {
    async fn authlib_and_pyjwt_get_tokens_by_every_algorithm_and_verify_them(app: TestApp) {
        set_clock(&app);
        let stage = Stage::new(&app).await;
        let keys = programs::python(SCRIPT, &["make"], String::new()).await;
        let id = stage.client("approved", "PRIVATE_KEY_JWT").await;
        let made: Vec<Value> = serde_json::from_str(&keys).unwrap();
        for key in &made {
            let input = with(&id, json!({"key": key["public"]}));
            app.ok(&stage.administrator(), "apiClientAddKey", input).await;
        }
        let url = format!("http://{}", app.client.address());
        set_clock(&app);
        let printed = programs::python(SCRIPT, &[&url, &id], keys).await;
        let got: Vec<Value> = serde_json::from_str(&printed).unwrap();
        let expected: Vec<_> = ["EdDSA", "ES256", "RS256", "PS256"]
            .into_iter()
            .flat_map(|algorithm| ["by_authlib", "by_pyjwt"].map(|library| (library, algorithm)))
            .map(|(library, algorithm)| {
                json!({"library": library, "algorithm": algorithm, "type": "at+jwt", "subject": id})
            })
            .collect();
        assert_eq!(got, expected);
    }
}
