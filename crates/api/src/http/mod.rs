//! Everything between the socket and the schema.

mod address;
mod answer;
mod argument;
mod catalogue;
mod cors;
mod etag;
mod events;
mod fault;
mod file;
mod guard;
mod handler;
mod headers;
mod health;
pub(crate) mod language;
mod live;
mod media;
mod metrics;
pub mod oauth;
mod observation;
mod operation;
mod outage;
mod prepared;
mod purpose;
mod quality;
mod quota;
mod reserved;
mod seats;
mod shedding;
mod socket;
pub mod token;
mod trace;
mod unknown;
mod using;
mod variables;
mod viewer;

use std::{net::IpAddr, sync::Arc, time::Duration};

use app::App;
use axum::{
    Router,
    http::{HeaderMap, HeaderValue, Uri},
    routing::{any, get},
};
use tokio::{sync::watch, time::Instant};

#[cfg(fuzzing)]
#[doc(hidden)]
pub use self::guard::look_through;
#[cfg(test)]
pub(crate) use self::viewer::reason;
pub use self::{
    address::{NotAddresses, Proxies, counted},
    guard::{Limits, TrustedDocuments},
    metrics::Metrics,
    observation::{Observed, Spans},
    quota::Quotas,
    trace::Trace,
};
use self::{
    answer::Refused,
    guard::Guard,
    oauth::Attempts,
    quota::{Caller, Quota},
    reserved::Streams,
    seats::{Seat, Seats},
    shedding::{Place, Shedding},
    token::{Verifier, issuers::Issuers},
};
pub(crate) use self::{file::File, quota::Standing, socket::CloseCode};
#[cfg(test)]
pub(crate) use self::{
    guard::{ALIAS, LISTING_DEPTH, LISTINGS},
    operation::{BODY_LIMIT, DEPTH_LIMIT, OBJECTS_LIMIT, VALUES_LIMIT},
    socket::MESSAGE_LIMIT,
};
use crate::{
    pages::{self, Demo},
    platform::api_info::ApiInfo,
    schema::{Schema, builder},
};

/// How long an operation may take, if nothing else is decided.
pub(crate) const TIMEOUT: Duration = Duration::from_secs(10);

/// How often those on a WebSocket are asked whether they are there, likewise.
pub const PING: Duration = Duration::from_secs(30);

/// How many streams there may be.
#[derive(Clone, Copy, Debug)]
pub struct StreamLimits {
    /// Open at once on this server.
    pub all: usize,
    /// Open at once for one client, or for one address without a token.
    pub of_caller: usize,
    /// Operations at once in one stream.
    pub operations: usize,
}

impl Default for StreamLimits {
    fn default() -> Self {
        Self { all: 2000, of_caller: 100, operations: 10 }
    }
}

/// What the server decides.
#[derive(Debug)]
pub struct Settings {
    /// Checks access tokens.
    pub verifier: Verifier,
    /// Issuers outside whose tokens say who somebody is.
    pub issuers: Issuers,
    /// Whether there is a page to try operations on.
    pub explorer: bool,
    /// What the explorer of a demo offers; in production there is none.
    pub demo: Option<Demo>,
    /// How long an operation may take, waiting included.
    pub timeout: Duration,
    /// How long the body of a request may take to come.
    pub body_timeout: Duration,
    /// How large an operation may be.
    pub limits: Limits,
    /// The only documents that are run, if there are such.
    pub trusted_documents: Option<TrustedDocuments>,
    /// How much a caller may use.
    pub quotas: Quotas,
    /// How many streams may be open.
    pub streams: StreamLimits,
    /// How often those on a WebSocket are asked whether they are there. Whoever has said nothing until the
    /// next time is not.
    pub ping: Duration,
    /// Operations that run at once.
    pub running: usize,
    /// Operations that wait until they may run; others are refused.
    pub waiting: usize,
    /// Proxies that say who calls.
    pub trusted_proxies: Proxies,
    /// Where the service is reached from outside.
    pub public_url: Option<Uri>,
    /// Origins whose pages may ask.
    pub cors_origins: Vec<HeaderValue>,
    /// Counts what is answered.
    pub metrics: Metrics,
    /// Takes a span of each request.
    pub spans: Option<Arc<dyn Spans>>,
    /// Turns true when the server begins to stop. Its sender lives as long as the server.
    pub stopping: watch::Receiver<bool>,
}

impl Settings {
    /// What holds where nothing else is decided.
    pub fn new(verifier: Verifier, stopping: watch::Receiver<bool>) -> Self {
        Self {
            verifier,
            issuers: Issuers::default(),
            explorer: true,
            demo: None,
            timeout: TIMEOUT,
            body_timeout: Duration::from_secs(10),
            limits: Limits::default(),
            trusted_documents: None,
            quotas: Quotas::default(),
            streams: StreamLimits::default(),
            ping: PING,
            running: 64,
            waiting: 128,
            trusted_proxies: Proxies::default(),
            public_url: None,
            cors_origins: Vec::new(),
            metrics: Metrics::default(),
            spans: None,
            stopping,
        }
    }
}

pub(crate) struct Shared {
    pub(crate) app: App,
    pub(crate) schema: Schema,
    guard: Guard,
    quota: Quota,
    seats: Seats,
    streams: Streams,
    shedding: Shedding,
    attempts: Attempts,
    pub(crate) settings: Settings,
}

impl Shared {
    /// Waits until an operation from this address may run, at the longest until `deadline`.
    async fn place(&self, address: IpAddr, deadline: Instant) -> Result<Place<'_>, Refused> {
        let place = self.shedding.place(address, deadline).await;
        place.inspect_err(|_| self.settings.metrics.shed())
    }

    /// A seat for one more stream.
    fn seat(&self, caller: &Caller) -> Option<Seat> {
        self.streams.expire(Instant::now());
        self.seats.take(caller)
    }

    /// Until the server begins to stop.
    async fn stopping(&self) {
        let mut stopping = self.settings.stopping.clone();
        if stopping.wait_for(|stopping| *stopping).await.is_err() {
            // Nobody is there who could say so.
            std::future::pending::<()>().await;
        }
    }
}

/// All paths of the API.
pub fn router(app: App, settings: Settings) -> Router {
    let sdl = File::new("text/plain; charset=utf-8", crate::sdl());
    let pages = pages::router(&settings);
    let guard = Guard::new(settings.limits.clone(), settings.trusted_documents.clone());
    let open = Router::new()
        .route("/graphql", any(handler::graphql))
        .route("/graphql/stream", any(events::events))
        .route("/graphql/ws", any(socket::socket))
        .route("/schema.graphql", get(async move |headers: HeaderMap| sdl.answer(&headers)))
        .merge(oauth::router())
        .method_not_allowed_fallback(unknown::method);
    let open = cors::open(open, app.clone(), &settings.cors_origins);
    let of_every_answer = headers::layer(settings.public_url.as_ref());
    let shared = Arc::new(Shared {
        app,
        schema: builder().data(ApiInfo::of(&settings)).finish(),
        quota: Quota::new(settings.quotas),
        seats: Seats::new(
            settings.streams.all,
            settings.streams.of_caller,
            settings.metrics.streams.clone(),
        ),
        streams: Streams::default(),
        shedding: Shedding::new(
            settings.running,
            settings.waiting,
            settings.metrics.operations.clone(),
        ),
        attempts: Attempts::new(),
        guard,
        settings,
    });
    Router::new()
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .merge(open)
        .merge(pages.with_state(()))
        .fallback(unknown::path)
        .method_not_allowed_fallback(unknown::method)
        .with_state(shared)
        .layer(of_every_answer)
}
