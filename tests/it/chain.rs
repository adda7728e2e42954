//! The chain over the audit: what was changed, taken away or put elsewhere is found.

use app::chain::{Finding, Hash, Report, Verify};
use chrono::TimeDelta;
use sea_orm::DbBackend;
use support::{Backend, TestApp};

use crate::on_both;

on_both! {
    async fn a_chain_is_whole_however_many_seal_at_the_same_time(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        let replicas: Vec<_> = (0..4).map(|_| app.another()).collect();
        for _ in 0..3 {
            for _ in 0..5 {
                app.draft(&employer, &hr, 3).await;
            }
            let sealing = replicas.iter().map(app::App::seal);
            for sealed in futures::future::join_all(sealing).await {
                // On SQLite some may not get their turn.
                let _ = sealed;
            }
            app.clock.advance(TimeDelta::days(1));
        }
        let report = sealed(&app).await;
        assert_eq!(report.findings, []);
        assert_eq!(report.seals as i64, app.number("SELECT count(*) FROM journal").await);
        assert_eq!(app.number("SELECT count(DISTINCT day) FROM seal").await, 3);
        assert_eq!(app.number("SELECT count(*) FROM seal WHERE number = 1").await, 3);
    }

    async fn a_line_that_was_changed_or_moved_is_found(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for _ in 0..8 {
            app.draft(&employer, &hr, 3).await;
        }
        assert_eq!(sealed(&app).await.findings, []);
        // Nothing is another thing than an empty text.
        for (number, to, back) in [(3, "state = 'x'", "state = 'draft'"), (4, "code = ''", "code = NULL")] {
            let at = format!("WHERE position = {}", at(number));
            app.tamper(&format!("UPDATE journal SET {to} {at}")).await;
            let found = findings(&app).await;
            assert!(matches!(found[..], [Finding::Changed(place)] if place.number == number), "{found:?}");
            app.tamper(&format!("UPDATE journal SET {back} {at}")).await;
            assert_eq!(findings(&app).await, []);
        }
        let columns = ["id", "record_id", "natural_key", "request_id"];
        swap(&app, &columns, &at(4), &at(5)).await;
        let found = findings(&app).await;
        assert!(matches!(found[..], [Finding::Reordered(_), Finding::Reordered(_)]), "{found:?}");
        swap(&app, &columns, &at(4), &at(5)).await;
        assert_eq!(findings(&app).await, []);
        app.tamper(&format!("DELETE FROM journal WHERE position = {}", at(2))).await;
        let found = findings(&app).await;
        assert!(matches!(found[..], [Finding::Missing(place)] if place.number == 2), "{found:?}");
    }

    async fn a_seal_that_was_changed_taken_away_or_made_up_is_found(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for _ in 0..8 {
            app.draft(&employer, &hr, 3).await;
        }
        assert_eq!(sealed(&app).await.findings, []);
        let hash = text(&app, "SELECT hash FROM seal WHERE number = 6").await;
        app.tamper(&format!("UPDATE seal SET hash = '{}' WHERE number = 6", "ab".repeat(32))).await;
        let found = findings(&app).await;
        assert!(matches!(found[..], [Finding::ForeignHash(place)] if place.number == 6), "{found:?}");
        app.tamper(&format!("UPDATE seal SET hash = '{hash}' WHERE number = 6")).await;
        assert_eq!(findings(&app).await, []);
        // The lines of two seals are exchanged.
        let (six, seven) =
            (app.number(&format!("SELECT {}", at(6))).await, app.number(&format!("SELECT {}", at(7))).await);
        for (number, position) in [(6, -1), (7, six), (6, seven)] {
            app.tamper(&format!("UPDATE seal SET position = {position} WHERE number = {number}")).await;
        }
        let found = findings(&app).await;
        assert!(matches!(found[..], [Finding::Reordered(_), Finding::Reordered(_)]), "{found:?}");
        for (number, position) in [(6, -1), (7, seven), (6, six)] {
            app.tamper(&format!("UPDATE seal SET position = {position} WHERE number = {number}")).await;
        }
        assert_eq!(findings(&app).await, []);
        app.tamper("DELETE FROM seal WHERE number = 7").await;
        let found = findings(&app).await;
        assert!(found.iter().any(|it| matches!(it, Finding::SealsMissing(_, 1))), "{found:?}");
        // One that was made up in its place.
        let made_up = format!("INSERT INTO seal SELECT {seven}, day, 7, hash FROM seal WHERE number = 6");
        app.tamper(&made_up).await;
        assert!(matches!(findings(&app).await[..], [Finding::ForeignHash(_)]));
    }

    async fn an_end_that_was_cut_off_is_found_by_the_head_that_was_kept(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        for _ in 0..4 {
            app.draft(&employer, &hr, 3).await;
        }
        let kept = sealed(&app).await.head;
        let last = kept.number;
        app.tamper(&format!("DELETE FROM journal WHERE position = (SELECT position FROM seal WHERE number = {last})")).await;
        app.tamper(&format!("DELETE FROM seal WHERE number = {last}")).await;
        assert_eq!(findings(&app).await, [Finding::OtherEnd]);
        let hash = text(&app, &format!("SELECT hash FROM seal WHERE number = {}", last - 1)).await;
        app.tamper(&format!("UPDATE seal_head SET number = {}, hash = '{hash}'", last - 1)).await;
        assert_eq!(findings(&app).await, [], "the rest is whole");
        let verify = Verify { head: Some(kept.hash), ..Verify::default() };
        assert_eq!(verified(&app, verify).await.findings, [Finding::HeadMissing]);
        let verify = Verify { head: Hash::parse(&hash), ..Verify::default() };
        assert_eq!(verified(&app, verify).await.findings, []);
    }

    async fn what_waits_for_its_seal_is_told(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        sealed(&app).await;
        let since = app.clock_now();
        app.draft(&employer, &hr, 3).await;
        app.clock.advance(TimeDelta::days(2));
        app.draft(&employer, &hr, 3).await;
        let report = verified(&app, Verify::default()).await;
        assert_eq!((report.tail.lines, report.tail.oldest), (2, Some(since)));
        assert_eq!(report.findings, [Finding::Waiting(report.tail)], "nobody has sealed for days");
        let report = sealed(&app).await;
        assert_eq!((report.tail.lines, report.findings.len()), (0, 0));
        let verify = Verify { from: Some(report.head.day), head: Some(report.head.hash) };
        let later = verified(&app, verify).await;
        assert_eq!((later.seals, later.findings.len()), (1, 0));
    }

    async fn what_waits_for_less_than_a_minute_is_no_finding(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        sealed(&app).await;
        assert_eq!(app.app.store().unsealed_since().await.unwrap(), None);
        let since = app.clock_now();
        app.draft(&employer, &hr, 3).await;
        app.clock.advance(TimeDelta::seconds(59));
        app.draft(&employer, &hr, 3).await;
        assert_eq!(app.app.store().unsealed_since().await.unwrap(), Some(since));
        assert_eq!(findings(&app).await, []);
        app.clock.advance(TimeDelta::seconds(2));
        assert!(matches!(findings(&app).await[..], [Finding::Waiting(tail)] if tail.lines == 2));
    }

    async fn a_line_without_a_seal_is_found_wherever_it_stands(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        app.draft(&employer, &hr, 3).await;
        let before = app.clock_now();
        app.clock.advance(TimeDelta::seconds(1));
        sealed(&app).await;
        for position in [0, -1] {
            let refused = sea_orm::ConnectionTrait::execute_unprepared(&app.raw, &line(position, 0)).await;
            assert!(refused.unwrap_err().to_string().contains("position"), "{position}");
        }
        let unchecked = match app.raw.get_database_backend() {
            DbBackend::Postgres => "ALTER TABLE journal DROP CONSTRAINT journal_position_check",
            _ => "DROP TRIGGER journal_position_check",
        };
        app.tamper(unchecked).await;
        app.tamper(&line(-1, 0)).await;
        assert_eq!(findings(&app).await, [Finding::Unsealed(-1)]);
        let since = app.app.store().unsealed_since().await.unwrap();
        assert!(since.is_some_and(|since| since <= before), "{since:?} and {before}");
        app.tamper("DELETE FROM journal WHERE position = -1").await;
        // One whose seal is gone, too.
        let first = app.number(&format!("SELECT {}", at(1))).await;
        app.tamper("DELETE FROM seal WHERE number = 1").await;
        let found = findings(&app).await;
        assert!(found.contains(&Finding::Unsealed(first)), "{found:?}");
    }

    async fn a_line_far_behind_the_others_is_looked_at_and_sealed(app: TestApp) {
        const FAR: i64 = 9_000_000_000_000_000_000;
        let (employer, hr) = app.employer("E").await;
        app.draft(&employer, &hr, 3).await;
        sealed(&app).await;
        let transaction = app.number("SELECT max(\"transaction\") FROM journal").await;
        app.tamper(&line(FAR, transaction)).await;
        let looking = tokio::time::timeout(support::PATIENCE, verified(&app, Verify::default()));
        assert_eq!(looking.await.expect("it ends").tail.lines, 1);
        let sealed = sealed(&app).await;
        let lines = app.number("SELECT count(*) FROM journal").await;
        assert_eq!(sealed.seals, lines.cast_unsigned());
    }

    async fn a_head_from_before_the_day_is_found_however_long_the_chain_is(app: TestApp) {
        let (employer, hr) = app.employer("E").await;
        app.draft(&employer, &hr, 3).await;
        let latest = sealed(&app).await.head.hash.to_string();
        app.tamper(
            "INSERT INTO seal (position, day, number, hash)
            WITH RECURSIVE line(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM line WHERE n < 120000)
            SELECT -n, '2020-01-01', n, substr('0000000' || n, -7) || '0' FROM line",
        )
        .await;
        let first = "a0".repeat(32);
        app.tamper(&format!("UPDATE seal SET hash = '{first}' WHERE position = -1")).await;
        let from = Some(app.clock_now().date_naive() + chrono::Days::new(1));
        let statements = app.app.store().statements();
        let mut found = Vec::new();
        for hash in [latest, first, "ab".repeat(32)] {
            let before = statements.count();
            let head = Hash::parse(&hash);
            let report = verified(&app, Verify { from, head }).await;
            found.push((report.findings, statements.count() - before));
        }
        let [(latest, few), (first, many), (none, _)] = &found[..] else { unreachable!() };
        assert_eq!((latest, first), (&vec![], &vec![]));
        assert_eq!(none, &vec![Finding::HeadMissing]);
        assert!(many >= &(few + 2), "it is looked for bit by bit: {few} and {many} statements");
    }
}
/// A line that was put there by somebody who may do anything.
fn line(position: i64, transaction: i64) -> String {
    format!(
        "INSERT INTO journal (position, \"transaction\", id, at, record, record_id, version, action,
            state, client, source)
        SELECT {position}, {transaction}, record_id, '2026-12-01 05:00:00+00:00', record, record_id, 9, 'x',
            'x', 'x', 'x' FROM journal LIMIT 1"
    )
}

