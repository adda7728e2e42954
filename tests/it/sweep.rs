//! Deadlines that pass.

use chrono::TimeDelta;
use sea_orm::{ConnectionTrait, DbBackend};
use serde_json::json;
use support::TestApp;

use crate::{contents::multiply, on_both, stage::Stage};

/// From now on no response that says `stuck` can expire.
async fn stick(app: &TestApp) {
    let sql = match app.raw.get_database_backend() {
        DbBackend::Postgres => {
            "CREATE FUNCTION stick() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'stuck'; END $$;
            CREATE TRIGGER stick BEFORE UPDATE ON request_response FOR EACH ROW
                WHEN (NEW.status = 'expired' AND NEW.message = 'stuck') EXECUTE FUNCTION stick()"
        }
        _ => {
            "CREATE TRIGGER stick BEFORE UPDATE ON request_response
                WHEN NEW.status = 'expired' AND NEW.message = 'stuck'
                BEGIN SELECT RAISE(ABORT, 'stuck'); END"
        }
    };
    app.raw.execute_unprepared(sql).await.unwrap();
}

on_both! {
    async fn what_cannot_expire_keeps_nothing_else_from_it(app: TestApp) {
        let stage = Stage::new(&app).await;
        let (cluster, _) = stage.membership("invited").await;
        let request = stage.request(&cluster, "published", "PUBLIC").await;
        let mut proposal = stage.proposal();
        proposal["message"] = json!("stuck");
        let input = json!({"requestId": request, "collegeId": stage.college, "proposal": proposal});
        app.ok(&stage.manager(), "requestResponseCreate", input).await;
        stage.response(&cluster, "proposed").await;
        stick(&app).await;
        // More of them than a college could make.
        app.raw.execute_unprepared("DROP INDEX request_response_college_id_key").await.unwrap();
        multiply(&app, "request_response", "message = 'stuck'", 600).await;
        app.clock.advance(TimeDelta::days(31));
        // Two requests, one response and one invitation.
        assert_eq!(app::sweep(&app.app).await.unwrap(), 4);
        let left = "SELECT count(*) FROM request_response WHERE status = 'proposed'";
        assert_eq!(app.number(left).await, 601);
        assert_eq!(app.number("SELECT count(*) FROM cluster_membership WHERE status = 'invited'").await, 0);
    }
}
