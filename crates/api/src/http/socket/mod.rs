//! `/graphql/ws`: operations over a WebSocket.

mod protocol;

use std::{collections::HashMap, net::IpAddr, sync::Arc, time::Duration};

use app::Position;
use axum::{
    extract::{
        FromRequestParts, Request, State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::request::Parts,
    response::Response,
};
use domain::{Locale, platform::Purpose};
use futures::{FutureExt, StreamExt, future::BoxFuture};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{MissedTickBehavior, interval, sleep, timeout},
};

pub(crate) use self::protocol::CloseCode;
use self::protocol::{Asked, Close, PROTOCOL, about, authorization, has_misplaced_token, plain};
use super::{
    Shared,
    answer::{Manner, Refused, reasons, refuse, with_id},
    handler::{address, bearer},
    language,
    live::{ALL_KINDS, Told, begin},
    media::Media,
    observation::Observation,
    operation::{self, Operation},
    prepared::Asker,
    purpose,
    seats::Seat,
    trace::Trace,
    viewer::Bearer,
};

/// Bytes of one message.
pub(crate) const MESSAGE_LIMIT: usize = 64 * 1024;
/// How long the first message may take to come.
const INIT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a message may take to go out, and a closed connection to end. The server breaks off a
/// connection on which nothing moves a little later, without a word.
const SEND_TIMEOUT: Duration = Duration::from_secs(5);
/// Messages that wait to go out; operations wait with them.
const QUEUE: usize = 1;

pub(super) async fn socket(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let mut observation = Observation::of(&shared, &parts.headers);
    let request_id = observation.request_id().to_owned();
    let upgraded = upgrade(&shared, &mut parts, &mut observation).await;
    let response = upgraded.unwrap_or_else(|refused| {
        let locale = language::of(&parts.headers);
        let metrics = &shared.settings.metrics;
        refuse(&refused, Manner { request_id: &request_id, metrics, media: Media::Json, locale })
    });
    observation.answered(&response);
    with_id(response, &request_id)
}

async fn upgrade(
    shared: &Arc<Shared>,
    parts: &mut Parts,
    observation: &mut Observation,
) -> Result<Response, Refused> {
    let upgrade = WebSocketUpgrade::from_request_parts(parts, &()).await;
    let upgrade =
        upgrade.map_err(|_| Refused::BadInput("this path is for WebSockets (RFC 6455)"))?;
    let upgrade =
        upgrade.max_frame_size(MESSAGE_LIMIT).max_message_size(MESSAGE_LIMIT).protocols([PROTOCOL]);
    if *shared.settings.stopping.borrow() {
        return Err(Refused::Unavailable("the server stops; ask again in a moment"));
    }
    let bearer = bearer(parts, shared).await?;
    bearer.admitted(shared).await?;
    observation.asked_by(bearer.client());
    let (address, locale) = (address(shared, parts), language::of(&parts.headers));
    let purpose = purpose::of(&parts.headers);
    let is_ours = upgrade.selected_protocol().is_some();
    let (shared, trace) = (shared.clone(), observation.trace());
    Ok(upgrade.on_upgrade(async move |socket| {
        let connection = Connection::new(shared, socket, address, locale, bearer, trace);
        let connection = Connection { purpose, ..connection };
        connection.serve(is_ours).await;
    }))
}

/// What an operation has to say.
enum News {
    Begun(Option<Position>),
    Told(Told),
    Failed(Vec<u8>),
    Ended,
}

struct Running {
    number: u64,
    task: JoinHandle<()>,
    phase: Phase,
}

/// How far an operation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Beginning,
    /// It has an end of its own.
    Ending,
    /// It goes on for ever, behind the last event that was told.
    Following(Position),
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Connection {
    shared: Arc<Shared>,
    socket: WebSocket,
    address: IpAddr,
    locale: Locale,
    /// Of the request that has opened it.
    bearer: Bearer,
    /// What personal data are asked for.
    purpose: Option<Purpose>,
    trace: Trace,
    /// Who asks, once that has been acknowledged.
    asker: Option<(Asker, Seat)>,
    /// Until its time is over: to say who asks, then to go on asking with that token.
    passed: BoxFuture<'static, Close>,
    running: HashMap<String, Running>,
    news: mpsc::Sender<(String, u64, News)>,
    heard: mpsc::Receiver<(String, u64, News)>,
    /// Operations that have begun: an id may stand for one after the other.
    begun: u64,
    /// Why the connection will be closed, once the last operation has had its say.
    closing: Option<Close>,
    /// Whether the other side has said something since it was asked.
    is_there: bool,
}

