//! The table of settings: the one place where a setting is added.
//!
//! A row is the meaning, the key, the type and the default. The key is that of the file; the variable
//! of the environment is `KLASTER_` and the key in capitals.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use api::Proxies;
use axum::http::Uri;
use prometheus_client::metrics::gauge::Gauge;

use super::{
    load::{InForce, Layers},
    mistake::Mistake,
    secret::{TokenKeys, VaultKeys},
    value::{Bounded, CursorKey, DatabaseUrl, Field, LogFilter, LogFormat, Text},
    web::{Collector, Origins},
};
use crate::connections;

/// What the table says about one setting.
#[derive(Debug)]
pub(crate) struct Setting {
    pub(crate) key: &'static str,
    pub(super) meaning: &'static str,
    pub(crate) default: Option<&'static str>,
    /// Its value is never shown.
    pub(super) secret: bool,
}

macro_rules! settings {
    ($($(#[doc = $meaning:literal])+ $key:ident: $type:ty $(= $default:literal)?,)+) => {
        /// What is in force.
        #[derive(Clone, Debug)]
        pub(crate) struct Settings {
            $($(#[doc = $meaning])+ pub(crate) $key: $type,)+
        }

        pub(crate) static TABLE: &[Setting] = &[$(Setting {
            key: stringify!($key),
            meaning: concat!($($meaning, "\n"),+),
            default: settings!(@default $($default)?),
            secret: <$type as Field>::SECRET,
        },)+];

        impl Settings {
            /// Reads each setting; `None` if one of them cannot be.
            pub(super) fn read(
                layers: &Layers,
                mistakes: &mut Vec<Mistake>,
            ) -> Option<(Self, Vec<InForce>)> {
                let mut table = TABLE.iter();
                $(let $key = layers.read::<$type>(table.next()?, mistakes);)+
                let in_force = vec![$($key.as_ref()?.1.clone(),)+];
                Some((Self { $($key: $key?.0,)+ }, in_force))
            }
        }
    };
    (@default) => { None };
    (@default $default:literal) => { Some($default) };
}

impl Settings {
    /// How much a caller may use. What one operation may cost can always be used.
    pub(crate) fn quotas(&self) -> api::Quotas {
        let least = u64::from(self.limit_cost.get());
        let quota = |points: u32| (points > 0).then(|| u64::from(points).max(least));
        api::Quotas {
            client: quota(self.quota_client.get()),
            address: quota(self.quota_address.get()),
        }
    }

    /// How large an operation may be.
    pub(crate) fn limits(&self) -> api::Limits {
        api::Limits {
            document_bytes: self.limit_document_bytes.size(),
            tokens: self.limit_tokens.size(),
            nesting: self.limit_nesting.size(),
            operations: self.limit_operations.size(),
            fragments: self.limit_fragments.size(),
            depth: self.limit_depth.size(),
            introspection_depth: self.limit_introspection_depth.size(),
            selections: self.limit_selections.size(),
            aliases: self.limit_aliases.size(),
            directives: self.limit_directives.size(),
            root_fields: self.limit_root_fields.size(),
            cost: self.limit_cost.get().into(),
        }
    }

    /// How many streams may be open.
    pub(crate) fn streams(&self) -> api::StreamLimits {
        api::StreamLimits {
            all: self.limit_streams.size(),
            of_caller: self.limit_streams_of_caller.size(),
            operations: self.limit_stream_operations.size(),
        }
    }

    /// What a connection may do.
    pub(crate) fn connections(&self) -> connections::Limits {
        let seconds = |timeout: Bounded<1, 300>| Duration::from_secs(timeout.get().into());
        connections::Limits {
            all: self.limit_connections.size(),
            by_address: self.limit_connections_by_address.size(),
            unlimited: self.trusted_proxies.clone().unwrap_or_default(),
            header: seconds(self.header_timeout),
            idle: seconds(self.idle_timeout),
            write: seconds(self.write_timeout),
            open: Gauge::default(),
        }
    }
}

settings! {
    /// Address and port to listen on.
    listen: SocketAddr = "127.0.0.1:8080",
    /// Where the service is reached from outside: a URL.
    public_url: Option<Uri>,
    /// Proxies that tell who calls (X-Forwarded-For): addresses and networks, separated by commas.
    trusted_proxies: Option<Proxies>,
    /// Origins whose pages may ask, separated by commas.
    cors_origins: Option<Origins>,
    /// Address and port of /metrics. Whoever can reach it reads it; without one there are none.
    metrics_listen: Option<SocketAddr>,
    /// Collector that spans of requests are sent to (OTLP over HTTP): a URL.
    otlp_endpoint: Option<Collector>,
    /// Directory that holds the embedded database and the keys. Excludes database_url.
    data: Option<PathBuf>,
    /// The PostgreSQL database. Excludes data.
    database_url: Option<DatabaseUrl>,
    /// Connections to the database that are open at most, in this process.
    database_max_connections: Bounded<1, 500> = "8",
    /// Who issues access tokens (`iss`): a URL at which the service is reached. Default: public_url, else
    /// the address it listens on.
    token_issuer: Option<Uri>,
    /// For whom access tokens are meant (`aud`).
    token_audience: Text = "klaster-api",
    /// Seconds from the issue of an access token to its end, at most.
    token_max_lifetime: Bounded<60, 31_536_000> = "600",
    /// Ed25519 keys of access tokens (PKCS#8, PEM), the one that signs first. Excludes token_key_file.
    token_key: Option<TokenKeys>,
    /// File with the keys of access tokens; it is read again when it changes. Default with data: token.key
    /// there.
    token_key_file: Option<PathBuf>,
    /// Keys that encrypt sensitive values: the key of the index and the keys that encrypt, the current one
    /// first, each 64 hexadecimal digits, separated by spaces. Excludes vault_key_file.
    vault_key: Option<VaultKeys>,
    /// File with the keys that encrypt sensitive values. Default with data: vault.key there.
    vault_key_file: Option<PathBuf>,
    /// File of the issuers outside whose tokens say who somebody is: TOML with tables `[[issuer]]`.
    issuers: Option<PathBuf>,
    /// File of authorities (PEM) whose certificates are believed besides those that the system trusts, when a
    /// server outside is called.
    outbound_ca_file: Option<PathBuf>,
    /// Key that signs cursors: 32 bytes in hexadecimal, the same on all replicas. Excludes cursor_key_file.
    cursor_key: Option<CursorKey>,
    /// File that holds the key of cursors. Default with data: cursor.key there.
    cursor_key_file: Option<PathBuf>,
    /// Whether the explorer is served at /graphiql.
    explorer: bool = "true",
    /// Seconds after which a request is answered with TIMEOUT.
    request_timeout: Bounded<1, 300> = "10",
    /// Seconds that the head of a request may take to come.
    header_timeout: Bounded<1, 300> = "10",
    /// Seconds that its body may take to come.
    body_timeout: Bounded<1, 300> = "10",
    /// Seconds that a connection is kept from one request to the next.
    idle_timeout: Bounded<1, 300> = "30",
    /// Seconds after which a client that takes nothing of its answer is let go.
    write_timeout: Bounded<1, 300> = "10",
    /// Connections that are open at once.
    limit_connections: Bounded<1, 1_000_000> = "4000",
    /// Those of one address, of IPv6 one network of 64 bits. Trusted proxies have no limit of their own.
    limit_connections_by_address: Bounded<1, 1_000_000> = "100",
    /// Operations that run at once.
    limit_running: Bounded<1, 10_000> = "64",
    /// Operations that wait until they may run; others are answered with UNAVAILABLE.
    limit_waiting: Bounded<0, 10_000> = "128",
    /// File of the only documents that are run: a JSON object of names and documents.
    trusted_documents: Option<PathBuf>,
    /// Bytes of a document.
    limit_document_bytes: Bounded<1024, 1_048_576> = "16384",
    /// Names, numbers, texts and signs in a document.
    limit_tokens: Bounded<100, 100_000> = "2000",
    /// Brackets within brackets in a document.
    limit_nesting: Bounded<8, 64> = "24",
    /// Operations in a document, of which a request runs one.
    limit_operations: Bounded<1, 1000> = "10",
    /// Named fragments in a document.
    limit_fragments: Bounded<1, 1000> = "50",
    /// Selections within selections of an operation, fragments put in their places.
    limit_depth: Bounded<4, 64> = "14",
    /// The same of an operation that asks for the schema alone.
    limit_introspection_depth: Bounded<4, 64> = "20",
    /// Selections of an operation, those of a fragment as often as it is spread.
    limit_selections: Bounded<100, 100_000> = "1500",
    /// Aliases of an operation, counted in the same way.
    limit_aliases: Bounded<1, 10_000> = "50",
    /// Directives of an operation, counted in the same way.
    limit_directives: Bounded<1, 10_000> = "40",
    /// Fields of an operation that stand in no other.
    limit_root_fields: Bounded<1, 1000> = "20",
    /// Points that an operation may cost, as `@cost` in the schema says.
    limit_cost: Bounded<1000, 1_000_000> = "10000",
    /// Points that a client may use in a minute; 0: as many as it likes.
    quota_client: Bounded<0, 1_000_000_000> = "600000",
    /// Points that callers without a token may use in a minute, all from one address; 0: no limit.
    quota_address: Bounded<0, 1_000_000_000> = "60000",
    /// Streams (WebSockets and server-sent events) that are open at once.
    limit_streams: Bounded<1, 100_000> = "2000",
    /// Those of one client, or of one address without a token.
    limit_streams_of_caller: Bounded<1, 100_000> = "100",
    /// Operations at once in one stream.
    limit_stream_operations: Bounded<1, 1000> = "10",
    /// Seconds from the signal to stop until no more requests are taken; /health/ready says so meanwhile.
    shutdown_delay: Bounded<0, 300> = "5",
    /// Seconds that requests being answered are given then.
    shutdown_timeout: Bounded<0, 300> = "20",
    /// `json`, `pretty`, or `auto`: pretty on a terminal and json elsewhere.
    log_format: LogFormat = "auto",
    /// What is logged: a level, or levels by module (`info,app=debug`).
    log_level: LogFilter = "info,sea_orm_migration=warn,sqlx=warn",
}
