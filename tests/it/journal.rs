//! What the journal tells those who read on from where they were.

use std::collections::BTreeSet;

use app::Position;
use domain::{
    Filter, Viewer,
    directory::Organization,
    reference::{AcademicYear, LegalAct, Qualification, Region, RuleRow, Specialty},
};
use futures::future::{join, join_all};
use persistence::{Author, Entry, Stored};
use sea_orm::{ConnectionTrait, TransactionTrait};
use support::{Backend, TestApp};
use uuid::Uuid;

use crate::on_both;

/// Positions are given before transactions end, so a lower one may come to be read after a higher.
#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_is_committed_late_is_not_passed_over() {
    let app = TestApp::start(Backend::Postgres).await;
    let (older, younger) = (app.raw.begin().await.unwrap(), app.raw.begin().await.unwrap());
    for tx in [&older, &younger] {
        tx.execute_unprepared("SELECT pg_current_xact_id()").await.unwrap();
    }
    // The younger transaction takes the lower position.
    for (tx, version) in [(&younger, 1), (&older, 2)] {
        let sql = format!(
            "INSERT INTO journal (at, record, record_id, version, action, state, client, source)
            VALUES (now(), 'region', gen_random_uuid(), {version}, 'update', 'active', 'x', 'x')"
        );
        tx.execute_unprepared(&sql).await.unwrap();
    }
    older.commit().await.unwrap();
    let [first] = &app.events_after(Position::default()).await[..] else { panic!("one has ended") };
    assert_eq!(first.version, 2);
    younger.commit().await.unwrap();
    let [second] = &app.events_after(first.position).await[..] else {
        panic!("one more has ended")
    };
    assert_eq!(second.version, 1);
}

on_both! {
    async fn whoever_reads_on_while_many_write_reads_everything_once(app: TestApp) {
        let names: Vec<_> = (0..40).map(|n| format!("E{n}")).collect();
        let write = join_all(names.iter().map(|name| app.organization(name, "ENTERPRISE")));
        let read = async {
            let (mut at, mut seen) = (Position::default(), Vec::new());
            while seen.len() < 40 {
                let events = app.events_after(at).await;
                at = events.last().unwrap().position;
                seen.extend(events.iter().map(|event| event.record_id));
                tokio::task::yield_now().await;
            }
            assert_eq!(app.app.store().last_position().await.unwrap(), at);
            seen
        };
        let (_, seen) = join(write, read).await;
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 40, "each once");
    }

    /// More than a database takes in one statement.
    async fn a_change_of_many_records_is_written_down_as_a_whole(app: TestApp) {
        let entry = |version| Entry {
            id: Uuid::now_v7(),
            record: "region",
            record_id: Uuid::now_v7(),
            natural_key: None,
            version,
            action: "update",
            from_state: None,
            state: "active",
            organization_id: None,
        };
        let entries: Vec<_> = (0..6_000).map(entry).collect();
        let author = Author { client: "test".to_owned(), source: "job", ..Author::default() };
        let tx = app.app.store().begin(&Viewer::system("test")).await.unwrap();
        tx.write_down(&entries, &author, app::Clock::now(&app.clock)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(app.number("SELECT count(*) FROM journal").await, 6_000);
    }

    async fn whatever_is_kept_in_memory_is_dropped_when_another_replica_changes_it(app: TestApp) {
        app.organization("E", "ENTERPRISE").await;
        let position = app.app.store().last_position().await.unwrap();
        let kept = [
            keep::<Organization>(&app).await,
            keep::<AcademicYear>(&app).await,
            keep::<LegalAct>(&app).await,
            keep::<Qualification>(&app).await,
            keep::<Region>(&app).await,
            keep::<RuleRow>(&app).await,
            keep::<Specialty>(&app).await,
        ];
        assert!(kept.iter().all(|is_kept| is_kept(&app)));
        app.catch_up(position).await;
        assert!(kept.iter().all(|is_kept| !is_kept(&app)));
    }
}

/// Reads a record that is then kept, lets the journal tell of another change of it, and answers how
/// to see whether it is still kept.
async fn keep<R: Stored>(app: &TestApp) -> Box<dyn Fn(&TestApp) -> bool> {
    let table = R::NAME;
    let job = Viewer::system("test");
    let first = app.app.store().repository(&job).all::<R>(&Filter::default(), 1).await.unwrap();
    let id = first[0].id();
    let origin = || app::Origin { request_id: None, source: "test", purpose: None };
    let session = app.app.session(Viewer::anonymous(), origin());
    assert!(session.find(id).await.unwrap().is_some(), "{table} is seen by everyone");
    let sql = format!(
        "INSERT INTO journal (at, record, record_id, version, action, state, client, source)
        SELECT updated_at, '{table}', id, 9, 'update', status, 'x', 'x' FROM {table}"
    );
    app.raw.execute_unprepared(&sql).await.unwrap();
    Box::new(move |app| app.app.session(Viewer::anonymous(), origin()).kept(id).is_ok())
}
