//! Long work tells how far it is: a bar on a terminal, plain lines elsewhere.

use std::{
    fmt,
    io::{self, IsTerminal, Write},
    sync::Mutex,
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

/// One piece of work. Dropped without `done` it counts as broken off.
pub(crate) struct Step {
    name: String,
    began: Instant,
    output: Output,
}

enum Output {
    Bar(ProgressBar),
    Lines(Mutex<Lines>),
}

/// How far the work is, and when that was last said.
struct Lines {
    count: u64,
    total: u64,
    said: Instant,
}

impl Progress {
    /// On standard error, so that standard output holds results alone.
    pub(crate) fn new() -> Self {
        Self { terminal: io::stderr().is_terminal() }
    }

    /// Begins a piece of work of `total` parts; 0 where their number is not known yet.
    pub(crate) fn step(self, name: &str, total: u64) -> Step {
        let output = if self.terminal {
            let style = ProgressStyle::with_template("{msg:24} {wide_bar} {pos}/{len} {elapsed}")
                .expect("the template is well-formed");
            let bar = ProgressBar::new(total).with_style(style).with_message(name.to_owned());
            bar.enable_steady_tick(Duration::from_millis(200));
            Output::Bar(bar)
        } else {
            say(format_args!("{name} ..."));
            Output::Lines(Mutex::new(Lines { count: 0, total, said: Instant::now() }))
        };
        Step { name: name.to_owned(), began: Instant::now(), output }
    }
}

impl Step {
    /// So many parts more are done.
    pub(crate) fn advance(&self, parts: u64) {
        match &self.output {
            Output::Bar(bar) => bar.inc(parts),
            Output::Lines(lines) => {
                let mut lines = lines.lock().expect("nothing panics while it says a line");
                lines.count += parts;
                self.say_sometimes(&mut lines);
            }
        }
    }

    /// So many parts of so many are done. `&|done, total| step.report(done, total)` is what work in
    /// other crates is given.
    pub(crate) fn report(&self, done: u64, total: u64) {
        match &self.output {
            Output::Bar(bar) => {
                bar.set_length(total);
                bar.set_position(done);
            }
            Output::Lines(lines) => {
                let mut lines = lines.lock().expect("nothing panics while it says a line");
                (lines.count, lines.total) = (done, total);
                self.say_sometimes(&mut lines);
            }
        }
    }

    pub(crate) fn done(self) {
        let took = self.began.elapsed().as_secs_f32();
        let count = match &self.output {
            Output::Bar(bar) => {
                bar.finish_and_clear();
                bar.position()
            }
            Output::Lines(lines) => {
                lines.lock().expect("nothing panics while it says a line").count
            }
        };
        match count {
            0 => say(format_args!("{}: done in {took:.1} s", self.name)),
            _ => say(format_args!("{}: {count} done in {took:.1} s", self.name)),
        }
    }

    fn say_sometimes(&self, lines: &mut Lines) {
        if lines.said.elapsed() < PAUSE {
            return;
        }
        lines.said = Instant::now();
        match lines.total {
            0 => say(format_args!("{}: {}", self.name, lines.count)),
            total => say(format_args!("{}: {} of {total}", self.name, lines.count)),
        }
    }
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Step").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Work goes on when nobody can read about it.
fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}
