//! Filling the reference books from the files of this version.

use std::{collections::HashMap, error::Error, fmt};

use chrono::{DateTime, Utc};
use domain::{
    Code, Filter, Now, Viewer,
    reference::{
        AcademicYear, CalendarDay, ClassifierAlias, EconomicActivity, IscedField, LegacySpecialty,
        LegalAct, ListedCollege, Occupation, Qualification, ReferenceEntry, ReferenceStatus,
        Region, RuleRow, Settlement, Specialty,
    },
};

use uuid::Uuid;

use super::{
    edition::Editions,
    file::{File, Flaw},
};
use crate::{Author, Entry, Store, StoreError, Stored, columns::values, store::Tx};

/// A table that is filled from files.
pub(super) trait Book: Stored + ReferenceEntry {
    const FILES: &'static [&'static File];

    /// All rows of the files, those before that others refer to.
    fn from_files(at: DateTime<Utc>) -> Result<Vec<Self>, Flaw>;
}

/// What loading has changed, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    pub inserted: u64,
    pub updated: u64,
    /// They are in no file any more.
    pub retired: u64,
    /// In files that have changed.
    pub unchanged: u64,
}

#[derive(Debug)]
pub enum LoadError {
    /// One of our files is broken.
    Flaw(Flaw),
    Store(StoreError),
}

/// Rows that are written before progress is told once more.
const PORTION: usize = 1000;

/// Far more than any book has.
const ALL_ROWS: u64 = 1_000_000;

/// Brings the reference books to the editions of this version: new rows are inserted, changed ones
/// get a new version, those that are in no file any more are retired. Files whose edition is loaded
/// are not looked at, so a version that reads the same file otherwise has to remove its edition in
/// a migration. One transaction for each book; two replicas may do it at once.
///
/// Changes are told in the journal row by row; the first filling of a book is not. `progress` is
/// told how many rows of how many are done.
pub async fn load(
    store: &Store,
    now: Now,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<Loaded, LoadError> {
    let editions = store.editions().await?;
    let outdated = FILES.iter().filter(|files| !are_loaded(files, &editions)).copied().flatten();
    let outdated: Vec<_> = outdated.copied().collect();
    let total = outdated.iter().map(|file| file.len()).sum();
    let loaded = Loaded::default();
    let mut loading = Loading { store, now, progress, outdated, total, done: 0, loaded };
    progress(0, total);
    loading.all().await?;
    Ok(loading.loaded)
}

/// Those that others refer to come first.
macro_rules! books {
    ($($book:ty),* $(,)?) => {
        const FILES: &[&[&'static File]] = &[$(<$book as Book>::FILES),*];

        impl Loading<'_> {
            async fn all(&mut self) -> Result<(), LoadError> {
                $(self.book::<$book>().await?;)*
                Ok(())
            }
        }
    };
}

books! {
    Region, Settlement, ListedCollege, IscedField, Specialty, Qualification, LegacySpecialty,
    ClassifierAlias, EconomicActivity, Occupation, AcademicYear, CalendarDay, LegalAct, RuleRow,
}

struct Loading<'l> {
    store: &'l Store,
    now: Now,
    progress: &'l (dyn Fn(u64, u64) + Sync),
    outdated: Vec<&'static File>,
    total: u64,
    done: u64,
    loaded: Loaded,
}

fn are_loaded(files: &[&File], editions: &Editions) -> bool {
    files.iter().all(|file| editions.get(file.name).is_some_and(|hash| *hash == file.sha256()))
}

impl Loading<'_> {
    async fn book<B: Book>(&mut self) -> Result<(), LoadError> {
        let of_this_book = |file: &&File| B::FILES.iter().any(|own| own.name == file.name);
        if !self.outdated.iter().any(of_this_book) {
            return Ok(());
        }
        let rows = B::from_files(self.now.0).map_err(LoadError::Flaw)?;
        let job = Viewer::system(SOURCE);
        let tx = self.store.begin_as_owner(&job).await?;
        tx.lock_editions().await?;
        // Another replica may have come first.
        if are_loaded(B::FILES, &tx.editions().await?) {
            self.advance(rows.len());
            return Ok(());
        }
        let stored = tx.repository(&job).all::<B>(&Filter::default(), ALL_ROWS).await?;
        let plan = Plan::new(rows, stored);
        self.advance(plan.unchanged);
        let loaded = self.carry_out(&tx, plan).await?;
        for file in B::FILES {
            tx.set_edition(file, self.now).await?;
        }
        tx.commit().await?;
        self.loaded += loaded;
        Ok(())
    }

    async fn carry_out<B: Book>(&mut self, tx: &Tx, plan: Plan<B>) -> Result<Loaded, StoreError> {
        let author = Author { client: SOURCE.to_owned(), source: SOURCE, ..Author::default() };
        let job = Viewer::system(SOURCE);
        let Plan { new, mut changed, mut gone, unchanged, is_first } = plan;
        let mut entries = Vec::new();
        for record in &mut gone {
            record.retire(self.now.today());
            tx.update(&job, record, &author, self.now).await?;
            entries.push(entry(record, "retire", Some(ReferenceStatus::Active)));
        }
        for (record, from) in &mut changed {
            tx.update(&job, record, &author, self.now).await?;
            entries.push(entry(record, "update", Some(*from)));
            self.advance(1);
        }
        for records in new.chunks(PORTION) {
            tx.insert_many(records, &author).await?;
            if !is_first {
                entries.extend(records.iter().map(|record| entry(record, "create", None)));
            }
            self.advance(records.len());
        }
        tx.write_down(&entries, &author, self.now).await?;
        Ok(Loaded {
            inserted: new.len() as u64,
            updated: changed.len() as u64,
            retired: gone.len() as u64,
            unchanged: unchanged as u64,
        })
    }

    fn advance(&mut self, rows: usize) {
        self.done += rows as u64;
        (self.progress)(self.done, self.total);
    }
}

