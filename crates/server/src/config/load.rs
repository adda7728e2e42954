//! Defaults, file, environment and flags; what comes later wins.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use super::{
    issuers,
    mistake::{Mistake, Mistakes},
    settings::{Setting, Settings, TABLE},
    value::Field,
};

const PREFIX: &str = "KLASTER_";
/// Names the file; the one variable that is no setting.
pub(crate) const FILE_VARIABLE: &str = "KLASTER_CONFIG";

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Default,
    File(PathBuf),
    Environment,
    Flag,
    /// The command itself demands it.
    Command(&'static str),
}

/// Where values are taken from.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    /// The file of `--config`.
    pub(crate) file: Option<PathBuf>,
    pub(crate) environment: Vec<(OsString, OsString)>,
    /// Keys of the settings whose flags were given, with what was given.
    pub(crate) flags: Vec<(&'static str, String)>,
}

/// What the configuration is wanted for; each command demands something else of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Demo,
    Serve,
    Migrate,
    Backup,
    /// What this command does on data that a server may be running on.
    Beside(&'static str),
    Show,
}

/// A configuration without mistakes.
#[derive(Clone, Debug)]
pub(crate) struct Configuration {
    pub(crate) settings: Settings,
    pub(super) in_force: Vec<InForce>,
}

/// What holds for a setting, for people to read.
#[derive(Clone, Debug)]
pub(super) struct InForce {
    pub(super) setting: &'static Setting,
    /// `None` where nothing is set; empty where it is secret.
    pub(super) shown: Option<String>,
    pub(super) origin: Origin,
}

