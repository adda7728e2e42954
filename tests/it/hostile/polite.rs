//! Somebody asks politely while others attack.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use support::{Backend, Client, Dice, TestApp};

use super::{request::asks, send, shapes};

const ASKED: &str = "{ employerRequests(first: 5) { totalCount nodes { id title } } }";
/// Requests in a round, and rounds in quiet and under attack, which take turns: so what else
/// the machine does falls on both.
const REQUESTS: usize = 250;
const ROUNDS: usize = 8;
/// Other work on the machine spoils a measurement now and then.
const MEASUREMENTS: usize = 4;

async fn ask(client: &Client, times: &mut Vec<Duration>) {
    for _ in 0..REQUESTS {
        let begun = Instant::now();
        let answer = send(client, asks(ASKED)).await;
        times.push(begun.elapsed());
        assert_eq!(answer.status(), 200);
    }
}

/// One connection, one document behind the other, as fast as they are refused.
async fn attack(client: Client, bodies: Arc<Vec<Vec<u8>>>, over: Arc<AtomicBool>) -> usize {
    let mut sent = 0;
    while !over.load(Ordering::Relaxed) {
        send(&client, bodies[sent % bodies.len()].clone()).await;
        sent += 1;
    }
    sent
}

fn slowest_hundredth(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() * 99 / 100]
}

/// In quiet, under attack, and how many documents came.
async fn measured(app: &TestApp, bodies: &Arc<Vec<Vec<u8>>>) -> (Duration, Duration, usize) {
    let (mut quiet, mut attacked, mut sent) = (Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        ask(&app.client, &mut quiet).await;
        let over = Arc::new(AtomicBool::new(false));
        let attacker = Client::new(app.client.address());
        let attacker = tokio::spawn(attack(attacker, bodies.clone(), over.clone()));
        ask(&app.client, &mut attacked).await;
        over.store(true, Ordering::Relaxed);
        sent += attacker.await.unwrap();
    }
    (slowest_hundredth(&mut quiet), slowest_hundredth(&mut attacked), sent)
}

/// The attacker waits for each answer, so that it keeps one of two cores busy at most, itself
/// included, and leaves the other one to the polite.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_polite_client_is_answered_as_soon_as_ever_under_attack() {
    let app = TestApp::start(Backend::Sqlite).await;
    let mut dice = Dice(5);
    let bodies: Vec<_> =
        shapes().into_iter().cycle().take(1000).map(|it| it.body(&mut dice)).collect();
    let bodies = Arc::new(bodies);
    ask(&app.client, &mut Vec::new()).await;
    let mut found = Vec::new();
    for _ in 0..MEASUREMENTS {
        let (quiet, attacked, sent) = measured(&app, &bodies).await;
        found.push(format!("p99 {quiet:?} in quiet, {attacked:?} under {sent} documents"));
        println!("{}", found[found.len() - 1]);
        if attacked < 2 * quiet {
            return;
        }
    }
    panic!("{found:#?}");
}
