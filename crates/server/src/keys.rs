//! `klaster keys`: which keys have encrypted sensitive values, and encrypting them anew. A server may be
//! running meanwhile.

use std::{fs, path::Path};

use app::{
    Store,
    platform::{Found, Step, Vault, find_keys, reseal},
};

use crate::{
    access::shared_store,
    cli::KeysAction,
    config::{Settings, VaultKeys},
    failure::Failure,
    installation::{make_key, shared_vault, shared_vault_file},
    output, private_file,
    progress::say,
    rotation::EVERY,
};

/// Ways through all values: what a server has encrypted with an older key meanwhile is found by the next.
const WAYS: usize = 8;

pub(crate) async fn run(settings: &Settings, action: KeysAction) -> Result<(), Failure> {
    let store = shared_store(settings).await?;
    if let KeysAction::Rotate { new } = action {
        // The file is there then.
        shared_vault(settings)?;
        if new {
            put_in_front(settings).await?;
        }
        rotate(&store, &shared_vault(settings)?).await?;
    }
    let vault = shared_vault(settings)?;
    report(&find_keys(&store, &vault).await?, &vault, action)
}

async fn rotate(store: &Store, vault: &Vault) -> Result<(), Failure> {
    for _ in 0..WAYS {
        let tell = |Step { at, seen, resealed }: Step| {
            let (table, column) = (at.table, at.column);
            say(format_args!("{table}.{column}: {seen} seen, {resealed} encrypted anew"));
        };
        if reseal(store, vault, tell).await? == 0 {
            break;
        }
    }
    Ok(())
}

/// Servers know a key before anything is encrypted with it: it comes to the end of the list, and to the
/// front when they have read that.
async fn put_in_front(settings: &Settings) -> Result<(), Failure> {
    let Some(file) = shared_vault_file(settings) else {
        return Err(Failure::Key(
            "the keys are in vault_key and in no file. Put a new one there by hand, and run this \
             without --new."
                .to_owned(),
        ));
    };
    let new = make_key();
    write(&file, &new, false)?;
    say(format_args!("A new key is at the end of {}.", file.display()));
    tokio::time::sleep(EVERY * 3).await;
    write(&file, &new, true)?;
    say(format_args!("It is in front now."));
    Ok(())
}

fn write(file: &Path, new: &str, in_front: bool) -> Result<(), Failure> {
    let failed = |error| {
        let file = file.display();
        Failure::Key(format!("the key file {file} cannot be changed: {error}."))
    };
    let text = fs::read_to_string(file).map_err(failed)?;
    private_file::write(file, &VaultKeys::with(&text, new, in_front)).map_err(failed)
}

/// What each key has encrypted, and what is to be done.
fn report(found: &Found, vault: &Vault, action: KeysAction) -> Result<(), Failure> {
    let keys = vault.keys();
    for (place, key) in keys.iter().enumerate() {
        let count = found.by_key.get(key).copied().unwrap_or_default();
        let what = match (place, count) {
            (0, _) => "current",
            (_, 0) => "not needed",
            _ => "needed",
        };
        output::print(format_args!("{key} {count} {what}\n"))?;
    }
    let missing = found.by_key.iter().filter(|(key, _)| !keys.contains(key));
    for (key, count) in missing {
        output::print(format_args!("{key} {count} missing\n"))?;
    }
    if found.unreadable > 0 {
        return Err(Failure::Other(format!(
            "{} values cannot be opened. If a key is missing above, put it back behind the others; \
             if none is, the database was changed by somebody else.",
            found.unreadable
        )));
    }
    let is_rotated = keys[1..].iter().all(|key| !found.by_key.contains_key(key));
    if matches!(action, KeysAction::Rotate { .. }) && keys.len() > 1 {
        say(if is_rotated {
            format_args!(
                "No value needs an older key. Take them out when all servers have the current one in \
                 front and `klaster keys status` still says so."
            )
        } else {
            format_args!("Older keys are still needed: a server encrypts with one. Run this again.")
        });
    }
    Ok(())
}
