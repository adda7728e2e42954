//! How reference books come into the database and into memory.

use std::sync::Mutex;

use app::{
    Position,
    reference::{Loaded, load},
};
use chrono::{DateTime, Utc};
use domain::{
    Filter, Locale, Now, Viewer,
    reference::{ReferenceStatus, Region},
};
use sea_orm::ConnectionTrait;
use support::TestApp;

use crate::on_both;

/// Rows of all files.
const ROWS: u64 = 33_378;

/// Those that others refer to come last.
const BOOKS: [&str; 14] = [
    "rule",
    "legal_act",
    "calendar_day",
    "academic_year",
    "occupation",
    "economic_activity",
    "classifier_alias",
    "legacy_specialty",
    "qualification",
    "specialty",
    "isced_field",
    "listed_college",
    "settlement",
    "region",
];

fn now() -> Now {
    Now("2026-12-01T06:00:00Z".parse::<DateTime<Utc>>().unwrap())
}

async fn loaded(app: &TestApp) -> Loaded {
    load(app.app.store(), now(), &|_, _| ()).await.unwrap()
}

async fn execute(app: &TestApp, sql: &str) {
    app.raw.execute_unprepared(sql).await.unwrap();
}

/// As if this version had another edition of the regions.
async fn forget_regions(app: &TestApp) {
    execute(app, "DELETE FROM reference_edition WHERE file = 'regions.csv'").await;
}

async fn empty(app: &TestApp) {
    for book in ["occupation", "economic_activity", "isced_field", "settlement"] {
        execute(app, &format!("UPDATE {book} SET parent_id = NULL")).await;
    }
    execute(app, "UPDATE region SET predecessor_id = NULL").await;
    for book in BOOKS {
        execute(app, &format!("DELETE FROM {book}")).await;
    }
    execute(app, "DELETE FROM reference_edition").await;
}

async fn region(app: &TestApp, iso_code: &str) -> Region {
    let system = Viewer::system("test");
    let (repository, filter) = (app.app.store().repository(&system), Filter::default());
    let regions: Vec<Region> = repository.all(&filter, 100).await.unwrap();
    regions.into_iter().find(|region| region.iso_code == iso_code).unwrap()
}

on_both! {
    async fn loading_twice_changes_nothing(app: TestApp) {
        empty(&app).await;
        let last = Mutex::new((0, 0));
        let report = |done, total| *last.lock().unwrap() = (done, total);
        let first = load(app.app.store(), now(), &report).await.unwrap();
        assert_eq!(first, Loaded { inserted: ROWS, ..Loaded::default() });
        assert_eq!(*last.lock().unwrap(), (ROWS, ROWS));
        assert_eq!(loaded(&app).await, Loaded::default());
        // Where the editions are forgotten, all rows are compared and found to be the same.
        execute(&app, "DELETE FROM reference_edition").await;
        assert_eq!(loaded(&app).await, Loaded { unchanged: ROWS, ..Loaded::default() });
        assert_eq!(app.app.store().last_position().await.unwrap(), Position::default());
    }

    async fn two_replicas_load_at_once(app: TestApp) {
        empty(&app).await;
        let replicas = [(); 2].map(|()| {
            let store = app.app.store().clone();
            tokio::spawn(async move { load(&store, now(), &|_, _| ()).await.unwrap() })
        });
        let mut inserted = 0;
        for replica in replicas {
            inserted += replica.await.unwrap().inserted;
        }
        assert_eq!(inserted, ROWS);
    }

    async fn a_changed_row_gets_a_version_is_told_in_the_journal_and_read_again(app: TestApp) {
        execute(&app, "UPDATE region SET name_en = 'Elsewhere' WHERE iso_code = 'KZ-75'").await;
        forget_regions(&app).await;
        let expected = Loaded { updated: 1, unchanged: 19, ..Loaded::default() };
        assert_eq!(loaded(&app).await, expected);
        let almaty = region(&app, "KZ-75").await;
        assert_eq!(almaty.name.in_locale(Locale::En), Some("Almaty City"));
        assert_eq!(almaty.head.version, 2);

        let events = app.events_after(Position::default()).await;
        let [event] = &events[..] else { panic!("{events:?}") };
        assert_eq!((event.record.as_str(), event.action.as_str()), ("region", "update"));
        assert_eq!((event.record_id, event.version), (almaty.head.id.uuid(), 2));

        let known = || app.app.reference().region(almaty.code).unwrap().head.version;
        assert_eq!(known(), 1);
        assert_eq!(app.app.catch_up(Position::default()).await.unwrap(), event.position);
        assert_eq!(known(), 2);
    }

    async fn a_row_that_is_in_no_file_any_more_is_retired_once(app: TestApp) {
        execute(
            &app,
            "INSERT INTO region (id, version, created_at, updated_at, created_client,
                updated_client, source, search, code, kato_code, iso_code, kind, name_en, status)
             SELECT place.id, 1, place.created_at, place.updated_at, 'test', 'test', 'test', '',
                '77', '770000000', 'KZ-77', 'city', 'Atlantis', 'active'
             FROM settlement AS place WHERE place.kato_code = '100000000'",
        )
        .await;
        for retired in [1, 0] {
            forget_regions(&app).await;
            let expected = Loaded { retired, unchanged: 20, ..Loaded::default() };
            assert_eq!(loaded(&app).await, expected);
        }
        let region = region(&app, "KZ-77").await;
        assert_eq!((region.status, region.head.version), (ReferenceStatus::Retired, 2));
    }
}
