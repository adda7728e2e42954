//! The command line.

use std::path::PathBuf;

use app::chain::Hash;
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};
use domain::{
    Id, Place, Role, Scope,
    directory::Organization,
    platform::{ApiClient, api_client::ActsFor},
};

use crate::{access, audit, config::Sources, failure::EXIT_CODES};

/// Klaster: data and GraphQL API of education and production clusters.
#[derive(Debug, Parser)]
#[command(name = "klaster", version, after_help = EXIT_CODES, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Try it: embedded database, demo data, server, and tokens to ask with.
    ///
    /// Everything lies in a fresh temporary directory that is removed at the end, unless --data names
    /// one to keep. The tokens are printed and written to tokens.json there.
    Demo(Demo),
    /// Run the server on a database that is migrated.
    Serve(Serve),
    /// Bring the database up to this version.
    Migrate(Migrate),
    /// Copy the embedded database to a new file, whether or not a server is running on it.
    ///
    /// The copy is checked before it gets its name. The keys beside the database are not copied.
    /// PostgreSQL is backed up with pg_dump.
    Backup(Backup),
    /// Let programs in, and keep them out. A server may be running meanwhile.
    Client(Client),
    /// Let people in who sign in with an identity provider.
    Person(PersonCommand),
    /// Turn the keys that encrypt sensitive values. A server may be running meanwhile.
    Keys(Keys),
    /// Look at the audit as a whole. A server may be running meanwhile.
    Audit(Audit),
    /// Print the GraphQL schema (SDL).
    Schema,
    /// Print the settings in force, where each was set, and what it means. Secrets are hidden.
    ///
    /// What is printed can be kept as a file for --config.
    Config(Serve),
}

#[derive(Args, Debug)]
pub(crate) struct Demo {
    /// Keep the data in DIR and find them there again.
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    #[command(flatten)]
    shared: Shared,
    #[command(flatten)]
    listen: Listen,
}

#[derive(Args, Debug)]
pub(crate) struct Serve {
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    shared: Shared,
    #[command(flatten)]
    listen: Listen,
}

#[derive(Args, Debug)]
pub(crate) struct Migrate {
    #[command(subcommand)]
    pub(crate) action: Option<MigrateAction>,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    shared: Shared,
}

#[derive(Args, Debug)]
pub(crate) struct Client {
    #[command(subcommand)]
    pub(crate) action: ClientAction,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    shared: Shared,
}

