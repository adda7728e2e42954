//! The steps of a demo.

use app::App;
use tempfile::TempDir;

use super::{
    banner::Banner,
    clock,
    make::{make, prepare},
    personas::{Persona, offered, personas, tokens},
    plan::Plan,
    portal,
};
use crate::{
    config::Settings,
    data_directory::Unusable,
    failure::Failure,
    installation::{Installation, Keys},
    output, private_file, serve, shutdown,
};

/// Sets everything up and serves it. A directory that the settings do not name is removed at the end.
pub(crate) async fn run(mut settings: Settings) -> Result<(), Failure> {
    let temporary = settings.data.is_none().then(temporary_directory).transpose()?;
    if let Some(temporary) = &temporary {
        settings.data = Some(temporary.path().to_owned());
    }
    let installation = Installation::open(settings)?;
    let keys = installation.keys()?;
    // Before the long work: an address in use is better told at once.
    let listener = serve::bind(installation.settings.listen)?;
    let mut signals = shutdown::signals().map_err(|error| serve::failed(&error))?;
    // An orderly end, so that a temporary directory is removed.
    let (app, personas) = tokio::select! {
        loaded = load(&installation, &keys) => loaded?,
        _ = signals.recv() => return Ok(()),
    };
    let settings = &installation.settings;
    let tokens = tokens(&personas, &installation.verifier(&keys), app.clock().now().0);
    let directory = installation.directory.as_ref().expect("a demo has a data directory");
    let path = directory.file("tokens.json");
    let json = serde_json::to_string_pretty(&tokens).expect("texts are JSON");
    private_file::write(&path, &format!("{json}\n")).map_err(|e| Unusable::new(&path, e))?;
    let key = portal::key(&app, directory).await?;
    let address = listener.local_addr().unwrap_or(settings.listen);
    let banner = Banner {
        address,
        explorer: settings.explorer,
        personas: &personas,
        tokens: &tokens,
        path: &path,
        key: &key,
        kept: temporary.is_none(),
    };
    output::print(format_args!("{banner}\n"))?;
    let demo = offered(&personas, &tokens);
    serve::answer(&installation, &keys, app, listener, signals, Some(demo)).await
}

/// Migrations, reference data and demo data; tells whom the demo can be tried as. Kept data are
/// not made again, and the clock begins at the same moment each time: what was open stays open.
async fn load(installation: &Installation, keys: &Keys) -> Result<(App, Vec<Persona>), Failure> {
    prepare(installation).await?;
    let plan = Plan::new();
    let personas = personas(&plan);
    // Whoever makes rows hands out no cursors, so their key is not asked for.
    let store = serve::store(installation, &[]).await?;
    let made = make(store.clone(), keys.vault.clone(), plan).await;
    let closed = store.close().await;
    made?;
    closed?;
    let directory = installation.directory.as_ref().expect("a demo has a data directory");
    let app = serve::application(installation, keys, clock::set(directory)?).await?;
    Ok((app, personas))
}

fn temporary_directory() -> Result<TempDir, Failure> {
    tempfile::Builder::new().prefix("klaster-demo-").tempdir().map_err(|error| {
        let place = std::env::temp_dir();
        Failure::Other(format!(
            "no temporary directory can be made in {}: {error}. Name one with --data.",
            place.display()
        ))
    })
}
