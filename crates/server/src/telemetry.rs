//! What the program tells about itself while it runs: one line an event, on standard error.

use std::{
    io::{self, IsTerminal},
    panic,
};

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
        // A request is in no other span, so the list of them would say the same again.
        let json = subscriber.json().flatten_event(true).with_span_list(false);
        json.finish().with(filter).init();
        panic::set_hook(Box::new(|panic| {
            // What it says may hold anything.
            let place = panic.location().map(ToString::to_string);
            tracing::error!(place, "panicked");
        }));
    }
}
