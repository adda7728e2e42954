use async_graphql::{Object, SimpleObject};

use crate::{graphql::prelude::*, http::Settings};

#[derive(Default)]
pub(crate) struct ApiInfos;

#[Object]
impl ApiInfos {
    /// What this service is and what it takes.
    async fn api_info(&self, ctx: &Context<'_>) -> ApiInfo {
        ctx.data_unchecked::<ApiInfo>().clone()
    }
}

/// What this service is and what it takes. It is the same for everybody until the service is set up
/// anew.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ApiInfo {
    /// The version of the program.
    version: &'static str,
    /// How large requests may be, and how many. Beyond one of these a request is refused.
    limits: ApiLimits,
}

/// How large requests may be, and how many.
#[derive(Clone, Debug, SimpleObject)]
pub(crate) struct ApiLimits {
    /// Bytes of a document.
    document_bytes: u64,
    /// Names, numbers, texts and signs in a document.
    tokens: u64,
    /// Brackets within brackets in a document.
    nesting: u64,
    /// Operations in a document, of which a request runs one.
    operations: u64,
    /// Named fragments in a document.
    fragments: u64,
    /// Selections within selections of an operation, fragments put in their places.
    depth: u64,
    /// The same of an operation that asks for the schema alone.
    introspection_depth: u64,
    /// Selections of an operation, those of a fragment as often as it is spread.
    selections: u64,
    /// Aliases of an operation, counted in the same way.
    aliases: u64,
    /// Directives of an operation, counted in the same way.
    directives: u64,
    /// Fields of an operation that stand in no other.
    root_fields: u64,
    /// Points that an operation may cost; `@cost` says what a field costs.
    cost: u64,
    /// Points that a client may use in a minute; `null`: as many as it likes.
    client_quota: Option<u64>,
    /// Points that callers without a token may use in a minute, all from one address; `null`: as many
    /// as they like.
    address_quota: Option<u64>,
    /// Streams (WebSockets and server-sent events) that one client, or one address without a token,
    /// may have open at once.
    streams: u64,
    /// Operations at once in one stream.
    stream_operations: u64,
}

impl ApiInfo {
    pub(crate) fn of(settings: &Settings) -> Self {
        let Settings { limits, quotas, streams, .. } = settings;
        let size = |size: usize| size as u64;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            limits: ApiLimits {
                document_bytes: size(limits.document_bytes),
                tokens: size(limits.tokens),
                nesting: size(limits.nesting),
                operations: size(limits.operations),
                fragments: size(limits.fragments),
                depth: size(limits.depth),
                introspection_depth: size(limits.introspection_depth),
                selections: size(limits.selections),
                aliases: size(limits.aliases),
                directives: size(limits.directives),
                root_fields: size(limits.root_fields),
                cost: limits.cost,
                client_quota: quotas.client,
                address_quota: quotas.address,
                streams: size(streams.of_caller),
                stream_operations: size(streams.operations),
            },
        }
    }
}
