//! Sensitive values are encrypted with another key beside everything else.

use std::{
    cell::Cell,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    task::Poll,
};

use app::platform::{Vault, find_keys, reseal};
use domain::{
    Id, Now, Viewer,
    platform::{Person, Personal, Sealed, person::Identity},
};
use persistence::{Author, SealedColumn, Store};
use support::TestApp;
use uuid::Uuid;

use crate::on_both;

const PEOPLE: u128 = 2_000;
/// In no database.
const MARK: &str = "880101-seen-nowhere";

fn vault(keys: &[u8]) -> Vault {
    let keys: Vec<_> = keys.iter().map(|&byte| [byte; 32]).collect();
    Vault::new(&keys, [2; 32]).unwrap()
}

fn subject(id: Uuid) -> String {
    format!("{MARK}-{}", id.as_u128())
}

fn column() -> SealedColumn {
    let all: Vec<_> = SealedColumn::all().collect();
    assert_eq!(all, [SealedColumn { table: "person", column: "subject" }]);
    all[0]
}

/// Enters people whose subjects this vault has encrypted.
async fn enter(store: &Store, vault: &Vault, now: Now) {
    let person = |n| {
        let id = Uuid::from_u128(n);
        let identity = Identity {
            issuer: "https://id.example".to_owned(),
            subject: vault.seal("person", "subject", id, &subject(id)),
            hash: vault.identity("https://id.example", &subject(id)),
        };
        Person::entered(Id::new(id), None, Personal(format!("Person {n}")), identity, now)
    };
    let people: Vec<_> = (1..=PEOPLE).map(person).collect();
    let author = Author { client: "tests".to_owned(), source: "demo", ..Author::default() };
    let tx = store.begin(&Viewer::system("tests")).await.unwrap();
    tx.insert_many(&people, &author).await.unwrap();
    tx.commit().await.unwrap();
}

/// All values, which this vault opens.
async fn opened(store: &Store, vault: &Vault) -> Vec<(Uuid, Sealed)> {
    let values = store.sealed(column(), None, 10_000).await.unwrap();
    assert_eq!(values.len() as u128, PEOPLE);
    for (id, sealed) in &values {
        let text = vault.open("person", "subject", *id, sealed);
        assert_eq!(text, Some(subject(*id)));
    }
    values
}

/// Lets work go on until it is to be over, and drops it wherever it is then; `None`: it was not done.
async fn interrupted<T>(
    mut is_over: impl FnMut() -> bool,
    work: impl Future<Output = T>,
) -> Option<T> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| {
        if is_over() { Poll::Ready(None) } else { work.as_mut().poll(context).map(Some) }
    })
    .await
}

/// Looks at all values again and again until it is told to stop; how often.
async fn look(store: Store, vault: Vault, stop: Arc<AtomicBool>) -> u32 {
    let mut looks = 0;
    while !stop.load(Relaxed) {
        opened(&store, &vault).await;
        looks += 1;
    }
    looks
}