impl Connection {
    fn new(
        shared: Arc<Shared>,
        socket: WebSocket,
        address: IpAddr,
        locale: Locale,
        bearer: Bearer,
        trace: Trace,
    ) -> Self {
        let (news, heard) = mpsc::channel(QUEUE);
        let (asker, running) = (None, HashMap::new());
        let passed = sleep(INIT_TIMEOUT).map(|()| Close::NotInitialised).boxed();
        Self {
            shared,
            socket,
            address,
            locale,
            bearer,
            purpose: None,
            trace,
            asker,
            passed,
            running,
            news,
            heard,
            begun: 0,
            closing: None,
            is_there: true,
        }
    }

    async fn serve(mut self, is_ours: bool) {
        let close = if is_ours { self.converse().await } else { Some(Close::WrongProtocol) };
        self.running.clear();
        // Nobody is there any more.
        let Some(close) = close else { return };
        tracing::info!(?close, "a WebSocket is closed");
        let end = async {
            self.socket.send(Message::Close(Some(close.frame(&self.shared.app)))).await?;
            // What is on its way would make the system tear the connection down.
            while self.socket.recv().await.transpose()?.is_some() {}
            Ok::<_, axum::Error>(())
        };
        let _ = timeout(SEND_TIMEOUT, end).await;
    }

    /// Until one of the two has had enough; none if the other side is gone.
    async fn converse(&mut self) -> Option<Close> {
        let mut ping = interval(self.shared.settings.ping);
        ping.set_missed_tick_behavior(MissedTickBehavior::Delay);
        ping.reset();
        let shared = self.shared.clone();
        loop {
            let goes_on = self.closing.is_none();
            let done = tokio::select! {
                message = self.socket.recv() => {
                    self.is_there = true;
                    match message? {
                        Ok(Message::Text(text)) if goes_on => self.hear(&text).await,
                        Ok(Message::Binary(_)) => Err(Some(Close::Invalid)),
                        // The library answers a close when it is asked for more.
                        Ok(_) => Ok(()),
                        Err(error) => Err(broken(error)),
                    }
                }
                Some((id, number, news)) = self.heard.recv() => self.tell(&id, number, news).await,
                close = &mut self.passed, if goes_on => {
                    self.wind_up(close);
                    Ok(())
                }
                _ = ping.tick() => self.ask_who_is_there().await,
                () = shared.stopping(), if goes_on => {
                    self.wind_up(Close::Stopping(self.first()));
                    Ok(())
                }
            };
            if let Err(close) = done {
                return close;
            }
            if self.closing.is_some() && self.running.is_empty() {
                return self.closing.take();
            }
        }
    }

    /// Ends what would go on for ever. What has begun otherwise has its say: it may have changed
    /// something.
    fn wind_up(&mut self, close: Close) {
        self.running.retain(|_, running| !matches!(running.phase, Phase::Following(_)));
        self.closing = Some(close);
    }

    async fn ask_who_is_there(&mut self) -> Result<(), Option<Close>> {
        if !std::mem::take(&mut self.is_there) {
            return Err(None);
        }
        self.send(Message::Ping(Vec::new().into())).await
    }

    /// All that go on for ever can do so from the earliest of their events.
    fn first(&self) -> Option<Position> {
        let followed = self.running.values().filter_map(|running| match running.phase {
            Phase::Following(position) => Some(position),
            Phase::Beginning | Phase::Ending => None,
        });
        followed.min()
    }

    /// Why whoever does not take what is sent is cut off. Where an operation still begins, it is not
    /// known from where on all can go on.
    fn stopped(&self) -> Close {
        let begins = self.running.values().any(|running| running.phase == Phase::Beginning);
        match self.closing.clone().unwrap_or(Close::Stopping(self.first())) {
            Close::Stopping(_) if begins => Close::Stopping(None),
            close => close,
        }
    }

    async fn hear(&mut self, text: &str) -> Result<(), Option<Close>> {
        if operation::is_laden(text) {
            return Err(Some(Close::TooLarge));
        }
        match Asked::read(text).ok_or(Close::Invalid)? {
            Asked::ConnectionInit { payload } => {
                if self.asker.is_some() {
                    return Err(Some(Close::TooManyInits));
                }
                if payload.as_ref().is_some_and(has_misplaced_token) {
                    let why = "the payload is {\"authorization\": \"Bearer <token>\"}";
                    return Err(Some(Close::Forbidden(why)));
                }
                let said = payload.as_ref().and_then(purpose::in_payload);
                self.purpose = said.or(self.purpose);
                self.acknowledge(payload.as_ref().and_then(authorization)).await?;
                self.send(plain("connection_ack")).await
            }
            Asked::Ping {} => self.send(plain("pong")).await,
            Asked::Pong {} => Ok(()),
            Asked::Subscribe { id, payload } => Ok(self.subscribe(id, payload)?),
            Asked::Complete { id } => {
                self.running.remove(&id);
                Ok(())
            }
        }
    }

