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
        let mut next = 0;
        let read = |column: &Column| {
            // The texts of a field in the three languages are columns of their own.
            let text = LANGUAGES.iter().find_map(|(language, locale)| {
                let name = column.name.strip_suffix(language)?.strip_suffix('_')?;
                Some((name, *locale))
            });
            let whole = parts.iter().any(|part| {
                matches!(part, Part::Whole(name)
                    if column.name == *name || text.is_some_and(|(text, _)| text == *name))
            });
            let nearest = parts.iter().find_map(|part| match part {
                Part::Best(name, locale) if text == Some((name, *locale)) => Some((*name, *locale)),
                _ => None,
            });
            let nearest = nearest.filter(|_| !whole);
            let read = whole || nearest.is_some() || needed.contains(&&*column.name);
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

/// The text in the nearest language there is.
fn nearest<R: Stored>(name: &str, locale: Locale) -> SimpleExpr {
    let languages = locale.order().map(|locale| {
        let language = LANGUAGES.iter().find(|(_, its)| *its == locale).map(|(name, _)| *name);
        Expr::col((R::NAME, format!("{name}_{}", language.unwrap_or_default())))
    });
    Func::coalesce(languages).into()
}