on_both! {
    async fn keys_are_turned_however_often_that_is_interrupted(app: TestApp) {
        let (store, old, both) = (app.app.store(), vault(&[1]), vault(&[3, 1]));
        enter(store, &old, Now(app.clock_now())).await;
        let stop = Arc::new(AtomicBool::new(false));
        let looking = tokio::spawn(look(store.clone(), both.clone(), stop.clone()));
        let current = async || {
            let found = find_keys(store, &both).await.unwrap();
            assert_eq!((found.unreadable, found.by_key.values().sum()), (0, 2_000));
            found.by_key.get(&both.keys()[0]).copied().unwrap_or_default()
        };
        // Now it ends while it reads, now while it writes: of a batch all is written or nothing.
        for turns in [0_u32, 1, 2, 5, 30, 300] {
            let mut left = turns;
            let is_over = || {
                let is_over = left == 0;
                left = left.saturating_sub(1);
                is_over
            };
            interrupted(is_over, reseal(store, &both, |_| {})).await.map(Result::unwrap);
            assert_eq!(current().await % 500, 0, "after {turns} turns");
        }
        let seen = Cell::new(0);
        let work = reseal(store, &both, |step| seen.set(step.seen));
        assert!(interrupted(|| seen.get() >= 1_000, work).await.is_none());
        let half = current().await;
        // On a busy machine it has come further by the time it is looked at.
        assert!((1_000..=2_000).contains(&half), "{half}");
        let resealed = reseal(store, &both, |_| {}).await.unwrap();
        assert_eq!(resealed + half, 2_000);
        stop.store(true, Relaxed);
        assert!(looking.await.unwrap() > 0);
        opened(store, &vault(&[3])).await;
        let found = find_keys(store, &both).await.unwrap();
        assert_eq!(found.by_key.into_iter().collect::<Vec<_>>(), [(both.keys()[0], 2_000)]);
        // Nothing else of the people has changed, and nobody is told of it.
        let whole = "SELECT count(*) FROM person WHERE version = 1 AND updated_at = created_at";
        assert_eq!(app.number(whole).await, 2_000);
        assert_eq!(app.number("SELECT count(*) FROM journal WHERE record = 'person'").await, 0);
        assert_eq!(reseal(store, &both, |_| {}).await.unwrap(), 0);
    }

    async fn a_value_opens_in_its_own_row_alone(app: TestApp) {
        let (store, old, both) = (app.app.store(), vault(&[1]), vault(&[3, 1]));
        enter(store, &old, Now(app.clock_now())).await;
        let values = opened(store, &old).await;
        let ((first, from), (second, to)) = (&values[0], &values[1]);
        assert_eq!(old.open("person", "subject", *first, to), None);
        let moved = persistence::Resealed { id: *first, from: from.clone(), to: to.clone() };
        assert_eq!(store.reseal(column(), std::slice::from_ref(&moved)).await.unwrap(), 1);
        // What is no longer there is not replaced.
        assert_eq!(store.reseal(column(), &[moved]).await.unwrap(), 0);
        assert_eq!(find_keys(store, &both).await.unwrap().unreadable, 1);
        // It is left as it is, and keeps nothing else from being encrypted anew.
        assert_eq!(reseal(store, &both, |_| {}).await.unwrap(), 1_999);
        let found = find_keys(store, &both).await.unwrap();
        assert_eq!((found.unreadable, found.by_key[&both.keys()[1]]), (1, 1));
        let current = store.sealed(column(), Some(*first), 1).await.unwrap();
        assert_eq!(both.open("person", "subject", *second, &current[0].1), Some(subject(*second)));
    }

    async fn a_change_that_was_begun_before_does_not_bring_the_old_key_back(app: TestApp) {
        let (store, old, both) = (app.app.store(), vault(&[1]), vault(&[3, 1]));
        enter(store, &old, Now(app.clock_now())).await;
        let job = Viewer::system("tests");
        let read = store.repository(&job).find(Id::<Person>::new(Uuid::from_u128(7))).await;
        let mut person = read.unwrap().unwrap();
        assert_eq!(reseal(store, &both, |_| {}).await.unwrap(), 2_000);
        person.name = Personal("Another".to_owned());
        let author = Author { client: "tests".to_owned(), source: "demo", ..Author::default() };
        let tx = store.begin(&job).await.unwrap();
        tx.update(&job, &mut person, &author, Now(app.clock_now())).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(app.number("SELECT count(*) FROM person WHERE name = 'Another'").await, 1);
        opened(store, &vault(&[3])).await;
    }

    async fn the_database_holds_no_sensitive_text(app: TestApp) {
        enter(app.app.store(), &vault(&[1]), Now(app.clock_now())).await;
        let columns = "issuer || subject || identity || name || coalesce(search, '')";
        let clear = format!("SELECT count(*) FROM person WHERE {columns} LIKE '%seen-nowhere%'");
        assert_eq!(app.number(&clear).await, 0);
    }
}
