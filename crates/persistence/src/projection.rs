//! Reading some columns of a record and not the others.

use domain::Fields;

use crate::columns::{Column, LANGUAGES, Stored};

/// Which columns of a record a statement reads, and where they stand in its rows.
#[derive(Debug)]
pub(crate) enum Projection {
    /// All of them, in their order.
    All,
    /// The place of each column of the table; `None`: it is not read.
    Some(Vec<Option<usize>>),
}

impl Projection {
    /// The columns of these fields, and those that the list itself needs.
    pub(crate) fn of<R: Stored>(fields: &Fields, needed: &[&str]) -> Self {
        let Fields::Only(fields) = fields else { return Self::All };
        let mut next = 0;
        let place = |column: &Column| {
            // The texts of a field in the three languages are columns of their own.
            let field = LANGUAGES.iter().find_map(|(language, _)| {
                column.name.strip_suffix(language).and_then(|name| name.strip_suffix('_'))
            });
            let is = |name: &&str| column.name == **name || field == Some(*name);
            let read = fields.iter().any(&is) || needed.iter().any(is);
            read.then(|| {
                next += 1;
                next - 1
            })
        };
        Self::Some(R::table().iter().map(place).collect())
    }

    pub(crate) fn columns<R: Stored>(&self) -> Vec<&'static str> {
        let columns = R::table().iter().enumerate();
        let read = columns.filter(|(index, _)| self.place(*index).is_some());
        read.map(|(_, column)| &*column.name).collect()
    }

    /// Where the column with this index stands in a row.
    pub(crate) fn place(&self, index: usize) -> Option<usize> {
        match self {
            Self::All => Some(index),
            Self::Some(places) => places[index],
        }
    }
}
