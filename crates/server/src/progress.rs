//! Long work tells how far it is: a bar on a terminal, plain lines elsewhere.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use indicatif::{ProgressBar, ProgressStyle};

/// A plain line appears at most this often, so that a log stays readable.
const PAUSE: Duration = Duration::from_secs(2);

/// Where long work reports to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    terminal: bool,
}

/// One piece of work. Work in other crates is given `&|done, total| step.report(done, total)`.
#[derive(Debug)]
pub(crate) struct Step {
    name: String,
    began: Instant,
    count: AtomicU64,
    total: AtomicU64,
    output: Output,
}

#[derive(Debug)]
enum Output {
    Bar(ProgressBar),
    /// When a line was last written.
    Lines(Mutex<Instant>),
}

impl Progress {
    /// On standard error, so that standard output holds results alone.
    pub(crate) fn new() -> Self {
        Self { terminal: io::stderr().is_terminal() }
    }

    /// Begins a piece of work of `total` parts; 0 where their number is not known yet.
    pub(crate) fn step(self, name: &str, total: u64) -> Step {
        let began = Instant::now();
        let output = if self.terminal {
            let style = ProgressStyle::with_template("{msg:24} {wide_bar} {pos}/{len} {elapsed}")
                .expect("the template is well-formed");
            let bar = ProgressBar::new(total).with_style(style).with_message(name.to_owned());
            bar.enable_steady_tick(Duration::from_millis(200));
            Output::Bar(bar)
        } else {
            say(format_args!("{name} ..."));
            Output::Lines(Mutex::new(began))
        };
        let (count, total) = (AtomicU64::new(0), AtomicU64::new(total));
        Step { name: name.to_owned(), began, count, total, output }
    }
}

impl Step {
    /// So many parts more are done.
    pub(crate) fn advance(&self, parts: u64) {
        let count = self.count.fetch_add(parts, Relaxed) + parts;
        match &self.output {
            Output::Bar(bar) => bar.set_position(count),
            Output::Lines(said) => {
                let mut said = said.lock().expect("nothing panics while it writes a line");
                if said.elapsed() >= PAUSE {
                    *said = Instant::now();
                    say(format_args!("{}: {self}", self.name));
                }
            }
        }
    }

    /// So many parts of so many are done.
    pub(crate) fn report(&self, done: u64, total: u64) {
        self.total.store(total, Relaxed);
        if let Output::Bar(bar) = &self.output {
            bar.set_length(total);
        }
        self.advance(done.saturating_sub(self.count.load(Relaxed)));
    }

    pub(crate) fn done(self) {
        if let Output::Bar(bar) = &self.output {
            bar.finish_and_clear();
        }
        let took = self.began.elapsed().as_secs_f32();
        say(format_args!("{}: {self} in {took:.1} s", self.name));
    }
}

/// How far the work is.
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.count.load(Relaxed), self.total.load(Relaxed)) {
            (0, 0) => f.write_str("nothing to do"),
            (count, total) if count >= total => write!(f, "{count} done"),
            (count, total) => write!(f, "{count} of {total}"),
        }
    }
}

/// A line on standard error. Work goes on when nobody can read about it.
pub(crate) fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_and_reports_add_up() {
        for terminal in [false, true] {
            let step = Progress { terminal }.step("Work", 0);
            assert_eq!(step.to_string(), "nothing to do");
            step.report(1, 5);
            step.report(3, 5);
            assert_eq!(step.to_string(), "3 of 5");
            step.advance(2);
            assert_eq!(step.to_string(), "5 done");
            step.done();
        }
    }
}
