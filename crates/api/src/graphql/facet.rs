//! How often each value of a field occurs in a list.

use async_graphql::{InputType, OutputType, SimpleObject, TypeName};

use super::connection::CountPrecision;

/// A field that a list can be counted by.
pub(crate) trait FacetField: InputType + OutputType + Copy + PartialEq + 'static {
    const ALL: &'static [Self];

    fn field(self) -> &'static str;

    fn all() -> Vec<Self> {
        Self::ALL.to_vec()
    }
}

/// What the lists of an aggregate can be counted by: columns with few values.
macro_rules! facets {
    ($name:ident of $record:ty {
        $($(#[$meta:meta])* $variant:ident = $field:ident $(in $part:ident)?,)*
    }) => {
        /// What a list is counted by.
        #[derive(async_graphql::Enum, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $name {
            $($(#[$meta])* $variant,)*
        }

        impl $crate::graphql::facet::FacetField for $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];

            fn field(self) -> &'static str {
                $(let _ = std::mem::offset_of!($record, $($part.)? $field);)*
                match self {
                    $(Self::$variant => stringify!($field),)*
                }
            }
        }
    };
}
pub(crate) use facets;

/// қыр / фасет: how many objects of a list have a value in a field.
#[derive(SimpleObject)]
#[graphql(name_type)]
pub(crate) struct Facet<F: FacetField> {
    /// The field.
    field: F,
    /// The value; a value of a closed list is written as in its enum. `null`: the field is empty.
    value: Option<String>,
    /// How many have it, of those that were counted.
    count: u64,
    /// `AT_LEAST`: the list has more than 10000 objects, and that many of them were counted, in no
    /// particular order. More may have this value, and others may have values that are not told.
    count_precision: CountPrecision,
}

impl<F: FacetField> TypeName for Facet<F> {
    fn type_name() -> std::borrow::Cow<'static, str> {
        <F as OutputType>::type_name().replace("FacetField", "Facet").into()
    }
}

impl<F: FacetField> Facet<F> {
    pub(crate) fn new(facet: domain::Facet) -> Option<Self> {
        let field = F::ALL.iter().copied().find(|field| field.field() == facet.field)?;
        let value = facet.value.map(|value| value.to_ascii_uppercase());
        let count_precision = CountPrecision::of(facet.at_least);
        Some(Self { field, value, count: facet.count, count_precision })
    }
}
