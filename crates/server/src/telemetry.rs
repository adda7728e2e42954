//! What the program tells about itself while it runs: one line an event, on standard error.

use std::io::{self, IsTerminal};

use tracing_subscriber::{filter::LevelFilter, layer::SubscriberExt, util::SubscriberInitExt};

use crate::config::{LogFormat, Settings};

/// Begins to log. Called once.
pub(crate) fn start(settings: &Settings) {
    let pretty = match settings.log_format {
        LogFormat::Pretty => true,
        LogFormat::Json => false,
        LogFormat::Auto => io::stderr().is_terminal(),
    };
    let filter = settings.log_level.targets();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_writer(io::stderr);
    if pretty {
        let colours = io::stderr().is_terminal();
        subscriber.with_ansi(colours).with_target(false).finish().with(filter).init();
    } else {
        subscriber.json().flatten_event(true).finish().with(filter).init();
    }
}
