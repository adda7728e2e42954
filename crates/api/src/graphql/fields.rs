//! The fields of an object as a table.
//!
//! What a field is called, what is said of it, of which type it is, which columns it shows and how:
//! stated once. The schema is made of it, lists read the columns of what is selected, and
//! [`rows`](super::rows) takes values from it without a future for each.

use std::collections::HashMap;

use async_graphql::{
    Context, InputType, OutputType, ServerResult, Value,
    indexmap::IndexMap,
    registry::{MetaField, MetaInputValue, Registry},
};
use domain::LocalizedText;
use futures::future::BoxFuture;

use super::{
    context::ContextExt,
    json::Json,
    text::{Locale, Translation, translations},
};

/// One field of an object over an `R`.
pub(crate) struct Field<R: 'static> {
    /// In snake case; the schema has it in camel case.
    pub(crate) name: &'static str,
    /// Lines of the comment.
    pub(crate) docs: &'static [&'static str],
    /// The columns that it shows; `None`: it needs the whole record.
    pub(crate) reads: Option<&'static [&'static str]>,
    pub(crate) of_type: fn(&mut Registry) -> String,
    pub(crate) arguments: fn(&mut Registry) -> Vec<MetaInputValue>,
    pub(crate) answer: Answer<R>,
}

/// Fields by their names in the schema.
pub(crate) type ByName<R> = HashMap<String, &'static Field<R>>;

/// How a field is answered.
pub(crate) enum Answer<R: 'static> {
    /// By a value that the record has.
    Leaf(fn(&R, &mut Json)),
    /// By a text of the record in the language asked for.
    Text(fn(&R) -> Option<&LocalizedText>),
    /// By other objects, or by what depends on the caller; it may have to wait.
    Object(Resolve<R>),
}

pub(crate) type Resolve<R> =
    for<'a> fn(&'a R, &'a Context<'a>) -> BoxFuture<'a, ServerResult<Value>>;

impl<R> Clone for Answer<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Answer<R> {}

impl<R> Field<R> {
    pub(crate) fn schema_name(&self) -> String {
        let mut words = self.name.split('_');
        let first = words.next().unwrap_or_default().to_owned();
        words.fold(first, |name, word| {
            let (initial, rest) = word.split_at(1);
            name + &initial.to_ascii_uppercase() + rest
        })
    }

    /// What is said of a text in all languages.
    fn translations(&self) -> Option<String> {
        let name = self.schema_name();
        let text = name.strip_suffix("Translations")?;
        Some(format!("`{text}` in all languages; empty if `{text}` is `null`."))
    }

    /// Enters it into the schema.
    pub(crate) fn register(
        &self,
        registry: &mut Registry,
        fields: &mut IndexMap<String, MetaField>,
    ) {
        let mut field = MetaField::new(self.schema_name(), (self.of_type)(registry));
        field.description = description(self.docs).or_else(|| self.translations());
        let arguments = (self.arguments)(registry).into_iter();
        field.args = arguments.map(|argument| (argument.name.clone(), argument)).collect();
        fields.insert(field.name.clone(), field);
    }

    /// Its value for the field in hand.
    pub(crate) async fn value(&self, record: &R, ctx: &Context<'_>) -> ServerResult<Value> {
        match self.answer {
            Answer::Leaf(write) => Ok(Json::of(|json| write(record, json))),
            Answer::Text(text) => {
                let locale = locale(ctx)?;
                Ok(Json::of(|json| one_text(text(record), locale, json)))
            }
            Answer::Object(resolve) => resolve(record, ctx).await,
        }
    }
}

/// What a comment says.
pub(crate) fn description(docs: &[&str]) -> Option<String> {
    let lines: Vec<_> = docs.iter().map(|line| line.trim()).collect();
    Some(lines.join("\n")).filter(|text| !text.is_empty())
}

/// The language that the field in hand asks for, else the caller's.
pub(crate) fn locale(ctx: &Context<'_>) -> ServerResult<domain::Locale> {
    let locale: Option<Locale> = given(ctx, "locale")?;
    Ok(locale.map_or(ctx.locale(), Into::into))
}

pub(crate) fn one_text(text: Option<&LocalizedText>, locale: domain::Locale, json: &mut Json) {
    json.value(&text.map(|text| text.best(locale).1));
}

/// Of a field without arguments.
pub(crate) fn none(_: &mut Registry) -> Vec<MetaInputValue> {
    Vec::new()
}

