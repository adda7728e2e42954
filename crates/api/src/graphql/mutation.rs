//! Mutations: one input type each. What comes back: `payload.rs`, `user_error.rs`.

use std::borrow::Cow;

use app::{Session, Ticket, UseCase};
use async_graphql::{InputObject, InputObjectType, TypeName};
use domain::{Id, Record, Rule, Transition, Viewer, Workflow};
use uuid::Uuid;

use super::{
    error::Result,
    id::GlobalId,
    node::{Alive, Node},
};

/// An input that stands for a change.
pub(crate) trait Mutation: InputObjectType + 'static {
    type Node: Node<Record: Alive>;
    type UseCase: UseCase<Record = <Self::Node as Node>::Record>;

    /// Whether it makes something new, which has no state and no version before.
    const CREATES: bool;
    /// How its payload is called, behind its own name. One that is a part of another object has
    /// another name than that.
    const PAYLOAD: &'static str = "Payload";
    /// The fields of the input, as they are called in Rust.
    const FIELDS: &'static [&'static str];

    /// Rules it may break.
    fn rules() -> Vec<&'static Rule>;

    /// Whether somebody may do this to some record.
    fn permits(viewer: &Viewer) -> bool;
    fn idempotency_key(&self) -> Option<Uuid>;
    fn use_case(self, session: &Session) -> Result<Self::UseCase>;

    /// The input is compared by a keyed hash: what it says of somebody cannot be guessed from that.
    fn ticket(&self, session: &Session) -> Option<Ticket> {
        let key = self.idempotency_key()?;
        let input = format!("{}{}", Self::type_name(), self.to_value());
        let fingerprint = session.app().vault().hash("input", &input);
        Some(Ticket { caller: session.viewer().caller(), key, fingerprint })
    }
}

pub(crate) type RecordOf<M> = <<M as Mutation>::Node as Node>::Record;
pub(crate) type StatusOf<M> = <RecordOf<M> as Record>::Status;
pub(crate) type ActionOf<M> = <RecordOf<M> as Workflow>::Action;

/// `EmployerRequestCloseInput` and `Payload` make `EmployerRequestClosePayload`.
pub(crate) fn named_like<M: Mutation>(suffix: &str) -> Cow<'static, str> {
    let name = M::type_name();
    format!("{}{suffix}", name.strip_suffix("Input").unwrap_or(&name)).into()
}

/// What every change of an object says.
#[derive(InputObject)]
#[graphql(name_type)]
pub(crate) struct Target<R: Record> {
    /// The object.
    pub(crate) id: GlobalId<R>,
    /// The `version` that the caller has seen; the change is refused if it is not the current one.
    pub(crate) expected_version: Option<u32>,
    /// Sent twice with the same input, the change is made once. Kept for 24 hours; a change that
    /// was refused keeps no key.
    pub(crate) idempotency_key: Option<Uuid>,
}

impl<R: Record> TypeName for Target<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}_target", R::NAME).into()
    }
}

/// What every creation says.
#[derive(InputObject)]
#[graphql(name_type)]
pub(crate) struct Birth<R: Record> {
    /// Chosen by the client, so that it can refer to the object before it is there; else by us.
    pub(crate) id: Option<GlobalId<R>>,
    /// Sent twice with the same input, the object is made once. Kept for 24 hours; a creation that
    /// was refused keeps no key.
    pub(crate) idempotency_key: Option<Uuid>,
}

impl<R: Record> Birth<R> {
    pub(crate) fn id(self, session: &Session) -> Id<R> {
        self.id.map_or_else(|| session.new_id(), Into::into)
    }
}

impl<R: Record> TypeName for Birth<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}_birth", R::NAME).into()
    }
}