#[derive(Args, Debug)]
pub(crate) struct Audit {
    #[command(subcommand)]
    pub(crate) action: AuditAction,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    shared: Shared,
}

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum AuditAction {
    /// Say whether a record was changed, taken away or put elsewhere since it was sealed.
    ///
    /// Prints what it finds, how many records wait for their seal, and the head of the chain; ends
    /// with 1 if there is a finding. Keep the head in another place and give it the next time: an end
    /// that was cut off is found by nothing else.
    Verify {
        /// Begin with this day; what lies before is taken as it is.
        #[arg(long, value_name = "DAY", value_parser = audit::day)]
        from: Option<NaiveDate>,
        /// A head that was printed before: the chain has to contain it.
        #[arg(long, value_name = "HASH", value_parser = audit::head)]
        head: Option<Hash>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ClientAction {
    /// Make a client and approve it; prints its client_id, and its secret if it has one.
    Add(NewClient),
    /// Print all clients: id, state, way of authentication, scopes and name.
    List,
    /// Add a secret, which is printed, or a key; the oldest one goes where there is no room.
    Rotate {
        /// Which client.
        #[arg(value_parser = access::client_id)]
        id: Id<ApiClient>,
        /// File with a public key (JSON Web Key).
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    /// Keep a client out for good. Its tokens are no longer accepted.
    Revoke {
        /// Which client.
        #[arg(value_parser = access::client_id)]
        id: Id<ApiClient>,
    },
}

#[derive(Args, Debug)]
pub(crate) struct NewClient {
    /// What it is called.
    #[arg(long, value_parser = access::name)]
    pub(crate) name: String,
    /// The organization it belongs to.
    #[arg(long, value_name = "ID", value_parser = access::organization_id)]
    pub(crate) organization: Option<Id<Organization>>,
    /// What it may reach, such as requests:read.
    #[arg(long = "scope", value_name = "SCOPE", value_parser = access::scope, required = true)]
    pub(crate) scopes: Vec<Scope>,
    /// For whom it may call beside itself: nobody, own_people or everyone.
    #[arg(long, value_name = "WHOM", value_parser = access::acts_for, default_value = "nobody")]
    pub(crate) acts_for: ActsFor,
    /// It proves who it is by a secret, which is made and printed.
    #[arg(long, conflicts_with = "key")]
    pub(crate) secret: bool,
    /// It proves who it is by this key: a file with a public key (JSON Web Key).
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// A role that it holds: COLLEGE_MANAGER@ID, REGIONAL_CHAMBER@35, MINISTRY_ANALYST@KZ.
    #[arg(long = "role", value_name = "ROLE@PLACE", value_parser = access::role_at_place)]
    pub(crate) roles: Vec<RoleAtPlace>,
    /// An origin whose pages may ask, such as `https://portal.kz`.
    #[arg(long = "origin", value_name = "ORIGIN")]
    pub(crate) origins: Vec<String>,
}

#[derive(Args, Debug)]
pub(crate) struct PersonCommand {
    #[command(subcommand)]
    pub(crate) action: PersonAction,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    shared: Shared,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PersonAction {
    /// Enter a person and grant roles; prints the id.
    Add(NewPerson),
}

#[derive(Args, Debug)]
pub(crate) struct NewPerson {
    /// What the person is called.
    #[arg(long, value_parser = access::name)]
    pub(crate) name: String,
    /// The identity provider, as its tokens name it (`iss`).
    #[arg(long, value_name = "URL", value_parser = access::issuer)]
    pub(crate) issuer: String,
    /// What it calls the person (`sub`).
    #[arg(long, value_parser = access::subject)]
    pub(crate) subject: String,
    /// The organization whose administrator looks after the entry.
    #[arg(long, value_name = "ID", value_parser = access::organization_id)]
    pub(crate) organization: Option<Id<Organization>>,
    /// A role that the person holds: ORG_ADMIN@ID, MINISTRY_EDITOR@KZ.
    #[arg(long = "role", value_name = "ROLE@PLACE", value_parser = access::role_at_place)]
    pub(crate) roles: Vec<RoleAtPlace>,
}

#[derive(Args, Debug)]
pub(crate) struct Keys {
    #[command(subcommand)]
    pub(crate) action: KeysAction,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    shared: Shared,
}

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum KeysAction {
    /// Encrypt with the current key what older ones have encrypted.
    ///
    /// Can be interrupted and run again at any time. At the end it says which keys are no longer needed.
    Rotate {
        /// Make a new key first and put it in front of the others, in the file of keys.
        #[arg(long)]
        new: bool,
    },
    /// Say how many values each key has encrypted; change nothing.
    Status,
}

/// A role and where it is held.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RoleAtPlace {
    pub(crate) role: Role,
    pub(crate) place: Place,
}

#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum MigrateAction {
    /// Say which migrations are applied and which are not; change nothing.
    Status,
}

#[derive(Args, Debug)]
pub(crate) struct Backup {
    /// Where the copy goes. There must be no such file yet.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Directory of the embedded database.
    #[arg(long, value_name = "DIR")]
    data: Option<String>,
    #[command(flatten)]
    shared: Shared,
}

/// Where the data are. Whether both were given is for the configuration to say, which knows all sources.
#[derive(Args, Debug)]
struct Database {
    /// Embedded database and keys in DIR; `migrate` and `demo` make one there that is missing.
    #[arg(long, value_name = "DIR", global = true)]
    data: Option<String>,
    /// PostgreSQL, as postgres://user:password@host:5432/name. The list of processes shows flags to
    /// everybody on the machine: better set KLASTER_DATABASE_URL.
    #[arg(long, value_name = "URL", global = true)]
    database_url: Option<String>,
}

#[derive(Args, Debug)]
struct Listen {
    /// Address and port to listen on [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,
}

#[derive(Args, Debug)]
struct Shared {
    /// File of settings, in TOML. Variables KLASTER_* and flags win over it.
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
}

impl Demo {
    pub(crate) fn sources(self) -> Sources {
        sources(self.shared, [("data", self.data), ("listen", self.listen.listen)])
    }
}

impl Serve {
    pub(crate) fn sources(self) -> Sources {
        let Database { data, database_url } = self.database;
        let flags =
            [("data", data), ("database_url", database_url), ("listen", self.listen.listen)];
        sources(self.shared, flags)
    }
}

impl Migrate {
    pub(crate) fn sources(self) -> Sources {
        let Database { data, database_url } = self.database;
        sources(self.shared, [("data", data), ("database_url", database_url)])
    }
}

impl Audit {
    pub(crate) fn sources(self) -> (AuditAction, Sources) {
        let Database { data, database_url } = self.database;
        let flags = [("data", data), ("database_url", database_url)];
        (self.action, sources(self.shared, flags))
    }
}

impl Client {
    pub(crate) fn sources(self) -> (ClientAction, Sources) {
        let Database { data, database_url } = self.database;
        let flags = [("data", data), ("database_url", database_url)];
        (self.action, sources(self.shared, flags))
    }
}

impl PersonCommand {
    pub(crate) fn sources(self) -> (PersonAction, Sources) {
        let Database { data, database_url } = self.database;
        let flags = [("data", data), ("database_url", database_url)];
        (self.action, sources(self.shared, flags))
    }
}

impl Keys {
    pub(crate) fn sources(self) -> (KeysAction, Sources) {
        let Database { data, database_url } = self.database;
        let flags = [("data", data), ("database_url", database_url)];
        (self.action, sources(self.shared, flags))
    }
}

impl Backup {
    pub(crate) fn sources(self) -> Sources {
        sources(self.shared, [("data", self.data)])
    }
}

/// The one place where the environment is read.
fn sources<const N: usize>(shared: Shared, flags: [(&'static str, Option<String>); N]) -> Sources {
    let flags = flags.into_iter().filter_map(|(key, value)| Some((key, value?))).collect();
    Sources { file: shared.config, environment: std::env::vars_os().collect(), flags }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn flags_may_stand_on_either_side_of_status() {
        for line in ["migrate --data d status", "migrate status --data d"] {
            let words = ["klaster"].into_iter().chain(line.split(' '));
            let Command::Migrate(migrate) = Cli::try_parse_from(words).unwrap().command else {
                panic!("another command")
            };
            assert!(matches!(migrate.action, Some(MigrateAction::Status)));
            assert_eq!(migrate.sources().flags, [("data", "d".to_owned())]);
        }
    }
}
