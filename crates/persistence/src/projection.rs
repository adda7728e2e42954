//! Reading some columns of a record and not the others.

use domain::{Fields, Locale, Part};
use sea_orm::sea_query::{Expr, Func, SelectStatement, SimpleExpr};

use crate::columns::{Column, LANGUAGES, Stored};

/// Which columns of a record a statement reads, and where they stand in its rows.
#[derive(Debug)]
pub(crate) enum Projection {
    /// All of them, in their order.
    All,
    /// Of each column of the table what is read.
    Some(Vec<Option<Read>>),
}

#[derive(Debug)]
pub(crate) struct Read {
    /// The place in a row.
    place: usize,
    /// In place of the column, a text in the nearest language there is.
    nearest: Option<(&'static str, Locale)>,
}

impl Projection {
    /// The columns of these fields, and those that the list itself needs.
    pub(crate) fn of<R: Stored>(fields: &Fields, needed: &[&str]) -> Self {
        let Fields::Only(parts) = fields else { return Self::All };
        debug_assert!(parts.iter().all(is_column::<R>), "{} has not all of {parts:?}", R::NAME);
        let mut next = 0;
        let read = |column: &Column| {
            // The texts of a field in the three languages are columns of their own.
            let text = LANGUAGES.iter().find_map(|(language, locale)| {
                let name = column.name.strip_suffix(language)?.strip_suffix('_')?;
                Some((name, *locale))
            });
            let whole = parts.iter().any(|part| match part {
                Part::Whole(name) => {
                    column.name == *name || text.is_some_and(|(text, _)| text == *name)
                }
                // A text among other values in one column.
                Part::Best(name, _) => column.name == *name,
            });
            let whole = whole || needed.contains(&&*column.name);
            let nearest = parts.iter().find_map(|part| match part {
                Part::Best(name, locale) if text == Some((name, *locale)) => Some((*name, *locale)),
                _ => None,
            });
            let nearest = nearest.filter(|_| !whole);
            let read = whole || nearest.is_some();
            read.then(|| {
                next += 1;
                Read { place: next - 1, nearest }
            })
        };
        Self::Some(R::table().iter().map(read).collect())
    }

    /// The names of what is read.
    pub(crate) fn names<R: Stored>(&self) -> Vec<&'static str> {
        let columns = R::table().iter().enumerate();
        let read = columns.filter(|(index, _)| self.place(*index).is_some());
        read.map(|(_, column)| &*column.name).collect()
    }

    /// Reads it from the table.
    pub(crate) fn select<R: Stored>(&self, select: &mut SelectStatement) {
        for (index, column) in R::table().iter().enumerate() {
            match self {
                Self::All => select.column((R::NAME, &*column.name)),
                Self::Some(reads) => match &reads[index] {
                    None => continue,
                    Some(Read { nearest: None, .. }) => select.column((R::NAME, &*column.name)),
                    Some(Read { nearest: Some((name, locale)), .. }) => {
                        select.expr_as(nearest::<R>(name, *locale), &*column.name)
                    }
                },
            };
        }
    }

    /// Where the column with this index stands in a row.
    pub(crate) fn place(&self, index: usize) -> Option<usize> {
        match self {
            Self::All => Some(index),
            Self::Some(reads) => reads[index].as_ref().map(|read| read.place),
        }
    }
}

/// Whether the table has such a column, or such a text.
fn is_column<R: Stored>(part: &Part) -> bool {
    let (Part::Whole(name) | Part::Best(name, _)) = part;
    let text = format!("{name}_{}", LANGUAGES[0].0);
    R::table().iter().any(|column| column.name == *name || column.name == text)
}

/// The text in the nearest language there is.
fn nearest<R: Stored>(name: &str, locale: Locale) -> SimpleExpr {
    let languages = locale.order().map(|locale| {
        let language = LANGUAGES.iter().find(|(_, its)| *its == locale);
        let (language, _) = language.expect("each language has its columns");
        Expr::col((R::NAME, format!("{name}_{language}")))
    });
    Func::coalesce(languages).into()
}