async fn verified(app: &TestApp, verify: Verify) -> Report {
    app.app.store().verify_chain(verify, app::Clock::now(&app.clock)).await.unwrap()
}

async fn findings(app: &TestApp) -> Vec<Finding> {
    verified(app, Verify::default()).await.findings
}

/// Waits until everything is sealed; on PostgreSQL that takes the end of all older transactions.
pub async fn sealed(app: &TestApp) -> Report {
    let sealing = async {
        loop {
            app.app.seal().await.unwrap();
            let report = verified(app, Verify::default()).await;
            if report.tail.lines == 0 {
                return report;
            }
        }
    };
    tokio::time::timeout(support::PATIENCE, sealing).await.expect("all is sealed")
}

/// The position of the line with this seal.
fn at(number: i64) -> String {
    format!("(SELECT position FROM seal WHERE number = {number})")
}

async fn text(app: &TestApp, sql: &str) -> String {
    use sea_orm::{ConnectionTrait, Statement};
    let statement = Statement::from_string(app.raw.get_database_backend(), sql);
    let row = app.raw.query_one_raw(statement).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// Two rows of the journal swap their values.
async fn swap(app: &TestApp, columns: &[&str], a: &str, b: &str) {
    let of = |column: &&str| {
        format!(
            "{column} = (SELECT o.{column} FROM swapped o WHERE o.position <> journal.position)"
        )
    };
    let columns = columns.iter().map(of).collect::<Vec<_>>().join(", ");
    app.tamper(&format!(
        "DROP INDEX IF EXISTS journal_id_key;
        CREATE TABLE swapped AS SELECT * FROM journal WHERE position IN ({a}, {b});
        UPDATE journal SET {columns} WHERE position IN (SELECT position FROM swapped);
        DROP TABLE swapped"
    ))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_lines_are_sealed_in_four_statements() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let app = TestApp::start(backend).await;
        let line = |n| persistence::Entry {
            id: uuid::Uuid::now_v7(),
            record: "region",
            record_id: uuid::Uuid::now_v7(),
            natural_key: None,
            version: n,
            action: "update",
            from_state: None,
            state: "active",
            organization_id: None,
        };
        let author =
            persistence::Author { client: "test".to_owned(), source: "job", ..Default::default() };
        let tx = app.app.store().begin(&domain::Viewer::system("test")).await.unwrap();
        let lines: Vec<_> = (0..10_000).map(line).collect();
        tx.write_down(&lines, &author, app::Clock::now(&app.clock)).await.unwrap();
        tx.commit().await.unwrap();
        let statements = app.app.store().statements();
        // While a test beside it has a transaction open, nothing may be sealed: that is asked in vain.
        let sealing = async {
            let (mut lines, mut sent) = (0, 0);
            while lines < 10_000 {
                let before = statements.count();
                let sealed = app.app.seal().await.unwrap();
                if sealed > 0 {
                    sent += statements.count() - before;
                }
                lines += sealed;
            }
            sent
        };
        let sent = tokio::time::timeout(support::PATIENCE, sealing).await.expect("all is sealed");
        assert!(sent <= 10 * 4 + 200, "{sent} statements");
        assert_eq!(findings(&app).await, []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_of_a_transaction_to_come_is_found_and_holds_up_nobody() {
    let app = TestApp::start(Backend::Postgres).await;
    let (employer, hr) = app.employer("E").await;
    app.draft(&employer, &hr, 3).await;
    app.tamper(&line(1_000_000, 9_000_000_000_000_000_000)).await;
    app.draft(&employer, &hr, 3).await;
    let report = sealed(&app).await;
    assert_eq!(report.findings, [Finding::Future(1_000_000)]);
    assert_eq!(report.seals + 1, app.number("SELECT count(*) FROM journal").await.cast_unsigned());
    assert!(app.app.store().unsealed_since().await.unwrap().is_some(), "the metric tells of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restore_sealing_passes_over_nothing_that_is_sealed() {
    const RESTORE: &str = include_str!("../../deploy/backup/restore.sh");
    const BEHIND: &str = "SELECT count(*) FROM journal j, seal_head e
        WHERE (j.transaction, j.position) > (e.transaction, e.position)";
    let app = TestApp::start(Backend::Postgres).await;
    let (employer, hr) = app.employer("E").await;
    app.draft(&employer, &hr, 3).await;
    let before = sealed(&app).await;
    app.draft(&employer, &hr, 3).await;
    let (_, sql) = RESTORE.split_once("<<'SQL'\n").unwrap();
    let (sql, _) = sql.split_once("\nSQL\n").unwrap();
    sea_orm::ConnectionTrait::execute_unprepared(&app.raw, sql).await.unwrap();
    assert_eq!(app.number(BEHIND).await, 1, "what waits for its seal");
    assert_eq!(app.number("SELECT max(transaction) FROM journal").await, 1);
    app.draft(&employer, &hr, 3).await;
    assert_eq!(app.number(BEHIND).await, 2);
    let after = sealed(&app).await;
    assert_eq!((after.findings.len(), after.seals), (0, before.seals + 2));
    // Once more, from here.
    sea_orm::ConnectionTrait::execute_unprepared(&app.raw, sql).await.unwrap();
    assert_eq!(app.number(BEHIND).await, 0);
    let kept = Verify { head: Some(before.head.hash), ..Verify::default() };
    assert_eq!(verified(&app, kept).await.findings, []);
}