    /// A token in the first message goes before that of the request.
    async fn acknowledge(&mut self, authorization: Option<&str>) -> Result<(), Close> {
        let bearer = match authorization {
            Some(value) => Bearer::of(Some(value.as_bytes()), &self.shared).await,
            None => Ok(self.bearer.clone()),
        };
        let admitted = match bearer {
            Ok(bearer) => bearer.admitted(&self.shared).await.map(|_| bearer),
            refused => refused,
        };
        let bearer = admitted.map_err(|refused| match refused {
            Refused::Unauthenticated(why) => Close::Forbidden(why),
            _ => Close::Forbidden("the token cannot be checked"),
        })?;
        let asker = Asker::new(bearer, self.address, self.locale, self.purpose);
        let seat = self.shared.seat(&asker.caller).ok_or(Close::TooManyStreams)?;
        let (bearer, shared) = (asker.bearer.clone(), self.shared.clone());
        self.passed = async move { Close::Ended(bearer.ended(&shared).await) }.boxed();
        self.asker = Some((asker, seat));
        Ok(())
    }

    fn subscribe(&mut self, id: String, payload: Operation) -> Result<(), Close> {
        let (asker, _) = self.asker.as_ref().ok_or(Close::Unauthorized)?;
        if self.running.contains_key(&id) {
            return Err(Close::SubscriberExists);
        }
        if self.running.len() >= self.shared.settings.streams.operations {
            return Err(Close::TooManyOperations);
        }
        let answers = answers(self.shared.clone(), asker.clone(), payload, self.trace);
        self.begun += 1;
        let (news, name, number) = (self.news.clone(), id.clone(), self.begun);
        let task = tokio::spawn(async move {
            futures::pin_mut!(answers);
            while let Some(said) = answers.next().await {
                if news.send((name.clone(), number, said)).await.is_err() {
                    return;
                }
            }
        });
        self.running.insert(id, Running { number, task, phase: Phase::Beginning });
        Ok(())
    }

    async fn tell(&mut self, id: &str, number: u64, news: News) -> Result<(), Option<Close>> {
        // Of an operation that the client has ended meanwhile nothing more is said.
        let running = self.running.get_mut(id).filter(|running| running.number == number);
        let Some(running) = running else { return Ok(()) };
        let message = match news {
            News::Begun(Some(position)) if self.closing.is_some() => {
                self.running.remove(id);
                if let Some(Close::Stopping(first)) = &mut self.closing {
                    *first = (*first).into_iter().chain([position]).min();
                }
                return Ok(());
            }
            News::Begun(position) => {
                running.phase = position.map_or(Phase::Ending, Phase::Following);
                return Ok(());
            }
            News::Told(told) => {
                running.phase = told.position.map_or(running.phase, Phase::Following);
                about(id, "next", Some(&told.body))
            }
            News::Failed(errors) => {
                self.running.remove(id);
                about(id, "error", Some(&errors))
            }
            News::Ended => {
                self.running.remove(id);
                about(id, "complete", None)
            }
        };
        self.send(message).await
    }

    /// Whoever does not take what is sent is cut off.
    async fn send(&mut self, message: Message) -> Result<(), Option<Close>> {
        match timeout(SEND_TIMEOUT, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(None),
            Err(_) => Err(Some(self.stopped())),
        }
    }
}

/// What there is to say to whoever has broken the connection, or the rules.
fn broken(error: axum::Error) -> Option<Close> {
    use tungstenite::Error;
    match *error.into_inner().downcast::<Error>().ok()? {
        Error::Capacity(_) => Some(Close::TooLarge),
        Error::Protocol(_) | Error::Utf8(_) => Some(Close::Invalid),
        _ => None,
    }
}

/// All that an operation has to say, in order.
fn answers(
    shared: Arc<Shared>,
    asker: Asker,
    payload: Operation,
    trace: Trace,
) -> impl futures::Stream<Item = News> + Send {
    let request_id = shared.app.new_request_id();
    let begun = async move {
        let mut observation = Observation::new(&shared, request_id.clone(), trace);
        observation.is_operation_of(&shared, &asker.bearer);
        let metrics = shared.settings.metrics.clone();
        let operation = operation::of_message(payload).inspect_err(|_| observation.refused());
        let begun = match operation {
            Ok(operation) => begin(shared, operation, asker, &ALL_KINDS, observation).await,
            Err(refused) => Err(refused),
        };
        match begun {
            Ok(answers) => {
                let begun = futures::stream::iter([News::Begun(answers.position)]);
                let told = answers.told.map(News::Told);
                begun.chain(told).chain(futures::stream::iter([News::Ended])).boxed()
            }
            Err(refused) => {
                let failed = News::Failed(reasons(&refused, &request_id, &metrics));
                futures::stream::iter([failed]).boxed()
            }
        }
    };
    futures::stream::once(begun).flatten()
}
