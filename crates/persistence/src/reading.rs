//! Rows made into records.
//!
//! Lists read a few columns of many rows. A record is a copy of a blank one into which the columns
//! that were read are put; the others cost nothing.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{
    DbErr, QueryResult, RuntimeErr, Value,
    sea_query::Nullable,
    sqlx::{
        self, Database, Decode, Postgres, Row as _, Sqlite, Type, postgres::PgRow,
        sqlite::SqliteRow,
    },
};
use uuid::Uuid;

use crate::{
    columns::{Column, Field, Scalar, Stored},
    error::StoreError,
    projection::Projection,
};

/// How a record lies in its table.
pub struct Layout<R> {
    pub(crate) columns: Vec<Column>,
    /// Each with the first of its columns.
    readers: Vec<(usize, Reader<R>)>,
    blank: R,
}

/// Reads a part of a record: one column, or some that belong together.
pub struct Reader<P> {
    columns: usize,
    read: Box<Read<P>>,
}

type Read<P> = dyn Fn(&mut P, &mut Row<'_>) -> Result<(), StoreError> + Send + Sync;

/// Makes records of the rows of one statement.
pub(crate) struct Reading<'p, R: 'static> {
    projection: &'p Projection,
    /// Of what the statement reads.
    readers: Vec<&'static (usize, Reader<R>)>,
}

/// The columns of one row, read one after the other.
#[derive(Debug)]
pub(crate) struct Row<'q> {
    driver: Driver<'q>,
    table: &'static str,
    columns: &'static [Column],
    projection: &'q Projection,
    next: usize,
}

/// The row itself, past sea-orm, which would copy every text.
#[derive(Debug)]
enum Driver<'q> {
    Postgres(&'q PgRow),
    Sqlite(&'q SqliteRow),
}

/// What a column holds, and what is read from it: a text is borrowed from the row.
pub(crate) trait Sql: Nullable + Into<Value> {
    type Read<'q>: In<'q, Postgres> + In<'q, Sqlite>;
}

/// What a database has a type for.
pub(crate) trait In<'q, D: Database>: Decode<'q, D> + Type<D> {}

impl<'q, D: Database, T: Decode<'q, D> + Type<D>> In<'q, D> for T {}

/// What columns hold, and what is read from them.
macro_rules! sql {
    ($($sql:ty: $read:ty;)*) => {$(
        impl Sql for $sql {
            type Read<'q> = $read;
        }
    )*};
}

sql! {
    bool: bool;
    i64: i64;
    f64: f64;
    String: &'q str;
    NaiveDate: NaiveDate;
    DateTime<Utc>: DateTime<Utc>;
    Uuid: Uuid;
}

impl<R: Field> Layout<R> {
    pub(crate) fn new() -> Self {
        let (mut columns, mut readers) = (Vec::new(), Vec::new());
        R::columns("", &mut columns);
        R::readers(&mut readers);
        let mut next = 0;
        let placed = |reader: Reader<R>| {
            let first = next;
            next += reader.columns;
            (first, reader)
        };
        Self { columns, readers: readers.into_iter().map(placed).collect(), blank: R::blank() }
    }
}

impl<P: 'static> Reader<P> {
    pub(crate) fn new(
        columns: usize,
        read: impl Fn(&mut Row<'_>) -> Result<P, StoreError> + Send + Sync + 'static,
    ) -> Self {
        let read = move |part: &mut P, row: &mut Row<'_>| {
            *part = read(row)?;
            Ok(())
        };
        Self { columns, read: Box::new(read) }
    }
}

/// Adds the readers of a field to those of the struct that it is in.
pub(crate) fn within<S: 'static, F: Field>(
    field: fn(&mut S) -> &mut F,
    readers: &mut Vec<Reader<S>>,
) {
    let mut own = Vec::new();
    F::readers(&mut own);
    readers.extend(own.into_iter().map(|Reader { columns, read }| {
        let read = move |it: &mut S, row: &mut Row<'_>| read(field(it), row);
        Reader { columns, read: Box::new(read) }
    }));
}

impl<'p, R: Stored> Reading<'p, R> {
    pub(crate) fn new(projection: &'p Projection) -> Self {
        let is_read = |(first, reader): &&(usize, Reader<R>)| {
            let mut columns = *first..first + reader.columns;
            columns.any(|column| projection.place(column).is_some())
        };
        Self { projection, readers: R::layout().readers.iter().filter(is_read).collect() }
    }

    pub(crate) fn record(&self, result: &QueryResult) -> Result<R, StoreError> {
        let mut row = Row::new::<R>(result, self.projection);
        let mut record = R::layout().blank.clone();
        for (first, reader) in &self.readers {
            row.next = *first;
            (reader.read)(&mut record, &mut row)?;
        }
        Ok(record)
    }
}

impl<'q> Row<'q> {
    pub(crate) fn new<R: Stored>(result: &'q QueryResult, projection: &'q Projection) -> Self {
        let driver = match (result.try_as_pg_row(), result.try_as_sqlite_row()) {
            (Some(row), _) => Driver::Postgres(row),
            (_, Some(row)) => Driver::Sqlite(row),
            (None, None) => unreachable!("a store is on PostgreSQL or SQLite"),
        };
        Self { driver, table: R::NAME, columns: R::table(), projection, next: 0 }
    }

    /// The value of the next column; `None` too if it was not read.
    pub(crate) fn take<S: Scalar>(&mut self) -> Result<Option<S>, StoreError> {
        let place = self.projection.place(self.next);
        self.next += 1;
        let Some(place) = place else { return Ok(None) };
        let sql = self.get::<S::Sql>(place)?;
        sql.map(|sql| S::from_sql(sql).ok_or_else(|| self.corrupt(1))).transpose()
    }

    /// With a look at the type of the value: without it SQLite makes 0 of a text, and PostgreSQL one
    /// number of the bytes of another.
    fn get<T: Sql>(&self, place: usize) -> Result<Option<T::Read<'q>>, StoreError> {
        let read = match self.driver {
            Driver::Postgres(row) => row.try_get(place),
            Driver::Sqlite(row) => row.try_get(place),
        };
        read.map_err(|error: sqlx::Error| DbErr::Query(RuntimeErr::SqlxError(error.into())).into())
    }

    /// The value in the first of the columns taken last is none of its type.
    pub(crate) fn corrupt(&self, taken: usize) -> StoreError {
        let id = self.get::<Uuid>(0).ok().flatten().unwrap_or_default();
        let column = self.columns[self.next - taken].name.to_string();
        StoreError::Corrupt { table: self.table, column, id }
    }
}

impl<R> fmt::Debug for Layout<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layout").field("columns", &self.columns).finish_non_exhaustive()
    }
}

impl<P> fmt::Debug for Reader<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("columns", &self.columns).finish_non_exhaustive()
    }
}
