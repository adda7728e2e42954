//! Mutations: one input type each. What comes back: `payload.rs`, `user_error.rs`.

use std::borrow::Cow;

use app::{Ticket, UseCase};
use async_graphql::{InputObject, InputObjectType, TypeName};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use domain::{Record, Rule, Viewer, Workflow};
use sha2::{Digest, Sha256};
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

    /// Rules it may break; if it makes something new, those that always hold.
    fn rules() -> Vec<&'static Rule> {
        RecordOf::<Self>::INVARIANTS.iter().map(|guard| guard.rule).collect()
    }

    fn idempotency_key(&self) -> Option<Uuid>;
    fn use_case(self) -> Result<Self::UseCase>;

    fn ticket(&self, viewer: &Viewer) -> Option<Ticket> {
        let input = format!("{}{}", Self::type_name(), self.to_value());
        let fingerprint = BASE64.encode(Sha256::digest(input));
        self.idempotency_key().map(|key| Ticket { client: viewer.name.clone(), key, fingerprint })
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
    pub(crate) id: GlobalId<R>,
    /// The `version` that the caller has seen; the change is refused if it is not the current one.
    pub(crate) expected_version: Option<u32>,
    /// Sent twice, the change is made once. Kept for 24 hours.
    pub(crate) idempotency_key: Option<Uuid>,
}

impl<R: Record> TypeName for Target<R> {
    fn type_name() -> Cow<'static, str> {
        format!("{}_target", R::NAME).into()
    }
}

/// The mutations of an aggregate, each with an input of its own:
/// `name(Input) does Command {}`, `creates constructor {}` or `runs UseCase [rules it may break] {}`.
macro_rules! mutations {
    ($mutations:ident on $node:ident {
        $($(#[$meta:meta])* $mutation:ident($input:ident) $kind:ident $what:ident $([$($rule:expr),*])? {
            $($(#[$field_meta:meta])* $field:ident: $type:ty),* $(,)?
        })*
    }) => {
        $(
            $crate::graphql::mutation::mutation! {
                $kind $what [$($($rule),*)?] on $node
                $(#[$meta])* $input { $($(#[$field_meta])* $field: $type,)* }
            }
        )*

        #[derive(Default)]
        pub(crate) struct $mutations;

        #[async_graphql::Object]
        impl $mutations {
            $(
                $(#[$meta])*
                async fn $mutation(
                    &self,
                    ctx: &async_graphql::Context<'_>,
                    input: $input,
                ) -> $crate::graphql::error::Result<$crate::graphql::payload::Payload<$input>> {
                    $crate::graphql::context::ContextExt::write(ctx, input).await
                }
            )*
        }
    };
}
pub(crate) use mutations;

macro_rules! mutation {
    (does $action:ident [] on $node:ident $(#[$meta:meta])* $input:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    }) => {
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
            type UseCase = app::Act<<$node as $crate::graphql::node::Node>::Record>;

            fn rules() -> Vec<&'static domain::Rule> {
                type Record = <$node as $crate::graphql::node::Node>::Record;
                type Action = <Record as domain::Workflow>::Action;
                $crate::graphql::mutation::rules::<Record>(Action::$action)
            }

            fn idempotency_key(&self) -> Option<uuid::Uuid> {
                self.target.idempotency_key
            }

            fn use_case(self) -> $crate::graphql::error::Result<Self::UseCase> {
                type Record = <$node as $crate::graphql::node::Node>::Record;
                type Command = <Record as domain::Workflow>::Command;
                Ok(app::Act {
                    id: self.target.id.into(),
                    expected_version: self.target.expected_version,
                    command: Command::$action {
                        $($field: $crate::graphql::input::IntoDomain::into_domain(self.$field)?),*
                    },
                })
            }
        }
    };

    (creates $make:ident [] on $node:ident $(#[$meta:meta])* $input:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(async_graphql::InputObject)]
        pub(crate) struct $input {
            /// Chosen by the client, or else by the server.
            id: Option<$crate::graphql::id::GlobalId<
                <$node as $crate::graphql::node::Node>::Record,
            >>,
            /// Sent twice, the change is made once. Kept for 24 hours.
            idempotency_key: Option<uuid::Uuid>,
            $($(#[$field_meta])* $field: $type,)*
        }

        impl $crate::graphql::mutation::Mutation for $input {
            type Node = $node;
            type UseCase = app::Create<<$node as $crate::graphql::node::Node>::Record>;

            fn idempotency_key(&self) -> Option<uuid::Uuid> {
                self.idempotency_key
            }

            fn use_case(self) -> $crate::graphql::error::Result<Self::UseCase> {
                type Record = <$node as $crate::graphql::node::Node>::Record;
                let id = $crate::graphql::input::IntoDomain::into_domain(self.id)?;
                $(let $field = $crate::graphql::input::IntoDomain::into_domain(self.$field)?;)*
                let make = move |now| Record::$make(id, $(Clone::clone(&$field),)* now);
                Ok(app::Create::new(id, make))
            }
        }
    };

    (runs $use_case:ident [$($rule:expr),*] on $node:ident $(#[$meta:meta])* $input:ident {
        $($(#[$field_meta:meta])* $field:ident: $type:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(async_graphql::InputObject)]
        pub(crate) struct $input {
            /// Sent twice, the change is made once. Kept for 24 hours.
            idempotency_key: Option<uuid::Uuid>,
            $($(#[$field_meta])* $field: $type,)*
        }

        impl $crate::graphql::mutation::Mutation for $input {
            type Node = $node;
            type UseCase = $use_case;

            fn rules() -> Vec<&'static domain::Rule> {
                vec![$(&$rule),*]
            }

            fn idempotency_key(&self) -> Option<uuid::Uuid> {
                self.idempotency_key
            }

            fn use_case(self) -> $crate::graphql::error::Result<$use_case> {
                Ok($use_case {
                    $($field: $crate::graphql::input::IntoDomain::into_domain(self.$field)?,)*
                })
            }
        }
    };
}
pub(crate) use mutation;

/// The rules that an action may break.
pub(crate) fn rules<R: Workflow>(action: R::Action) -> Vec<&'static Rule> {
    let transitions = R::TRANSITIONS.iter().filter(|transition| transition.action == action);
    let guards =
        transitions.flat_map(|transition| transition.needs.iter().chain(transition.ensures));
    guards.chain(R::INVARIANTS).map(|guard| guard.rule).collect()
}
