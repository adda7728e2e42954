//! Copying an embedded database while it is used.

use std::path::Path;

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, DbErr, Statement};

use crate::{Store, repository::Result};

impl Store {
    /// Writes a copy of the whole SQLite database to `file`, which must be missing or empty, and reads
    /// the copy through to see that it is sound. The copy shows one moment: every transaction is in it
    /// whole or not at all, and with one all those before it. Others go on reading and writing.
    ///
    /// Making the file private and durable is for the caller, and so is removing what a failure leaves
    /// of it. PostgreSQL has `pg_dump` for this and is refused.
    pub async fn back_up(&self, file: &Path) -> Result<()> {
        if self.backend() != DbBackend::Sqlite {
            return Err(refusal("PostgreSQL is backed up with pg_dump"));
        }
        let name = file.to_str().ok_or_else(|| refusal("the name of the copy is not UTF-8"))?;
        let copy =
            Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
        self.connection.execute_raw(copy).await?;
        verify(file).await
    }
}

/// Reads every page and index of a database; SQLite answers `ok` or what is wrong.
async fn verify(file: &Path) -> Result<()> {
    let mut options = ConnectOptions::new("sqlite://copy");
    let file = file.to_owned();
    options
        .sqlx_logging(false)
        .max_connections(1)
        .map_sqlx_sqlite_opts(move |options| options.filename(&file).read_only(true));
    let copy = Database::connect(options).await?;
    let check = Statement::from_sql_and_values(DbBackend::Sqlite, "PRAGMA integrity_check(1)", []);
    let row = copy.query_one_raw(check).await?;
    let found = row.map(|row| row.try_get_by_index::<String>(0)).transpose()?.unwrap_or_default();
    copy.close().await?;
    if found == "ok" { Ok(()) } else { Err(refusal(&format!("the copy is damaged: {found}"))) }
}

fn refusal(what: &str) -> crate::StoreError {
    DbErr::Custom(what.to_owned()).into()
}

#[cfg(test)]
mod tests {
    use std::{
        error::Error,
        fs,
        sync::{
            Arc,
            atomic::{AtomicBool, Ordering},
        },
    };

    use domain::Viewer;
    use sea_orm::sea_query::{Expr, Func, Query};
    use tokio::sync::oneshot;

    use super::*;
    use crate::Settings;

    /// Big enough that the copy takes a while, with two tables that every transaction keeps equal.
    const SETUP: &str = "
        create table ballast (content blob);
        with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000)
            insert into ballast select randomblob(4000) from n;
        create table first (n integer primary key);
        create table second (n integer primary key);";

    async fn open(file: &Path) -> Store {
        let url = format!("sqlite://{}?mode=rwc", file.display());
        let settings = Settings { url, max_connections: 4, cursor_key: Vec::new() };
        Store::connect(&settings).await.unwrap()
    }

    async fn write(store: &Store, n: i64) {
        let tx = store.begin(&Viewer::system("test")).await.unwrap();
        for table in ["first", "second"] {
            let insert =
                Query::insert().into_table(table).columns(["n"]).values_panic([n.into()]).take();
            tx.work.execute(tx.actor, &insert).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// The greatest number of a table, after a check that it holds all numbers up to there.
    async fn written(store: &Store, table: &'static str) -> i64 {
        let numbers = Query::select()
            .expr(Func::count(Expr::col("n")))
            .expr(Func::max(Expr::col("n")))
            .from(table)
            .take();
        let row = store.connection.query_one(&numbers).await.unwrap().unwrap();
        let count: i64 = row.try_get_by_index(0).unwrap();
        let last: Option<i64> = row.try_get_by_index(1).unwrap();
        assert_eq!(count, last.unwrap_or_default(), "{table} has a gap");
        count
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_copy_made_during_writes_holds_whole_transactions_up_to_one_moment() {
        let directory = tempfile::tempdir().unwrap();
        let store = open(&directory.path().join("klaster.db")).await;
        store.connection.execute_unprepared(SETUP).await.unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let (begun, has_begun) = oneshot::channel();
        let writer = tokio::spawn({
            let (store, stop) = (store.clone(), stop.clone());
            async move {
                write(&store, 1).await;
                begun.send(()).unwrap();
                for n in 2.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    write(&store, n).await;
                }
            }
        });
        has_begun.await.unwrap();
        let mut written_meanwhile = 0;
        for number in 0..5 {
            let file = directory.path().join(format!("copy-{number}.db"));
            let before = written(&store, "first").await;
            store.back_up(&file).await.unwrap();
            let after = written(&store, "first").await;
            let copy = open(&file).await;
            let copied = written(&copy, "first").await;
            assert_eq!(copied, written(&copy, "second").await);
            assert!((before..=after).contains(&copied), "{copied} of {before} to {after}");
            written_meanwhile += after - before;
        }
        stop.store(true, Ordering::Relaxed);
        writer.await.unwrap();
        assert!(written_meanwhile > 0, "nobody wrote while copies were made");
    }

    #[tokio::test]
    async fn a_file_that_holds_something_is_not_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        let store = open(&directory.path().join("klaster.db")).await;
        let file = directory.path().join("copy.db");
        fs::write(&file, "mine").unwrap();
        store.back_up(&file).await.unwrap_err();
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    }

    #[tokio::test]
    async fn a_damaged_copy_is_told() {
        let directory = tempfile::tempdir().unwrap();
        let store = open(&directory.path().join("klaster.db")).await;
        store.connection.execute_unprepared(SETUP).await.unwrap();
        let file = directory.path().join("copy.db");
        store.back_up(&file).await.unwrap();
        let mut content = fs::read(&file).unwrap();
        let middle = content.len() / 2;
        content[middle..middle + 8192].fill(0xff);
        fs::write(&file, content).unwrap();
        let error = verify(&file).await.unwrap_err();
        let cause = error.source().unwrap().to_string();
        assert!(cause.contains("malformed") || cause.contains("damaged"), "{cause}");
    }
}