/// An argument of a field.
pub(crate) fn argument<T: InputType>(
    registry: &mut Registry,
    name: &str,
    description: &str,
) -> MetaInputValue {
    let mut argument = MetaInputValue::new(name, T::create_type_info(registry));
    argument.description = Some(description.to_owned());
    argument
}

/// The value of an argument of the field in hand.
pub(crate) fn given<T: InputType>(ctx: &Context<'_>, name: &str) -> ServerResult<T> {
    let given = ctx.param_value(name, None).map_err(|error| ctx.set_error_path(error));
    given.map(|(_, value)| value)
}

/// Of a text.
pub(crate) fn language(registry: &mut Registry) -> Vec<MetaInputValue> {
    let description = "In which language; the caller's if it is left out.";
    vec![argument::<Option<Locale>>(registry, "locale", description)]
}

/// A type whose values the answer contains as they are.
pub(crate) trait Leaf: OutputType {
    fn write(&self, json: &mut Json);
}

/// Scalars.
macro_rules! leaves {
    ($($leaf:ty),*) => {$(
        impl $crate::graphql::fields::Leaf for $leaf {
            fn write(&self, json: &mut $crate::graphql::json::Json) {
                json.value(&async_graphql::ScalarType::to_value(self));
            }
        }
    )*};
}
pub(crate) use leaves;

leaves!(f64);

/// Scalars that are the same in JSON.
macro_rules! plain {
    ($($leaf:ty),*) => {$(
        impl Leaf for $leaf {
            fn write(&self, json: &mut Json) {
                json.value(self);
            }
        }
    )*};
}

plain!(i64, u32, bool, String, &str);

impl<L: Leaf> Leaf for Option<L> {
    fn write(&self, json: &mut Json) {
        match self {
            Some(leaf) => leaf.write(json),
            None => json.value(&()),
        }
    }
}

impl<L: Leaf> Leaf for Vec<L> {
    fn write(&self, json: &mut Json) {
        self.as_slice().write(json);
    }
}

impl<L: Leaf> Leaf for &[L] {
    fn write(&self, json: &mut Json) {
        json.list(*self, |json, leaf| leaf.write(json));
    }
}

/// A text that is there, or may be.
pub(crate) trait Text<'r> {
    /// Its type in the schema.
    type Shown: OutputType;
    fn text(self) -> Option<&'r LocalizedText>;
}

impl<'r> Text<'r> for &'r LocalizedText {
    type Shown = String;
    fn text(self) -> Option<&'r LocalizedText> {
        Some(self)
    }
}

impl<'r> Text<'r> for Option<&'r LocalizedText> {
    type Shown = Option<String>;
    fn text(self) -> Option<&'r LocalizedText> {
        self
    }
}

/// The type of a text in the schema, found by the getter.
pub(crate) fn text_type<'r, R: 'r, T: Text<'r>>(
    _: fn(&'r R) -> T,
    registry: &mut Registry,
) -> String {
    T::Shown::create_type_info(registry)
}

/// Answers the field in hand with what is selected of `value`.
pub(crate) async fn selected<T: OutputType>(ctx: &Context<'_>, value: T) -> ServerResult<Value> {
    let selection = ctx.with_selection_set(&ctx.item.node.selection_set);
    let selected = OutputType::resolve(&value, &selection, ctx.item).await;
    // What has failed further down says so itself.
    selected.map_err(|error| if error.path.is_empty() { ctx.set_error_path(error) } else { error })
}

pub(crate) fn all_texts(text: Option<&LocalizedText>) -> Vec<Translation> {
    text.map(translations).unwrap_or_default()
}