/// The mutations of an aggregate, each with an input of its own:
/// - `name(Input) does Command [more rules] {}`: one command to an object;
/// - `name(Input) runs UseCase as Action [more rules] { constants } {}`: a command that takes more;
/// - `name(Input) creates UseCase [more rules] {}`: a use case that makes an object.
///
/// Rules of the transition and invariants are known; those in brackets are what else may break.
macro_rules! mutations {
    ($mutations:ident on $node:ident {
        $($(#[$meta:meta])* $mutation:ident($input:ident) $kind:ident $what:ident $(as $action:ident)?
            $([$($rule:expr),* $(,)?])? $(with { $($constant:ident: $value:expr),* })? {
            $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)?
        })*
    }) => {
        $(
            $crate::graphql::mutation::mutation! {
                $kind $what $(as $action)? [$($($rule),*)?] with { $($($constant: $value),*)? } on $node
                $(#[$meta])* $input { $($(#[$field_meta])* $field: $type,)* }
            }
        )*

        #[derive(Default)]
        pub(crate) struct $mutations;

        impl $mutations {
            /// Each mutation by its name in the schema, and the rules it may break.
            pub(crate) fn rules() -> impl Iterator<Item = (String, Vec<&'static domain::Rule>)> {
                [$((stringify!($mutation), <$input as $crate::graphql::mutation::Mutation>::rules()),)*]
                    .into_iter()
                    .map(|(name, rules)| ($crate::graphql::user_error::camel(name), rules))
            }

            /// Those that somebody may do to some record.
            pub(crate) fn permitted(viewer: &domain::Viewer) -> impl Iterator<Item = String> {
                [$((stringify!($mutation), <$input as $crate::graphql::mutation::Mutation>::permits(viewer)),)*]
                    .into_iter()
                    .filter(|(_, permitted)| *permitted)
                    .map(|(name, _)| $crate::graphql::user_error::camel(name))
            }
        }

        #[async_graphql::Object]
        impl $mutations {
            $(
                $(#[$meta])*
                async fn $mutation(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    #[graphql(desc = "What to do.")] input: $input,
                ) -> $crate::graphql::error::Result<$crate::graphql::payload::Payload<$input>> {
                    $crate::graphql::context::ContextExt::write(ctx, input).await
                }
            )*
        }
    };
}
pub(crate) use mutations;

macro_rules! mutation {
    (does $action:ident [$($rule:expr),*] with {} on $node:ident $(#[$meta:meta])* $input:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    }) => {
        $crate::graphql::mutation::mutation! {
            changes app::Act<<$node as $crate::graphql::node::Node>::Record> as $action
            [$($rule),*] on $node $(#[$meta])* $input { $($(#[$field_meta])* $field: $type,)* }
            by |id, expected_version| {
                type Record = <$node as $crate::graphql::node::Node>::Record;
                type Command = <Record as domain::Workflow>::Command;
                app::Act { id, expected_version, command: Command::$action { $($field),* } }
            }
        }
    };

    (runs $use_case:ident as $action:ident [$($rule:expr),*]
        with { $($constant:ident: $value:expr),* } on $node:ident $(#[$meta:meta])* $input:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    }) => {
        $crate::graphql::mutation::mutation! {
            changes $use_case as $action
            [$($rule),*] on $node $(#[$meta])* $input { $($(#[$field_meta])* $field: $type,)* }
            by |id, expected_version| {
                $use_case { id, expected_version, $($constant: $value,)* $($field),* }
            }
        }
    };

    (changes $use_case:ty as $action:ident [$($rule:expr),*] on $node:ident
        $(#[$meta:meta])* $input:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }
        by |$id:ident, $expected:ident| $make:expr
    ) => {
        $(#[$meta])*
        #[derive(async_graphql::InputObject)]
        pub(crate) struct $input {
            #[graphql(flatten)]
            target: $crate::graphql::mutation::Target<
                <$node as $crate::graphql::node::Node>::Record,
            >,
            $($(#[$field_meta])* $field: $type,)*
        }

        impl $crate::graphql::mutation::Mutation for $input {
            type Node = $node;
            type UseCase = $use_case;

            const CREATES: bool = false;
            const FIELDS: &'static [&'static str] =
                &["id", "expected_version", $(stringify!($field)),*];

            fn rules() -> Vec<&'static domain::Rule> {
                type Record = <$node as $crate::graphql::node::Node>::Record;
                type Action = <Record as domain::Workflow>::Action;
                let mut rules = $crate::graphql::mutation::rules::<Record>(Action::$action);
                rules.extend::<[&'static domain::Rule; _]>([$(&$rule),*]);
                rules
            }

            fn permits(viewer: &domain::Viewer) -> bool {
                type Record = <$node as $crate::graphql::node::Node>::Record;
                type Action = <Record as domain::Workflow>::Action;
                <Record as domain::Workflow>::permits(Some(Action::$action), viewer)
            }

            fn idempotency_key(&self) -> Option<uuid::Uuid> {
                self.target.idempotency_key
            }

            fn use_case(
                self,
                _: &app::Session,
            ) -> $crate::graphql::error::Result<Self::UseCase> {
                let ($id, $expected) = (self.target.id.0, self.target.expected_version);
                $crate::graphql::input::convert!(self { $($field),* } => |$($field),*| $make)
            }
        }
    };

    (creates $use_case:ident [$($rule:expr),*] with {} on $node:ident
        $(#[$meta:meta])* $input:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* }
    ) => {
        $(#[$meta])*
        #[derive(async_graphql::InputObject)]
        pub(crate) struct $input {
            #[graphql(flatten)]
            birth: $crate::graphql::mutation::Birth<
                <$node as $crate::graphql::node::Node>::Record,
            >,
            $($(#[$field_meta])* $field: $type,)*
        }

        impl $crate::graphql::mutation::Mutation for $input {
            type Node = $node;
            type UseCase = $use_case;

            const CREATES: bool = true;
            const FIELDS: &'static [&'static str] = &["id", $(stringify!($field)),*];

            fn rules() -> Vec<&'static domain::Rule> {
                type Record = <$node as $crate::graphql::node::Node>::Record;
                let begins = <Record as domain::Workflow>::BEGINS;
                let mut rules: Vec<_> = begins.rules().collect();
                rules.extend::<[&'static domain::Rule; _]>([$(&$rule),*]);
                rules
            }

            fn permits(viewer: &domain::Viewer) -> bool {
                type Record = <$node as $crate::graphql::node::Node>::Record;
                <Record as domain::Workflow>::permits(None, viewer)
            }

            fn idempotency_key(&self) -> Option<uuid::Uuid> {
                self.birth.idempotency_key
            }

            fn use_case(
                self,
                session: &app::Session,
            ) -> $crate::graphql::error::Result<Self::UseCase> {
                let id = self.birth.id(session);
                $crate::graphql::input::convert!(self { $($field),* } => |$($field),*| {
                    $use_case { id, $($field),* }
                })
            }
        }
    };
}
pub(crate) use mutation;

/// The rules that an action may break.
pub(crate) fn rules<R: Workflow>(action: R::Action) -> Vec<&'static Rule> {
    let transitions = R::TRANSITIONS.iter().filter(|transition| transition.action == action);
    transitions.flat_map(Transition::rules).collect()
}
