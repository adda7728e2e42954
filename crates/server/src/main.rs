//! The binary `klaster`: command line, configuration, telemetry, files, signals.

mod access;
mod audit;
mod backup;
mod cli;
mod config;
mod connections;
mod data_directory;
mod demo;
#[cfg(test)]
mod deployment;
mod failure;
mod installation;
mod issuers;
mod keys;
mod metrics;
mod migrate;
mod output;
mod private_file;
mod progress;
mod refusal;
mod rotation;
mod serve;
mod shutdown;
mod spans;
mod telemetry;

use std::{process::ExitCode, thread};

use app::{Clock, SystemClock};
use clap::Parser;

use crate::{
    cli::{Cli, Command, MigrateAction, PersonAction},
    config::Purpose,
    failure::Failure,
    installation::Installation,
    progress::say,
};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Building the schema takes deep stacks when nothing is optimised.
const MAIN_STACK: usize = 16 << 20;
const WORKER_STACK: usize = if cfg!(debug_assertions) { 8 << 20 } else { 2 << 20 };

fn main() -> ExitCode {
    let cli = Cli::parse();
    let main = thread::Builder::new().stack_size(MAIN_STACK).spawn(|| run(cli.command));
    let ended = match main.map(thread::JoinHandle::join) {
        Ok(Ok(ended)) => ended,
        // A panic has already said what it has to say.
        Ok(Err(_)) => return ExitCode::FAILURE,
        Err(error) => Err(Failure::Other(format!("no thread can be started: {error}."))),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(format_args!("klaster: {failure}"));
            failure.exit_code()
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Demo(demo) => {
            let settings = demo.sources().load(Purpose::Demo)?.settings;
            telemetry::start(&settings);
            block_on(demo::run(settings))
        }
        Command::Serve(serve) => {
            let settings = serve.sources().load(Purpose::Serve)?.settings;
            telemetry::start(&settings);
            let installation = Installation::existing(settings)?;
            block_on(serve::run(&installation))
        }
        Command::Migrate(migrate) => {
            let action = migrate.action;
            let settings = migrate.sources().load(Purpose::Migrate)?.settings;
            telemetry::start(&settings);
            self::migrate(settings, action)
        }
        Command::Backup(backup) => {
            let file = backup.file.clone();
            let settings = backup.sources().load(Purpose::Backup)?.settings;
            telemetry::start(&settings);
            block_on(backup::run(&settings, &file))
        }
        Command::Client(client) => {
            let (action, sources) = client.sources();
            let settings = sources.load(Purpose::Beside("client"))?.settings;
            telemetry::start(&settings);
            block_on(access::client(&settings, action))
        }
        Command::Person(person) => {
            let (PersonAction::Add(new), sources) = person.sources();
            let settings = sources.load(Purpose::Beside("person"))?.settings;
            telemetry::start(&settings);
            block_on(access::person(&settings, new))
        }
        Command::Keys(command) => {
            let (action, sources) = command.sources();
            let settings = sources.load(Purpose::Beside("keys"))?.settings;
            telemetry::start(&settings);
            block_on(keys::run(&settings, action))
        }
        Command::Audit(audit) => {
            let (action, sources) = audit.sources();
            let settings = sources.load(Purpose::Beside("audit"))?.settings;
            telemetry::start(&settings);
            block_on(audit::run(&settings, action))
        }
        Command::Schema => output::print(format_args!("{}", api::sdl())),
        Command::Config(serve) => {
            output::print(format_args!("{}", serve.sources().load(Purpose::Show)?))
        }
    }
}

fn migrate(settings: config::Settings, action: Option<MigrateAction>) -> Result<(), Failure> {
    match action {
        None => {
            let installation = Installation::open(settings)?;
            block_on(migrate::run(&installation, SystemClock.now()))
        }
        Some(MigrateAction::Status) => {
            let installation = Installation::existing(settings)?;
            block_on(migrate::status(&installation))
        }
    }
}

fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(WORKER_STACK)
        .build()
        .map_err(|error| Failure::Other(format!("no threads can be started: {error}.")))?;
    runtime.block_on(work)
}