/// A table of fields:
///
/// ```text
/// fields! { market::RequestResponse:
///     leaves {
///         /// Persons.
///         quantity: u32 = |it| it.proposal.quantity;
///         /// Persons still wanted.
///         remaining [headcount, accepted]: u32 = |it| it.remaining();
///     }
///     texts {
///         /// What is wanted, in a few words.
///         title = |it| &it.terms.title;
///     }
///     objects {
///         /// Who answers.
///         college [college_id]: Option<Result<Organization>> =
///             |it, ctx| ctx.load(it.college_id).await;
///     }
///     lists {
///         /// What it is answered.
///         responses: RequestResponse by request_id
///             (RequestResponseFilter, RequestResponseOrderField);
///     }
/// }
/// ```
///
/// In brackets are the columns that a field shows, if it is not the one with its own name; `..` is
/// the whole record.
macro_rules! fields {
    (
        $record:ty:
        $(leaves { $(
            $(#[doc = $leaf_doc:literal])*
            $leaf:ident $([$($leaf_read:tt)*])?: $leaf_type:ty = |$leaf_it:ident| $leaf_value:expr;
        )* })?
        $(texts { $(
            $(#[doc = $text_doc:literal])*
            $text:ident $([$($text_read:tt)*])? = |$text_it:ident| $text_value:expr;
        )* })?
        $(objects { $(
            $(#[doc = $object_doc:literal])*
            $object:ident $([$($object_read:tt)*])?: $object_type:ty =
                |$object_it:ident, $ctx:ident| $object_value:expr;
        )* })?
        $(lists { $(
            $(#[doc = $list_doc:literal])*
            $list:ident: $node:ident by $of:ident ($filter:ty, $order:ty);
        )* })?
    ) => {
        &[
            $($($crate::graphql::fields::Field {
                name: stringify!($leaf),
                docs: &[$($leaf_doc),*],
                reads: $crate::graphql::fields::reads!($leaf $([$($leaf_read)*])?),
                of_type: <$leaf_type as async_graphql::OutputType>::create_type_info,
                arguments: $crate::graphql::fields::none,
                answer: $crate::graphql::fields::Answer::Leaf(|$leaf_it: &$record, json| {
                    let value: $leaf_type = $leaf_value;
                    $crate::graphql::fields::Leaf::write(&value, json);
                }),
            },)*)?
            $($($crate::graphql::fields::Field {
                name: stringify!($text),
                docs: &[$($text_doc),*],
                reads: $crate::graphql::fields::reads!($text $([$($text_read)*])?),
                of_type: |registry| {
                    $crate::graphql::fields::text_type(|$text_it: &$record| $text_value, registry)
                },
                arguments: $crate::graphql::fields::language,
                answer: $crate::graphql::fields::Answer::Text(|$text_it: &$record| {
                    $crate::graphql::fields::Text::text($text_value)
                }),
            },
            $crate::graphql::fields::Field {
                name: concat!(stringify!($text), "_translations"),
                docs: &[],
                reads: $crate::graphql::fields::reads!($text $([$($text_read)*])?),
                of_type: <Vec<$crate::graphql::text::Translation> as async_graphql::OutputType>
                    ::create_type_info,
                arguments: $crate::graphql::fields::none,
                answer: $crate::graphql::fields::Answer::Object(|$text_it: &$record, ctx| {
                    let all = $crate::graphql::fields::all_texts(
                        $crate::graphql::fields::Text::text($text_value),
                    );
                    Box::pin($crate::graphql::fields::selected(ctx, all))
                }),
            },)*)?
            $($($crate::graphql::fields::Field {
                name: stringify!($object),
                docs: &[$($object_doc),*],
                reads: $crate::graphql::fields::reads!($object $([$($object_read)*])?),
                of_type: <$object_type as async_graphql::OutputType>::create_type_info,
                arguments: $crate::graphql::fields::none,
                answer: $crate::graphql::fields::Answer::Object(|$object_it: &$record, $ctx| {
                    Box::pin(async move {
                        let value: $object_type = async { $object_value }.await;
                        $crate::graphql::fields::selected($ctx, value).await
                    })
                }),
            },)*)?
            $($($crate::graphql::fields::Field {
                name: stringify!($list),
                docs: &[$($list_doc),*],
                // Its id, which is always read.
                reads: Some(&[]),
                of_type: <$crate::graphql::connection::Connection<$node>
                    as async_graphql::OutputType>::create_type_info,
                arguments: $crate::graphql::connection::of_children::<$filter, $order>,
                answer: $crate::graphql::fields::Answer::Object(|it: &$record, ctx| {
                    let _ = std::mem::offset_of!(
                        <$node as $crate::graphql::node::Node>::Record, $of
                    );
                    let parent = domain::Record::id(it).uuid();
                    Box::pin($crate::graphql::connection::children::<$node, $filter, $order>(
                        ctx, parent, stringify!($of),
                    ))
                }),
            },)*)?
        ]
    };
}
pub(crate) use fields;

macro_rules! reads {
    ($field:ident) => { Some(&[stringify!($field)]) };
    ($field:ident [..]) => { None };
    ($field:ident [$($read:ident),*]) => { Some(&[$(stringify!($read)),*]) };
}
pub(crate) use reads;
