use std::{ffi::OsString, fs};

use super::{
    load::{Configuration, Purpose, Sources},
    mistake::Mistakes,
    settings::TABLE,
};

fn variables(variables: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    variables.iter().map(|(name, value)| (name.into(), value.into())).collect()
}

/// Loads what a file, an environment and flags say, for a server.
fn load(
    file: &str,
    environment: &[(&str, &str)],
    flags: &[(&'static str, &str)],
) -> Result<Configuration, Mistakes> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("klaster.toml");
    fs::write(&path, file).unwrap();
    Sources {
        file: Some(path),
        environment: variables(environment),
        flags: flags.iter().map(|(key, value)| (*key, (*value).to_owned())).collect(),
    }
    .load(Purpose::Serve)
}

/// What the mistakes are about, in the order in which they are told.
fn keys(loaded: Result<Configuration, Mistakes>) -> Vec<String> {
    loaded.unwrap_err().0.into_iter().map(|mistake| mistake.key).collect()
}

#[test]
fn later_sources_win() {
    let file =
        "data = 'a'\nlisten = '127.0.0.1:1'\ntoken_issuer = 'https://file.kz'\nlog_level = 'warn'";
    let environment =
        [("KLASTER_LISTEN", "127.0.0.1:2"), ("KLASTER_TOKEN_ISSUER", "https://environment.kz")];
    let loaded = load(file, &environment, &[("listen", "127.0.0.1:3")]).unwrap();
    assert_eq!(loaded.settings.listen.port(), 3);
    assert_eq!(loaded.settings.token_issuer.as_ref().unwrap().host(), Some("environment.kz"));
    let shown = loaded.to_string();
    assert!(shown.contains("listen = \"127.0.0.1:3\"  # flag: --listen\n"), "{shown}");
    assert!(
        shown.contains("= \"https://environment.kz/\"  # environment: KLASTER_TOKEN_ISSUER\n"),
        "{shown}"
    );
    assert!(shown.contains("klaster.toml: log_level\n"), "{shown}");
    assert!(shown.contains("request_timeout = \"10\"  # default\n"), "{shown}");
}

#[test]
fn all_mistakes_are_told_at_once() {
    let file = "listn = '127.0.0.1:1'\nexplorer = 'perhaps'\nlog_level = ['info']";
    let environment = [
        ("KLASTER_LISTEN", "8080"),
        ("KLASTER_DATABASE_MAX_CONNECTION", "5"),
        ("KLASTER_DATABASE_URL", "mysql://root:hunter2@db"),
        ("KLASTER_REQUEST_TIMEOUT", "301"),
    ];
    let mistakes = load(file, &environment, &[("data", "somewhere")]).unwrap_err().to_string();
    for told in [
        "the configuration has 8 mistakes:",
        "klaster.toml: listn\n      There is no such setting. Is it listen?",
        "klaster.toml: explorer = \"perhaps\"\n      The value does not fit. It takes true or false.",
        "klaster.toml: log_level\n      It is not a single value.",
        "environment: KLASTER_LISTEN = \"8080\"\n      The value does not fit. It takes an address",
        "environment: KLASTER_DATABASE_MAX_CONNECTION\n      There is no such setting. \
         Is it KLASTER_DATABASE_MAX_CONNECTIONS?",
        "environment: KLASTER_DATABASE_URL\n      The value does not fit. It takes a URL",
        "environment: KLASTER_REQUEST_TIMEOUT = \"301\"\n      The value does not fit. \
         It takes a whole number from 1 to 300.",
        "flag: --data\n      It excludes database_url, which is set too \
         (environment: KLASTER_DATABASE_URL). Remove one of the two.",
    ] {
        assert!(mistakes.contains(told), "{told:?} is missing in:\n{mistakes}");
    }
    assert!(!mistakes.contains("hunter2"), "{mistakes}");
}

#[test]
fn what_is_logged_is_a_level_and_levels_of_modules() {
    for told in ["warn", "info,app=debug", "off,api::http=trace"] {
        assert!(load("data = 'a'", &[("KLASTER_LOG_LEVEL", told)], &[]).is_ok(), "{told}");
    }
    for told in ["app", "info, app=debug", "info,app=loud", "warn,app[request]=debug", "=info"] {
        assert_eq!(keys(load("data = 'a'", &[("KLASTER_LOG_LEVEL", told)], &[])), ["log_level"]);
    }
}

#[test]
fn a_mistake_that_another_value_hides_is_told_too() {
    let loaded = load("data = 'a'\nlisten = 'x'", &[], &[("listen", "127.0.0.1:3")]);
    assert_eq!(keys(loaded), ["listen"]);
}

#[test]
fn a_server_must_know_where_its_data_are() {
    assert_eq!(keys(load("", &[], &[])), ["data"]);
}

#[test]
fn with_a_database_elsewhere_the_keys_are_configured() {
    let url = ("KLASTER_DATABASE_URL", "postgres://localhost/klaster");
    assert_eq!(
        keys(load("", &[url], &[])),
        ["token_key_file", "vault_key_file", "cursor_key_file"]
    );
    let file = "token_key_file = 'token.key'\nvault_key_file = 'vault.key'\ncursor_key_file = 'cursor.key'";
    load(file, &[url], &[]).unwrap();
}

#[test]
fn a_demo_brings_its_own_database_and_accepts_tokens_of_a_month() {
    let url = variables(&[("KLASTER_DATABASE_URL", "postgres://localhost/klaster")]);
    let sources = Sources { environment: url, ..Sources::default() };
    assert_eq!(keys(sources.load(Purpose::Demo)), ["database_url"]);
    let demo = Sources::default().load(Purpose::Demo).unwrap();
    assert_eq!(demo.settings.token_max_lifetime.get(), 30 * 24 * 3600);
    assert_eq!(demo.settings.shutdown_delay.get(), 0, "nobody sends others to it");
    let serve = load("data = 'a'", &[], &[]).unwrap();
    assert_eq!(serve.settings.token_max_lifetime.get(), 600);
    assert_eq!(serve.settings.shutdown_delay.get(), 5);
}

#[test]
fn limits_are_those_of_the_interface_until_they_are_changed() {
    let limits = load("data = 'a'", &[], &[]).unwrap().settings.limits();
    assert_eq!(limits, api::Limits::default());
    let changed = load("data = 'a'\nlimit_depth = 9", &[("KLASTER_LIMIT_TOKENS", "300")], &[]);
    let limits = changed.unwrap().settings.limits();
    assert_eq!(limits, api::Limits { depth: 9, tokens: 300, ..api::Limits::default() });
}

#[test]
fn secrets_are_never_shown() {
    let key = "c0ffee00".repeat(8);
    let (vault, pem) = (format!("{key} {key}"), api::http::token::SigningKey::make_pem());
    let environment = [
        ("KLASTER_DATABASE_URL", "postgres://klaster:hunter2@db/klaster"),
        ("KLASTER_CURSOR_KEY", &key),
        ("KLASTER_TOKEN_KEY", &pem),
        ("KLASTER_VAULT_KEY", &vault),
    ];
    let loaded = load("", &environment, &[]).unwrap();
    let shown = format!("{loaded} {loaded:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("c0ffee"), "{shown}");
    assert!(!shown.contains(&pem[40..60]), "{shown}");
    let hidden = "# database_url is set and hidden  (environment: KLASTER_DATABASE_URL)\n";
    assert!(shown.contains(hidden), "{shown}");
    let mistakes = load("data = 'a'\ncursor_key = 'c0ffee'", &[], &[]).unwrap_err();
    assert!(!format!("{mistakes}").contains("c0ffee"), "{mistakes}");
}

#[test]
fn what_is_shown_can_be_loaded() {
    let first = load("data = 'some\"where'", &[], &[("listen", "[::1]:3")]).unwrap().to_string();
    let second = load(&first, &[], &[]).unwrap();
    assert_eq!(second.settings.listen.to_string(), "[::1]:3");
    assert_eq!(second.settings.data.unwrap().to_str(), Some("some\"where"));
}

#[test]
fn a_file_that_is_no_toml_is_told_by_its_line_without_quoting_it() {
    let mistakes = load("data = 'a'\n\ndatabase_url = hunter2", &[], &[]).unwrap_err().to_string();
    assert!(mistakes.contains("Line 3 is not TOML"), "{mistakes}");
    assert!(!mistakes.contains("hunter2"), "{mistakes}");
}

#[test]
fn a_file_that_is_not_there_is_a_mistake() {
    let environment = variables(&[("KLASTER_CONFIG", "/nowhere/klaster.toml")]);
    let flags = vec![("data", "a".to_owned())];
    let loaded = Sources { file: None, environment, flags }.load(Purpose::Serve).unwrap_err();
    assert!(loaded.to_string().contains("/nowhere/klaster.toml\n      The file cannot be read"));
}

const AGREED: &str = "[[issuer]]
issuer = 'https://login.example.kz'
audience = 'a'
clients = ['api_client_01h455vb4pex5vsknk084sn02q']
";

#[test]
fn mistakes_in_the_file_of_issuers_are_told_with_the_others() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("issuers.toml");
    let file = format!("data = 'a'\nlisten = 'x'\nissuers = '{}'", path.display());
    fs::write(&path, "[[issuer]]\nissuer = 'https://login.example.kz'\n").unwrap();
    let good = file.replace("listen = 'x'\n", "");
    assert_eq!(keys(load(&file, &[], &[])), ["listen", "line 1: audience", "line 1: clients"]);
    let told = load(&good, &[], &[]).unwrap_err().to_string();
    assert!(told.contains("issuers.toml: line 1: audience\n      It is missing."), "{told}");
    let migrates = Sources {
        flags: vec![("issuers", path.display().to_string()), ("data", "a".to_owned())],
        ..Sources::default()
    };
    assert!(migrates.load(Purpose::Migrate).is_ok(), "it calls nobody");
    fs::write(&path, AGREED).unwrap();
    load(&good, &[], &[]).unwrap();
    let ours = format!("{good}\ntoken_issuer = 'https://login.example.kz'");
    assert_eq!(keys(load(&ours, &[], &[])), ["line 2: issuer"]);
}

#[test]
fn variables_that_others_set_are_no_mistake() {
    let environment = [
        ("KUBERNETES_SERVICE_HOST", "10.0.0.1"),
        ("KLASTER_SERVICE_HOST", "10.0.0.2"),
        ("KLASTER_PORT", "tcp://10.0.0.2:8080"),
        ("KLASTER_LISTEN", ""),
        ("PATH", "/bin"),
    ];
    load("data = 'a'", &environment, &[]).unwrap();
    assert_eq!(keys(load("data = 'a'", &environment[1..], &[])).len(), 2);
}

#[test]
fn no_default_is_a_mistake_and_every_setting_has_a_meaning() {
    load("data = 'a'", &[], &[]).unwrap();
    for setting in TABLE {
        assert!(setting.meaning.trim().len() > 10, "{}", setting.key);
        assert!(!setting.secret || setting.default.is_none(), "{}", setting.key);
    }
}

/// Thousands are parted by a comma in English, by a blank in Kazakh and Russian.
#[test]
fn the_guide_to_limits_states_the_usual_quotas() {
    let guides = [
        (include_str!("../../../api/docs/guides/limits.en.md"), ","),
        (include_str!("../../../api/docs/guides/limits.kk.md"), " "),
        (include_str!("../../../api/docs/guides/limits.ru.md"), " "),
    ];
    for key in ["quota_client", "quota_address"] {
        let setting = TABLE.iter().find(|setting| setting.key == key).unwrap();
        let thousands = setting.default.unwrap().strip_suffix("000").unwrap();
        for (guide, blank) in guides {
            assert!(guide.contains(&format!(" {thousands}{blank}000 ")), "{key}");
        }
    }
}