/// The texts that were written, by key, in the order in which they win.
#[derive(Debug, Default)]
pub(super) struct Layers(BTreeMap<&'static str, Vec<(Origin, String)>>);

impl Sources {
    pub(crate) fn load(self, purpose: Purpose) -> Result<Configuration, Mistakes> {
        let (mut layers, mut mistakes) = (Layers::default(), Vec::new());
        // A demo's tokens are to last for as long as somebody explores.
        if purpose == Purpose::Demo {
            let month = crate::demo::LIFETIME.num_seconds().to_string();
            layers.push("token_max_lifetime", Origin::Command("demo"), month);
            // Nobody sends others to it.
            layers.push("shutdown_delay", Origin::Command("demo"), "0".to_owned());
        }
        let Self { file, environment, flags } = self;
        let (named, environment) = sort_environment(environment, &mut mistakes);
        if let Some(file) = file.or(named) {
            layers.push_file(&file, &mut mistakes);
        }
        for (key, value) in environment {
            layers.push(key, Origin::Environment, value);
        }
        for (key, value) in flags {
            layers.push(key, Origin::Flag, value);
        }
        let read = Settings::read(&layers, &mut mistakes);
        layers.check(purpose, &mut mistakes);
        layers.check_issuers(purpose, &mut mistakes);
        match read {
            Some((settings, in_force)) if mistakes.is_empty() => {
                Ok(Configuration { settings, in_force })
            }
            _ => Err(Mistakes(mistakes)),
        }
    }
}

impl Layers {
    fn push(&mut self, key: &'static str, origin: Origin, value: String) {
        self.0.entry(key).or_default().push((origin, value));
    }

    fn push_file(&mut self, path: &Path, mistakes: &mut Vec<Mistake>) {
        let origin = Origin::File(path.to_owned());
        let whole = |problem: String, remedy: &str| Mistake {
            origin: origin.clone(),
            key: String::new(),
            value: None,
            problem,
            remedy: remedy.to_owned(),
        };
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) => {
                let problem = format!("The file cannot be read: {error}.");
                return mistakes.push(whole(problem, "Correct --config or KLASTER_CONFIG."));
            }
        };
        let table = match text.parse::<toml::Table>() {
            Ok(table) => table,
            Err(error) => {
                // The line itself is not quoted: it may hold a secret.
                let start = error.span().map_or(0, |span| span.start);
                let line = text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1;
                let problem = format!("Line {line} is not TOML: {}.", error.message());
                return mistakes.push(whole(problem, "Write each setting as key = \"value\"."));
            }
        };
        for (key, value) in table {
            match (find(&key), scalar(value)) {
                (Some(setting), Some(value)) => self.push(setting.key, origin.clone(), value),
                (Some(_), None) => mistakes.push(Mistake {
                    key,
                    ..whole("It is not a single value.".to_owned(), "Write a text in quotes.")
                }),
                (None, _) => mistakes.push(unknown(origin.clone(), &key)),
            }
        }
    }

    /// Reads what was written for `setting` everywhere; a mistake that another value hides is one too.
    pub(super) fn read<F: Field>(
        &self,
        setting: &'static Setting,
        mistakes: &mut Vec<Mistake>,
    ) -> Option<(F, InForce)> {
        let default = setting.default.map(|text| (Origin::Default, text.to_owned()));
        let written = self.0.get(setting.key).into_iter().flatten().cloned();
        let mut last = F::absent().map(|absent| (absent, Origin::Default));
        for (origin, text) in default.into_iter().chain(written) {
            if let Some(value) = F::read(&text) {
                last = Some((value, origin));
            } else {
                mistakes.push(Mistake {
                    origin,
                    key: setting.key.to_owned(),
                    value: (!F::SECRET).then_some(text),
                    problem: "The value does not fit.".to_owned(),
                    remedy: format!("It takes {}.", F::expected()),
                });
            }
        }
        last.map(|(value, origin)| {
            let shown = value.show();
            (value, InForce { setting, shown, origin })
        })
    }

    /// What no setting can tell on its own.
    fn check(&self, purpose: Purpose, mistakes: &mut Vec<Mistake>) {
        self.check_exclusive(mistakes);
        let has = |key| self.origin(key).is_some();
        let (data, database) = (has("data"), has("database_url"));
        let mut demand = |key: &str, problem: &str, remedy: &str| {
            mistakes.push(Mistake {
                origin: Origin::Command(purpose.command()),
                key: key.to_owned(),
                value: None,
                problem: problem.to_owned(),
                remedy: remedy.to_owned(),
            });
        };
        if purpose == Purpose::Demo && database {
            demand(
                "database_url",
                "A demo brings its own database.",
                "Remove it for this command.",
            );
        }
        if purpose == Purpose::Backup && !data {
            demand(
                "data",
                "Only an embedded database is copied, and no directory of one is set.",
                "Give --data DIR; PostgreSQL is backed up with pg_dump.",
            );
        }
        if matches!(purpose, Purpose::Serve | Purpose::Migrate | Purpose::Beside(_))
            && !data
            && !database
        {
            demand(
                "data",
                "Nothing says where the data are.",
                "Give --data DIR or --database-url URL.",
            );
        }
        if purpose == Purpose::Serve && database && !data {
            let remedy = "Without a data directory, keys come from the configuration; \
                          all replicas need the same ones.";
            for (key, file, problem) in [
                ("token_key", "token_key_file", "No key for access tokens is set."),
                ("vault_key", "vault_key_file", "No keys for sensitive values are set."),
                ("cursor_key", "cursor_key_file", "No key for cursors is set."),
            ] {
                if !has(key) && !has(file) {
                    demand(file, problem, remedy);
                }
            }
        }
    }

    /// Of two ways to say the same, one is taken.
    fn check_exclusive(&self, mistakes: &mut Vec<Mistake>) {
        const EXCLUSIVE: [(&str, &str); 4] = [
            ("data", "database_url"),
            ("token_key", "token_key_file"),
            ("vault_key", "vault_key_file"),
            ("cursor_key", "cursor_key_file"),
        ];
        for (one, other) in EXCLUSIVE {
            if let (Some(origin), Some(second)) = (self.origin(one), self.origin(other)) {
                let also = second.with_key(other);
                mistakes.push(Mistake {
                    origin: origin.clone(),
                    key: one.to_owned(),
                    value: None,
                    problem: format!("It excludes {other}, which is set too ({also})."),
                    remedy: "Remove one of the two.".to_owned(),
                });
            }
        }
    }

    /// Those who call issuers are told what is wrong in the file of them, whatever else is wrong.
    fn check_issuers(&self, purpose: Purpose, mistakes: &mut Vec<Mistake>) {
        let calls = matches!(purpose, Purpose::Demo | Purpose::Serve | Purpose::Show);
        let written = |key| self.0.get(key).and_then(|values| values.last());
        let text = |key| written(key).map(|(_, text)| text.as_str());
        let own = || text("token_issuer").or(find("token_issuer")?.default);
        if let Some(path) = text("issuers").filter(|path| calls && !path.is_empty())
            && let Err(Mistakes(more)) = issuers::read(path.as_ref(), own().unwrap_or_default())
        {
            mistakes.extend(more);
        }
    }

    fn origin(&self, key: &str) -> Option<&Origin> {
        self.0.get(key).and_then(|values| values.last()).map(|(origin, _)| origin)
    }
}

