//! What the program tells about itself while it runs: one line an event, on standard error.

use std::io::{self, IsTerminal};

use crate::config::{LogFormat, Settings};

/// Begins to log. Called once.
pub(crate) fn start(settings: &Settings) {
    let pretty = match settings.log_format {
        LogFormat::Pretty => true,
        LogFormat::Json => false,
        LogFormat::Auto => io::stderr().is_terminal(),
    };
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(settings.log_level.to_filter())
        .with_writer(io::stderr);
    if pretty {
        subscriber.with_ansi(io::stderr().is_terminal()).with_target(false).init();
    } else {
        subscriber.json().flatten_event(true).init();
    }
}
