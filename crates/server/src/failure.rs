//! How the program ends when it does not end well.

use std::{error::Error as _, fmt, net::SocketAddr, process::ExitCode};

use app::{StoreError, reference::LoadError, wall::WallError};

use crate::{config::Mistakes, data_directory::Unusable, refusal};

/// What every command can end with. Each has an exit code, listed in `klaster --help`.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What went wrong, in words.
    Other(String),
    Configuration(Mistakes),
    /// The database lacks so many migrations.
    NotMigrated(usize),
    /// Its row-level security is missing or not that of this version.
    OtherPolicies,
    /// A key that the configuration names is no good.
    Key(String),
    DataDirectory(Unusable),
    AddressInUse(SocketAddr),
    Database(migrations::Error),
}

/// What the exit codes mean; the end of `klaster --help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  failure
  2  bad usage or configuration
  3  the data directory or the database cannot be used (none there, damaged, no room left), or is
     of a newer version
  4  the data directory or the address is in use by another process
  5  the database cannot be reached";

impl Failure {
    /// Why the data of an application could not be read or made.
    pub(crate) fn of_app(doing: &str, error: &app::Error) -> Self {
        match error {
            app::Error::Unavailable(cause) | app::Error::Timeout(cause) => (&**cause).into(),
            app::Error::Internal(cause) => match cause.downcast_ref::<StoreError>() {
                Some(cause) => cause.into(),
                None => Self::Other(format!("{doing} has failed: {cause}.")),
            },
            error => Self::Other(format!("{doing} has failed: {}", refusal::sentences(error))),
        }
    }

    pub(crate) fn of_loading(error: &LoadError) -> Self {
        match error {
            LoadError::Store(cause) => cause.into(),
            LoadError::Flaw(_) => {
                Self::Other(format!("the reference data cannot be loaded: {error}."))
            }
        }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Other(_)
            | Self::NotMigrated(_)
            | Self::OtherPolicies
            | Self::Database(migrations::Error::Failed(_)) => 1,
            Self::Configuration(_) | Self::Key(_) => 2,
            Self::DataDirectory(Unusable::InUse { .. }) | Self::AddressInUse(_) => 4,
            Self::DataDirectory(_)
            | Self::Database(
                migrations::Error::Newer(_)
                | migrations::Error::Damaged(_)
                | migrations::Error::Full(_),
            ) => 3,
            Self::Database(migrations::Error::Unreachable(_)) => 5,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(what) | Self::Key(what) => f.write_str(what),
            Self::Configuration(mistakes) => mistakes.fmt(f),
            Self::NotMigrated(missing) => write!(
                f,
                "the database lacks {missing} migrations. Run `klaster migrate` with the same \
                 settings first."
            ),
            Self::OtherPolicies => f.write_str(
                "the row-level security of the database is not that of this version, or its user may \
                 not become the roles of it. Run `klaster migrate` with the same settings first; a \
                 user who does not own the database needs GRANT klaster_api, klaster_job.",
            ),
            Self::DataDirectory(unusable) => unusable.fmt(f),
            Self::AddressInUse(address) => write!(
                f,
                "the address {address} is in use by another process. \
                 Stop it, or choose another address with --listen."
            ),
            Self::Database(migrations::Error::Unreachable(cause)) => write!(
                f,
                "the database cannot be reached: {cause}. \
                 Is it running, and are address, name and password right?"
            ),
            Self::Database(error @ migrations::Error::Newer(_)) => write!(
                f,
                "{error} Nothing was changed. Use the newer version, or a backup made before it."
            ),
            Self::Database(migrations::Error::Damaged(cause)) => write!(
                f,
                "the database is damaged: {cause}. Keep its files, and restore a backup: see \
                 \"Restore\" in deploy/README.md."
            ),
            Self::Database(migrations::Error::Full(cause)) => write!(
                f,
                "there is no room left for the database: {cause}. Nothing was damaged; make room \
                 and start again."
            ),
            Self::Database(migrations::Error::Failed(cause)) => {
                write!(f, "the database was not migrated: {cause}.")
            }
        }
    }
}

impl From<Mistakes> for Failure {
    fn from(mistakes: Mistakes) -> Self {
        Self::Configuration(mistakes)
    }
}

impl From<migrations::Error> for Failure {
    fn from(error: migrations::Error) -> Self {
        Self::Database(error)
    }
}

impl From<WallError> for Failure {
    fn from(error: WallError) -> Self {
        match error {
            WallError::Store(cause) => cause.into(),
            error @ WallError::Roles { .. } => Self::Other(format!("{error}.")),
        }
    }
}

impl From<&StoreError> for Failure {
    fn from(error: &StoreError) -> Self {
        let cause = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        Self::Database(match error {
            StoreError::Full(_) => migrations::Error::Full(cause),
            StoreError::Damaged(_) => migrations::Error::Damaged(cause),
            StoreError::Down(_) | StoreError::Busy(_) | StoreError::Slow(_) => {
                migrations::Error::Unreachable(cause)
            }
            _ => return Self::Other(format!("the database has failed: {cause}.")),
        })
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        (&error).into()
    }
}

impl From<Unusable> for Failure {
    fn from(unusable: Unusable) -> Self {
        Self::DataDirectory(unusable)
    }
}