/// The client and the source of changes that come from our files.
const SOURCE: &str = "reference";

/// What has to be done to a table.
struct Plan<B> {
    new: Vec<B>,
    /// As they are in the file, and where they stood before.
    changed: Vec<(B, ReferenceStatus)>,
    gone: Vec<B>,
    unchanged: usize,
    /// The table is empty.
    is_first: bool,
}

impl<B: Book> Plan<B> {
    fn new(rows: Vec<B>, stored: Vec<B>) -> Self {
        let is_first = stored.is_empty();
        let mut stored: HashMap<_, _> = stored.into_iter().map(|row| (row.id(), row)).collect();
        let (mut new, mut changed, mut unchanged) = (Vec::new(), Vec::new(), 0);
        for mut row in rows {
            match stored.remove(&row.id()) {
                None => new.push(row),
                Some(old) => {
                    *row.head_mut() = *old.head();
                    if values(&row) == values(&old) {
                        unchanged += 1;
                    } else {
                        changed.push((row, old.status()));
                    }
                }
            }
        }
        let in_force = |row: &B| row.status() == ReferenceStatus::Active;
        let gone = stored.into_values().filter(in_force).collect();
        Self { new, changed, gone, unchanged, is_first }
    }
}

fn entry<B: Book>(record: &B, action: &'static str, from: Option<ReferenceStatus>) -> Entry {
    Entry {
        id: Uuid::now_v7(),
        record: B::NAME,
        record_id: record.id().uuid(),
        natural_key: record.natural_key().map(str::to_owned),
        version: record.head().version,
        action,
        from_state: from.map(Code::code),
        state: record.status().code(),
        organization_id: None,
    }
}

impl std::ops::AddAssign for Loaded {
    fn add_assign(&mut self, other: Self) {
        self.inserted += other.inserted;
        self.updated += other.updated;
        self.retired += other.retired;
        self.unchanged += other.unchanged;
    }
}

impl From<StoreError> for LoadError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flaw(flaw) => write!(f, "a reference file is broken: {flaw}"),
            Self::Store(error) => write!(f, "reference data cannot be loaded: {error}"),
        }
    }
}

impl Error for LoadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Flaw(flaw) => Some(flaw),
            Self::Store(error) => Some(error),
        }
    }
}