impl Origin {
    /// The name of a setting as it is written there.
    pub(super) fn with_key(&self, key: &str) -> String {
        match self {
            Self::Default => format!("default of {key}"),
            Self::File(path) if key.is_empty() => path.display().to_string(),
            Self::File(path) => format!("{}: {key}", path.display()),
            Self::Environment if key.starts_with(PREFIX) => format!("environment: {key}"),
            Self::Environment => format!("environment: {PREFIX}{}", key.to_uppercase()),
            Self::Flag => format!("flag: --{}", key.replace('_', "-")),
            Self::Command(command) => format!("klaster {command}: {key}"),
        }
    }
}

impl Purpose {
    fn command(self) -> &'static str {
        match self {
            Self::Demo => "demo",
            Self::Serve => "serve",
            Self::Migrate => "migrate",
            Self::Backup => "backup",
            Self::Beside(command) => command,
            Self::Show => "config",
        }
    }
}

/// The file that a variable names, and the settings. An empty variable counts as not set.
fn sort_environment(
    environment: Vec<(OsString, OsString)>,
    mistakes: &mut Vec<Mistake>,
) -> (Option<PathBuf>, Vec<(&'static str, String)>) {
    let (mut file, mut values) = (None, Vec::new());
    let in_kubernetes = environment.iter().any(|(name, _)| name == "KUBERNETES_SERVICE_HOST");
    for (name, value) in environment {
        let name = name.into_string().unwrap_or_default();
        let Some(key) = name.strip_prefix(PREFIX) else { continue };
        if value.is_empty() || in_kubernetes && is_service_link(&name) {
            continue;
        }
        if name == FILE_VARIABLE {
            file = Some(PathBuf::from(value));
            continue;
        }
        match (find(&key.to_lowercase()), value.into_string()) {
            (Some(setting), Ok(value)) => values.push((setting.key, value)),
            (Some(setting), Err(_)) => mistakes.push(Mistake {
                origin: Origin::Environment,
                key: setting.key.to_owned(),
                value: None,
                problem: "It is not UTF-8.".to_owned(),
                remedy: "Write it in UTF-8.".to_owned(),
            }),
            (None, _) => mistakes.push(unknown(Origin::Environment, &name)),
        }
    }
    (file, values)
}

fn find(key: &str) -> Option<&'static Setting> {
    TABLE.iter().find(|setting| setting.key == key)
}

/// Kubernetes tells every container about the services beside it in variables that begin with the
/// service's name, and `klaster` is a likely one.
fn is_service_link(name: &str) -> bool {
    name.starts_with("KLASTER_SERVICE_")
        || name == "KLASTER_PORT"
        || name.starts_with("KLASTER_PORT_")
}

fn scalar(value: toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// The value is not told: whoever misspells a secret does not want to read it in the log.
fn unknown(origin: Origin, key: &str) -> Mistake {
    let plain = key.strip_prefix(PREFIX).unwrap_or(key).to_lowercase();
    let likeness = |setting: &&Setting| strsim::normalized_damerau_levenshtein(&plain, setting.key);
    let nearest = TABLE
        .iter()
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .filter(|setting| likeness(setting) > 0.5);
    let remedy = nearest.map_or_else(
        || "`klaster config` lists the settings.".to_owned(),
        |setting| match origin {
            Origin::Environment => format!("Is it {PREFIX}{}?", setting.key.to_uppercase()),
            _ => format!("Is it {}?", setting.key),
        },
    );
    let problem = "There is no such setting.".to_owned();
    Mistake { origin, key: key.to_owned(), value: None, problem, remedy }
}
