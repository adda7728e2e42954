//! What the program promises under load. Cargo runs one program of tests after another, so what is
//! measured here has the machine to itself; within this one, the tests take turns.

#![cfg(target_os = "linux")]

#[expect(dead_code, reason = "each program of tests uses a part of it")]
mod program;

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use program::{Client, PATIENCE, Server, post};
use tokio::{
    sync::Mutex,
    task::JoinSet,
    time::{sleep, timeout},
};

static TURN: Mutex<()> = Mutex::const_new(());

/// A request that the database has a part in.
const LIST: &str = "{ regions(first: 5) { nodes { code name } } }";

/// A page of a list, as a portal shows it.
const PAGE: &str = "{ qualifications(first: 25) { totalCount nodes { id code name nqfLevel validFrom \
     specialty { id code name } } pageInfo { endCursor hasNextPage } } }";

/// How long each of them has taken, shortest first.
fn sorted(mut times: Vec<Duration>) -> Vec<Duration> {
    times.sort_unstable();
    times
}

/// So much of the whole takes no longer.
fn percentile(sorted: &[Duration], part: f64) -> Duration {
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]
    let place = (sorted.len() as f64 * part).ceil() as usize;
    sorted[place.clamp(1, sorted.len()) - 1]
}

#[derive(Clone, Copy, Debug)]
enum Attack {
    /// A head that does not end.
    Head,
    /// A body that does not end.
    Body,
    /// Answers that are not read.
    Read,
}

impl Attack {
    /// Goes on until the server has closed the connection; how long that took, from the start.
    async fn run(self, from: [u8; 4], to: SocketAddr, attacking: &AtomicUsize) -> Duration {
        let mut client = match self {
            Self::Read => Client::narrow(from, to).await,
            Self::Head | Self::Body => Client::from(from, to).await,
        };
        let begun = Instant::now();
        let start = match self {
            Self::Head => "GET / HTTP/1.1\r\nA: ".to_owned(),
            Self::Body => post(LIST).replace("Length: ", "Length: 10"),
            Self::Read => "GET /schema.graphql HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(30),
        };
        client.send(start).await.expect("a connection");
        attacking.fetch_add(1, Relaxed);
        match self {
            Self::Read => client.closed().await,
            Self::Head | Self::Body => {
                while client.send("a").await.is_ok() {
                    sleep(Duration::from_millis(500)).await;
                }
            }
        }
        begun.elapsed()
    }
}

/// Two thousand connections of twenty addresses that keep the server waiting, each in one of the three
/// ways, and one client that goes on asking.
#[tokio::test(flavor = "multi_thread")]
async fn slow_clients_are_let_go_and_nobody_waits_for_them() {
    let _turn = TURN.lock().await;
    let server = Server::start(&[("quota_address", "0")]);
    let before = server.sockets();
    let attacking = Arc::new(AtomicUsize::new(0));
    let mut attackers = JoinSet::new();
    for number in 0..2000_u16 {
        let from = [127, 0, 0, 2 + u8::try_from(number / 100).unwrap()];
        let attack = [Attack::Head, Attack::Body, Attack::Read][usize::from(number % 3)];
        let (to, attacking) = (server.address, attacking.clone());
        attackers.spawn(async move { (attack, attack.run(from, to, &attacking).await) });
    }
    let over = Arc::new(AtomicBool::new(false));
    let polite = tokio::spawn(ask_until(server.address, over.clone()));
    let (mut longest, mut most) = (Duration::ZERO, 0);
    while let Some(ended) = attackers.join_next().await {
        let (attack, lasted) = ended.unwrap();
        assert!(lasted < Duration::from_secs(15), "{attack:?} lasted {lasted:?}");
        longest = longest.max(lasted);
        most = most.max(attacking.load(Relaxed));
    }
    over.store(true, Relaxed);
    let times = sorted(polite.await.unwrap());
    assert_eq!(most, 2000);
    let slow = percentile(&times, 0.99);
    println!(
        "the last was let go after {longest:?}; {} polite requests meanwhile: p50 {:?}, p99 {slow:?}, \
         longest {:?}",
        times.len(),
        percentile(&times, 0.5),
        times[times.len() - 1]
    );
    assert!(slow < Duration::from_millis(200), "{slow:?}");
    assert!(times.len() > 100, "{}", times.len());
    let none_is_left = async {
        while server.sockets() > before {
            sleep(Duration::from_millis(10)).await;
        }
    };
    timeout(PATIENCE, none_is_left).await.expect("none is left");
}

/// How long each request has taken.
async fn ask_until(to: SocketAddr, over: Arc<AtomicBool>) -> Vec<Duration> {
    let mut client = Client::from([127, 0, 0, 1], to).await;
    let mut times = Vec::new();
    while !over.load(Relaxed) {
        let begun = Instant::now();
        let answer = client.ask(LIST).await.expect("an answer");
        assert_eq!(answer.status, 200, "{}", answer.body);
        times.push(begun.elapsed());
        sleep(Duration::from_millis(5)).await;
    }
    times
}

/// What came of many clients who ask again as soon as they are answered, and, where they are refused,
/// when they are told to.
#[derive(Debug, Default)]
struct Run {
    /// Answered as they should be.
    good: usize,
    refused: usize,
    times: Vec<Duration>,
}

/// Lets so many clients ask for so long.
async fn crowd(to: SocketAddr, clients: usize, during: Duration) -> Run {
    let mut crowd = JoinSet::new();
    for number in 0..clients {
        // An address may take half of the places that there are.
        let from = [127, 0, 1, 1 + u8::try_from(number / 4).unwrap()];
        crowd.spawn(async move {
            let (mut run, mut client) = (Run::default(), Client::from(from, to).await);
            let begun = Instant::now();
            while begun.elapsed() < during {
                let asked = Instant::now();
                let answer = client.ask(PAGE).await.expect("an answer");
                if answer.status == 200 {
                    run.good += 1;
                    run.times.push(asked.elapsed());
                } else {
                    assert_eq!(answer.status, 503);
                    assert!(answer.body.contains("\"UNAVAILABLE\""), "{}", answer.body);
                    run.refused += 1;
                    let seconds = answer.header("retry-after").and_then(|wait| wait.parse().ok());
                    sleep(Duration::from_secs(seconds.expect("how long to wait"))).await;
                }
            }
            run
        });
    }
    let mut all = Run::default();
    crowd.join_all().await.into_iter().for_each(|run| all.add(run));
    all
}

impl Run {
    fn add(&mut self, more: Self) {
        self.good += more.good;
        self.refused += more.refused;
        self.times.extend(more.times);
    }
}

/// Few places, so that the clients at which throughput peaks fill them, and five times as many or more
/// do not find room. The peak and the crowd take turns, so that what else the machine does meets both. How long
/// it took to refuse is what the server says in its log, from the head of the request to the answer.
#[tokio::test(flavor = "multi_thread")]
async fn who_cannot_be_answered_is_told_at_once_and_the_others_are_answered() {
    let _turn = TURN.lock().await;
    let server =
        Server::start(&[("limit_running", "4"), ("limit_waiting", "12"), ("quota_address", "0")]);
    let (second, round) = (Duration::from_secs(1), Duration::from_millis(1500));
    crowd(server.address, 4, second).await;
    let mut peak = (0, 0);
    for clients in [2, 4, 8, 16] {
        let run = crowd(server.address, clients, second).await;
        println!("{clients} clients: {} answered a second", run.good);
        peak = peak.max((run.good, clients));
    }
    let (_, few) = peak;
    let many = (5 * few).max(5 * 16);
    let (mut at_peak, mut crowded) = (Run::default(), Run::default());
    for _ in 0..6 {
        at_peak.add(crowd(server.address, few, round).await);
        assert_eq!(at_peak.refused, 0, "all is well again at once");
        crowded.add(crowd(server.address, many, round).await);
    }
    let after = crowd(server.address, few, second).await;
    assert_eq!(after.refused, 0);
    let refused = server.logged("answered").into_iter().filter(|line| line["status"] == 503);
    let microseconds = |line: serde_json::Value| {
        Duration::from_micros(line["microseconds"].to_string().trim_matches('"').parse().unwrap())
    };
    let (refusals, times) = (sorted(refused.map(microseconds).collect()), sorted(crowded.times));
    println!(
        "{few} clients: {} answered a second; {many}: {}, p99 {:?}, {} refused a second, which took p50 {:?}, \
         p99 {:?}, longest {:?}; afterwards {}",
        at_peak.good / 9,
        crowded.good / 9,
        percentile(&times, 0.99),
        crowded.refused / 9,
        percentile(&refusals, 0.5),
        percentile(&refusals, 0.99),
        refusals[refusals.len() - 1],
        after.good,
    );
    assert_eq!(refusals.len(), crowded.refused, "each refusal was told");
    assert!(crowded.good * 10 >= at_peak.good * 8, "{} of {}", crowded.good, at_peak.good);
    assert!(percentile(&times, 0.99) < Duration::from_secs(1));
    assert!(percentile(&refusals, 0.99) < Duration::from_millis(50));
}
